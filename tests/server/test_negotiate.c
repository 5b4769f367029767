#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "server/negotiate.h"

static void codings_are_accepted_as_the_header_says(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool br, gzip;
    } cases[] = {
        {NULL, false, false},
        {"", false, false},
        {"gzip, deflate, br", true, true},
        {"gzip,br", true, true},
        {"BR;q=1.0", true, false},
        {"br;q=0, gzip;q=0.5", false, true},
        {"br; q=0.000", false, false},
        {"brotli, gzipped", false, false},
        {"deflate", false, false},
        {" \tgzip ", false, true},
        {",,gzip,,", false, true},
        {"br;level=4;q=0", false, false},
        {"identity", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(fit_accepts_encoding(cases[i].header, "br"), cases[i].br);
        assert_int_equal(fit_accepts_encoding(cases[i].header, "gzip"), cases[i].gzip);
    }
}

static void etags_match_weakly_and_in_lists(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool matches;
    } cases[] = {
        {NULL, false},
        {"", false},
        {"\"abc\"", true},
        {"W/\"abc\"", true},
        {"*", true},
        {"\"x\", \"abc\"", true},
        {"\"x\",W/\"abc\"", true},
        {"\"ab\"", false},
        {"\"abcd\"", false},
        {"abc", false},
        {"**", false},
        {"\"x\"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(fit_etag_matches(cases[i].header, "\"abc\""), cases[i].matches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codings_are_accepted_as_the_header_says),
        cmocka_unit_test(etags_match_weakly_and_in_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
