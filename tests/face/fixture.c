#include "fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "media/photo.h"

enum { GREY = 90 };
static const char PHOTOS[] = AIFIT_SOURCE_DIR "/node_modules/@vladmandic/face-api/demo";

void assert_within(float value, float low, float high)
{
    if (!(value >= low && value <= high))
        fail_msg("%g is not within %g and %g", (double)value, (double)low, (double)high);
}

static fixture_file read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is missing: run make build first", path);
    fixture_file result = {.bytes = malloc(16 << 20)};
    assert_non_null(result.bytes);
    result.len_bytes = fread(result.bytes, 1, 16 << 20, file);
    fclose(file);
    return result;
}

static uint8_t *writable(const fit_image *image, int32_t x, int32_t y)
{
    return (uint8_t *)(uintptr_t)image->data + (size_t)y * image->stride_bytes + (size_t)x * image->format;
}

static fit_image empty(int32_t width, int32_t height)
{
    uint8_t *data = malloc(3 * (size_t)width * (size_t)height);
    assert_non_null(data);
    return (fit_image){data, width, height, 3 * (size_t)width, FIT_PIXEL_RGB24};
}

fit_image fixture_plain(int32_t width, int32_t height, int grey)
{
    const fit_image result = empty(width, height);
    uint32_t random = 1;
    for (size_t i = 0; i < 3 * (size_t)width * (size_t)height; i++) {
        random = random * 1664525u + 1013904223u;
        writable(&result, 0, 0)[i] = (uint8_t)(grey < 0 ? (int)(random >> 24) : grey);
    }
    return result;
}

void fixture_free_image(fit_image *image)
{
    free((void *)(uintptr_t)image->data);
    image->data = NULL;
}

static uint8_t interpolate(const fit_image *src, fit_vec2 at, int channel)
{
    const float x = at.x - 0.5f, y = at.y - 0.5f;
    const int32_t left = (int32_t)floorf(x), top = (int32_t)floorf(y);
    if (left < 0 || top < 0 || left + 1 >= src->width || top + 1 >= src->height)
        return GREY;
    const float u = x - (float)left, v = y - (float)top;
    const float upper =
        (1 - u) * (float)writable(src, left, top)[channel] + u * (float)writable(src, left + 1, top)[channel];
    const float lower =
        (1 - u) * (float)writable(src, left, top + 1)[channel] + u * (float)writable(src, left + 1, top + 1)[channel];
    return (uint8_t)lroundf((1 - v) * upper + v * lower);
}

fit_image fixture_warp(const fit_image *src, int32_t width, int32_t height, fit_affine to_src)
{
    const fit_image result = empty(width, height);
    for (int32_t y = 0; y < height; y++)
        for (int32_t x = 0; x < width; x++)
            for (int c = 0; c < 3; c++)
                writable(&result, x, y)[c] =
                    interpolate(src, fit_affine_apply(&to_src, (fit_vec2){(float)x + 0.5f, (float)y + 0.5f}), c);
    return result;
}

fit_image fixture_turn(const fit_image *src, float degrees)
{
    const float angle = degrees * 3.14159265f / 180.0f, c = cosf(angle), s = sinf(angle);
    const float x = 0.5f * (float)src->width, y = 0.5f * (float)src->height;
    const fit_affine back = {.xx = c, .xy = s, .x0 = x - c * x - s * y, .yx = -s, .yy = c, .y0 = y + s * x - c * y};
    return fixture_warp(src, src->width, src->height, back);
}

fit_image fixture_mirror(const fit_image *src)
{
    return fixture_warp(src, src->width, src->height, (fit_affine){.xx = -1, .x0 = (float)src->width, .yy = 1});
}

fit_image fixture_place(const fit_image *src, int32_t width, int32_t height, float x, float y, float side)
{
    const float scale = (float)src->width / side;
    return fixture_warp(src, width, height, (fit_affine){.xx = scale, .x0 = -scale * x, .yy = scale, .y0 = -scale * y});
}

fit_image fixture_light(const fit_image *src, float factor, float offset)
{
    const fit_image result = empty(src->width, src->height);
    for (int32_t y = 0; y < src->height; y++)
        for (int32_t x = 0; x < 3 * src->width; x++)
            writable(&result, 0, y)[x] =
                (uint8_t)fminf(fmaxf(factor * (float)writable(src, 0, y)[x] + offset, 0.0f), 255.0f);
    return result;
}

