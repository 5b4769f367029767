#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "server/keys.h"
#include "server/secrets.h"

/* The least that libsodium takes, so that tests are quick. */
static fit_config config = {.argon2_mib = 8, .argon2_passes = 1};
static char folder[] = "/tmp/aifit-secrets-XXXXXX", path[64];

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/key", folder);
    config.key_file = path;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static fit_secrets *open_secrets(void)
{
    fit_secrets *secrets = NULL;
    fit_error error;
    if (fit_secrets_open(&secrets, &config, &error) != FIT_OK)
        fail_msg("%s", error.text);
    return secrets;
}

static void a_key_file_is_made_once_and_kept(void **state)
{
    (void)state;
    (void)unlink(path);
    unsigned char first[FIT_HASH_LEN], again[FIT_HASH_LEN];
    fit_secrets *secrets = open_secrets();
    assert_true(fit_secrets_are_new(secrets));
    fit_secrets_token_hash(secrets, "token", first);
    fit_secrets_close(secrets);
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    secrets = open_secrets();
    assert_false(fit_secrets_are_new(secrets));
    fit_secrets_token_hash(secrets, "token", again);
    assert_memory_equal(first, again, sizeof first);
    fit_secrets_close(secrets);
}

static void a_key_file_that_is_none_or_open_to_others_is_refused(void **state)
{
    (void)state;
    fit_secrets *secrets = NULL;
    fit_error error;
    fit_secrets_close(open_secrets());
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(fit_secrets_open(&secrets, &config, &error), FIT_ERR_IO);
    assert_non_null(strstr(error.text, "chmod 600"));
    assert_int_equal(chmod(path, 0600), 0);
    static const char *const texts[] = {"", "aifit-key-1 short\n",
                                        "aifit-key-2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
                                        "aifit-key-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA*\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(texts[i], file);
        fclose(file);
        assert_int_equal(fit_secrets_open(&secrets, &config, &error), FIT_ERR_FORMAT);
    }
    (void)unlink(path);
    config.key_file = "/nowhere/at/all/key";
    assert_int_equal(fit_secrets_open(&secrets, &config, &error), FIT_ERR_IO);
    config.key_file = path;
    assert_null(secrets);
}

static void codes_are_read_as_people_write_them(void **state)
{
    (void)state;
    fit_secrets *secrets = open_secrets();
    unsigned char a[FIT_HASH_LEN], b[FIT_HASH_LEN];
    fit_secrets_code_hash(secrets, "password:a@b.c", "ABCD2345", a);
    fit_secrets_code_hash(secrets, "password:a@b.c", " abcd-2345 ", b);
    assert_memory_equal(a, b, sizeof a);
    fit_secrets_code_hash(secrets, "password:a@b.d", "ABCD2345", b);
    assert_memory_not_equal(a, b, sizeof a);
    fit_secrets_code_hash(secrets, "password:a@b.cA", "BCD2345", b); /* nothing moves from one text to the other */
    assert_memory_not_equal(a, b, sizeof a);
    char code[FIT_RESET_CODE_CAP];
    for (int i = 0; i < 1000; i++) {
        fit_secrets_new_code(code, FIT_RESET_CODE_CAP - 1);
        assert_int_equal(strspn(code, "23456789ABCDEFGHJKMNPQRSTUVWXYZ"), FIT_RESET_CODE_CAP - 1);
    }
    fit_secrets_close(secrets);
}

static void csrf_tokens_hold_for_their_cookie_only(void **state)
{
    (void)state;
    fit_secrets *secrets = open_secrets();
    char cookie[FIT_TOKEN_CAP], other[FIT_TOKEN_CAP], csrf[FIT_CSRF_CAP];
    fit_secrets_new_token(cookie);
    fit_secrets_new_token(other);
    assert_int_equal(strlen(cookie), FIT_TOKEN_CAP - 1);
    assert_string_not_equal(cookie, other);
    fit_secrets_csrf(secrets, cookie, csrf);
    assert_true(fit_secrets_csrf_holds(secrets, cookie, csrf));
    assert_false(fit_secrets_csrf_holds(secrets, other, csrf));
    assert_false(fit_secrets_csrf_holds(secrets, cookie, ""));
    assert_false(fit_secrets_csrf_holds(secrets, cookie, cookie));
    csrf[3] = csrf[3] == 'A' ? 'B' : 'A';
    assert_false(fit_secrets_csrf_holds(secrets, cookie, csrf));
    fit_secrets_close(secrets);
}

