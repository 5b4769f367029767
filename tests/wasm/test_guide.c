/* The guide from placing to counting, and the pace rule: times in, stages out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wasm/guide.h"
#include "wasm/pace.h"

enum { FRAME_MS = 33 };

/* Pushes one framing for a while; returns the time after it. */
static int64_t hold(fit_guide *guide, fit_framing framing, int64_t t_ms, int64_t for_ms)
{
    int64_t end_ms = t_ms + for_ms;
    for (; t_ms < end_ms; t_ms += FRAME_MS)
        fit_guide_push(guide, framing, t_ms);
    return t_ms;
}

static int64_t until(fit_guide *guide, fit_guide_stage stage, int64_t t_ms)
{
    int64_t give_up_ms = t_ms + 20000;
    for (; guide->stage != stage && t_ms < give_up_ms; t_ms += FRAME_MS)
        fit_guide_push(guide, FIT_FRAMING_GOOD, t_ms);
    assert_int_equal(guide->stage, stage);
    return t_ms;
}

static void test_good_view_counts_down_and_trains_within_three_seconds(void **state)
{
    (void)state;
    fit_guide guide = {0};
    uint32_t beats[4] = {0}, n = 0;
    int64_t t_ms = 5000;
    for (; guide.stage != FIT_GUIDE_TRAINING && t_ms < 20000; t_ms += FRAME_MS) {
        fit_guide_push(&guide, FIT_FRAMING_GOOD, t_ms);
        if (guide.beat && (n == 0 || beats[n - 1] != guide.beat)) {
            assert_true(n < 4);
            beats[n++] = guide.beat;
        }
    }
    assert_int_equal(n, 3);
    assert_int_equal(beats[0], 3);
    assert_int_equal(beats[1], 2);
    assert_int_equal(beats[2], 1);
    assert_int_equal(guide.stage, FIT_GUIDE_TRAINING);
    assert_in_range(t_ms - 5000, 1500, 2600); /* leaves time to open the camera, see guide.c */
}

static void test_walking_through_starts_nothing(void **state)
{
    (void)state;
    fit_guide guide = {0};
    int64_t t_ms = 0;
    for (int i = 0; i < 20; i++) {
        t_ms = hold(&guide, FIT_FRAMING_NOBODY, t_ms, 1000);
        t_ms = hold(&guide, FIT_FRAMING_GOOD, t_ms, 200);
        assert_int_equal(guide.stage, FIT_GUIDE_PLACING);
    }
}

static void test_hint_is_shown_at_once_then_only_when_it_lasts(void **state)
{
    (void)state;
    fit_guide guide = {0};
    fit_guide_push(&guide, FIT_FRAMING_TOO_DARK, 0);
    assert_int_equal(guide.hint, FIT_FRAMING_TOO_DARK);
    int64_t t_ms = 33;
    for (int i = 0; i < 10; i++) { /* flickering between two: the words stay */
        t_ms = hold(&guide, FIT_FRAMING_TOO_CLOSE, t_ms, 100);
        t_ms = hold(&guide, FIT_FRAMING_TOO_DARK, t_ms, 100);
        assert_int_equal(guide.hint, FIT_FRAMING_TOO_DARK);
    }
    hold(&guide, FIT_FRAMING_TOO_CLOSE, t_ms, 600);
    assert_int_equal(guide.hint, FIT_FRAMING_TOO_CLOSE);
}

static void test_countdown_survives_a_bad_moment_but_not_leaving(void **state)
{
    (void)state;
    fit_guide guide = {0};
    int64_t t_ms = until(&guide, FIT_GUIDE_COUNTDOWN, 0);
    t_ms = hold(&guide, FIT_FRAMING_JOINTS_HIDDEN, t_ms, 300);
    assert_int_equal(guide.stage, FIT_GUIDE_COUNTDOWN);
    t_ms = hold(&guide, FIT_FRAMING_GOOD, t_ms, 100);
    assert_int_equal(guide.stage, FIT_GUIDE_COUNTDOWN);
    hold(&guide, FIT_FRAMING_NOBODY, t_ms, 900);
    assert_int_equal(guide.stage, FIT_GUIDE_PLACING);
    assert_int_equal(guide.hint, FIT_FRAMING_NOBODY);
    assert_int_equal(guide.beat, 0);
}

static void test_training_speaks_up_only_after_a_lasting_loss_and_goes_on(void **state)
{
    (void)state;
    fit_guide guide = {0};
    int64_t t_ms = until(&guide, FIT_GUIDE_TRAINING, 0);
    t_ms = hold(&guide, FIT_FRAMING_TOO_CLOSE, t_ms, 1000);
    assert_int_equal(guide.hint, FIT_FRAMING_GOOD);
    t_ms = hold(&guide, FIT_FRAMING_TOO_CLOSE, t_ms, 1000);
    assert_int_equal(guide.hint, FIT_FRAMING_TOO_CLOSE);
    fit_guide_push(&guide, FIT_FRAMING_GOOD, t_ms);
    assert_int_equal(guide.hint, FIT_FRAMING_GOOD);
    assert_int_equal(guide.stage, FIT_GUIDE_TRAINING);
}

static void test_reasons_that_take_turns_are_one_loss(void **state)
{
    (void)state;
    const fit_framing leaving[] = {FIT_FRAMING_MOVE_LEFT, FIT_FRAMING_JOINTS_HIDDEN};
    fit_guide guide = {0};
    int64_t t_ms = until(&guide, FIT_GUIDE_COUNTDOWN, 0);
    for (int i = 0; i < 10 && guide.stage == FIT_GUIDE_COUNTDOWN; i++)
        t_ms = hold(&guide, leaving[i % 2], t_ms, 200);
    assert_int_equal(guide.stage, FIT_GUIDE_PLACING);

    t_ms = until(&guide, FIT_GUIDE_TRAINING, t_ms);
    for (int i = 0; i < 8 && guide.hint == FIT_FRAMING_GOOD; i++)
        t_ms = hold(&guide, leaving[i % 2], t_ms, 500);
    assert_int_not_equal(guide.hint, FIT_FRAMING_GOOD);
}

static void test_pace_judges_the_median(void **state)
{
    (void)state;
    fit_pace pace = {0};
    for (int i = 0; i < FIT_PACE_FRAMES - 1; i++)
        assert_false(fit_pace_push(&pace, 1000)); /* too few frames to judge by */
    assert_true(fit_pace_push(&pace, 1000));

    pace = (fit_pace){0};
    for (int i = 0; i < 1000; i++) /* a slow frame in three, the device keeps up */
        assert_false(fit_pace_push(&pace, i % 3 == 0 ? 500 : 20));

    bool slow = false;
    for (int i = 0; i < FIT_PACE_FRAMES; i++) /* then it grows hot */
        slow = fit_pace_push(&pace, 150);
    assert_true(slow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_view_counts_down_and_trains_within_three_seconds),
        cmocka_unit_test(test_walking_through_starts_nothing),
        cmocka_unit_test(test_hint_is_shown_at_once_then_only_when_it_lasts),
        cmocka_unit_test(test_countdown_survives_a_bad_moment_but_not_leaving),
        cmocka_unit_test(test_training_speaks_up_only_after_a_lasting_loss_and_goes_on),
        cmocka_unit_test(test_reasons_that_take_turns_are_one_loss),
        cmocka_unit_test(test_pace_judges_the_median),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
