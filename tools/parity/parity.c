/* Runs the tracker on frames from standard input and writes what it sees, raw material for compare.mjs.
 *
 * usage: parity DETECTOR.tflite LANDMARK.tflite still|track|smooth TIMES < FRAMES.ppm > POSES.jsonl
 * FRAMES: binary PPM pictures (P6, 255) one after the other, as `ffmpeg -f image2pipe -c:v ppm` writes them.
 * TIMES: a text file with the time of each frame in ms, one a line; it also says how many frames are wanted. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aifit/tracker.h"
#include "base/buffer.h"
#include "base/json_writer.h"

enum { MAX_FILE_BYTES = 64 << 20, MAX_LINE_BYTES = 1 << 16 };

static void die(const char *what)
{
    fprintf(stderr, "parity: %s\n", what);
    exit(1);
}

static void *allocate(size_t len_bytes)
{
    void *memory = malloc(len_bytes);
    if (!memory)
        die("out of memory");
    return memory;
}

static void *read_file(const char *path, size_t *len_bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path);
    void *bytes = allocate(MAX_FILE_BYTES);
    *len_bytes = fread(bytes, 1, MAX_FILE_BYTES, file);
    fclose(file);
    return bytes;
}

/* The next frame in a buffer that grows with need; false at the end of input. */
static bool read_frame(fit_image *frame, uint8_t **pixels, size_t *cap_bytes)
{
    int width, height, max;
    const int fields = scanf("P6 %d %d %d", &width, &height, &max);
    if (fields == EOF)
        return false;
    if (fields != 3 || max != 255 || width < 1 || width > FIT_IMAGE_MAX_SIDE || height < 1 ||
        height > FIT_IMAGE_MAX_SIDE || getchar() == EOF)
        die("not a PPM frame");
    const size_t len_bytes = 3 * (size_t)width * (size_t)height;
    if (len_bytes > *cap_bytes) {
        free(*pixels);
        *pixels = allocate(len_bytes);
        *cap_bytes = len_bytes;
    }
    if (fread(*pixels, 1, len_bytes, stdin) != len_bytes)
        die("frame cut short");
    *frame = (fit_image){*pixels, width, height, 3 * (size_t)width, FIT_PIXEL_RGB24};
    return true;
}

static void write_points(fit_json_writer *json, const char *key, const fit_pose *pose, const fit_point *points,
                         bool visibility)
{
    fit_json_key(json, key);
    if (!pose->present) {
        fit_json_null(json);
        return;
    }
    fit_json_array_open(json);
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        fit_json_array_open(json);
        fit_json_float(json, points[i].x);
        fit_json_float(json, points[i].y);
        fit_json_float(json, points[i].z);
        if (visibility)
            fit_json_float(json, points[i].visibility);
        fit_json_array_close(json);
    }
    fit_json_array_close(json);
}

static void write_pose(fit_buffer *line, const fit_pose *pose, long long t_ms)
{
    fit_json_writer json;
    fit_buffer_clear(line);
    fit_json_begin(&json, line);
    fit_json_object_open(&json);
    fit_json_key(&json, "t_ms");
    fit_json_int(&json, t_ms);
    fit_json_key(&json, "score");
    fit_json_float(&json, pose->score);
    write_points(&json, "landmarks", pose, pose->image, true);
    write_points(&json, "world", pose, pose->world, false);
    fit_json_object_close(&json);
    if (json.status != FIT_OK)
        die(fit_status_name(json.status));
    puts(line->data);
}

int main(int argc, char **argv)
{
    if (argc != 5)
        die("usage: parity DETECTOR.tflite LANDMARK.tflite still|track|smooth TIMES");
    size_t detector_len, landmark_len;
    void *detector = read_file(argv[1], &detector_len), *landmark = read_file(argv[2], &landmark_len);
    const fit_tracker_options options = {.still = !strcmp(argv[3], "still"), .unsmoothed = !strcmp(argv[3], "track")};
    fit_tracker *tracker;
    fit_error error;
    if (fit_tracker_create(&tracker, detector, detector_len, landmark, landmark_len, &options, &error) != FIT_OK)
        die(error.text);
    free(detector);
    free(landmark);

    FILE *times = fopen(argv[4], "r");
    if (!times)
        die(argv[4]);
    fit_buffer line;
    fit_buffer_init(&line, MAX_LINE_BYTES);
    fit_image frame;
    uint8_t *pixels = NULL;
    size_t cap_bytes = 0;
    long long t_ms;
    while (fscanf(times, "%lld", &t_ms) == 1) {
        fit_pose pose;
        if (!read_frame(&frame, &pixels, &cap_bytes))
            die("fewer frames than times");
        if (fit_tracker_push(tracker, &frame, t_ms, &pose) != FIT_OK)
            die("the tracker refused a frame");
        write_pose(&line, &pose, t_ms);
    }
    fclose(times);
    fit_buffer_deinit(&line);
    free(pixels);
    fit_tracker_destroy(tracker);
    return 0;
}
