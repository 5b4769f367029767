#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "media/video/clock.h"
#include "media/video/convert.h"
#include "media/video/reader.h"
#include "media/video/writer.h"
#include "pattern.h"

enum { FRAMES = 60 };

static char dir[64];

static int make_dir(void **state)
{
    (void)state;
    temp_dir_make(dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    temp_dir_remove(dir);
    return 0;
}

static const char *in_dir(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* Uneven on purpose: 10 to 50 ms a frame. */
static int64_t time_of(int frame)
{
    return frame * 30 + frame % 3 * 10;
}

static void write_clip(const char *path, int32_t width, int32_t height)
{
    fit_pixels picture = {0};
    fit_video_writer *writer;
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    pattern_patches(&picture, width, height);
    assert_int_equal(fit_video_writer_create(&writer, fd, width, height, 1, NULL), FIT_OK);
    for (int i = 0; i < FRAMES; i++)
        assert_int_equal(fit_video_writer_push(writer, &picture, time_of(i), NULL), FIT_OK);
    assert_int_equal(fit_video_writer_finish(writer, NULL), FIT_OK);
    fit_video_writer_destroy(writer);
    close(fd);
    fit_pixels_deinit(&picture);
}

static void assert_near(const uint8_t *pixel, int red, int green, int blue)
{
    assert_in_range(abs(pixel[0] - red), 0, 14);
    assert_in_range(abs(pixel[1] - green), 0, 14);
    assert_in_range(abs(pixel[2] - blue), 0, 14);
}

static const uint8_t *image_at(const fit_image *image, int32_t x, int32_t y)
{
    return image->data + (size_t)y * image->stride_bytes + (size_t)x * 3;
}

static void what_is_written_is_read_back_with_its_times(void **state)
{
    (void)state;
    static const int32_t sizes[][2] = {{64, 48}, {131, 77}, {406, 300}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const char *path = in_dir("clip.mp4");
        int32_t width = sizes[s][0] & ~1, height = sizes[s][1] & ~1;
        write_clip(path, sizes[s][0], sizes[s][1]);
        fit_video_reader *reader;
        assert_int_equal(fit_video_reader_create(&reader, path, 1, NULL), FIT_OK);
        fit_video_info info = fit_video_reader_info(reader);
        assert_int_equal(info.width, width);
        assert_int_equal(info.height, height);
        assert_int_equal(info.frames, FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            fit_image frame;
            int64_t t_ms;
            bool end = true;
            assert_int_equal(fit_video_reader_next(reader, &frame, &t_ms, &end, NULL), FIT_OK);
            assert_false(end);
            assert_int_equal(t_ms, time_of(i));
            assert_int_equal(fit_image_check(&frame, NULL), FIT_OK);
            assert_near(image_at(&frame, 6, 6), 230, 20, 20);
            assert_near(image_at(&frame, width - 1, 6), 20, 200, 20);
            assert_near(image_at(&frame, 6, height - 6), 20, 20, 230);
            assert_near(image_at(&frame, width - 1, height - 1), 240, 240, 240);
        }
        fit_image frame;
        int64_t t_ms;
        bool end = false;
        assert_int_equal(fit_video_reader_next(reader, &frame, &t_ms, &end, NULL), FIT_OK);
        assert_true(end);
        fit_video_reader_destroy(reader);
    }
}

static void assert_refused(const char *path, fit_status expected, const char *reason)
{
    fit_video_reader *reader = NULL;
    fit_error error = {0};
    assert_int_equal(fit_video_reader_create(&reader, path, 1, &error), expected);
    assert_null(reader);
    assert_non_null(strstr(error.text, reason));
}

static void what_is_no_video_is_refused_with_its_reason(void **state)
{
    (void)state;
    assert_refused(in_dir("missing.mp4"), FIT_ERR_NOT_FOUND, "No such file");
    assert_refused(dir, FIT_ERR_FORMAT, "directory");
    file_write(in_dir("empty.mp4"), "", 0);
    assert_refused(in_dir("empty.mp4"), FIT_ERR_FORMAT, "empty");
    file_write(in_dir("text.mp4"), "hello\n", 6);
    assert_refused(in_dir("text.mp4"), FIT_ERR_FORMAT, "not a video");
}

static void a_name_never_chooses_a_protocol(void **state)
{
    (void)state;
    assert_refused("http://127.0.0.1:9/a.mp4", FIT_ERR_NOT_FOUND, "No such file");
    const char *list = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n";
    file_write(in_dir("list.m3u8"), list, strlen(list));
    assert_refused(in_dir("list.m3u8"), FIT_ERR_FORMAT, "");
}

static void shell(const char *format, ...) FIT_PRINTF(1, 2);
static void shell(const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_in_range(len, 1, sizeof command - 1);
    assert_int_equal(system(command), 0);
}

static fit_status read_to_the_end(const char *path, unsigned threads, int *frames, fit_error *error)
{
    fit_video_reader *reader;
    bool end = false;
    *frames = 0;
    fit_status status = fit_video_reader_create(&reader, path, threads, error);
    if (status != FIT_OK)
        return status;
    while (status == FIT_OK && !end) {
        fit_image frame;
        int64_t t_ms;
        status = fit_video_reader_next(reader, &frame, &t_ms, &end, error);
        *frames += status == FIT_OK && !end;
    }
    fit_video_reader_destroy(reader);
    return status;
}

/* Each tells its end in another way: mkv by its length, avi by its frames; the last of a pipe by nothing but a frame
 * that is not whole; ts also by packets of one size. */
static void a_file_cut_short_is_told_apart_from_a_short_one(void **state)
{
    (void)state;
    enum { WHOLE = 150 };
    static const struct {
        const char *encode, *name;
        int unit; /* the cut is at a multiple of it */
        const char *reason;
    } cases[] = {
        {"-c:v mpeg4 -b:v 400k", "whole.mkv", 1, "cut short: only"},
        {"-c:v mpeg4 -b:v 400k", "whole.avi", 1, "cut short: only"},
        {"-c:v mpeg4 -b:v 400k -f avi - | cat >", "pipe.avi", 1, "last frame is not whole"},
        {"-c:v mjpeg", "whole.mjpeg", 1, "last frame is not whole"},
        {"-c:v libx264 -bf 2", "whole.h264", 1, "last frame is not whole"},
        {"-c:v mpeg2video -b:v 400k", "whole.ts", 1, "in the middle of a packet"},
        {"-c:v mpeg2video -b:v 400k", "packets.ts", 188, "last frame is not whole"},
        {"-c:v libx264 -bf 2", "x264.ts", 188, "last frame is not whole"},
        {"-c:v libx264 -bf 2", "x264.m2ts", 192, "last frame is not whole"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char whole[256], cut[256];
        snprintf(whole, sizeof whole, "%s", in_dir(cases[i].name));
        snprintf(cut, sizeof cut, "%s/cut_%s", dir, cases[i].name);
        shell("ffmpeg -v error -y -f lavfi -i testsrc2=s=320x240:r=25:d=6 %s %s", cases[i].encode, whole);
        shell("head -c $(($(stat -c %%s %s) * 5 / 9 / %d * %d)) %s > %s", whole, cases[i].unit, cases[i].unit, whole,
              cut);
        for (unsigned threads = 1; threads <= 2; threads++) {
            fit_error error = {0};
            int frames;
            assert_int_equal(read_to_the_end(whole, threads, &frames, &error), FIT_OK);
            assert_int_equal(frames, WHOLE);
            if (read_to_the_end(cut, threads, &frames, &error) != FIT_ERR_FORMAT)
                fail_msg("%s, %u threads, %d frames: taken for whole", cut, threads, frames);
            assert_in_range(frames, 0, WHOLE * 2 / 3);
            if (!strstr(error.text, cases[i].reason))
                fail_msg("%s: %s", cut, error.text);
        }
    }
}

/* A recording of a broadcast begins and may break anywhere; what is lost there is no end. */
static void damage_before_the_end_is_passed_over(void **state)
{
    (void)state;
    char whole[256], late[256], holed[256];
    int frames;
    fit_error error = {0};
    snprintf(whole, sizeof whole, "%s", in_dir("whole.ts"));
    snprintf(late, sizeof late, "%s", in_dir("late.ts"));
    snprintf(holed, sizeof holed, "%s", in_dir("holed.ts"));
    shell("ffmpeg -v error -y -f lavfi -i testsrc2=s=320x240:r=25:d=6 -c:v mpeg2video -b:v 400k %s", whole);
    shell("tail -c +1000 %s > %s", whole, late);
    shell("cp %s %s && dd if=/dev/urandom of=%s bs=188 seek=300 count=40 conv=notrunc status=none", whole, holed,
          holed);
    assert_int_equal(read_to_the_end(late, 1, &frames, &error), FIT_OK);
    assert_in_range(frames, 100, 150);
    assert_int_equal(read_to_the_end(holed, 1, &frames, &error), FIT_OK);
    assert_in_range(frames, 100, 150);
}

static void a_full_disk_is_an_error_of_the_writer(void **state)
{
    (void)state;
    fit_pixels picture = {0};
    fit_video_writer *writer = NULL;
    fit_error error = {0};
    int fd = open("/dev/full", O_RDWR);
    assert_true(fd >= 0);
    pattern_patches(&picture, 64, 64);
    fit_status status = fit_video_writer_create(&writer, fd, 64, 64, 1, &error);
    for (int i = 0; i < FRAMES && status == FIT_OK; i++)
        status = fit_video_writer_push(writer, &picture, time_of(i), &error);
    if (status == FIT_OK)
        status = fit_video_writer_finish(writer, &error);
    assert_int_equal(status, FIT_ERR_IO);
    assert_non_null(strstr(error.text, "No space left"));
    fit_video_writer_destroy(writer);
    close(fd);
    fit_pixels_deinit(&picture);
}

static void a_picture_too_small_to_encode_is_refused(void **state)
{
    (void)state;
    fit_video_writer *writer = NULL;
    int fd = open(in_dir("tiny.mp4"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(fit_video_writer_create(&writer, fd, 1, 1, 1, NULL), FIT_ERR_UNSUPPORTED);
    close(fd);
}

static void display_matrices_become_orientations(void **state)
{
    (void)state;
    enum { ONE = 1 << 16 };
    static const struct {
        int32_t a, b, c, d;
        fit_orientation expected;
    } cases[] = {
        {ONE, 0, 0, ONE, FIT_ORIENTATION_UPRIGHT},
        {-ONE, 0, 0, ONE, FIT_ORIENTATION_MIRRORED},
        {-ONE, 0, 0, -ONE, FIT_ORIENTATION_UPSIDE_DOWN},
        {ONE, 0, 0, -ONE, FIT_ORIENTATION_FLIPPED},
        {0, ONE, ONE, 0, FIT_ORIENTATION_TRANSPOSED},
        {0, ONE, -ONE, 0, FIT_ORIENTATION_TURN_RIGHT},
        {0, -ONE, -ONE, 0, FIT_ORIENTATION_TRANSVERSED},
        {0, -ONE, ONE, 0, FIT_ORIENTATION_TURN_LEFT},
        {500, 65530, -65530, 500, FIT_ORIENTATION_TURN_RIGHT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int32_t matrix[9] = {cases[i].a, cases[i].b, 0, cases[i].c, cases[i].d, 0, 0, 0, 1 << 30};
        assert_int_equal(fit_video_orientation(matrix), cases[i].expected);
    }
    assert_int_equal(fit_video_orientation(NULL), FIT_ORIENTATION_UPRIGHT);
}

static void the_clock_always_advances(void **state)
{
    (void)state;
    static const struct {
        int64_t pts;
        bool known;
        int64_t expected_ms;
    } frames[] = {
        {9000, true, 0},    {12000, true, 33},  {0, false, 73},       {18000, true, 100}, {18000, true, 101},
        {17000, true, 102}, {27000, true, 200}, {900000, true, 9900}, /* a gap in the recording is real time */
        {0, true, 9940},    {3000, true, 9973},                       /* stamps that start anew go on from here */
        {0, false, 10013},
    };
    fit_video_clock clock;
    fit_video_clock_init(&clock, 1.0 / 90, 40);
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        assert_int_equal(fit_video_clock_next(&clock, frames[i].pts, frames[i].known), frames[i].expected_ms);
}

static void without_any_stamp_the_nominal_rate_holds(void **state)
{
    (void)state;
    fit_video_clock clock;
    fit_video_clock_init(&clock, 1, 1000.0 / 30);
    for (int i = 0; i < 3000; i++)
        assert_int_equal(fit_video_clock_next(&clock, 0, false), llround(i * 1000.0 / 30));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back_with_its_times),
        cmocka_unit_test(what_is_no_video_is_refused_with_its_reason),
        cmocka_unit_test(a_name_never_chooses_a_protocol),
        cmocka_unit_test(a_file_cut_short_is_told_apart_from_a_short_one),
        cmocka_unit_test(damage_before_the_end_is_passed_over),
        cmocka_unit_test(a_full_disk_is_an_error_of_the_writer),
        cmocka_unit_test(a_picture_too_small_to_encode_is_refused),
        cmocka_unit_test(display_matrices_become_orientations),
        cmocka_unit_test(the_clock_always_advances),
        cmocka_unit_test(without_any_stamp_the_nominal_rate_holds),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