static void a_password_is_known_again_and_outdated_when_parameters_grow(void **state)
{
    (void)state;
    fit_secrets *secrets = open_secrets();
    char hash[128];
    bool right, outdated;
    assert_int_equal(fit_secrets_hash_password(secrets, "four score and seven", hash), FIT_OK);
    assert_ptr_equal(strstr(hash, "$argon2id$"), hash);
    assert_int_equal(fit_secrets_check_password(secrets, hash, "four score and seven", &right, &outdated), FIT_OK);
    assert_true(right);
    assert_false(outdated);
    assert_int_equal(fit_secrets_check_password(secrets, hash, "four score and eight", &right, &outdated), FIT_OK);
    assert_false(right || outdated);
    assert_int_equal(fit_secrets_check_password(secrets, NULL, "four score and seven", &right, &outdated), FIT_OK);
    assert_false(right || outdated);
    fit_secrets_close(secrets);
    config.argon2_passes = 2;
    secrets = open_secrets();
    config.argon2_passes = 1;
    assert_int_equal(fit_secrets_check_password(secrets, hash, "four score and seven", &right, &outdated), FIT_OK);
    assert_true(right && outdated);
    fit_secrets_close(secrets);
}

static void a_cheap_hash_costs_as_much_to_check_as_nobodys(void **state)
{
    (void)state;
    config.argon2_mib = 64;
    config.argon2_passes = 3;
    fit_secrets *secrets = open_secrets();
    config.argon2_mib = 8;
    config.argon2_passes = 1;
    const unsigned price = 64 * 1024 * 3;
    static const unsigned params[][2] = {{8 * 1024, 1}, {19 * 1024, 2}, {64 * 1024, 1}, {96 * 1024, 1}};
    for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
        char hash[128];
        snprintf(hash, sizeof hash, "$argon2id$v=19$m=%u,t=%u,p=1$c2FsdA$aGFzaA", params[i][0], params[i][1]);
        const unsigned paid = params[i][0] * params[i][1] + fit_argon2_rest_kib(secrets, hash) * 3;
        assert_in_range(paid, price - 3, price);
    }
    assert_int_equal(fit_argon2_rest_kib(secrets, "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA"), 0);
    assert_int_equal(fit_argon2_rest_kib(secrets, "$argon2id$v=19$m=4194304,t=100,p=1$c2FsdA$aGFzaA"), 0);
    fit_secrets_close(secrets);
}

static void what_is_sealed_opens_unchanged_in_its_context_only(void **state)
{
    (void)state;
    fit_secrets *secrets = open_secrets();
    fit_buffer sealed, plain;
    static const char text[] = "a photo";
    fit_buffer_init(&sealed, 1000);
    fit_buffer_init(&plain, 1000);
    assert_int_equal(fit_secrets_seal(secrets, "photo:1", text, sizeof text, &sealed), FIT_OK);
    assert_int_equal(fit_secrets_unseal(secrets, "photo:1", sealed.data, sealed.len, &plain), FIT_OK);
    assert_int_equal(plain.len, sizeof text);
    assert_memory_equal(plain.data, text, sizeof text);
    assert_int_equal(fit_secrets_unseal(secrets, "photo:2", sealed.data, sealed.len, &plain), FIT_ERR_FORMAT);
    for (size_t i = 0; i < sealed.len; i++) {
        sealed.data[i] ^= 1;
        assert_int_equal(fit_secrets_unseal(secrets, "photo:1", sealed.data, sealed.len, &plain), FIT_ERR_FORMAT);
        sealed.data[i] ^= 1;
    }
    for (size_t len = 0; len < sealed.len; len++)
        assert_int_equal(fit_secrets_unseal(secrets, "photo:1", sealed.data, len, &plain), FIT_ERR_FORMAT);
    assert_int_equal(plain.len, sizeof text);
    fit_buffer_deinit(&sealed);
    fit_buffer_deinit(&plain);
    fit_secrets_close(secrets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_file_is_made_once_and_kept),
        cmocka_unit_test(a_key_file_that_is_none_or_open_to_others_is_refused),
        cmocka_unit_test(codes_are_read_as_people_write_them),
        cmocka_unit_test(csrf_tokens_hold_for_their_cookie_only),
        cmocka_unit_test(a_password_is_known_again_and_outdated_when_parameters_grow),
        cmocka_unit_test(a_cheap_hash_costs_as_much_to_check_as_nobodys),
        cmocka_unit_test(what_is_sealed_opens_unchanged_in_its_context_only),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
