#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "vision/sample.h"

/* A picture of noise whose last byte is the last of a page, with an unreadable page behind it. */
typedef struct guarded {
    uint8_t *pages;
    size_t len;
    fit_image image;
} guarded;

static uint32_t random_state = 1;

static uint32_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static guarded make_noise(int32_t width, int32_t height, size_t padding_bytes, fit_pixel_format format)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t row = (size_t)width * format, stride = row + padding_bytes;
    const size_t used = stride * (size_t)(height - 1) + row;
    guarded g = {.len = (used + page - 1) / page * page + page};
    g.pages = mmap(NULL, g.len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(g.pages != MAP_FAILED);
    uint8_t *data = g.pages + g.len - page - used;
    for (size_t i = 0; i < used; i++)
        data[i] = (uint8_t)(next_random() >> 24);
    assert_int_equal(mprotect(g.pages + g.len - page, page, PROT_NONE), 0);
    g.image = (fit_image){data, width, height, stride, format};
    return g;
}

static void drop(guarded *g)
{
    munmap(g->pages, g->len);
}

static double pixel(const fit_image *image, int32_t x, int32_t y, int channel)
{
    x = x < 0 ? 0 : x >= image->width ? image->width - 1 : x;
    y = y < 0 ? 0 : y >= image->height ? image->height - 1 : y;
    return image->data[(size_t)y * image->stride_bytes + (size_t)x * image->format + (size_t)channel];
}

/* Bilinear by definition, in double: the mean of the four nearest pixel centres weighted by closeness. */
static double direct(const fit_image *image, double x, double y, int channel)
{
    const double left = floor(x - 0.5), upper = floor(y - 0.5);
    const double fx = x - 0.5 - left, fy = y - 0.5 - upper;
    const int32_t i = (int32_t)left, j = (int32_t)upper;
    return (1 - fy) * ((1 - fx) * pixel(image, i, j, channel) + fx * pixel(image, i + 1, j, channel)) +
           fy * ((1 - fx) * pixel(image, i, j + 1, channel) + fx * pixel(image, i + 1, j + 1, channel));
}

static bool near_an_edge(const fit_image *image, double x, double y)
{
    return fabs(x) < 1e-3 || fabs(y) < 1e-3 || fabs(x - image->width) < 1e-3 || fabs(y - image->height) < 1e-3;
}

/* Places are computed in float: at coordinates below 512 they are off by at most 2^-24 * 512 * (a few operations),
 * a place's error times the steepest slope (the whole range within a pixel) bounds the value's. */
static void check_crop(const fit_image *image, const fit_crop *crop, const fit_affine *map)
{
    const size_t floats = 3 * (size_t)crop->width * (size_t)crop->height;
    float *tensor = malloc((floats + 1) * sizeof *tensor);
    assert_non_null(tensor);
    tensor[floats] = 1234.5f;
    fit_crop_sample(crop, image, map, tensor);
    const double tolerance = 5e-4 * (crop->high - crop->low);
    for (int32_t row = 0; row < crop->height; row++)
        for (int32_t column = 0; column < crop->width; column++) {
            const double u = column + 0.5, v = row + 0.5;
            const double x = (double)map->xx * u + (double)map->xy * v + (double)map->x0;
            const double y = (double)map->yx * u + (double)map->yy * v + (double)map->y0;
            const bool outside = x < 0 || y < 0 || x > image->width || y > image->height;
            if (crop->border == FIT_BORDER_BLACK && near_an_edge(image, x, y))
                continue;
            for (int c = 0; c < 3; c++) {
                const bool black = crop->border == FIT_BORDER_BLACK && outside;
                const double byte = black ? 0.0 : direct(image, x, y, c);
                const double want = crop->low + (crop->high - crop->low) * byte / 255.0;
                assert_float_equal(tensor[3 * (row * crop->width + column) + c], (float)want, tolerance);
            }
        }
    assert_float_equal(tensor[floats], 1234.5f, 0);
    free(tensor);
}

