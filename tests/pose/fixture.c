#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "media/video/reader.h"

enum { CLIP_FRAMES_A_STEP = 5, GREY = 90 };

static fixture_file read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is missing: run make build first", path);
    fixture_file result = {.bytes = malloc(64 << 20)};
    assert_non_null(result.bytes);
    result.len_bytes = fread(result.bytes, 1, 64 << 20, file);
    fclose(file);
    return result;
}

fit_image fixture_plain(int32_t width, int32_t height, int grey)
{
    const size_t len_bytes = 3 * (size_t)width * (size_t)height;
    uint8_t *data = malloc(len_bytes);
    assert_non_null(data);
    uint32_t random = 1;
    for (size_t i = 0; i < len_bytes; i++) {
        random = random * 1664525u + 1013904223u;
        data[i] = (uint8_t)(grey < 0 ? (int)(random >> 24) : grey);
    }
    return (fit_image){data, width, height, 3 * (size_t)width, FIT_PIXEL_RGB24};
}

void fixture_free_image(fit_image *image)
{
    free((void *)(uintptr_t)image->data);
    image->data = NULL;
}

static uint8_t *writable(const fit_image *image, int32_t x, int32_t y)
{
    return (uint8_t *)(uintptr_t)image->data + (size_t)y * image->stride_bytes + (size_t)x * image->format;
}

fit_image fixture_place(const fit_image *src, int32_t width, int32_t height, int32_t x, int32_t y)
{
    const fit_image result = fixture_plain(width, height, GREY);
    for (int32_t row = 0; row < src->height; row++)
        memcpy(writable(&result, x, y + row), writable(src, 0, row), 3 * (size_t)src->width);
    return result;
}

fit_image fixture_turn(const fit_image *src)
{
    const fit_image result = fixture_plain(src->height, src->width, 0);
    for (int32_t y = 0; y < src->height; y++)
        for (int32_t x = 0; x < src->width; x++)
            memcpy(writable(&result, src->height - 1 - y, x), writable(src, x, y), 3);
    return result;
}

fit_image fixture_rgba(const fit_image *src)
{
    fit_image result = {NULL, src->width, src->height, 4 * (size_t)src->width, FIT_PIXEL_RGBA32};
    uint8_t *data = malloc(result.stride_bytes * (size_t)src->height);
    assert_non_null(data);
    result.data = data;
    for (int32_t y = 0; y < src->height; y++)
        for (int32_t x = 0; x < src->width; x++, data += 4) {
            memcpy(data, writable(src, x, y), 3);
            data[3] = 77;
        }
    return result;
}

static void read_clip(fixture *f)
{
    fit_video_reader *reader;
    fit_error error;
    if (fit_video_reader_create(&reader, AIFIT_TEST_DATA "/clips/browser_curl.mp4", 1, &error) != FIT_OK)
        fail_msg("%s", error.text);
    for (int i = 0; i < FIXTURE_FRAMES * CLIP_FRAMES_A_STEP; i++) {
        fit_image frame;
        int64_t t_ms;
        bool end = false;
        assert_int_equal(fit_video_reader_next(reader, &frame, &t_ms, &end, NULL), FIT_OK);
        assert_false(end);
        if (i % CLIP_FRAMES_A_STEP == 0)
            f->frame[i / CLIP_FRAMES_A_STEP] = fixture_place(&frame, frame.width, frame.height, 0, 0);
    }
    fit_video_reader_destroy(reader);
}

int fixture_setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->detector = read_file(AIFIT_MODELS "/pose_detection.tflite");
    f->lite = read_file(AIFIT_MODELS "/pose_landmark_lite.tflite");
    f->full = read_file(AIFIT_MODELS "/pose_landmark_full.tflite");
    read_clip(f);
    *state = f;
    return 0;
}

int fixture_teardown(void **state)
{
    fixture *f = *state;
    free(f->detector.bytes);
    free(f->lite.bytes);
    free(f->full.bytes);
    for (size_t i = 0; i < FIXTURE_FRAMES; i++)
        fixture_free_image(&f->frame[i]);
    free(f);
    return 0;
}

fit_tracker *fixture_tracker(const fixture *f, fit_tracker_options options)
{
    fit_tracker *tracker;
    fit_error error;
    if (fit_tracker_create(&tracker, f->detector.bytes, f->detector.len_bytes, f->lite.bytes, f->lite.len_bytes,
                           &options, &error) != FIT_OK)
        fail_msg("%s", error.text);
    return tracker;
}

fit_pose fixture_push(fit_tracker *tracker, const fit_image *frame, int64_t t_ms)
{
    fit_pose pose;
    assert_int_equal(fit_tracker_push(tracker, frame, t_ms, &pose), FIT_OK);
    assert_int_equal(pose.width, frame->width);
    assert_int_equal(pose.height, frame->height);
    return pose;
}