/* Along one axis; step: bytes from one pixel to the next along it. */
static void smear(const fit_image *image, int32_t count, size_t step, uint8_t *line, int reach)
{
    uint8_t before[FIXTURE_PORTRAIT_SIDE * 4];
    assert_true(image->format == FIT_PIXEL_RGB24 && (size_t)count <= sizeof before);
    for (int32_t i = 0; i < count; i++)
        before[i] = line[(size_t)i * step];
    for (int32_t i = 0; i < count; i++) {
        int sum = 0, n = 0;
        for (int32_t k = i - reach; k <= i + reach; k++)
            if (k >= 0 && k < count) {
                sum += before[k];
                n++;
            }
        line[(size_t)i * step] = (uint8_t)(sum / n);
    }
}

fit_image fixture_blur(const fit_image *src, int reach)
{
    const fit_image result = fixture_light(src, 1.0f, 0.0f);
    for (int pass = 0; pass < 2; pass++)
        for (int c = 0; c < 3; c++) {
            for (int32_t y = 0; y < src->height; y++)
                smear(&result, src->width, 3, writable(&result, 0, y) + c, reach);
            for (int32_t x = 0; x < src->width; x++)
                smear(&result, src->height, result.stride_bytes, writable(&result, x, 0) + c, reach);
        }
    return result;
}

fit_image fixture_photo(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", PHOTOS, name);
    fixture_file file = read_file(path);
    fit_pixels pixels = {0};
    fit_error error;
    if (fit_photo_decode_jpeg(&pixels, file.bytes, file.len_bytes, &error) != FIT_OK)
        fail_msg("%s: %s", path, error.text);
    const fit_image view = fit_pixels_view(&pixels);
    const fit_image result = fixture_light(&view, 1.0f, 0.0f);
    fit_pixels_deinit(&pixels);
    free(file.bytes);
    return result;
}

static fit_image read_portrait(const char *name, float x, float y)
{
    fit_image photo = fixture_photo(name);
    const float half = 0.5f * FIXTURE_PORTRAIT_SIDE;
    const fit_image result = fixture_warp(&photo, FIXTURE_PORTRAIT_SIDE, FIXTURE_PORTRAIT_SIDE,
                                          (fit_affine){.xx = 1, .x0 = x - half, .yy = 1, .y0 = y - half});
    fixture_free_image(&photo);
    return result;
}

fit_face_weights fixture_weights(const fixture *f)
{
    return (fit_face_weights){
        .detector = f->detector.bytes,
        .detector_len_bytes = f->detector.len_bytes,
        .mesh = f->mesh.bytes,
        .mesh_len_bytes = f->mesh.len_bytes,
        .embedder = f->embedder.bytes,
        .embedder_len_bytes = f->embedder.len_bytes,
    };
}

int fixture_setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->detector = read_file(AIFIT_MODELS "/face_detection_short_range.tflite");
    f->mesh = read_file(AIFIT_MODELS "/face_landmark.tflite");
    f->embedder = read_file(AIFIT_MODELS "/MobileFaceNet.tflite");
    f->group = fixture_photo("sample6.jpg");
    f->anna = read_portrait("sample3.jpg", 1204, 382);
    f->anna2 = read_portrait("sample1.jpg", 1576, 314);
    f->bea = read_portrait("sample2.jpg", 1557, 300);
    const fit_face_weights weights = fixture_weights(f);
    fit_error error;
    if (fit_face_models_create(&f->models, &weights, &error) != FIT_OK ||
        fit_face_scanner_create(&f->scanner, f->models, &error) != FIT_OK)
        fail_msg("%s", error.text);
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    fixture *f = *state;
    fit_face_scanner_destroy(f->scanner);
    fit_face_models_destroy(f->models);
    free(f->detector.bytes);
    free(f->mesh.bytes);
    free(f->embedder.bytes);
    fixture_free_image(&f->group);
    fixture_free_image(&f->anna);
    fixture_free_image(&f->anna2);
    fixture_free_image(&f->bea);
    free(f);
    return 0;
}

fit_face fixture_face(const fixture *f, const fit_image *image)
{
    fit_face face;
    size_t n;
    assert_int_equal(fit_face_find(f->scanner, image, FIT_FACE_SEARCH_FAR, &face, &n), FIT_OK);
    assert_int_equal(n, 1);
    return face;
}

fit_face_embedding fixture_embed(const fixture *f, const fit_image *image)
{
    fit_face_embedding embedding;
    const fit_face face = fixture_face(f, image);
    assert_int_equal(fit_face_embed(f->scanner, image, &face, &embedding), FIT_OK);
    return embedding;
}
