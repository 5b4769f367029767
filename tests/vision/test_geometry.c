#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "vision/geometry.h"

static void assert_at(fit_vec2 point, double x, double y)
{
    assert_float_equal(point.x, (float)x, 1e-3);
    assert_float_equal(point.y, (float)y, 1e-3);
}

static void letterbox_centres_the_picture(void **state)
{
    (void)state;
    const fit_roi roi = fit_roi_letterbox(640, 480);
    const fit_affine map = fit_roi_to_image(&roi, 224.0f);
    assert_at(fit_affine_apply(&map, (fit_vec2){0, 0}), 0, -80);
    assert_at(fit_affine_apply(&map, (fit_vec2){224, 224}), 640, 560);
    assert_at(fit_affine_apply(&map, (fit_vec2){112, 112}), 320, 240);
    const fit_roi tall = fit_roi_letterbox(100, 300);
    const fit_affine unit = fit_roi_to_image(&tall, 1.0f);
    assert_at(fit_affine_apply(&unit, (fit_vec2){0, 0}), -100, 0);
}

static void upright_person_gives_an_unturned_square(void **state)
{
    (void)state;
    fit_roi roi;
    assert_true(fit_roi_upright((fit_vec2){100, 200}, (fit_vec2){100, 120}, 1.25f, &roi));
    assert_float_equal(roi.side, 200, 1e-3);
    const fit_affine map = fit_roi_to_image(&roi, 1.0f);
    assert_at(fit_affine_apply(&map, (fit_vec2){0, 0}), 0, 100);
    assert_at(fit_affine_apply(&map, (fit_vec2){1, 0}), 200, 100);
    assert_at(fit_affine_apply(&map, (fit_vec2){0, 1}), 0, 300);
}

/* Whichever way the person lies, the crop shows the head straight above the hips, and is not mirrored. */
static void top_is_above_center_in_every_direction(void **state)
{
    (void)state;
    for (int degrees = 0; degrees < 360; degrees += 15) {
        const float angle = (float)degrees * 3.14159265f / 180.0f;
        const fit_vec2 center = {300, 400};
        const fit_vec2 up = {sinf(angle), -cosf(angle)};
        fit_roi roi;
        assert_true(fit_roi_upright(center, (fit_vec2){300 + 80 * up.x, 400 + 80 * up.y}, 1.25f, &roi));
        const fit_affine map = fit_roi_to_image(&roi, 256.0f);
        assert_at(fit_affine_apply(&map, (fit_vec2){128, 128}), 300, 400);
        /* half a side, 100 pixels, is 80 times the scale */
        assert_at(fit_affine_apply(&map, (fit_vec2){128, 0}), 300 + 100 * up.x, 400 + 100 * up.y);
        assert_at(fit_affine_apply(&map, (fit_vec2){256, 128}), 300 - 100 * up.y, 400 + 100 * up.x);
        assert_at(fit_roi_turn(&roi, (fit_vec2){0, -3}), 3 * up.x, 3 * up.y);
        assert_at(fit_roi_turn(&roi, (fit_vec2){2, 0}), -2 * up.y, 2 * up.x);
    }
}

static void no_square_from_points_that_give_none(void **state)
{
    (void)state;
    const fit_vec2 ok = {10, 10};
    const fit_vec2 bad[] = {{10, 10}, {NAN, 0}, {0, INFINITY}, {3e38f, -3e38f}};
    for (size_t i = 0; i < 4; i++) {
        fit_roi roi = {.side = 7};
        assert_false(fit_roi_upright(ok, bad[i], 1.25f, &roi));
        assert_float_equal(roi.side, 7, 0);
    }
    fit_roi roi;
    assert_false(fit_roi_upright((fit_vec2){NAN, 0}, ok, 1.25f, &roi));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letterbox_centres_the_picture),
        cmocka_unit_test(upright_person_gives_an_unturned_square),
        cmocka_unit_test(top_is_above_center_in_every_direction),
        cmocka_unit_test(no_square_from_points_that_give_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
