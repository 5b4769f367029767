/* Portraits: the middle square, scaled, upright, and none that costs too much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jpeglib.h>

#include "media/photo.h"

enum { SIDE = 512 };

static fit_pixels filled(int32_t width, int32_t height)
{
    fit_pixels p = {0};
    assert_int_equal(fit_pixels_resize(&p, width, height, NULL), FIT_OK);
    for (int32_t y = 0; y < height; y++)
        memset(p.data + (size_t)y * p.stride_bytes, 40, (size_t)width * 3);
    return p;
}

static uint8_t *at(const fit_pixels *p, int32_t x, int32_t y)
{
    return p->data + (size_t)y * p->stride_bytes + (size_t)x * 3;
}

static void halving_takes_the_mean_of_four(void **state)
{
    (void)state;
    fit_pixels src = filled(4, 4), dst = {0};
    at(&src, 0, 0)[0] = 200;
    at(&src, 3, 3)[2] = 0;
    assert_int_equal(fit_pixels_square(&src, 2, &dst, NULL), FIT_OK);
    assert_int_equal(dst.width, 2);
    assert_int_equal(at(&dst, 0, 0)[0], 80); /* (200 + 3 * 40) / 4 */
    assert_int_equal(at(&dst, 0, 0)[1], 40);
    assert_int_equal(at(&dst, 1, 1)[2], 30);
    fit_pixels_deinit(&src);
    fit_pixels_deinit(&dst);
}

static void shares_of_pixels_are_weighed(void **state)
{
    (void)state;
    fit_pixels src = filled(3, 3), dst = {0};
    for (int32_t y = 0; y < 3; y++)
        at(&src, 1, y)[0] = 130;
    assert_int_equal(fit_pixels_square(&src, 2, &dst, NULL), FIT_OK);
    assert_int_equal(at(&dst, 0, 0)[0], 70); /* (40 + 130 / 2) / 1.5 */
    assert_int_equal(at(&dst, 1, 1)[0], 70);
    fit_pixels_deinit(&src);
    fit_pixels_deinit(&dst);
}

static void the_middle_is_kept_and_small_stays_small(void **state)
{
    (void)state;
    fit_pixels src = filled(9, 5), dst = {0};
    at(&src, 2, 0)[1] = 250;
    at(&src, 6, 4)[1] = 251;
    assert_int_equal(fit_pixels_square(&src, SIDE, &dst, NULL), FIT_OK);
    assert_int_equal(dst.width, 5);
    assert_int_equal(dst.height, 5);
    assert_int_equal(at(&dst, 0, 0)[1], 250);
    assert_int_equal(at(&dst, 4, 4)[1], 251);
    fit_pixels_deinit(&src);
    fit_pixels_deinit(&dst);
}

static void every_size_covers_its_source_once(void **state)
{
    (void)state;
    for (int32_t from = 1; from <= 40; from++)
        for (int32_t to = 1; to <= from; to++) {
            fit_pixels src = filled(from, from), dst = {0};
            assert_int_equal(fit_pixels_square(&src, to, &dst, NULL), FIT_OK);
            for (int32_t y = 0; y < to; y++)
                for (int32_t x = 0; x < to; x++)
                    assert_int_equal(at(&dst, x, y)[0], 40);
            fit_pixels_deinit(&src);
            fit_pixels_deinit(&dst);
        }
}

/* Baseline, or progressive with that many scans of one coefficient each. */
static void encode(int32_t width, int32_t height, int scans, unsigned char **bytes, unsigned long *len)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg_scan_info *script = calloc((size_t)scans + 1, sizeof *script);
    JSAMPLE *row = calloc((size_t)width, 1);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, bytes, len);
    jpeg.image_width = (JDIMENSION)width;
    jpeg.image_height = (JDIMENSION)height;
    jpeg.input_components = 1;
    jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    if (scans > 0) {
        script[0] = (jpeg_scan_info){.comps_in_scan = 1, .Al = 0};
        for (int i = 1; i < scans; i++)
            script[i] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = i, .Se = i};
        jpeg.scan_info = script;
        jpeg.num_scans = scans;
    }
    jpeg_start_compress(&jpeg, TRUE);
    for (int32_t y = 0; y < height; y++) {
        for (int32_t x = 0; x < width; x++)
            row[x] = (JSAMPLE)(x * 255 / width);
        (void)jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    free(script);
    free(row);
}

static void a_large_photo_becomes_a_portrait(void **state)
{
    (void)state;
    unsigned char *bytes = NULL;
    unsigned long len = 0;
    fit_pixels out = {0};
    encode(4000, 3000, 0, &bytes, &len);
    assert_int_equal(fit_photo_decode_square(&out, bytes, len, SIDE, 20000000, NULL), FIT_OK);
    assert_int_equal(out.width, SIDE);
    assert_int_equal(out.height, SIDE);
    /* The middle 3000 columns of a gradient from 0 to 255. */
    assert_in_range(at(&out, 0, 256)[0], 30, 34);
    assert_in_range(at(&out, 511, 256)[0], 221, 225);
    assert_int_equal(fit_photo_decode_square(&out, bytes, len, SIDE, 11999999, NULL), FIT_ERR_LIMIT);
    fit_pixels_deinit(&out);
    free(bytes);
}

/* The last scan of an ordinary progressive photo again and again: refining nothing, at a pass over all of it each. */
static void a_scan_bomb_is_refused(void **state)
{
    (void)state;
    unsigned char *bytes = NULL;
    unsigned long len = 0;
    fit_pixels out = {0};
    encode(64, 64, 40, &bytes, &len);
    assert_int_equal(fit_photo_decode_square(&out, bytes, len, SIDE, 20000000, NULL), FIT_OK);
    size_t last = len - 2; /* before the end of image */
    while (!(bytes[last] == 0xFF && bytes[last + 1] == 0xDA))
        last--;
    const size_t scan_len = len - 2 - last;
    unsigned char *bomb = malloc(last + 100 * scan_len + 2);
    size_t bomb_len = last;
    memcpy(bomb, bytes, last);
    for (int i = 0; i < 100; i++, bomb_len += scan_len)
        memcpy(bomb + bomb_len, bytes + last, scan_len);
    memcpy(bomb + bomb_len, "\xFF\xD9", 2);
    fit_error error;
    assert_int_equal(fit_photo_decode_square(&out, bomb, bomb_len + 2, SIDE, 20000000, &error), FIT_ERR_LIMIT);
    assert_non_null(strstr(error.text, "scans"));
    fit_pixels_deinit(&out);
    free(bomb);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halving_takes_the_mean_of_four),           cmocka_unit_test(shares_of_pixels_are_weighed),
        cmocka_unit_test(the_middle_is_kept_and_small_stays_small), cmocka_unit_test(every_size_covers_its_source_once),
        cmocka_unit_test(a_large_photo_becomes_a_portrait),         cmocka_unit_test(a_scan_bomb_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
