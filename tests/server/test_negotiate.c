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

static void ranges_are_single_or_none(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        fit_range kind;
        uint64_t first, last;
    } cases[] = {
        {NULL, FIT_RANGE_WHOLE, 0, 0},
        {"bytes=0-", FIT_RANGE_PART, 0, 999},
        {"bytes=0-0", FIT_RANGE_PART, 0, 0},
        {"Bytes=10-19", FIT_RANGE_PART, 10, 19},
        {"bytes=990-5000", FIT_RANGE_PART, 990, 999},
        {"bytes=-5", FIT_RANGE_PART, 995, 999},
        {"bytes=-5000", FIT_RANGE_PART, 0, 999},
        {"bytes=1000-", FIT_RANGE_OUTSIDE, 0, 0},
        {"bytes=-0", FIT_RANGE_OUTSIDE, 0, 0},
        {"bytes=5-4", FIT_RANGE_WHOLE, 0, 0},
        {"bytes=-", FIT_RANGE_WHOLE, 0, 0},
        {"bytes=", FIT_RANGE_WHOLE, 0, 0},
        {"bytes=0-1,5-6", FIT_RANGE_WHOLE, 0, 0},
        {"bytes=a-b", FIT_RANGE_WHOLE, 0, 0},
        {"bytes=99999999999999999999-", FIT_RANGE_WHOLE, 0, 0},
        {"items=0-5", FIT_RANGE_WHOLE, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t first = 0, last = 0;
        if (fit_range_of(cases[i].header, 1000, &first, &last) != cases[i].kind)
            fail_msg("%s", cases[i].header);
        assert_int_equal(first, cases[i].first);
        assert_int_equal(last, cases[i].last);
    }
    uint64_t first, last;
    assert_int_equal(fit_range_of("bytes=0-", 0, &first, &last), FIT_RANGE_OUTSIDE);
    assert_int_equal(fit_range_of("bytes=-5", 0, &first, &last), FIT_RANGE_OUTSIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codings_are_accepted_as_the_header_says),
        cmocka_unit_test(etags_match_weakly_and_in_lists),
        cmocka_unit_test(ranges_are_single_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
