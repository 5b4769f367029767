#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "server/exchange.h"

static json_t *object_of(const char *text)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(object);
    return object;
}

static void texts_are_counted_in_characters(void **state)
{
    (void)state;
    fit_exchange e = {0};
    const char *value = NULL;
    json_t *o = object_of(
        "{\"ko\":\"아이핏\",\"tab\":\"a\\tb\",\"del\":\"\\u007f\",\"c1\":\"\\u0085\",\"nbsp\":\"\\u00a0\",\"n\":1}");
    assert_int_equal(fit_field_text(&e, o, "ko", 3, 3, &value), FIT_OK_ANSWER);
    assert_string_equal(value, "아이핏");
    assert_int_equal(fit_field_text(&e, o, "ko", 4, 9, &value), FIT_INVALID_FIELD);
    assert_string_equal(e.field, "ko");
    assert_string_equal(e.reason, "too_short");
    assert_int_equal(fit_field_text(&e, o, "ko", 0, 2, &value), FIT_INVALID_FIELD);
    assert_string_equal(e.reason, "too_long");
    static const char *const controls[] = {"tab", "del", "c1"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(fit_field_text(&e, o, controls[i], 0, 9, &value), FIT_INVALID_FIELD);
        assert_string_equal(e.reason, "not_allowed");
    }
    assert_int_equal(fit_field_text(&e, o, "nbsp", 1, 1, &value), FIT_OK_ANSWER);
    assert_int_equal(fit_field_text(&e, o, "n", 0, 9, &value), FIT_BAD_REQUEST);
    assert_int_equal(fit_field_text(&e, o, "missing", 0, 9, &value), FIT_BAD_REQUEST);
    assert_string_equal(e.field, "missing");
    json_decref(o);
}

static void numbers_are_of_their_type_and_range(void **state)
{
    (void)state;
    fit_exchange e = {0};
    int64_t n = 0;
    double x = 0;
    bool b = false;
    json_t *o = object_of("{\"n\":7,\"x\":7.5,\"s\":\"7\",\"t\":true,\"null\":null}");
    assert_int_equal(fit_field_int(&e, o, "n", 7, 7, &n), FIT_OK_ANSWER);
    assert_int_equal(n, 7);
    assert_int_equal(fit_field_int(&e, o, "n", 8, 9, &n), FIT_INVALID_FIELD);
    assert_int_equal(fit_field_int(&e, o, "x", 0, 9, &n), FIT_BAD_REQUEST);
    assert_int_equal(fit_field_int(&e, o, "s", 0, 9, &n), FIT_BAD_REQUEST);
    assert_int_equal(fit_field_number(&e, o, "x", 0, 9, &x), FIT_OK_ANSWER);
    assert_int_equal(fit_field_number(&e, o, "n", 0, 9, &x), FIT_OK_ANSWER);
    assert_int_equal(fit_field_number(&e, o, "x", 8, 9, &x), FIT_INVALID_FIELD);
    assert_int_equal(fit_field_number(&e, o, "null", 0, 9, &x), FIT_BAD_REQUEST);
    assert_int_equal(fit_field_bool(&e, o, "t", &b), FIT_OK_ANSWER);
    assert_true(b);
    assert_int_equal(fit_field_bool(&e, o, "n", &b), FIT_BAD_REQUEST);
    json_decref(o);
}

