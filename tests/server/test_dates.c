#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>

#include "server/dates.h"

static void days_are_the_calendars(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t day;
    } cases[] = {{"1970-01-01", 0},     {"1970-01-02", 1},     {"1969-12-31", -1},      {"2000-02-29", 11016},
                 {"2000-03-01", 11017}, {"2026-11-22", 20779}, {"0001-01-01", -719162}, {"9999-12-31", 2932896}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t day = 1;
        char text[FIT_DATE_CAP];
        assert_true(fit_date_parse(cases[i].text, &day));
        assert_int_equal(day, cases[i].day);
        fit_date_format(day, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void every_day_of_eight_centuries_is_as_libc_says(void **state)
{
    (void)state;
    for (int64_t day = -146097; day <= 146097; day++) {
        char text[FIT_DATE_CAP], wanted[40];
        time_t t = (time_t)(day * 86400);
        struct tm tm;
        gmtime_r(&t, &tm);
        strftime(wanted, sizeof wanted, "%Y-%m-%d", &tm);
        fit_date_format(day, text);
        int64_t back;
        if (strcmp(text, wanted) != 0 || !fit_date_parse(text, &back) || back != day)
            fail_msg("day %lld: %s, not %s", (long long)day, text, wanted);
    }
}

static void no_day_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",         "2026-11-31",  "2026-02-29",  "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01",
        "2026-1-1", "2026-11-22 ", " 2026-11-22", "2026/11/22", "20261122",   "+026-11-22", "2026-11-2x"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t day = 77;
        assert_false(fit_date_parse(texts[i], &day));
        assert_int_equal(day, 77);
    }
}

static void times_become_utc_and_keep_their_offset(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms, offset_min, local_day;
        const char *back;
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0, 0, 0, "1970-01-01T00:00:00.000Z"},
        {"2026-11-22T18:30:05.250+09:00", 1795339805250, 540, 20779, "2026-11-22T18:30:05.250+09:00"},
        {"2026-11-22T23:59:59.999-08:00", 1795420799999, -480, 20779, "2026-11-22T23:59:59.999-08:00"},
        {"2026-11-23T00:30:00+09:00", 1795361400000, 540, 20780, "2026-11-23T00:30:00.000+09:00"},
        {"1969-12-31T23:59:59.5Z", -500, 0, -1, "1969-12-31T23:59:59.500Z"},
        {"2016-12-31T23:59:60Z", 1483228800000, 0, 17167, "2017-01-01T00:00:00.000Z"},
        {"2026-11-22t18:30:05.123456789z", 1795372205123, 0, 20779, "2026-11-22T18:30:05.123Z"},
        {"2026-11-22T18:30:05-00:00", 1795372205000, 0, 20779, "2026-11-22T18:30:05.000Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t ms, offset;
        char back[FIT_TIME_CAP];
        assert_true(fit_time_parse(cases[i].text, &ms, &offset));
        assert_int_equal(ms, cases[i].ms);
        assert_int_equal(offset, cases[i].offset_min);
        assert_int_equal(fit_time_local_day(ms, offset), cases[i].local_day);
        fit_time_format(ms, offset, back);
        assert_string_equal(back, cases[i].back);
    }
}

static void no_time_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"2026-11-22",
                                        "2026-11-22T18:30:05",
                                        "2026-11-22T18:30Z",
                                        "2026-11-22T24:00:00Z",
                                        "2026-11-22T18:60:00Z",
                                        "2026-11-22T18:30:61Z",
                                        "2026-11-22T18:30:05.Z",
                                        "2026-11-22 18:30:05Z",
                                        "2026-11-22T18:30:05+9:00",
                                        "2026-11-22T18:30:05+0900",
                                        "2026-11-22T18:30:05+18:01",
                                        "2026-11-22T18:30:05+09:60",
                                        "2026-11-22T18:30:05ZZ",
                                        "2026-11-22T-8:30:05Z",
                                        "2026-11-22T18:30:05+",
                                        "2026-02-30T18:30:05Z"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t ms, offset;
        if (fit_time_parse(texts[i], &ms, &offset))
            fail_msg("%s was taken", texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_the_calendars), cmocka_unit_test(every_day_of_eight_centuries_is_as_libc_says),
        cmocka_unit_test(no_day_is_refused),      cmocka_unit_test(times_become_utc_and_keep_their_offset),
        cmocka_unit_test(no_time_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
