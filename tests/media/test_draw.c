#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "media/draw.h"
#include "pattern.h"

static const fit_colour WHITE = {255, 255, 255, 1};

static void black(fit_pixels *pixels, int32_t width, int32_t height)
{
    assert_int_equal(fit_pixels_resize(pixels, width, height, NULL), FIT_OK);
    memset(pixels->data, 0, pixels->stride_bytes * (size_t)height);
}

/* Pixels covered, partly covered ones in proportion. */
static double area(const fit_pixels *pixels)
{
    double sum = 0;
    for (int32_t y = 0; y < pixels->height; y++)
        for (int32_t x = 0; x < pixels->width; x++)
            sum += pattern_at(pixels, x, y)[1] / 255.0;
    return sum;
}

static void shapes_cover_their_area_at_any_angle(void **state)
{
    (void)state;
    fit_pixels pixels = {0};
    for (int degrees = 0; degrees < 360; degrees += 7) {
        float angle = (float)degrees * 3.14159265f / 180;
        black(&pixels, 200, 200);
        fit_spot a = {100.3f, 99.1f}, b = {a.x + 80 * cosf(angle), a.y + 80 * sinf(angle)};
        fit_draw_line(&pixels, a, b, 9, WHITE);
        double expected = 80 * 9 + 3.14159265 * 4.5 * 4.5; /* a bar and two half discs */
        assert_true(fabs(area(&pixels) - expected) < 0.01 * expected);
    }
    black(&pixels, 200, 200);
    fit_draw_box(&pixels, (fit_spot){10.5f, 20}, (fit_spot){110, 70.25f}, 12, WHITE);
    double expected = 99.5 * 50.25 - (4 - 3.14159265) * 12 * 12; /* without its corners */
    assert_true(fabs(area(&pixels) - expected) < 0.01 * expected);
    fit_pixels_deinit(&pixels);
}

static void nothing_is_drawn_outside_the_picture(void **state)
{
    (void)state;
    fit_pixels pixels = {0};
    black(&pixels, 60, 40); /* rows are 192 bytes: 12 of padding tell of overruns, the sanitizer of the rest */
    for (int32_t y = 0; y < 40; y++)
        memset(pixels.data + (size_t)y * pixels.stride_bytes + 180, 99, 12);
    fit_draw_line(&pixels, (fit_spot){-50, -50}, (fit_spot){200, 130}, 40, WHITE);
    fit_draw_line(&pixels, (fit_spot){1e6f, -1e6f}, (fit_spot){-1e6f, 1e6f}, 3, WHITE);
    fit_draw_line(&pixels, (fit_spot){5e8f, 3}, (fit_spot){5e8f, 3}, 9, WHITE);
    fit_draw_box(&pixels, (fit_spot){-10, 30}, (fit_spot){500, 500}, 4, WHITE);
    fit_draw_box(&pixels, (fit_spot){10, 10}, (fit_spot){5, 5}, 4, WHITE);
    fit_draw_text(&pixels, (fit_spot){-8, 25}, 30, WHITE, "Squat 12");
    for (int32_t y = 0; y < 40; y++)
        for (int k = 0; k < 12; k++)
            assert_int_equal(pixels.data[(size_t)y * pixels.stride_bytes + 180 + (size_t)k], 99);
    fit_pixels_deinit(&pixels);
}

static void opacity_mixes_with_the_ground(void **state)
{
    (void)state;
    fit_pixels pixels = {0};
    black(&pixels, 20, 20);
    fit_draw_box(&pixels, (fit_spot){0, 0}, (fit_spot){20, 20}, 0, (fit_colour){200, 100, 50, 0.5f});
    assert_int_equal(pattern_at(&pixels, 10, 10)[0], 100);
    assert_int_equal(pattern_at(&pixels, 10, 10)[1], 50);
    assert_int_equal(pattern_at(&pixels, 10, 10)[2], 25);
    fit_pixels_deinit(&pixels);
}

static void every_letter_shows_within_its_width_and_no_two_are_alike(void **state)
{
    (void)state;
    enum { FIRST = '!', LAST = '~', SIDE = 80 };
    static fit_pixels pictures[LAST - FIRST + 1];
    for (int c = FIRST; c <= LAST; c++) {
        fit_pixels *p = &pictures[c - FIRST];
        const char text[2] = {(char)c, '\0'};
        black(p, SIDE, SIDE);
        fit_draw_text(p, (fit_spot){10, 10}, 40, WHITE, text);
        assert_true(area(p) > 10);
        float right = 10 + fit_draw_text_width(40, text) + 5; /* half a stroke, smoothing and a dot's bulge */
        for (int32_t y = 0; y < SIDE; y++)
            for (int32_t x = 0; x < SIDE; x++)
                assert_true(pattern_at(p, x, y)[0] == 0 || ((float)x < right && x > 4 && y > 4 && y < 72));
        for (int other = FIRST; other < c; other++) {
            bool o_and_zero = c == 'O' && other == '0';
            bool same = memcmp(p->data, pictures[other - FIRST].data, p->stride_bytes * SIDE) == 0;
            assert_true(!same || o_and_zero);
        }
    }
    for (int c = FIRST; c <= LAST; c++)
        fit_pixels_deinit(&pictures[c - FIRST]);
}

static void text_grows_with_its_height_and_unknown_bytes_are_marked(void **state)
{
    (void)state;
    assert_true(fit_draw_text_width(20, "") == 0);
    assert_true(fabsf(fit_draw_text_width(40, "Reps 3") - 2 * fit_draw_text_width(20, "Reps 3")) < 0.01f);
    assert_true(fit_draw_text_width(20, "\xEA\xB0\x80") == fit_draw_text_width(20, "???"));
    assert_true(fit_draw_text_width(20, "a b") > fit_draw_text_width(20, "ab"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_cover_their_area_at_any_angle),
        cmocka_unit_test(nothing_is_drawn_outside_the_picture),
        cmocka_unit_test(opacity_mixes_with_the_ground),
        cmocka_unit_test(every_letter_shows_within_its_width_and_no_two_are_alike),
        cmocka_unit_test(text_grows_with_its_height_and_unknown_bytes_are_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
