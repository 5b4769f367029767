#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jpeglib.h>

#include "media/photo.h"
#include "pattern.h"

static void assert_colour(const fit_pixels *pixels, int32_t x, int32_t y, int red, int green, int blue)
{
    const uint8_t *p = pattern_at(pixels, x, y);
    assert_in_range(abs(p[0] - red), 0, 12);
    assert_in_range(abs(p[1] - green), 0, 12);
    assert_in_range(abs(p[2] - blue), 0, 12);
}

static unsigned char *encode_patches(size_t *len)
{
    fit_pixels pixels = {0};
    unsigned char *bytes = NULL;
    pattern_patches(&pixels, 96, 64);
    assert_int_equal(fit_photo_encode_jpeg(&pixels, 95, &bytes, len, NULL), FIT_OK);
    fit_pixels_deinit(&pixels);
    return bytes;
}

/* JPEG with an APP1 marker after its first two bytes: EXIF of one entry, orientation. */
static unsigned char *with_exif(const unsigned char *jpeg, size_t len, bool big_endian, unsigned orientation,
                                size_t *out_len)
{
    unsigned char app1[] = {0xFF, 0xE1, 0,    34,   'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0,
                            1,    0,    0x12, 0x01, 3,   0,   1,   0,   0, 0, 0,   0,   0,  0, 0, 0, 0, 0};
    if (big_endian) {
        const unsigned char tiff[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0};
        memcpy(app1 + 10, tiff, sizeof tiff);
        app1[29] = (unsigned char)orientation;
    } else {
        app1[28] = (unsigned char)orientation;
    }
    unsigned char *out = malloc(len + sizeof app1);
    assert_non_null(out);
    memcpy(out, jpeg, 2);
    memcpy(out + 2, app1, sizeof app1);
    memcpy(out + 2 + sizeof app1, jpeg + 2, len - 2);
    *out_len = len + sizeof app1;
    return out;
}

static void a_photo_survives_coding(void **state)
{
    (void)state;
    size_t len;
    unsigned char *bytes = encode_patches(&len);
    fit_pixels back = {0};
    assert_true(fit_photo_is_jpeg(bytes, len));
    assert_int_equal(fit_photo_decode_jpeg(&back, bytes, len, NULL), FIT_OK);
    assert_int_equal(back.width, 96);
    assert_int_equal(back.height, 64);
    assert_colour(&back, 10, 10, 230, 20, 20);
    assert_colour(&back, 85, 10, 20, 200, 20);
    assert_colour(&back, 10, 55, 20, 20, 230);
    assert_colour(&back, 85, 55, 240, 240, 240);
    fit_pixels_deinit(&back);
    free(bytes);
}

static void exif_orientation_turns_the_photo_upright(void **state)
{
    (void)state;
    size_t len;
    unsigned char *bytes = encode_patches(&len);
    for (int endian = 0; endian < 2; endian++)
        for (unsigned o = 1; o <= 8; o++) {
            size_t tagged_len;
            unsigned char *tagged = with_exif(bytes, len, endian == 1, o, &tagged_len);
            fit_pixels stored = {0}, expected = {0}, got = {0};
            assert_int_equal(fit_photo_decode_jpeg(&stored, bytes, len, NULL), FIT_OK);
            assert_int_equal(fit_pixels_orient(&stored, (fit_orientation)o, &expected, NULL), FIT_OK);
            assert_int_equal(fit_photo_decode_jpeg(&got, tagged, tagged_len, NULL), FIT_OK);
            assert_int_equal(got.width, o < 5 ? 96 : 64);
            for (int32_t y = 0; y < got.height; y++)
                assert_memory_equal(pattern_at(&got, 0, y), pattern_at(&expected, 0, y), (size_t)got.width * 3);
            fit_pixels_deinit(&stored);
            fit_pixels_deinit(&expected);
            fit_pixels_deinit(&got);
            free(tagged);
        }
    free(bytes);
}

