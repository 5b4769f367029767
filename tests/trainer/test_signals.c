/* Every kind of signal against the angles and places that the man of sticks was built with. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clip.h"
#include "trainer/geometry.h"
#include "trainer/signals.h"

static const char *const json =
    "{\"format\": 1, \"id\": \"probe\", \"name\": {\"ko\": \"x\", \"en\": \"x\"}, \"joints\": [\"hip\"], \"views\": "
    "[\"front\"], \"lengths\": {\"thigh\": [\"hip\", \"knee\"], \"feet\": [\"left_ankle\", \"right_ankle\"]}, "
    "\"signals\": {"
    "\"worst\": {\"max\": [\"left:knee\", \"right:knee\"]}, \"best\": {\"min\": [\"left:knee\", \"right:knee\"]}, "
    "\"middle\": {\"mean\": [\"left:knee\", \"right:knee\"]}, \"rate\": {\"velocity\": \"knee\"}, "
    "\"knee\": {\"angle\": [\"hip\", \"knee\", \"ankle\"]}, \"thigh\": {\"tilt\": [\"knee\", \"hip\"]}, "
    "\"torso\": {\"tilt\": [\"mid_hip\", \"mid_shoulder\"]}, \"gap\": {\"distance\": [\"left_knee\", \"right_knee\"], "
    "\"by\": \"feet\"}, \"hand\": {\"height\": [\"wrist\", \"hip\"], \"by\": \"thigh\"}, \"fold\": {\"fold\": "
    "[\"hip\", \"knee\", \"ankle\"]}}, "
    "\"phases\": [{\"id\": \"a\", \"below\": 0.2}, {\"id\": \"b\", \"above\": 0.3}], \"cycle\": {\"signal\": \"knee\", "
    "\"sides\": \"together\", \"rest\": 170, \"turn\": 80, \"bounds\": {\"rest\": [140, 180], \"turn\": [30, 120]}, "
    "\"good\": 0.8, \"duration_ms\": [300, 9000], \"count_at\": \"a\"}, \"faults\": []}";

enum { WORST, BEST, MIDDLE, RATE, KNEE, THIGH, TORSO, GAP, HAND, FOLD };

typedef struct fixture {
    fit_exercise *exercise;
    fit_signal_memory memory;
    fit_readings readings;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    fit_error error;
    if (fit_exercise_create(&f->exercise, json, strlen(json), &error) != FIT_OK)
        fail_msg("%u:%u: %s", error.line, error.column, error.text);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    fit_exercise_destroy(f->exercise);
    free(f);
    return 0;
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%g is not within %g of %g", value, tolerance, expected);
}

static void acos_is_exact_enough(void **state)
{
    (void)state;
    for (double x = -1.0; x <= 1.0; x += 1.0 / 1024)
        near(fit_acos_deg(x), acos(x) * 180.0 / 3.14159265358979323846, 2e-6);
    near(fit_acos_deg(1.5), 0.0, 0.0);
    near(fit_acos_deg(-1.5), 180.0, 0.0);
}

static void vectors_without_length_make_no_angle(void **state)
{
    (void)state;
    near(fit_vec3_angle_deg((fit_vec3){0, 0, 0}, (fit_vec3){1, 0, 0}), 0.0, 0.0);
    near(fit_vec3_angle_deg((fit_vec3){0, 2, 0}, (fit_vec3){1, 0, 0}), 90.0, 1e-5);
    near(fit_vec3_tilt_deg((fit_vec3){0, 1, 0}), 180.0, 1e-5);
}

/* From any view: 3 degrees are what perspective does to a body 4 m away. */
static void angles_and_tilts_are_those_of_the_body(void **state)
{
    fixture *f = *state;
    for (int view = 0; view < 360; view += 15) {
        stick_pose stick = {.torso = 25, .thigh = {60, 40}, .shin = {20, 10}};
        fit_pose pose;
        stick_build(&stick, view, &pose);
        fit_signals_measure(f->exercise, &pose, 0, &f->memory, &f->readings);
        near(f->readings.at[FIT_SIDE_LEFT][KNEE].value, 100.0, 4.0);
        near(f->readings.at[FIT_SIDE_RIGHT][KNEE].value, 130.0, 4.0);
        near(f->readings.at[FIT_SIDE_BOTH][KNEE].value, 115.0, 4.0);
        near(f->readings.at[FIT_SIDE_LEFT][THIGH].value, 60.0, 4.0);
        near(f->readings.at[FIT_SIDE_LEFT][TORSO].value, 25.0, 4.0);
        near(f->readings.at[FIT_SIDE_RIGHT][TORSO].value, 25.0, 4.0);
        near(f->readings.at[FIT_SIDE_LEFT][WORST].value, f->readings.at[FIT_SIDE_RIGHT][KNEE].value, 0.0);
        near(f->readings.at[FIT_SIDE_RIGHT][BEST].value, f->readings.at[FIT_SIDE_LEFT][KNEE].value, 0.0);
        near(f->readings.at[FIT_SIDE_LEFT][MIDDLE].value, 115.0, 4.0);
    }
}

