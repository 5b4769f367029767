#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pose/smoother.h"

/* A body whose points all lie at (x, y), of the given size in pixels. */
static fit_body body_at(float x, float y, float size_px, float visibility)
{
    fit_body body = {.score = 1.0f, .hips = {x, y}, .reach = {x, y - 0.5f * size_px}};
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        body.image[i] = (fit_point){x, y, -x, visibility};
        body.world[i] = (fit_point){x / size_px, y / size_px, 0.0f, visibility};
    }
    return body;
}

static void first_body_passes_unchanged(void **state)
{
    (void)state;
    fit_smoother smoother = {0};
    fit_body body = body_at(300, 400, 500, 0.7f);
    const fit_body before = body;
    fit_smoother_push(&smoother, &body, true, -5);
    assert_memory_equal(&body, &before, sizeof body);
}

static void a_body_at_rest_stays(void **state)
{
    (void)state;
    fit_smoother smoother = {0};
    for (int i = 0; i < 50; i++) {
        fit_body body = body_at(300, 400, 500, 0.7f);
        fit_smoother_push(&smoother, &body, true, 33 * i);
        assert_float_equal(body.image[7].x, 300, 1e-3);
        assert_float_equal(body.world[7].y, 0.8f, 1e-5);
        assert_float_equal(body.image[7].visibility, 0.7f, 1e-5);
    }
}

static void trembling_is_damped(void **state)
{
    (void)state;
    fit_smoother smoother = {0};
    for (int i = 0; i < 60; i++) {
        fit_body body = body_at(300 + (i % 2 ? 0.5f : -0.5f), 400, 500, 1.0f);
        fit_smoother_push(&smoother, &body, true, 33 * i);
        if (i > 30)
            assert_true(fabsf(body.image[3].x - 300) < 0.25f);
    }
}

static void fast_movement_is_followed(void **state)
{
    (void)state;
    fit_smoother smoother = {0};
    float lag_px = 0.0f;
    for (int i = 0; i < 30; i++) { /* half a body size a second */
        const float x = 300 + 250 * 0.033f * (float)i;
        fit_body body = body_at(x, 400, 500, 1.0f);
        fit_smoother_push(&smoother, &body, true, 33 * i);
        lag_px = x - body.image[3].x;
    }
    assert_true(lag_px >= 0.0f && lag_px < 2.0f);
}

/* Twice as near, twice as many pixels: the same movement of the same body. */
static void smoothing_scales_with_the_body(void **state)
{
    (void)state;
    fit_smoother near = {0}, far = {0};
    for (int i = 0; i < 40; i++) {
        const float x = 100 + 20 * sinf((float)i * 0.3f);
        fit_body small = body_at(x, 80, 150, 1.0f), large = body_at(2 * x, 160, 300, 1.0f);
        fit_smoother_push(&far, &small, true, 40 * i);
        fit_smoother_push(&near, &large, true, 40 * i);
        assert_float_equal(large.image[5].x, 2 * small.image[5].x, 1e-2);
        assert_float_equal(large.hips.x, 2 * small.hips.x, 1e-2);
    }
}

/* 316 ms is the time constant: e^-1 of a step is left then, in steps of any length. */
static void visibility_follows_time_not_frames(void **state)
{
    (void)state;
    const int steps_ms[] = {4, 33, 158};
    for (size_t s = 0; s < 3; s++) {
        fit_smoother smoother = {0};
        fit_body body = body_at(300, 400, 500, 0.0f);
        fit_smoother_push(&smoother, &body, true, 0);
        int t_ms = 0;
        while (t_ms < 316) {
            t_ms += steps_ms[s];
            body = body_at(300, 400, 500, 1.0f);
            fit_smoother_push(&smoother, &body, true, t_ms);
        }
        assert_float_equal(body.image[0].visibility, 1 - exp(-t_ms / 316.4), 1e-3);
        assert_float_equal(body.world[0].visibility, body.image[0].visibility, 0);
    }
}

static void without_landmarks_only_the_region_is_smoothed(void **state)
{
    (void)state;
    fit_smoother smoother = {0};
    fit_body body = body_at(300, 400, 500, 0.2f);
    fit_smoother_push(&smoother, &body, false, 0);
    fit_body next = body_at(310, 420, 500, 0.9f);
    const fit_body raw = next;
    fit_smoother_push(&smoother, &next, false, 33);
    assert_memory_equal(next.image, raw.image, sizeof raw.image);
    assert_memory_equal(next.world, raw.world, sizeof raw.world);
    assert_true(next.hips.x > 300 && next.hips.x < 310);
    assert_true(next.reach.y > 150 && next.reach.y < 170);
}

static void the_region_is_smoothed_more_than_the_landmarks(void **state)
{
    (void)state;
    fit_smoother smoother = {0};
    fit_body body = body_at(300, 400, 500, 1.0f);
    fit_smoother_push(&smoother, &body, true, 0);
    body = body_at(320, 400, 500, 1.0f);
    fit_smoother_push(&smoother, &body, true, 33);
    assert_true(body.hips.x < body.image[0].x);
}

static void a_body_without_size_gives_no_nan(void **state)
{
    (void)state;
    fit_smoother smoother = {0};
    for (int i = 0; i < 3; i++) {
        fit_body body = body_at(1e5f * (float)i, 0, 0, 1.0f);
        memset(body.world, 0, sizeof body.world);
        fit_smoother_push(&smoother, &body, true, i);
        assert_true(isfinite(body.image[0].x) && isfinite(body.hips.x));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_body_passes_unchanged),
        cmocka_unit_test(a_body_at_rest_stays),
        cmocka_unit_test(trembling_is_damped),
        cmocka_unit_test(fast_movement_is_followed),
        cmocka_unit_test(smoothing_scales_with_the_body),
        cmocka_unit_test(visibility_follows_time_not_frames),
        cmocka_unit_test(without_landmarks_only_the_region_is_smoothed),
        cmocka_unit_test(the_region_is_smoothed_more_than_the_landmarks),
        cmocka_unit_test(a_body_without_size_gives_no_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
