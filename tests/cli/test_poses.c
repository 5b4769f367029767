#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cli/common/poses.h"

static const fit_poses_header header = {.width = 1280, .height = 720, .model = "full"};

static uint32_t random_state = 7;

static uint32_t random_bits(void)
{
    random_state = random_state * 1664525U + 1013904223U;
    return random_state >> 8; /* the low bits of such a generator repeat soon */
}

/* Any float of magnitude below limit, tiny and subnormal ones included. */
static float random_float(float limit)
{
    float value;
    do {
        uint32_t bits = random_bits() << 8 ^ random_bits();
        memcpy(&value, &bits, sizeof value);
    } while (!isfinite(value) || fabsf(value) > limit);
    return value;
}

static fit_pose random_pose(void)
{
    fit_pose pose = {.width = 1280, .height = 720, .present = true, .score = (float)(random_bits() % 1000) / 999};
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        float visibility = (float)random_bits() / 16777216.0f;
        pose.image[i] = (fit_point){random_float(1e6f), random_float(1e6f), random_float(1e6f), visibility};
        pose.world[i] = (fit_point){random_float(1e3f), random_float(1e3f), random_float(1e3f), visibility};
    }
    return pose;
}

static fit_status read_line(fit_poses_reader *reader, const char *line, fit_pose *pose, int64_t *t_ms, fit_error *error)
{
    return fit_poses_read_frame(reader, line, strlen(line), pose, t_ms, error);
}

static fit_poses_reader reader_after_header(void)
{
    fit_poses_reader reader = {0};
    fit_buffer line;
    fit_buffer_init(&line, FIT_POSES_MAX_LINE);
    assert_int_equal(fit_poses_format_header(&line, &header), FIT_OK);
    assert_int_equal(fit_poses_read_header(&reader, line.data, line.len - 1, NULL), FIT_OK);
    fit_buffer_deinit(&line);
    return reader;
}

static void every_float_comes_back_as_it_was(void **state)
{
    (void)state;
    fit_poses_reader reader = reader_after_header();
    assert_string_equal(reader.header.model, "full");
    fit_buffer line;
    fit_buffer_init(&line, FIT_POSES_MAX_LINE);
    for (int frame = 0; frame < 500; frame++) {
        fit_pose pose = random_pose(), back;
        int64_t t_ms;
        fit_buffer_clear(&line);
        assert_int_equal(fit_poses_format_frame(&line, &pose, frame * 33 - 1000), FIT_OK);
        assert_int_equal(fit_poses_read_frame(&reader, line.data, line.len - 1, &back, &t_ms, NULL), FIT_OK);
        assert_int_equal(t_ms, frame * 33 - 1000);
        assert_true(back.present && back.score == pose.score && back.width == 1280 && back.height == 720);
        for (int i = 0; i < FIT_LM_COUNT; i++) { /* by value: JSON knows no negative zero */
            const fit_point *a = &pose.image[i], *b = &back.image[i], *c = &pose.world[i], *d = &back.world[i];
            assert_true(a->x == b->x && a->y == b->y && a->z == b->z && a->visibility == b->visibility);
            assert_true(c->x == d->x && c->y == d->y && c->z == d->z && c->visibility == d->visibility);
        }
    }
    fit_buffer_deinit(&line);
}

static void nobody_is_null(void **state)
{
    (void)state;
    fit_poses_reader reader = reader_after_header();
    fit_pose nobody = {.width = 1280, .height = 720}, back;
    int64_t t_ms;
    fit_buffer line;
    fit_buffer_init(&line, FIT_POSES_MAX_LINE);
    assert_int_equal(fit_poses_format_frame(&line, &nobody, 5), FIT_OK);
    assert_string_equal(line.data, "{\"t_ms\":5,\"score\":0,\"landmarks\":null,\"world\":null}\n");
    assert_int_equal(fit_poses_read_frame(&reader, line.data, line.len - 1, &back, &t_ms, NULL), FIT_OK);
    assert_memory_equal(&back.image, &nobody.image, sizeof back.image);
    assert_false(back.present);
    fit_buffer_deinit(&line);
}

static void wrong_headers_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line, *reason;
        fit_status status;
    } cases[] = {
        {"", "JSON", FIT_ERR_FORMAT},
        {"[]", "object", FIT_ERR_FORMAT},
        {"{\"width\":1,\"height\":1,\"model\":\"full\"}", "format", FIT_ERR_FORMAT},
        {"{\"format\":2,\"width\":1,\"height\":1,\"model\":\"full\"}", "format 2", FIT_ERR_UNSUPPORTED},
        {"{\"format\":1,\"width\":0,\"height\":1,\"model\":\"full\"}", "width", FIT_ERR_FORMAT},
        {"{\"format\":1,\"width\":1,\"height\":16385,\"model\":\"full\"}", "width", FIT_ERR_FORMAT},
        {"{\"format\":1,\"width\":1.5,\"height\":1,\"model\":\"full\"}", "width", FIT_ERR_FORMAT},
        {"{\"format\":1,\"width\":1,\"height\":1}", "model", FIT_ERR_FORMAT},
        {"{\"format\":1,\"width\":1,\"height\":1,\"model\":\"\"}", "model", FIT_ERR_FORMAT},
        {"{\"format\":1,\"width\":1,\"height\":1,\"model\":\"abcdefghijabcdefghijabcdefghijab\"}", "model",
         FIT_ERR_FORMAT},
        {"{\"format\":1,\"format\":1,\"width\":1,\"height\":1,\"model\":\"full\"}", "JSON", FIT_ERR_FORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fit_poses_reader reader = {0};
        fit_error error;
        assert_int_equal(fit_poses_read_header(&reader, cases[i].line, strlen(cases[i].line), &error), cases[i].status);
        assert_non_null(strstr(error.text, cases[i].reason));
        assert_int_equal(error.line, 1);
        assert_int_equal(reader.header.width, 0);
    }
}

