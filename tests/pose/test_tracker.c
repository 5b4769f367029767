#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

/* The man in the clip is some 400 pixels tall. */
static const float BODY_PX = 400.0f;

static float mean_distance(const fit_pose *a, const fit_pose *b)
{
    float sum = 0.0f;
    for (size_t i = 0; i < FIT_LM_COUNT; i++)
        sum += hypotf(a->image[i].x - b->image[i].x, a->image[i].y - b->image[i].y);
    return sum / FIT_LM_COUNT;
}

static void assert_within(float value, float low, float high)
{
    if (!(value >= low && value <= high))
        fail_msg("%g is not within %g and %g", value, low, high);
}

static void assert_nobody(const fit_pose *pose)
{
    fit_pose empty;
    memset(&empty, 0, sizeof empty);
    empty.width = pose->width;
    empty.height = pose->height;
    assert_memory_equal(pose, &empty, sizeof empty);
}

/* The man as the picture shows him: head at the top, his left on the right side of the picture, arms hanging. */
static void a_standing_man_is_where_he_is(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){.still = true});
    const fit_pose pose = fixture_push(tracker, &f->frame[0], 0);
    assert_true(pose.present);
    assert_within(pose.score, 0.9f, 1.0f);
    const fit_point *p = pose.image, *w = pose.world;
    assert_within(p[FIT_LM_NOSE].x, 310, 332);
    assert_within(p[FIT_LM_NOSE].y, 65, 95);
    assert_within(p[FIT_LM_LEFT_SHOULDER].x, 345, 380);
    assert_within(p[FIT_LM_RIGHT_SHOULDER].x, 262, 297);
    assert_within(p[FIT_LM_LEFT_HIP].y, 220, 265);
    assert_within(p[FIT_LM_LEFT_ANKLE].y, 400, 440);
    assert_within(p[FIT_LM_RIGHT_ANKLE].x, 270, 300);
    assert_within(w[FIT_LM_LEFT_SHOULDER].x - w[FIT_LM_RIGHT_SHOULDER].x, 0.25f, 0.45f);
    assert_within(w[FIT_LM_LEFT_ANKLE].y - w[FIT_LM_NOSE].y, 1.2f, 1.7f); /* he is 1.75 m tall */
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        assert_within(p[i].visibility, 0.5f, 1.0f);
        assert_float_equal(p[i].visibility, w[i].visibility, 0);
    }
    fit_tracker_destroy(tracker);
}

static void he_is_followed_through_the_clip(void **state)
{
    const fixture *f = *state;
    fit_tracker *follower = fixture_tracker(f, (fit_tracker_options){.unsmoothed = true});
    fit_tracker *judge = fixture_tracker(f, (fit_tracker_options){.still = true});
    for (int i = 0; i < FIXTURE_FRAMES; i++) {
        const fit_pose pose = fixture_push(follower, &f->frame[i], (int64_t)i * FIXTURE_STEP_MS);
        assert_true(pose.present);
        assert_within(pose.score, 0.8f, 1.0f);
        if (i % 6 == 5) { /* other regions lead to nearly the same landmarks */
            const fit_pose alone = fixture_push(judge, &f->frame[i], 0);
            assert_within(mean_distance(&pose, &alone), 0.0f, 0.025f * BODY_PX);
        }
    }
    fit_tracker_destroy(follower);
    fit_tracker_destroy(judge);
}

static float restlessness(const fixture *f, bool unsmoothed)
{
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){.unsmoothed = unsmoothed});
    fit_pose last = fixture_push(tracker, &f->frame[0], 0);
    float sum = 0.0f;
    for (int i = 1; i < 15; i++) { /* he stands still; the frames' noise and sway remain */
        const fit_pose pose = fixture_push(tracker, &f->frame[i], (int64_t)i * 33);
        assert_true(pose.present);
        sum += mean_distance(&pose, &last);
        last = pose;
    }
    fit_tracker_destroy(tracker);
    return sum;
}

static void smoothing_calms_a_standing_man(void **state)
{
    const float raw = restlessness(*state, true), smooth = restlessness(*state, false);
    assert_within(raw, 0.5f, 60.0f);
    assert_within(smooth, 0.0f, 0.7f * raw);
}