static void equals_the_direct_computation(void **state)
{
    (void)state;
    const struct {
        int32_t width, height;
    } sizes[] = {{1, 1}, {1, 7}, {7, 1}, {2, 2}, {3, 5}, {64, 48}, {301, 203}};
    const int32_t crops[] = {1, 3, 63, 64, 65, 130};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int format = FIT_PIXEL_RGB24; format <= FIT_PIXEL_RGBA32; format++) {
            guarded g = make_noise(sizes[s].width, sizes[s].height, s % 2 ? 0 : 5, (fit_pixel_format)format);
            for (int trial = 0; trial < 24; trial++) {
                const fit_crop crop = {.width = crops[next_random() % 6],
                                       .height = crops[next_random() % 6],
                                       .low = trial % 2 ? -1.0f : 0.0f,
                                       .high = 1.0f,
                                       .border = trial % 3 ? FIT_BORDER_EDGE : FIT_BORDER_BLACK};
                const float angle = (float)(next_random() % 24) * 0.2617994f;
                const fit_roi roi = {.center = {(float)(next_random() % (uint32_t)sizes[s].width) + 0.25f,
                                                (float)(next_random() % (uint32_t)sizes[s].height) + 0.25f},
                                     .side = 1.0f + (float)(next_random() % 400),
                                     .right = {cosf(angle), sinf(angle)}};
                const fit_affine map = fit_roi_to_image(&roi, (float)crop.width);
                check_crop(&g.image, &crop, &map);
            }
            drop(&g);
        }
}

static void unscaled_crop_copies_the_pixels(void **state)
{
    (void)state;
    guarded g = make_noise(9, 9, 0, FIT_PIXEL_RGB24);
    const fit_roi roi = fit_roi_letterbox(9, 9);
    const fit_affine map = fit_roi_to_image(&roi, 9.0f);
    const fit_crop crop = {.width = 9, .height = 9, .low = 0, .high = 255, .border = FIT_BORDER_BLACK};
    float tensor[9 * 9 * 3];
    fit_crop_sample(&crop, &g.image, &map, tensor);
    for (size_t i = 0; i < sizeof tensor / sizeof *tensor; i++)
        assert_float_equal(tensor[i], g.image.data[i], 1e-3);
    drop(&g);
}

static void letterbox_is_black_beside_the_picture(void **state)
{
    (void)state;
    uint8_t white[32 * 16 * 3];
    memset(white, 255, sizeof white);
    const fit_image image = {white, 32, 16, 32 * 3, FIT_PIXEL_RGB24};
    const fit_roi roi = fit_roi_letterbox(32, 16);
    const fit_affine map = fit_roi_to_image(&roi, 16.0f);
    const fit_crop crop = {.width = 16, .height = 16, .low = -1, .high = 1, .border = FIT_BORDER_BLACK};
    float tensor[16][16][3];
    fit_crop_sample(&crop, &image, &map, &tensor[0][0][0]);
    for (int row = 0; row < 16; row++)
        for (int column = 0; column < 16; column++)
            assert_float_equal(tensor[row][column][1], row >= 4 && row < 12 ? 1.0f : -1.0f, 1e-6);
}

/* Wild maps (a tracker gone astray) must stay inside the picture; the guard page tells. */
static void wild_maps_read_nothing_outside(void **state)
{
    (void)state;
    const float wild[] = {0.0f, 1.0f, -1.0f, 1e9f, -1e9f, 3e38f, -3e38f, INFINITY, -INFINITY, NAN};
    for (int format = FIT_PIXEL_RGB24; format <= FIT_PIXEL_RGBA32; format++) {
        guarded g = make_noise(33, 17, 0, (fit_pixel_format)format);
        for (int trial = 0; trial < 3000; trial++) {
            float v[6];
            for (size_t i = 0; i < 6; i++)
                v[i] = wild[next_random() % 10];
            const fit_affine map = {v[0], v[1], v[2], v[3], v[4], v[5]};
            const fit_crop crop = {.width = 70, .height = 3, .low = 0, .high = 1, .border = trial & 1};
            float tensor[70 * 3 * 3];
            fit_crop_sample(&crop, &g.image, &map, tensor);
            for (size_t i = 0; i < sizeof tensor / sizeof *tensor; i++)
                assert_true(tensor[i] >= 0.0f && tensor[i] <= 1.0f);
        }
        drop(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_direct_computation),
        cmocka_unit_test(unscaled_crop_copies_the_pixels),
        cmocka_unit_test(letterbox_is_black_beside_the_picture),
        cmocka_unit_test(wild_maps_read_nothing_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