/* A valid frame in which the first occurrence of from is replaced. */
static const char *frame_with(const char *from, const char *to)
{
    static char text[FIT_POSES_MAX_LINE];
    fit_pose pose = {.width = 1280, .height = 720, .present = true, .score = 0.5f};
    for (int i = 0; i < FIT_LM_COUNT; i++)
        pose.image[i] = pose.world[i] = (fit_point){1.25f, 2.25f, 3.25f, 0.75f};
    fit_buffer line;
    fit_buffer_init(&line, FIT_POSES_MAX_LINE);
    assert_int_equal(fit_poses_format_frame(&line, &pose, 40), FIT_OK);
    line.data[line.len - 1] = '\0';
    const char *at = strstr(line.data, from);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - line.data), line.data, to, at + strlen(from));
    fit_buffer_deinit(&line);
    return text;
}

static void wrong_frames_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *reason;
    } cases[] = {
        {"{", "", "JSON"},
        {"\"t_ms\":40", "\"t_ms\":40.5", "t_ms"},
        {"\"t_ms\":40", "\"t_ms\":\"40\"", "t_ms"},
        {"\"t_ms\":40", "\"t_ms\":9007199254740993", "t_ms"},
        {"\"t_ms\":40", "\"other\":40", "t_ms"},
        {"\"t_ms\":40", "\"t_ms\":7", "greater"},
        {"\"t_ms\":40", "\"t_ms\":6", "greater"},
        {"\"score\":0.5", "\"score\":1.5", "score"},
        {"\"score\":0.5", "\"score\":null", "score"},
        {"[1.25,2.25,3.25,0.75]", "[1.25,2.25,3.25]", "landmarks"},
        {"[1.25,2.25,3.25,0.75],", "", "landmarks"},
        {"[1.25,2.25,3.25,0.75]", "[1.25,2.25,3.25,1.01]", "landmarks"},
        {"[1.25,2.25,3.25,0.75]", "[1.25,2.25,3.25,-0.01]", "landmarks"},
        {"[1.25,2.25,3.25,0.75]", "[1000001,2.25,3.25,0.75]", "landmarks"},
        {"[1.25,2.25,3.25,0.75]", "[1e400,2.25,3.25,0.75]", "JSON"},
        {"[1.25,2.25,3.25,0.75]", "[NaN,2.25,3.25,0.75]", "JSON"},
        {"[1.25,2.25,3.25,0.75]", "[true,2.25,3.25,0.75]", "landmarks"},
        {"[1.25,2.25,3.25]", "[1.25,2.25,3.25,0.75]", "world"},
        {"[1.25,2.25,3.25]", "[1.25,-1001,3.25]", "world"},
        {"[1.25,2.25,3.25]", "{}", "world"},
        {"\"world\"", "\"word\"", "world"},
        {"\"landmarks\"", "\"landmark\"", "landmarks"},
        {"\"score\"", "\"t_ms\"", "JSON"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fit_poses_reader reader = reader_after_header();
        fit_pose pose, untouched;
        int64_t t_ms;
        fit_error error = {0};
        const char *nobody = "{\"t_ms\":7,\"score\":0,\"landmarks\":null,\"world\":null}";
        assert_int_equal(read_line(&reader, nobody, &pose, &t_ms, NULL), FIT_OK);
        memset(&pose, 0xAA, sizeof pose);
        untouched = pose;
        assert_int_equal(read_line(&reader, frame_with(cases[i].from, cases[i].to), &pose, &t_ms, &error),
                         FIT_ERR_FORMAT);
        assert_non_null(strstr(error.text, cases[i].reason));
        assert_int_equal(error.line, 3);
        assert_int_equal(t_ms, 7);
        assert_memory_equal(&pose, &untouched, sizeof pose);
        assert_int_equal(read_line(&reader, frame_with("{", "{"), &pose, &t_ms, &error), FIT_OK);
    }
}

static void only_one_of_two_nulls_is_refused(void **state)
{
    (void)state;
    fit_poses_reader reader = reader_after_header();
    fit_pose pose;
    int64_t t_ms;
    assert_int_equal(read_line(&reader, "{\"t_ms\":1,\"score\":0,\"landmarks\":null}", &pose, &t_ms, NULL),
                     FIT_ERR_FORMAT);
    assert_int_equal(read_line(&reader, "{\"t_ms\":1,\"score\":0,\"landmarks\":null,\"world\":[]}", &pose, &t_ms, NULL),
                     FIT_ERR_FORMAT);
}

static void a_line_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    static char line[FIT_POSES_MAX_LINE + 1];
    memset(line, ' ', sizeof line);
    fit_poses_reader reader = reader_after_header();
    fit_pose pose;
    int64_t t_ms;
    fit_error error;
    assert_int_equal(fit_poses_read_frame(&reader, line, sizeof line, &pose, &t_ms, &error), FIT_ERR_FORMAT);
    assert_non_null(strstr(error.text, "too long"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_float_comes_back_as_it_was), cmocka_unit_test(nobody_is_null),
        cmocka_unit_test(wrong_headers_are_refused),        cmocka_unit_test(wrong_frames_are_refused_with_their_line),
        cmocka_unit_test(only_one_of_two_nulls_is_refused), cmocka_unit_test(a_line_beyond_the_limit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
