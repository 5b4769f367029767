#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "media/pixels.h"
#include "pattern.h"

/* Where the upright picture's pixel (x, y) lies in a stored one of w x h, by the definitions of EXIF tag 0x0112. */
static void stored_place(fit_orientation orientation, int32_t w, int32_t h, int32_t x, int32_t y, int32_t *column,
                         int32_t *row)
{
    const int32_t places[8][2] = {
        {x, y},         /* row 0 is the top, column 0 the left side */
        {w - 1 - x, y}, /* top, right */
        {w - 1 - x, h - 1 - y},
        {x, h - 1 - y},
        {y, x},         /* row 0 is the left side, column 0 the top */
        {y, h - 1 - x}, /* right, top */
        {w - 1 - y, h - 1 - x},
        {w - 1 - y, x},
    };
    *column = places[orientation - 1][0];
    *row = places[orientation - 1][1];
}

static void every_orientation_puts_each_pixel_where_exif_says(void **state)
{
    (void)state;
    static const int32_t sizes[][2] = {{1, 1}, {7, 1}, {1, 5}, {33, 65}, {64, 32}};
    fit_pixels stored = {0}, upright = {0};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        int32_t w = sizes[s][0], h = sizes[s][1];
        pattern_fill(&stored, w, h);
        for (int o = FIT_ORIENTATION_UPRIGHT; o <= FIT_ORIENTATION_TURN_LEFT; o++) {
            assert_int_equal(fit_pixels_orient(&stored, (fit_orientation)o, &upright, NULL), FIT_OK);
            assert_int_equal(upright.width, o < FIT_ORIENTATION_TRANSPOSED ? w : h);
            assert_int_equal(upright.height, o < FIT_ORIENTATION_TRANSPOSED ? h : w);
            for (int32_t y = 0; y < upright.height; y++)
                for (int32_t x = 0; x < upright.width; x++) {
                    int32_t column, row;
                    stored_place((fit_orientation)o, w, h, x, y, &column, &row);
                    assert_memory_equal(pattern_at(&upright, x, y), pattern_at(&stored, column, row), 3);
                }
        }
    }
    fit_pixels_deinit(&stored);
    fit_pixels_deinit(&upright);
}

static void sizes_beyond_the_limits_are_refused_and_leave_the_picture(void **state)
{
    (void)state;
    fit_pixels pixels = {0};
    pattern_fill(&pixels, 3, 2);
    static const int32_t sizes[][2] = {
        {0, 1}, {1, 0}, {-1, 5}, {FIT_IMAGE_MAX_SIDE + 1, 1}, {1, FIT_IMAGE_MAX_SIDE + 1}, {16384, 8193}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        fit_error error;
        assert_int_equal(fit_pixels_resize(&pixels, sizes[i][0], sizes[i][1], &error), FIT_ERR_LIMIT);
        assert_int_equal(pixels.width, 3);
        assert_int_equal(pattern_at(&pixels, 2, 1)[0], 5);
    }
    fit_pixels_deinit(&pixels);
}

static void a_copy_and_a_view_hold_the_same_pixels(void **state)
{
    (void)state;
    fit_pixels pixels = {0}, copy = {0};
    pattern_fill(&pixels, 37, 11);
    fit_image view = fit_pixels_view(&pixels);
    assert_int_equal(fit_image_check(&view, NULL), FIT_OK);
    assert_int_equal(fit_pixels_copy(&copy, &view, NULL), FIT_OK);
    for (int32_t y = 0; y < 11; y++)
        assert_memory_equal(pattern_at(&copy, 0, y), pattern_at(&pixels, 0, y), 37 * 3);
    fit_pixels_deinit(&pixels);
    fit_pixels_deinit(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_orientation_puts_each_pixel_where_exif_says),
        cmocka_unit_test(sizes_beyond_the_limits_are_refused_and_leave_the_picture),
        cmocka_unit_test(a_copy_and_a_view_hold_the_same_pixels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
