#include "server/secrets.h"

#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/keys.h"

/* No 0, O, 1, I, L: 31 characters. */
static const char ALPHABET[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

_Static_assert(sizeof ALPHABET - 1 == 31, "as secrets.h counts bits");
_Static_assert((int)FIT_KEY_LEN == (int)crypto_kdf_KEYBYTES && (int)FIT_KEY_LEN == (int)crypto_generichash_KEYBYTES,
               "one size of keys");

fit_status fit_secrets_open(fit_secrets **out, const fit_config *config, fit_error *error)
{
    if (sodium_init() < 0)
        return fit_fail(error, FIT_ERR_IO, "libsodium cannot be initialised");
    fit_secrets *secrets = sodium_malloc(sizeof *secrets); /* guarded, locked in memory where the system allows it */
    if (!secrets)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    unsigned char master[FIT_KEY_LEN];
    fit_status status = fit_key_file_read(config->key_file, master, &secrets->made, error);
    for (unsigned i = 0; status == FIT_OK && i < FIT_KEYS; i++)
        (void)crypto_kdf_derive_from_key(secrets->keys[i], FIT_KEY_LEN, i + 1, "aifit-v1", master);
    sodium_memzero(master, sizeof master);
    secrets->argon2_mib = config->argon2_mib;
    secrets->argon2_passes = config->argon2_passes;
    (void)sodium_mprotect_readonly(secrets);
    if (status == FIT_OK)
        *out = secrets;
    else
        sodium_free(secrets);
    return status;
}

void fit_secrets_close(fit_secrets *secrets)
{
    sodium_free(secrets); /* wipes */
}

bool fit_secrets_are_new(const fit_secrets *secrets)
{
    return secrets->made;
}

void fit_secrets_random(void *bytes, size_t len)
{
    randombytes_buf(bytes, len);
}

/* A keyed hash of the texts, each with its closing 0, so that none can be taken for another's beginning. */
static void hash_texts(const fit_secrets *secrets, fit_key key, const char *const *texts, unsigned char *hash,
                       size_t hash_len)
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, secrets->keys[key], FIT_KEY_LEN, hash_len);
    for (; *texts; texts++)
        (void)crypto_generichash_update(&state, (const unsigned char *)*texts, strlen(*texts) + 1);
    (void)crypto_generichash_final(&state, hash, hash_len);
}

static void to_base64(const unsigned char bytes[FIT_HASH_LEN], char text[FIT_TOKEN_CAP])
{
    _Static_assert(FIT_TOKEN_CAP == (4 * FIT_HASH_LEN + 2) / 3 + 1, "base64 without padding");
    sodium_bin2base64(text, FIT_TOKEN_CAP, bytes, FIT_HASH_LEN, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void fit_secrets_new_token(char token[FIT_TOKEN_CAP])
{
    unsigned char bytes[FIT_HASH_LEN];
    randombytes_buf(bytes, sizeof bytes);
    to_base64(bytes, token);
}

void fit_secrets_token_hash(const fit_secrets *secrets, const char *token, unsigned char hash[FIT_HASH_LEN])
{
    hash_texts(secrets, FIT_KEY_TOKENS, (const char *const[]){token, NULL}, hash, FIT_HASH_LEN);
}

void fit_secrets_csrf(const fit_secrets *secrets, const char *cookie, char csrf[FIT_CSRF_CAP])
{
    unsigned char hash[FIT_HASH_LEN];
    hash_texts(secrets, FIT_KEY_CSRF, (const char *const[]){cookie, NULL}, hash, sizeof hash);
    to_base64(hash, csrf);
}

bool fit_secrets_csrf_holds(const fit_secrets *secrets, const char *cookie, const char *csrf)
{
    char right[FIT_CSRF_CAP];
    fit_secrets_csrf(secrets, cookie, right);
    return strlen(csrf) == sizeof right - 1 && sodium_memcmp(csrf, right, sizeof right - 1) == 0;
}

void fit_secrets_new_code(char *code, size_t len)
{
    for (size_t i = 0; i < len; i++)
        code[i] = ALPHABET[randombytes_uniform(sizeof ALPHABET - 1)];
    code[len] = '\0';
}

void fit_secrets_code_hash(const fit_secrets *secrets, const char *context, const char *code,
                           unsigned char hash[FIT_HASH_LEN])
{
    char plain[FIT_INVITATION_CODE_CAP + 1]; /* longer ones are wrong, cut or not */
    size_t len = 0;
    for (const char *p = code; *p && len < sizeof plain - 1; p++)
        if (*p != ' ' && *p != '-')
            plain[len++] = (char)toupper((unsigned char)*p);
    plain[len] = '\0';
    hash_texts(secrets, FIT_KEY_CODES, (const char *const[]){context, plain, NULL}, hash, FIT_HASH_LEN);
    sodium_memzero(plain, sizeof plain);
}

void fit_secrets_alias(const fit_secrets *secrets, const char *text, char alias[17])
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    hash_texts(secrets, FIT_KEY_ALIASES, (const char *const[]){text, NULL}, hash, sizeof hash);
    sodium_bin2hex(alias, 17, hash, 8);
}
