#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"
#include "media/video/reader.h"

/* Tracked and smoothed, frame by frame, the tracker gives what @mediapipe/pose gave on the same clip
 * (tests/data/pose/README.md). The man is some 330 pixels tall; without heat maps, half-pixel offsets or the right
 * filters he would be off by 3 pixels and more. The bounds leave room for another decoder's colours. */
static const float MEAN_PX = 0.5f, MEAN_DEPTH_PX = 3.0f, MEAN_WORLD_M = 0.01f, VISIBILITY = 0.02f;

static fit_point read_point(FILE *golden, bool image)
{
    fit_point point = {0};
    assert_int_equal(fscanf(golden, "%f %f %f", &point.x, &point.y, &point.z), 3);
    if (image)
        assert_int_equal(fscanf(golden, "%f", &point.visibility), 1);
    return point;
}

static void compare(FILE *golden, const fit_pose *pose)
{
    float image_px = 0.0f, depth_px = 0.0f, world_m = 0.0f;
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        const fit_point image = read_point(golden, true), world = read_point(golden, false);
        const fit_point *a = &pose->image[i], *b = &pose->world[i];
        image_px += hypotf(a->x - image.x, a->y - image.y) / FIT_LM_COUNT;
        depth_px += fabsf(a->z - image.z) / FIT_LM_COUNT;
        world_m += hypotf(hypotf(b->x - world.x, b->y - world.y), b->z - world.z) / FIT_LM_COUNT;
        assert_float_equal(a->visibility, image.visibility, VISIBILITY);
    }
    if (!(image_px < MEAN_PX && depth_px < MEAN_DEPTH_PX && world_m < MEAN_WORLD_M))
        fail_msg("off by %.2f px, %.2f px in depth, %.4f m", image_px, depth_px, world_m);
}

static void follows_a_squat_as_mediapipe_does(void **state)
{
    const fixture *f = *state;
    FILE *golden = fopen(AIFIT_TEST_DATA "/pose/squat_front_good.lite.txt", "r");
    assert_non_null(golden);
    fit_video_reader *reader;
    assert_int_equal(fit_video_reader_create(&reader, AIFIT_TEST_DATA "/clips/squat_front_good.mp4", 1, NULL), FIT_OK);
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){0});
    int wanted, compared = 0;
    int at = -1;
    while (fscanf(golden, "%d", &wanted) == 1) {
        fit_pose pose = {0};
        while (at < wanted) {
            fit_image frame;
            int64_t t_ms;
            bool end;
            assert_int_equal(fit_video_reader_next(reader, &frame, &t_ms, &end, NULL), FIT_OK);
            assert_false(end);
            pose = fixture_push(tracker, &frame, t_ms);
            assert_true(pose.present);
            at++;
        }
        compare(golden, &pose);
        compared++;
    }
    assert_int_equal(compared, 6);
    fclose(golden);
    fit_tracker_destroy(tracker);
    fit_video_reader_destroy(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(follows_a_squat_as_mediapipe_does)};
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