static void distances_and_heights_are_in_lengths(void **state)
{
    fixture *f = *state;
    stick_pose stick = {.knees_in = {50, 50}, .upper_arm = {90, 0}, .elbow = {90, 0}};
    fit_pose pose;
    stick_build(&stick, 0, &pose);
    fit_signals_measure(f->exercise, &pose, 0, &f->memory, &f->readings);
    /* Feet 0.28 m apart; knees 0.12 - 0.05 m off the middle each. */
    near(f->readings.at[FIT_SIDE_LEFT][GAP].value, 0.14 / 0.28, 0.02);
    /* Left: shoulder 0.5 m above the hip, hand 0.26 m above that; right: arm of 0.55 m hanging. Thigh 0.43 m. */
    stick_build(&stick, 90, &pose);
    fit_signals_measure(f->exercise, &pose, 0, &f->memory, &f->readings);
    near(f->readings.at[FIT_SIDE_LEFT][HAND].value, 0.76 / 0.43, 0.06);
    near(f->readings.at[FIT_SIDE_RIGHT][HAND].value, -0.05 / 0.43, 0.05);
}

static void velocity_is_per_second_at_any_rate(void **state)
{
    fixture *f = *state;
    for (int fps = 10; fps <= 60; fps += 10) {
        f->memory = (fit_signal_memory){0};
        for (int frame = 0; frame <= fps; frame++) {
            stick_pose stick = {.thigh = {60.0 * frame / fps, 60.0 * frame / fps}};
            fit_pose pose;
            stick_build(&stick, 90, &pose);
            fit_signals_measure(f->exercise, &pose, frame ? 1000 / fps : 0, &f->memory, &f->readings);
            if (frame == 0)
                near(f->readings.at[FIT_SIDE_LEFT][RATE].value, 0.0, 0.0);
        }
        near(f->readings.at[FIT_SIDE_LEFT][RATE].value, -60.0, 4.0);
    }
}

/* Standing, then bent to 100 degrees: from the side it is the angle; face on it needs no depth at all. */
static void a_fold_tells_the_bend_without_depth(void **state)
{
    fixture *f = *state;
    for (int view = 0; view < 360; view += 30) {
        f->memory = (fit_signal_memory){0};
        for (int frame = 0; frame < 60; frame++) {
            bool bent = frame >= 30;
            stick_pose stick = {.thigh = {bent ? 50 : 0, bent ? 50 : 0}, .shin = {bent ? 30 : 0, bent ? 30 : 0}};
            fit_pose pose;
            stick_build(&stick, view, &pose);
            if (view % 180 == 0)
                for (int i = 0; i < FIT_LM_COUNT; i++)
                    pose.world[i].z *= 0.3F;
            fit_signals_measure(f->exercise, &pose, frame ? 33 : 0, &f->memory, &f->readings);
            near(f->readings.at[FIT_SIDE_LEFT][FOLD].value, bent ? 100.0 : 178.0, 10.0);
        }
        if (view % 180 == 0)
            assert_true(f->readings.at[FIT_SIDE_LEFT][KNEE].value > 120.0F);
    }
}

