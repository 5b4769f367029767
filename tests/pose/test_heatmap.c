#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pose/heatmap.h"

enum { SIDE = FIT_HEATMAP_SIDE, CHANNELS = 3 };

static float map[SIDE][SIDE][CHANNELS];

static void clear(float logit)
{
    for (int row = 0; row < SIDE; row++)
        for (int column = 0; column < SIDE; column++)
            for (int c = 0; c < CHANNELS; c++)
                map[row][column][c] = logit;
}

static fit_vec2 refine(double column, double row)
{
    return fit_heatmap_refine(&map[0][0][0], CHANNELS, 1, (fit_vec2){(float)(column / SIDE), (float)(row / SIDE)});
}

static void assert_cell(fit_vec2 point, double column, double row)
{
    assert_float_equal(point.x * SIDE, (float)column, 1e-3);
    assert_float_equal(point.y * SIDE, (float)row, 1e-3);
}

static void a_peak_draws_the_point(void **state)
{
    (void)state;
    clear(-100.0f);
    map[22][31][1] = 4.0f;
    assert_cell(refine(30.7, 20.2), 31, 22);
    map[22][33][1] = 4.0f; /* two equal peaks: their middle */
    assert_cell(refine(30.7, 20.2), 32, 22);
}

static void only_seven_by_seven_cells_of_the_own_channel_count(void **state)
{
    (void)state;
    clear(-100.0f);
    map[20][30][1] = 1.0f;
    map[20][34][1] = 9.0f; /* four away */
    map[24][30][1] = 9.0f;
    map[20][31][0] = 9.0f;
    map[20][31][2] = 9.0f;
    assert_cell(refine(30.5, 20.5), 30, 20);
    map[20][33][1] = 1.0f; /* three away */
    assert_cell(refine(30.5, 20.5), 31.5, 20);
}

static void an_unsure_map_leaves_the_point(void **state)
{
    (void)state;
    clear(-100.0f);
    map[20][31][1] = -0.01f;
    assert_cell(refine(30.25, 20.75), 30.25, 20.75);
    map[20][31][1] = 0.01f;
    assert_cell(refine(30.25, 20.75), 31, 20);
}

static void the_window_is_cut_at_the_border(void **state)
{
    (void)state;
    clear(2.0f); /* even mass: the middle of what is left of the window */
    assert_cell(refine(0.5, 63.5), 1.5, 61.5);
    assert_cell(refine(30.5, 30.5), 30, 30);
}

static void points_outside_the_crop_stay(void **state)
{
    (void)state;
    clear(2.0f);
    assert_cell(refine(-0.5, 10), -0.5, 10);
    assert_cell(refine(64, 10), 64, 10);
    assert_cell(refine(10, 1e9), 10, 1e9);
    assert_true(isnan(refine(NAN, 10).x));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_peak_draws_the_point),
        cmocka_unit_test(only_seven_by_seven_cells_of_the_own_channel_count),
        cmocka_unit_test(an_unsure_map_leaves_the_point),
        cmocka_unit_test(the_window_is_cut_at_the_border),
        cmocka_unit_test(points_outside_the_crop_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
