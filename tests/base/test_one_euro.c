#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/one_euro.h"

static void first_value_passes_unchanged(void **state)
{
    (void)state;
    const fit_one_euro_params params = {1.0f, 0.5f, 1.0f};
    fit_one_euro filter = {0};
    assert_float_equal(fit_one_euro_push(&filter, &params, 42.5f, 1.0f, -77), 42.5f, 0);
}

/* By hand, dt = 0.1 s: share(1 Hz) = a = 0.2 pi / (1 + 0.2 pi) = 0.385870.
 * Push 0, 10: speed = 0 + a * 100 = 38.5870; cutoff = 1 + 0.5 * 38.5870 = 20.29351 Hz;
 * share = 12.750788 / 13.750788 = 0.927277; out = 9.27277.
 * Push 10: speed = 38.5870 * (1 - a) = 23.69743; cutoff = 12.848717; share = 8.073088 / 9.073088 = 0.889784;
 * out = 9.27277 + 0.889784 * 0.72723 = 9.919848. */
static void known_answers(void **state)
{
    (void)state;
    const fit_one_euro_params params = {1.0f, 0.5f, 1.0f};
    fit_one_euro filter = {0};
    assert_float_equal(fit_one_euro_push(&filter, &params, 0.0f, 1.0f, 1000), 0.0f, 0);
    assert_float_equal(fit_one_euro_push(&filter, &params, 10.0f, 1.0f, 1100), 9.27277f, 1e-4);
    assert_float_equal(fit_one_euro_push(&filter, &params, 10.0f, 1.0f, 1200), 9.919848f, 1e-4);
}

/* Speed scaled by a tenth is the same as beta divided by ten. */
static void speed_scale_divides_beta(void **state)
{
    (void)state;
    const fit_one_euro_params params = {1.0f, 5.0f, 1.0f}, slower = {1.0f, 0.5f, 1.0f};
    fit_one_euro a = {0}, b = {0};
    for (int i = 0; i < 20; i++) {
        const float value = (float)(i * i % 7);
        assert_float_equal(fit_one_euro_push(&a, &params, value, 0.1f, 33 * i),
                           fit_one_euro_push(&b, &slower, value, 1.0f, 33 * i), 1e-4);
    }
}

static float follow_sine(int step_ms, int end_ms)
{
    const fit_one_euro_params params = {0.5f, 2.0f, 1.0f};
    fit_one_euro filter = {0};
    float last = 0.0f;
    for (int t_ms = 0; t_ms <= end_ms; t_ms += step_ms)
        last = fit_one_euro_push(&filter, &params, sinf((float)t_ms * 0.003f), 1.0f, t_ms);
    return last;
}

/* The same movement sampled at 20, 40 and 100 frames a second ends at nearly the same place (the discrete filter
 * converges to a continuous one), far nearer than its lag behind the input. */
static void frame_rate_hardly_matters(void **state)
{
    (void)state;
    for (int end_ms = 1000; end_ms <= 5000; end_ms += 500) {
        const float fine = follow_sine(10, end_ms);
        assert_float_equal(follow_sine(25, end_ms), fine, 0.03);
        assert_float_equal(follow_sine(50, end_ms), fine, 0.06);
    }
}

static void trembling_is_damped_and_movement_is_followed(void **state)
{
    (void)state;
    const fit_one_euro_params params = {0.1f, 1.0f, 1.0f};
    fit_one_euro still = {0}, moving = {0};
    float jitter = 0.0f, lag = 0.0f;
    for (int i = 0; i < 90; i++) {
        const float noise = i % 2 ? 0.01f : -0.01f;
        jitter = fmaxf(jitter, fabsf(fit_one_euro_push(&still, &params, noise, 1.0f, 33 * i) * (i > 30)));
        const float place = 10.0f * (float)i;
        lag = place - fit_one_euro_push(&moving, &params, place, 1.0f, 33 * i);
    }
    assert_true(jitter < 0.006f);
    assert_true(lag < 0.2f);
}

static void wild_input_gives_no_nan(void **state)
{
    (void)state;
    const fit_one_euro_params params = {0.05f, 80.0f, 1.0f};
    fit_one_euro filter = {0};
    assert_false(isnan(fit_one_euro_push(&filter, &params, 1e30f, 1e30f, 0)));
    assert_false(isnan(fit_one_euro_push(&filter, &params, -1e30f, 1.0f, INT64_C(1))));
    assert_false(isnan(fit_one_euro_push(&filter, &params, 5.0f, 1.0f, INT64_C(1) << 40)));
    assert_false(isnan(fit_one_euro_push(&filter, &params, 5.0f, 1.0f, (INT64_C(1) << 40) + 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_value_passes_unchanged),
        cmocka_unit_test(known_answers),
        cmocka_unit_test(speed_scale_divides_beta),
        cmocka_unit_test(frame_rate_hardly_matters),
        cmocka_unit_test(trembling_is_damped_and_movement_is_followed),
        cmocka_unit_test(wild_input_gives_no_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
