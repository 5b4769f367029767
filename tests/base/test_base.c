#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/status.h"
#include "base/buffer.h"
#include "base/checked.h"
#include "base/json_writer.h"

static void error_text_is_cut_and_terminated(void **state)
{
    (void)state;
    char longer[2 * FIT_ERROR_TEXT_CAP];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    fit_error error;
    assert_int_equal(fit_fail_at(&error, FIT_ERR_FORMAT, 3, 7, 42, "%s", longer), FIT_ERR_FORMAT);
    assert_int_equal(strlen(error.text), FIT_ERROR_TEXT_CAP - 1);
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 7);
    assert_int_equal(error.offset, 42);
    assert_int_equal(fit_fail(NULL, FIT_ERR_IO, "nobody listens"), FIT_ERR_IO);
}

static void sizes_do_not_wrap(void **state)
{
    (void)state;
    size_t out = 5;
    assert_false(fit_add_size(SIZE_MAX, 1, &out));
    assert_false(fit_mul_size(SIZE_MAX / 2, 3, &out));
    assert_false(fit_align_size(SIZE_MAX, 64, &out));
    assert_int_equal(out, 5);
    assert_true(fit_align_size(65, 64, &out));
    assert_int_equal(out, 128);
    assert_true(fit_range_inside(10, 0, 10));
    assert_false(fit_range_inside(10, 1, 10));
    assert_false(fit_range_inside(SIZE_MAX, SIZE_MAX, 10));
}

static void buffer_stops_at_its_maximum(void **state)
{
    (void)state;
    fit_buffer buffer;
    fit_buffer_init(&buffer, 5);
    assert_int_equal(fit_buffer_append(&buffer, "abc", 3), FIT_OK);
    assert_int_equal(fit_buffer_append(&buffer, "def", 3), FIT_ERR_LIMIT);
    assert_string_equal(buffer.data, "abc");
    assert_int_equal(fit_buffer_append(&buffer, "de", 2), FIT_OK);
    assert_string_equal(buffer.data, "abcde");
    fit_buffer_clear(&buffer);
    assert_string_equal(buffer.data, "");
    fit_buffer_deinit(&buffer);
}

static void json_is_escaped_and_separated(void **state)
{
    (void)state;
    fit_buffer buffer;
    fit_buffer_init(&buffer, 1000);
    fit_json_writer json;
    fit_json_begin(&json, &buffer);
    fit_json_object_open(&json);
    fit_json_key(&json, "a");
    fit_json_string(&json, "c");
    fit_json_key(&json, "n");
    fit_json_array_open(&json);
    fit_json_int(&json, INT64_MIN);
    fit_json_fixed(&json, 1.25, 1);
    fit_json_float(&json, 0.0f / 1.0f);
    fit_json_null(&json);
    fit_json_array_open(&json);
    fit_json_array_close(&json);
    fit_json_array_close(&json);
    fit_json_key(&json, "t");
    fit_json_string(&json, "줄\n\"\\");
    fit_json_key(&json, "b");
    fit_json_bool(&json, true);
    fit_json_object_close(&json);
    assert_int_equal(json.status, FIT_OK);
    assert_string_equal(
        buffer.data, "{\"a\":\"c\",\"n\":[-9223372036854775808,1.2,0,null,[]],\"t\":\"줄\\u000a\\\"\\\\\",\"b\":true}");
    fit_buffer_deinit(&buffer);
}

static void json_strings_are_always_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"\xff\xfe.jpg", "\"\\ufffd\\ufffd.jpg\""},
        {"\xc0\xaf", "\"\\ufffd\\ufffd\""},            /* overlong */
        {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""}, /* a surrogate */
        {"\xea\xb0", "\"\\ufffd\\ufffd\""},            /* cut off */
        {"가\xf0\x9f\x8f\x8b", "\"가\xf0\x9f\x8f\x8b\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fit_buffer buffer;
        fit_buffer_init(&buffer, 100);
        fit_json_writer json;
        fit_json_begin(&json, &buffer);
        fit_json_string(&json, cases[i].in);
        assert_string_equal(buffer.data, cases[i].out);
        fit_buffer_deinit(&buffer);
    }
}

/* Eight bytes are looked at together: what is to be escaped may stand in any of them. */
static void json_escapes_wherever_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {{"\"", "\\\""},   {"\\", "\\\\"},      {"\n", "\\u000a"}, {"\x1f", "\\u001f"},
                 {"\x7f", "\x7f"}, {"\x80", "\\ufffd"}, {"각", "각"}};
    static const char around[] = " !#[]~abcdefghijklmn";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int before = 0; before < (int)sizeof around; before++) {
            char in[40], out[40];
            snprintf(in, sizeof in, "%.*s%s%s", before, around, cases[i].in, around + before);
            snprintf(out, sizeof out, "\"%.*s%s%s\"", before, around, cases[i].out, around + before);
            fit_buffer buffer;
            fit_buffer_init(&buffer, 100);
            fit_json_writer json;
            fit_json_begin(&json, &buffer);
            fit_json_string(&json, in);
            assert_string_equal(buffer.data, out);
            fit_buffer_deinit(&buffer);
        }
}

static void json_floats_round_trip(void **state)
{
    (void)state;
    const float values[] = {0.1f, 1e-38f, 3.4028235e38f, -123.456789f, 1.0f / 3.0f};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        fit_buffer buffer;
        fit_buffer_init(&buffer, 100);
        fit_json_writer json;
        fit_json_begin(&json, &buffer);
        fit_json_float(&json, values[i]);
        assert_true(strtof(buffer.data, NULL) == values[i]);
        fit_buffer_deinit(&buffer);
    }
}

static void json_keeps_the_first_error(void **state)
{
    (void)state;
    fit_buffer buffer;
    fit_buffer_init(&buffer, 4);
    fit_json_writer json;
    fit_json_begin(&json, &buffer);
    fit_json_string(&json, "longer than four");
    fit_json_int(&json, 1);
    assert_int_equal(json.status, FIT_ERR_LIMIT);
    fit_buffer_deinit(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(error_text_is_cut_and_terminated), cmocka_unit_test(sizes_do_not_wrap),
        cmocka_unit_test(buffer_stops_at_its_maximum),      cmocka_unit_test(json_is_escaped_and_separated),
        cmocka_unit_test(json_strings_are_always_utf8),     cmocka_unit_test(json_escapes_wherever_it_stands),
        cmocka_unit_test(json_floats_round_trip),           cmocka_unit_test(json_keeps_the_first_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