static void nobody_is_in_pictures_of_nothing(void **state)
{
    const fixture *f = *state;
    const int greys[] = {0, 128, 255, -1};
    for (int still = 0; still < 2; still++) {
        fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){.still = still});
        for (int i = 0; i < 4; i++) {
            fit_image plain = fixture_plain(320, 240, greys[i]);
            const fit_pose pose = fixture_push(tracker, &plain, i);
            assert_nobody(&pose);
            fixture_free_image(&plain);
        }
        fit_image dot = fixture_plain(1, 1, 200);
        const fit_pose pose = fixture_push(tracker, &dot, 99);
        assert_nobody(&pose);
        fixture_free_image(&dot);
        fit_tracker_destroy(tracker);
    }
}

static void the_lost_are_forgotten_and_found_again(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){0});
    fit_image black = fixture_plain(640, 480, 0);
    assert_true(fixture_push(tracker, &f->frame[0], 0).present);
    assert_true(fixture_push(tracker, &f->frame[1], 33).present);
    for (int i = 2; i < 5; i++) {
        const fit_pose pose = fixture_push(tracker, &black, 33 * i);
        assert_nobody(&pose);
    }
    /* Nothing of the past is left in the smoothing: the result is a fresh tracker's. */
    fit_tracker *fresh = fixture_tracker(f, (fit_tracker_options){0});
    const fit_pose again = fixture_push(tracker, &f->frame[2], 200), first = fixture_push(fresh, &f->frame[2], 5);
    assert_memory_equal(&again, &first, sizeof first);
    fixture_free_image(&black);
    fit_tracker_destroy(tracker);
    fit_tracker_destroy(fresh);
}

/* He jumps from one end of a wide picture to the other: found anew within the very frame. */
static void a_leap_is_followed_in_the_same_frame(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){0});
    fit_image left = fixture_place(&f->frame[0], 1400, 480, 0, 0);
    fit_image right = fixture_place(&f->frame[0], 1400, 480, 760, 0);
    assert_within(fixture_push(tracker, &left, 0).image[FIT_LM_NOSE].x, 300, 340);
    assert_within(fixture_push(tracker, &left, 33).image[FIT_LM_NOSE].x, 300, 340);
    const fit_pose pose = fixture_push(tracker, &right, 67);
    assert_true(pose.present);
    assert_within(pose.image[FIT_LM_NOSE].x, 1060, 1100);
    fixture_free_image(&left);
    fixture_free_image(&right);
    fit_tracker_destroy(tracker);
}

static void a_lying_man_is_a_turned_standing_one(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){.still = true});
    fit_image turned = fixture_turn(&f->frame[0]);
    const fit_pose upright = fixture_push(tracker, &f->frame[0], 0), lying = fixture_push(tracker, &turned, 0);
    assert_true(lying.present);
    float apart_px = 0.0f, apart_m = 0.0f;
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        const fit_point *a = &upright.image[i], *b = &lying.image[i];
        apart_px += hypotf(((float)f->frame[0].height - a->y) - b->x, a->x - b->y) / FIT_LM_COUNT;
        const fit_point *v = &upright.world[i], *w = &lying.world[i];
        apart_m += hypotf(-v->y - w->x, v->x - w->y) / FIT_LM_COUNT;
    }
    assert_within(apart_px, 0.0f, 0.02f * BODY_PX);
    assert_within(apart_m, 0.0f, 0.06f);
    fixture_free_image(&turned);
    fit_tracker_destroy(tracker);
}

static void alpha_changes_nothing(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){.still = true});
    fit_image rgba = fixture_rgba(&f->frame[4]);
    const fit_pose a = fixture_push(tracker, &f->frame[4], 0), b = fixture_push(tracker, &rgba, 0);
    assert_within(mean_distance(&a, &b), 0.0f, 0.01f);
    fixture_free_image(&rgba);
    fit_tracker_destroy(tracker);
}

static void still_frames_stand_alone_whatever_their_time(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){.still = true});
    const fit_pose first = fixture_push(tracker, &f->frame[7], 500);
    fixture_push(tracker, &f->frame[20], 500);
    const fit_pose again = fixture_push(tracker, &f->frame[7], -3);
    assert_memory_equal(&first, &again, sizeof first);
    fit_tracker_destroy(tracker);
}

