/* Which passwords are refused, and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/passwords.h"

static void assert_all(const char *const *passwords, size_t count, bool common)
{
    for (size_t i = 0; i < count; i++)
        if (fit_password_is_common(passwords[i]) != common)
            fail_msg("\"%s\" is taken for %s", passwords[i], common ? "uncommon" : "common");
}

static void what_is_tried_first_is_common(void **state)
{
    (void)state;
    static const char *const passwords[] = {
        "password",  "PASSWORD",     "Password1",  "p@ssw0rd",    "P@$$w0rd!",  "password123", "12345678",
        "123456789", "87654321",     "qwertyui",   "qwerty123",   "1q2w3e4r",   "1q2w3e4r5t",  "qwer1234",
        "asdf1234!", "qwe123!@#",    "aaaaaaaa",   "abababab",    "abcd1234",   "11112222",    "iloveyou2",
        "letmein!!", "Football2024", "dragon1234", "tkfkdgo1234", "dkssud1234", "!!monkey!!",  "19990430",
        "04301999",  "30041999",     "testtest",   "test1test1",  "adminadmin", "4dm1n123",    "coach2026",
        "zxcvbnm1",  "1qaz2wsx",     "qazwsxedc",  "naver1234!",  "147258369",  "!@#$%^&*",    "2024Summer",
    };
    assert_all(passwords, sizeof passwords / sizeof *passwords, true);
}

static void others_are_not(void **state)
{
    (void)state;
    static const char *const passwords[] = {
        "four score and seven", "correct horse", "vX9-pLq2",    "treehouse-under-rain",
        "나는오늘도달린다",     "Gx7!mmP2",      "93715502846", "dhsmfehek",
        "sunflowerpot93kx",     "kolibri!wurst",
    };
    assert_all(passwords, sizeof passwords / sizeof *passwords, false);
}

static void names_are_no_passwords(void **state)
{
    (void)state;
    assert_string_equal(fit_password_refusal("xx-Jiyoung.kim-77", "jiyoung.kim@example.org", NULL), "like_email");
    assert_string_equal(fit_password_refusal("longname", "mylongname@example.org", NULL), "like_email");
    assert_string_equal(fit_password_refusal("rain over Gildong!", NULL, "gildong"), "like_nickname");
    assert_string_equal(fit_password_refusal("오늘도민지달린다", NULL, "민지"), "like_nickname");
    assert_string_equal(fit_password_refusal("password1", "someone@example.org", "Anna"), "too_common");
    assert_null(fit_password_refusal("rain over the hill", "a@example.org", "rai")); /* in everything */
    assert_null(fit_password_refusal("rain over the hill", "example@rain.org", "Anna"));
    assert_null(fit_password_refusal("rain over the hill", NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_tried_first_is_common),
        cmocka_unit_test(others_are_not),
        cmocka_unit_test(names_are_no_passwords),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
