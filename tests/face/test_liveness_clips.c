/* The judge behind the real networks: a rendered head that follows, and what a picture of it can do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "attempt.h"
#include "print.h"

static attempt_nets nets;
static clip shown;

static void load(const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/face/%s.mp4", AIFIT_TEST_DATA, name);
    clip_free(&shown);
    assert_true(clip_load(&shown, path, 1));
}

static int set_up(void **state)
{
    (void)state;
    return attempt_nets_init(&nets) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    clip_free(&shown);
    attempt_nets_deinit(&nets);
    return 0;
}

static fit_liveness_answer played(fit_challenge challenge)
{
    attempt a;
    attempt_begin(&a, nets.scanner, &challenge);
    attempt_play(&a, &shown);
    return a.answer;
}

static void a_head_that_follows_is_accepted(void **state)
{
    (void)state;
    const struct {
        const char *name;
        fit_challenge challenge;
    } cases[] = {
        {"left_mouth_closer", challenge_of(FIT_MOVE_TURN_LEFT, FIT_MOVE_OPEN_MOUTH, FIT_MOVE_CLOSER)},
        {"blink_right_up", challenge_of(FIT_MOVE_BLINK, FIT_MOVE_TURN_RIGHT, FIT_MOVE_LOOK_UP)},
        {"up_left", challenge_of(FIT_MOVE_LOOK_UP, FIT_MOVE_TURN_LEFT, -1)},
        {"right_closer", challenge_of(FIT_MOVE_TURN_RIGHT, FIT_MOVE_CLOSER, -1)},
        {"other_left_blink", challenge_of(FIT_MOVE_TURN_LEFT, FIT_MOVE_BLINK, -1)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        load(cases[i].name);
        const fit_liveness_answer answer = played(cases[i].challenge);
        if (answer.verdict != FIT_LIVENESS_ACCEPTED)
            fail_msg("%s: %s at step %d, %s", cases[i].name, fit_liveness_reason_name(answer.reason), answer.step,
                     fit_liveness_hint_name(answer.hint));
    }
}

static void the_same_head_is_refused_under_another_challenge(void **state)
{
    (void)state;
    load("left_mouth_closer");
    fit_liveness_answer answer = played(challenge_of(FIT_MOVE_TURN_RIGHT, FIT_MOVE_OPEN_MOUTH, FIT_MOVE_CLOSER));
    assert_int_equal(answer.verdict, FIT_LIVENESS_REFUSED);
    assert_string_equal(fit_liveness_reason_name(answer.reason), "not_the_movement");
    answer = played(challenge_of(FIT_MOVE_OPEN_MOUTH, FIT_MOVE_TURN_LEFT, FIT_MOVE_CLOSER));
    assert_int_equal(answer.verdict, FIT_LIVENESS_REFUSED);
    assert_string_equal(fit_liveness_reason_name(answer.reason), "wrong_order");
}

static void a_print_is_refused(void **state)
{
    (void)state;
    load("left_mouth_closer");
    const fit_image picture = fit_pixels_view(&shown.frame[0]);
    const struct {
        double bend, axis_deg;
        bool tilts;
    } cases[] = {{0, 0, false}, {0, 0, true}, {1.6, 90, true}, {1.6, 0, true}, {2.2, 45, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const print_attack attack = {.picture = &picture,
                                     .away_w = PRINT_AWAY,
                                     .bend = cases[i].bend,
                                     .axis_deg = cases[i].axis_deg,
                                     .tilts = cases[i].tilts};
        const fit_challenge challenge = challenge_of(FIT_MOVE_TURN_LEFT, FIT_MOVE_CLOSER, -1);
        attempt a;
        attempt_begin(&a, nets.scanner, &challenge);
        attempt_print(&a, &attack);
        assert_int_equal(a.answer.verdict, FIT_LIVENESS_REFUSED);
        assert_int_equal(a.answer.step, 0);            /* it does not even turn */
        assert_in_range(a.liveness.rest_frames, 3, 3); /* but was taken for a face */
    }
}

static void another_one_who_takes_over_is_found_out(void **state)
{
    (void)state;
    static clip other;
    char path[256];
    const fit_challenge challenge = challenge_of(FIT_MOVE_TURN_LEFT, FIT_MOVE_OPEN_MOUTH, FIT_MOVE_CLOSER);
    (void)snprintf(path, sizeof path, "%s/face/other_left_blink.mp4", AIFIT_TEST_DATA);
    assert_true(clip_load(&other, path, 1));
    load("left_mouth_closer");
    attempt a;
    attempt_begin(&a, nets.scanner, &challenge);
    for (size_t i = 0; i < shown.n; i++) {
        const fit_image frame = fit_pixels_view(i < 4 ? &other.frame[i] : &shown.frame[i]);
        attempt_show(&a, &frame);
    }
    clip_free(&other);
    assert_int_equal(a.answer.verdict, FIT_LIVENESS_REFUSED);
    assert_int_equal(a.answer.step, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_head_that_follows_is_accepted),
        cmocka_unit_test(the_same_head_is_refused_under_another_challenge),
        cmocka_unit_test(a_print_is_refused),
        cmocka_unit_test(another_one_who_takes_over_is_found_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