static void a_refused_frame_leaves_no_trace(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){0}),
                *twin = fixture_tracker(f, (fit_tracker_options){0});
    fit_pose pose, before;
    memset(&pose, 0x5a, sizeof pose);
    before = pose;
    fit_image broken = f->frame[0];
    broken.stride_bytes = 5;
    assert_int_equal(fit_tracker_push(tracker, &broken, -10, &pose), FIT_ERR_ARG);
    assert_int_equal(fit_tracker_push(tracker, NULL, -10, &pose), FIT_ERR_ARG);
    assert_int_equal(fit_tracker_push(tracker, &f->frame[0], -10, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_tracker_push(NULL, &f->frame[0], -10, &pose), FIT_ERR_ARG);
    fixture_push(tracker, &f->frame[0], -10);
    fixture_push(twin, &f->frame[0], -10);
    assert_int_equal(fit_tracker_push(tracker, &f->frame[9], -10, &pose), FIT_ERR_ARG);
    assert_int_equal(fit_tracker_push(tracker, &f->frame[9], -11, &pose), FIT_ERR_ARG);
    assert_int_equal(fit_tracker_push(tracker, &broken, 50, &pose), FIT_ERR_ARG);
    assert_memory_equal(&pose, &before, sizeof pose);
    const fit_pose a = fixture_push(tracker, &f->frame[1], 25), b = fixture_push(twin, &f->frame[1], 25);
    assert_memory_equal(&a, &b, sizeof a);
    fit_tracker_destroy(tracker);
    fit_tracker_destroy(twin);
}

static void reset_begins_anew(void **state)
{
    const fixture *f = *state;
    fit_tracker *tracker = fixture_tracker(f, (fit_tracker_options){0});
    const fit_pose first = fixture_push(tracker, &f->frame[0], 1000);
    fixture_push(tracker, &f->frame[12], 1033);
    fit_tracker_reset(tracker);
    const fit_pose again = fixture_push(tracker, &f->frame[0], 0);
    assert_memory_equal(&first, &again, sizeof first);
    fit_tracker_destroy(tracker);
}

static void threads_change_nothing(void **state)
{
    const fixture *f = *state;
    fit_tracker *one = fixture_tracker(f, (fit_tracker_options){0}),
                *two = fixture_tracker(f, (fit_tracker_options){.threads = 2});
    for (int i = 0; i < 3; i++) {
        const fit_pose a = fixture_push(one, &f->frame[i], i), b = fixture_push(two, &f->frame[i], i);
        assert_memory_equal(&a, &b, sizeof a);
    }
    fit_tracker_destroy(one);
    fit_tracker_destroy(two);
}

static fit_status create(const fixture_file *detector, const fixture_file *landmark, fit_error *error)
{
    fit_tracker *tracker = NULL;
    const fit_status status = fit_tracker_create(&tracker, detector->bytes, detector->len_bytes, landmark->bytes,
                                                 landmark->len_bytes, NULL, error);
    if (status == FIT_OK)
        fit_tracker_destroy(tracker);
    else
        assert_null(tracker);
    return status;
}

static void other_weights_are_refused(void **state)
{
    const fixture *f = *state;
    fit_error error;
    assert_int_equal(create(&f->lite, &f->lite, &error), FIT_ERR_FORMAT);
    assert_string_equal(error.text, "these weights are not those of the pose detector");
    assert_int_equal(create(&f->detector, &f->detector, &error), FIT_ERR_FORMAT);
    assert_string_equal(error.text, "these weights are not those of the pose landmark model");
    char text[] = "neither of the two is a model, both are text";
    const fixture_file junk = {text, sizeof text}, cut = {f->lite.bytes, f->lite.len_bytes / 2};
    assert_int_equal(create(&junk, &f->lite, &error), FIT_ERR_FORMAT);
    assert_int_equal(create(&f->detector, &junk, NULL), FIT_ERR_FORMAT);
    assert_int_equal(create(&f->detector, &cut, NULL), FIT_ERR_FORMAT);
    assert_int_equal(create(&f->detector, &(fixture_file){text, 0}, NULL), FIT_ERR_FORMAT);
}

static void every_landmark_model_serves(void **state)
{
    const fixture *f = *state;
    assert_int_equal(create(&f->detector, &f->full, NULL), FIT_OK);
    fit_tracker_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_standing_man_is_where_he_is),
        cmocka_unit_test(he_is_followed_through_the_clip),
        cmocka_unit_test(smoothing_calms_a_standing_man),
        cmocka_unit_test(nobody_is_in_pictures_of_nothing),
        cmocka_unit_test(the_lost_are_forgotten_and_found_again),
        cmocka_unit_test(a_leap_is_followed_in_the_same_frame),
        cmocka_unit_test(a_lying_man_is_a_turned_standing_one),
        cmocka_unit_test(alpha_changes_nothing),
        cmocka_unit_test(still_frames_stand_alone_whatever_their_time),
        cmocka_unit_test(a_refused_frame_leaves_no_trace),
        cmocka_unit_test(reset_begins_anew),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(other_weights_are_refused),
        cmocka_unit_test(every_landmark_model_serves),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