static void addresses_are_told_from_what_is_none(void **state)
{
    (void)state;
    static const char *const right[] = {"a@b.c", "first.last+tag@mail.example.org", "o'neil@x-y.example",
                                        "A_1@1.example"};
    static const char *const wrong[] = {"",        "a",       "@b.c",    "a@",        "a@b",      "a@b.",    "a@.c",
                                        "a@b..c",  "a@b.c.",  "a@-b.c",  "a@b-.c",    ".a@b.c",   "a.@b.c",  "a..b@c.d",
                                        "a b@c.d", "a@b@c.d", "a@b c.d", "\"a\"@b.c", "a@b.c\\n", "a,b@c.d", "<a@b.c>"};
    fit_exchange e = {0};
    for (size_t i = 0; i < sizeof right / sizeof *right + sizeof wrong / sizeof *wrong; i++) {
        bool is_right = i < sizeof right / sizeof *right;
        const char *text = is_right ? right[i] : wrong[i - sizeof right / sizeof *right], *value;
        json_t *o = json_pack("{s:s}", "email", text);
        fit_problem problem = fit_field_email(&e, o, "email", &value);
        if (problem != (is_right ? FIT_OK_ANSWER : FIT_INVALID_FIELD))
            fail_msg("%s: %d", text, (int)problem);
        json_decref(o);
    }
    char address[300];
    memset(address, 'a', sizeof address);
    for (size_t local = 64; local <= 65; local++) {
        const char *value;
        memcpy(address + local, "@b.c", 5);
        json_t *o = json_pack("{s:s}", "email", address);
        assert_int_equal(fit_field_email(&e, o, "email", &value), local == 64 ? FIT_OK_ANSWER : FIT_INVALID_FIELD);
        json_decref(o);
        memset(address, 'a', sizeof address);
    }
}

static void times_lie_between_2000_and_tomorrow(void **state)
{
    (void)state;
    fit_exchange e = {.now_ms = INT64_C(1795372205000)}; /* 2026-11-22T18:30:05Z */
    int64_t ms, offset, day;
    json_t *o = object_of("{\"now\":\"2026-11-23T03:30:05+09:00\",\"early\":\"1999-12-31T23:59:59Z\","
                          "\"late\":\"2026-11-23T18:30:05.001Z\",\"none\":\"yesterday\"}");
    assert_int_equal(fit_field_time(&e, o, "now", &ms, &offset, &day), FIT_OK_ANSWER);
    assert_int_equal(ms, e.now_ms);
    assert_int_equal(offset, 540);
    assert_int_equal(day, 20780);
    assert_int_equal(fit_field_time(&e, o, "early", &ms, &offset, &day), FIT_INVALID_FIELD);
    assert_string_equal(e.reason, "out_of_range");
    assert_int_equal(fit_field_time(&e, o, "late", &ms, &offset, &day), FIT_INVALID_FIELD);
    assert_int_equal(fit_field_time(&e, o, "none", &ms, &offset, &day), FIT_INVALID_FIELD);
    assert_string_equal(e.reason, "not_a_time");
    json_decref(o);
}

static void keys_that_are_not_listed_are_named(void **state)
{
    (void)state;
    static const char *const names[] = {"a", "b", NULL};
    fit_exchange e = {0};
    json_t *o = object_of("{\"a\":1}"), *more = object_of("{\"b\":1,\"c\":2}");
    assert_int_equal(fit_fields_known(&e, o, names), FIT_OK_ANSWER);
    assert_int_equal(fit_fields_known(&e, more, names), FIT_BAD_REQUEST);
    assert_string_equal(e.field, "c");
    json_decref(o);
    json_decref(more);
}

static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;
    static const char *const right[] = {
        "", "a", "é", "아", "😀", "\x7f", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"};
    static const char *const wrong[] = {"\x80",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xc3",
                                        "\xe0\x9f\xbf",
                                        "\xed\xa0\x80",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xff",
                                        "a\xe3\x81",
                                        "\xc3(",
                                        "\xf0\x9f\x98"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_true(fit_is_utf8(right[i]));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (fit_is_utf8(wrong[i]))
            fail_msg("text %zu was taken", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_counted_in_characters),      cmocka_unit_test(numbers_are_of_their_type_and_range),
        cmocka_unit_test(addresses_are_told_from_what_is_none), cmocka_unit_test(times_lie_between_2000_and_tomorrow),
        cmocka_unit_test(keys_that_are_not_listed_are_named),   cmocka_unit_test(utf8_is_told_from_other_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
