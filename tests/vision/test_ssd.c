#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "vision/ssd.h"

static const fit_ssd_grid POSE_GRIDS[] = {{8, 2}, {16, 2}, {32, 6}};
static const fit_ssd POSE = {.input_side = 224, .grids = POSE_GRIDS, .n_grids = 3, .keypoints = 4, .min_score = 0.5f};
static const fit_ssd_grid FACE_GRIDS[] = {{8, 2}, {16, 6}};
static const fit_ssd FACE = {.input_side = 128, .grids = FACE_GRIDS, .n_grids = 2, .keypoints = 6, .min_score = 0.5f};
static const fit_ssd_grid ONE_GRID[] = {{8, 1}};
static const fit_ssd TINY = {.input_side = 16, .grids = ONE_GRID, .n_grids = 1, .keypoints = 1, .min_score = 0.5f};

static void assert_at(fit_vec2 point, double x, double y)
{
    assert_float_equal(point.x, (float)x, 1e-5);
    assert_float_equal(point.y, (float)y, 1e-5);
}

static void anchor_counts_are_those_of_the_models(void **state)
{
    (void)state;
    assert_int_equal(fit_ssd_anchor_count(&POSE), 2254);
    assert_int_equal(fit_ssd_anchor_count(&FACE), 896);
}

/* A zero box is its anchor: all 2,254 at once give their places. */
static void zero_boxes_show_the_anchors(void **state)
{
    (void)state;
    float *boxes = calloc(2254 * 12, sizeof *boxes), *logits = calloc(2254, sizeof *logits);
    fit_detection *found = malloc(2254 * sizeof *found);
    assert_non_null(boxes);
    assert_non_null(logits);
    assert_non_null(found);
    assert_int_equal(fit_ssd_decode(&POSE, boxes, logits, found), 2254);
    const struct {
        size_t index;
        double x, y;
    } known[] = {{0, 4 / 224.0, 4 / 224.0},        {1, 4 / 224.0, 4 / 224.0},        {2, 12 / 224.0, 4 / 224.0},
                 {56, 4 / 224.0, 12 / 224.0},      {1567, 220 / 224.0, 220 / 224.0}, {1568, 8 / 224.0, 8 / 224.0},
                 {1959, 216 / 224.0, 216 / 224.0}, {1960, 16 / 224.0, 16 / 224.0},   {1965, 16 / 224.0, 16 / 224.0},
                 {1966, 48 / 224.0, 16 / 224.0},   {2253, 208 / 224.0, 208 / 224.0}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const fit_detection *d = &found[known[i].index];
        assert_at(d->min, known[i].x, known[i].y);
        assert_at(d->max, known[i].x, known[i].y);
        assert_at(d->keypoint[3], known[i].x, known[i].y);
        assert_float_equal(d->score, 0.5f, 1e-6);
    }
    free(boxes);
    free(logits);
    free(found);
}

static void a_box_is_decoded(void **state)
{
    (void)state;
    /* 2 x 2 anchors at 4 and 12; x, y, width, height, keypoint */
    float boxes[4][6] = {{0}};
    const float box[6] = {2, -1, 8, 4, 1, 3};
    for (int i = 0; i < 6; i++)
        boxes[3][i] = box[i];
    const float logits[4] = {-1, -0.001f, -200, 2};
    fit_detection found[4];
    assert_int_equal(fit_ssd_decode(&TINY, boxes[0], logits, found), 1);
    assert_float_equal(found[0].score, 0.880797f, 1e-5);
    assert_at(found[0].min, 10 / 16.0, 9 / 16.0);
    assert_at(found[0].max, 18 / 16.0, 13 / 16.0);
    assert_at(found[0].keypoint[0], 13 / 16.0, 15 / 16.0);
}

