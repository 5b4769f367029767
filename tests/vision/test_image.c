#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/image.h"

static const uint8_t PIXELS[64];

static fit_image valid(void)
{
    return (fit_image){.data = PIXELS, .width = 4, .height = 2, .stride_bytes = 16, .format = FIT_PIXEL_RGBA32};
}

static void broken_views_are_refused_with_a_reason(void **state)
{
    (void)state;
    fit_image broken[9];
    for (size_t i = 0; i < 9; i++)
        broken[i] = valid();
    broken[0].data = NULL;
    broken[1].width = 0;
    broken[2].height = -1;
    broken[3].width = FIT_IMAGE_MAX_SIDE + 1;
    broken[4].height = FIT_IMAGE_MAX_SIDE + 1;
    broken[5].stride_bytes = 15;
    broken[6].stride_bytes = FIT_IMAGE_MAX_STRIDE + 1;
    broken[7].format = (fit_pixel_format)1;
    broken[8].stride_bytes = SIZE_MAX;
    for (size_t i = 0; i < 9; i++) {
        fit_error error = {0};
        assert_int_equal(fit_image_check(&broken[i], &error), FIT_ERR_ARG);
        assert_memory_equal(error.text, "image: ", 7);
    }
    assert_int_equal(fit_image_check(NULL, NULL), FIT_ERR_ARG);
}

static void valid_views_pass(void **state)
{
    (void)state;
    fit_image image = valid();
    assert_int_equal(fit_image_check(&image, NULL), FIT_OK);
    image.stride_bytes = FIT_IMAGE_MAX_STRIDE;
    assert_int_equal(fit_image_check(&image, NULL), FIT_OK);
    image = (fit_image){.data = PIXELS, .width = 1, .height = 1, .stride_bytes = 3, .format = FIT_PIXEL_RGB24};
    assert_int_equal(fit_image_check(&image, NULL), FIT_OK);
}

static void luma_weighs_the_channels(void **state)
{
    (void)state;
    const uint8_t colours[] = {255, 0, 0, 9, 0, 255, 0, 9, 0, 0, 255, 9, 255, 255, 255, 9};
    const float luma[] = {76.245f, 149.685f, 29.07f, 255.0f};
    for (size_t i = 0; i < 4; i++) {
        const fit_image one = {
            .data = colours + 4 * i, .width = 1, .height = 1, .stride_bytes = 4, .format = FIT_PIXEL_RGBA32};
        assert_float_equal(fit_image_luma(&one, 1), luma[i], 1e-3);
    }
}

static void luma_skips_the_padding_of_rows(void **state)
{
    (void)state;
    uint8_t data[3][40];
    memset(data, 255, sizeof data);
    double sum = 0.0;
    for (size_t y = 0; y < 3; y++)
        for (size_t x = 0; x < 11; x++) {
            const uint8_t grey = (uint8_t)(7 * x + 50 * y);
            memset(&data[y][3 * x], grey, 3);
            sum += grey;
        }
    const fit_image image = {.data = data[0], .width = 11, .height = 3, .stride_bytes = 40, .format = FIT_PIXEL_RGB24};
    assert_float_equal(fit_image_luma(&image, 1), (float)(sum / 33.0), 1e-3);
}

static void luma_of_every_other_line(void **state)
{
    (void)state;
    uint8_t data[5][3];
    for (size_t y = 0; y < 5; y++)
        memset(data[y], y % 2 ? 255 : (int)(10 * y), 3);
    const fit_image image = {.data = data[0], .width = 1, .height = 5, .stride_bytes = 3, .format = FIT_PIXEL_RGB24};
    assert_float_equal(fit_image_luma(&image, 2), 20.0f, 1e-3);
    assert_float_equal(fit_image_luma(&image, 9), 0.0f, 1e-3);
}

static void luma_of_the_largest_white_row_does_not_overflow(void **state)
{
    (void)state;
    uint8_t *white = malloc((size_t)FIT_IMAGE_MAX_SIDE * 4);
    assert_non_null(white);
    memset(white, 255, (size_t)FIT_IMAGE_MAX_SIDE * 4);
    const fit_image image = {.data = white,
                             .width = FIT_IMAGE_MAX_SIDE,
                             .height = 1,
                             .stride_bytes = (size_t)FIT_IMAGE_MAX_SIDE * 4,
                             .format = FIT_PIXEL_RGBA32};
    assert_float_equal(fit_image_luma(&image, 1), 255.0f, 1e-3);
    free(white);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_views_are_refused_with_a_reason),
        cmocka_unit_test(valid_views_pass),
        cmocka_unit_test(luma_weighs_the_channels),
        cmocka_unit_test(luma_skips_the_padding_of_rows),
        cmocka_unit_test(luma_of_every_other_line),
        cmocka_unit_test(luma_of_the_largest_white_row_does_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