static void hidden_joints_take_the_trust(void **state)
{
    fixture *f = *state;
    stick_pose stick = {.thigh = {60, 0}};
    fit_pose pose;
    stick_build(&stick, 90, &pose);
    stick_hide(&pose, FIT_LM_RIGHT_KNEE, 0.1F);
    fit_signals_measure(f->exercise, &pose, 0, &f->memory, &f->readings);
    near(f->readings.at[FIT_SIDE_RIGHT][KNEE].trust, 0.1, 1e-6);
    near(f->readings.at[FIT_SIDE_RIGHT][THIGH].trust, 0.1, 1e-6);
    /* The seen side alone speaks for both, and for the extremes. */
    near(f->readings.at[FIT_SIDE_BOTH][KNEE].value, f->readings.at[FIT_SIDE_LEFT][KNEE].value, 0.0);
    near(f->readings.at[FIT_SIDE_BOTH][KNEE].trust, 0.99, 1e-6);
    near(f->readings.at[FIT_SIDE_LEFT][WORST].value, f->readings.at[FIT_SIDE_LEFT][KNEE].value, 0.0);
    near(f->readings.at[FIT_SIDE_LEFT][TORSO].trust, 0.99, 1e-6);
    stick_hide(&pose, FIT_LM_LEFT_KNEE, 0.2F);
    fit_signals_measure(f->exercise, &pose, 0, &f->memory, &f->readings);
    near(f->readings.at[FIT_SIDE_BOTH][KNEE].trust, 0.2, 1e-6);
    near(f->readings.at[FIT_SIDE_LEFT][WORST].trust, 0.1, 1e-6);
}

/* A shin that the world landmarks see hanging and the picture sees lying: one of them is wrong. */
static void contradicting_landmarks_are_not_trusted(void **state)
{
    fixture *f = *state;
    stick_pose stick = {0};
    fit_pose pose;
    stick_build(&stick, 0, &pose);
    pose.image[FIT_LM_LEFT_ANKLE] = pose.image[FIT_LM_LEFT_KNEE];
    pose.image[FIT_LM_LEFT_ANKLE].x += 100.0F;
    fit_signals_measure(f->exercise, &pose, 0, &f->memory, &f->readings);
    near(f->readings.at[FIT_SIDE_LEFT][KNEE].trust, 0.0, 0.0);
    near(f->readings.at[FIT_SIDE_RIGHT][KNEE].trust, 0.99, 1e-6);
    near(f->readings.at[FIT_SIDE_LEFT][THIGH].trust, 0.99, 1e-6);
}

static void a_picture_without_shape_leaves_the_world(void **state)
{
    fixture *f = *state;
    stick_pose stick = {.thigh = {60, 60}, .shin = {20, 20}};
    fit_pose pose;
    stick_build(&stick, 30, &pose);
    for (int i = 0; i < FIT_LM_COUNT; i++)
        pose.image[i].x = pose.image[i].y = 10.0F;
    fit_signals_measure(f->exercise, &pose, 0, &f->memory, &f->readings);
    near(f->readings.at[FIT_SIDE_LEFT][KNEE].value, 100.0, 1.0);
}

static void views_are_told_apart(void **state)
{
    (void)state;
    static const fit_view expected[] = {FIT_VIEW_FRONT, FIT_VIEW_OBLIQUE, FIT_VIEW_SIDE, FIT_VIEW_OBLIQUE,
                                        FIT_VIEW_BACK,  FIT_VIEW_OBLIQUE, FIT_VIEW_SIDE, FIT_VIEW_OBLIQUE};
    for (int i = 0; i < 8; i++) {
        stick_pose stick = {0};
        fit_pose pose;
        stick_build(&stick, 45 * i, &pose);
        assert_int_equal(fit_pose_view(&pose), expected[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acos_is_exact_enough),
        cmocka_unit_test(vectors_without_length_make_no_angle),
        cmocka_unit_test_setup_teardown(angles_and_tilts_are_those_of_the_body, set_up, tear_down),
        cmocka_unit_test_setup_teardown(distances_and_heights_are_in_lengths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(velocity_is_per_second_at_any_rate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_fold_tells_the_bend_without_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hidden_joints_take_the_trust, set_up, tear_down),
        cmocka_unit_test_setup_teardown(contradicting_landmarks_are_not_trusted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_picture_without_shape_leaves_the_world, set_up, tear_down),
        cmocka_unit_test(views_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