static void broken_rows_are_no_detections(void **state)
{
    (void)state;
    float boxes[4][6] = {{0, 0, -1, 1, 0, 0}, {0, 0, 1, 1, 0, NAN}, {INFINITY, 0, 1, 1, 0, 0}, {0, 0, 1, 1, 0, 0}};
    float logits[4] = {1, 1, 1, NAN};
    fit_detection found[4];
    assert_int_equal(fit_ssd_decode(&TINY, boxes[0], logits, found), 0);
    logits[3] = 1e30f;
    assert_int_equal(fit_ssd_decode(&TINY, boxes[0], logits, found), 1);
    assert_float_equal(found[0].score, 1.0f, 1e-6);
}

static fit_detection square(float score, float x, float y, float side)
{
    return (fit_detection){.score = score, .min = {x, y}, .max = {x + side, y + side}, .keypoint = {{x, y}}};
}

static void overlapping_boxes_become_their_weighted_mean(void **state)
{
    (void)state;
    /* The first two share 0.9 x 1 of an area of 1.1: 0.82. The third overlaps nobody. */
    fit_detection d[3] = {square(0.6f, 0.1f, 0, 1), square(0.7f, 5, 5, 1), square(0.8f, 0, 0, 1)};
    assert_int_equal(fit_detections_merge(d, 3, 1, 0.3f), 2);
    assert_float_equal(d[0].score, 0.8f, 1e-6);
    assert_at(d[0].min, 0.1 * 0.6 / 1.4, 0);
    assert_at(d[0].max, 1 + 0.1 * 0.6 / 1.4, 1);
    assert_at(d[0].keypoint[0], 0.1 * 0.6 / 1.4, 0);
    assert_float_equal(d[1].score, 0.7f, 1e-6);
    assert_at(d[1].min, 5, 5);
}

static void only_overlap_above_the_threshold_merges(void **state)
{
    (void)state;
    /* Unit squares shifted by s overlap by (1 - s) / (1 + s): 1/3 at one half, 0.2903 at 0.55. */
    fit_detection near[2] = {square(0.9f, 0, 0, 1), square(0.8f, 0.5f, 0, 1)};
    assert_int_equal(fit_detections_merge(near, 2, 1, 0.3f), 1);
    fit_detection far[2] = {square(0.9f, 0, 0, 1), square(0.8f, 0.55f, 0, 1)};
    assert_int_equal(fit_detections_merge(far, 2, 1, 0.3f), 2);
}

/* A chain: the middle box joins the best one, so the far end, which overlaps only the middle, stays on its own. */
static void a_chain_does_not_collapse(void **state)
{
    (void)state;
    fit_detection d[3] = {square(0.5f, 1.0f, 0, 1), square(0.9f, 0, 0, 1), square(0.7f, 0.5f, 0, 1)};
    assert_int_equal(fit_detections_merge(d, 3, 1, 0.3f), 2);
    assert_at(d[0].min, 0.5 * 0.7 / 1.6, 0);
    assert_at(d[1].min, 1.0, 0);
}

static void nothing_and_empty_boxes_are_fine(void **state)
{
    (void)state;
    assert_int_equal(fit_detections_merge(NULL, 0, 1, 0.3f), 0);
    fit_detection d[2] = {square(0.9f, 0.5f, 0.5f, 0), square(0.8f, 0.5f, 0.5f, 0)};
    assert_int_equal(fit_detections_merge(d, 2, 1, 0.3f), 2);
    assert_at(d[0].min, 0.5, 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anchor_counts_are_those_of_the_models),
        cmocka_unit_test(zero_boxes_show_the_anchors),
        cmocka_unit_test(a_box_is_decoded),
        cmocka_unit_test(broken_rows_are_no_detections),
        cmocka_unit_test(overlapping_boxes_become_their_weighted_mean),
        cmocka_unit_test(only_overlap_above_the_threshold_merges),
        cmocka_unit_test(a_chain_does_not_collapse),
        cmocka_unit_test(nothing_and_empty_boxes_are_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