static void a_phone_held_upright_gives_an_upright_picture(void **state)
{
    (void)state;
    size_t len, tagged_len;
    unsigned char *bytes = encode_patches(&len);
    unsigned char *tagged = with_exif(bytes, len, false, FIT_ORIENTATION_TURN_RIGHT, &tagged_len);
    fit_pixels got = {0};
    assert_int_equal(fit_photo_decode_jpeg(&got, tagged, tagged_len, NULL), FIT_OK);
    assert_colour(&got, 10, 10, 20, 20, 230); /* what was bottom left is top left after a clockwise quarter turn */
    assert_colour(&got, 55, 10, 230, 20, 20);
    fit_pixels_deinit(&got);
    free(tagged);
    free(bytes);
}

static void hostile_exif_is_read_within_its_bounds(void **state)
{
    (void)state;
    size_t len, tagged_len;
    unsigned char *bytes = encode_patches(&len);
    unsigned char *tagged = with_exif(bytes, len, false, 6, &tagged_len);
    for (size_t cut = 0; cut <= 32; cut++) { /* each on the heap at its exact size, for the address sanitizer */
        unsigned char *app1 = malloc(cut ? cut : 1);
        memcpy(app1, tagged + 6, cut);
        fit_orientation o = fit_exif_orientation(app1, cut);
        assert_true(o == FIT_ORIENTATION_UPRIGHT || (cut >= 26 && o == FIT_ORIENTATION_TURN_RIGHT));
        free(app1);
    }
    for (size_t at = 0; at < 32; at++)
        for (unsigned value = 0; value < 256; value += 51) {
            unsigned char app1[32];
            memcpy(app1, tagged + 6, sizeof app1);
            app1[at] = (unsigned char)value;
            assert_in_range(fit_exif_orientation(app1, sizeof app1), 1, 8);
        }
    free(tagged);
    free(bytes);
}

static void a_photo_cut_anywhere_is_an_error(void **state)
{
    (void)state;
    size_t len;
    unsigned char *bytes = encode_patches(&len);
    fit_pixels got = {0};
    fit_error error;
    for (size_t cut = 0; cut < len - 2; cut += 13) {
        assert_int_equal(fit_photo_decode_jpeg(&got, bytes, cut, &error), FIT_ERR_FORMAT);
        assert_true(strlen(error.text) > 0);
    }
    assert_null(got.data);
    free(bytes);
}

static void damaged_photos_never_crash(void **state)
{
    (void)state;
    size_t len;
    unsigned char *bytes = encode_patches(&len);
    uint32_t random = 1;
    for (int round = 0; round < 400; round++) {
        unsigned char *damaged = malloc(len);
        memcpy(damaged, bytes, len);
        for (int hit = 0; hit < 4; hit++) {
            random = random * 1664525U + 1013904223U;
            damaged[3 + random % (len - 3)] = (unsigned char)(random >> 24);
        }
        fit_pixels got = {0};
        fit_status status = fit_photo_decode_jpeg(&got, damaged, len, NULL);
        assert_true(status == FIT_OK || status == FIT_ERR_FORMAT || status == FIT_ERR_LIMIT ||
                    status == FIT_ERR_UNSUPPORTED);
        fit_pixels_deinit(&got);
        free(damaged);
    }
    free(bytes);
}

static void a_cmyk_photo_is_refused_with_advice(void **state)
{
    (void)state;
    struct jpeg_error_mgr errors;
    struct jpeg_compress_struct jpeg = {.err = jpeg_std_error(&errors)};
    unsigned char *bytes = NULL, row[8 * 4] = {0};
    unsigned long len = 0;
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &bytes, &len);
    jpeg.image_width = jpeg.image_height = 8;
    jpeg.input_components = 4;
    jpeg.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height)
        (void)jpeg_write_scanlines(&jpeg, (JSAMPROW[]){row}, 1);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    fit_pixels got = {0};
    fit_error error;
    assert_int_equal(fit_photo_decode_jpeg(&got, bytes, len, &error), FIT_ERR_UNSUPPORTED);
    assert_non_null(strstr(error.text, "CMYK"));
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_photo_survives_coding),
        cmocka_unit_test(exif_orientation_turns_the_photo_upright),
        cmocka_unit_test(a_phone_held_upright_gives_an_upright_picture),
        cmocka_unit_test(hostile_exif_is_read_within_its_bounds),
        cmocka_unit_test(a_photo_cut_anywhere_is_an_error),
        cmocka_unit_test(damaged_photos_never_crash),
        cmocka_unit_test(a_cmyk_photo_is_refused_with_advice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
