#include "pose/landmarker.h"

#include <math.h>

#include "pose/heatmap.h"

/* The model's own points: 33 of the body, the pair for the next region, 4 more that nobody uses. */
enum { POINTS = 39, POINT_HIPS = 33, POINT_REACH = 34, POINT_FLOATS = 5, WORLD_FLOATS = 3, SIDE = 256 };

/* ThresholdingCalculator in @mediapipe/pose 0.5. */
static const float MIN_SCORE = 0.5f;

/* No coordinate of a person, in pixels or metres, comes near; weights gone wrong (NaN too) do not pass. */
static const float LIMIT = 1e6f;

enum { OUT_POINTS, OUT_SCORE, OUT_HEATMAP, OUT_WORLD };
static const fit_network_spec SPEC = {
    .name = "pose landmark model",
    .pictures = 1,
    .crop = {.width = SIDE, .height = SIDE, .low = 0.0f, .high = 1.0f, .border = FIT_BORDER_EDGE},
    .n_outputs = 4,
    .outputs = {[OUT_POINTS] = "Identity",
                [OUT_SCORE] = "Identity_1",
                [OUT_HEATMAP] = "Identity_3",
                [OUT_WORLD] = "Identity_4"},
    .elements = {[OUT_POINTS] = POINTS * POINT_FLOATS,
                 [OUT_SCORE] = 1,
                 [OUT_HEATMAP] = (size_t)FIT_HEATMAP_SIDE * FIT_HEATMAP_SIDE * POINTS,
                 [OUT_WORLD] = POINTS * WORLD_FLOATS},
};

fit_status fit_landmarker_init(fit_landmarker *landmarker, const void *bytes, size_t len_bytes, fit_nn_isa isa,
                               fit_error *error)
{
    return fit_network_init(&landmarker->network, &SPEC, bytes, len_bytes, isa, error);
}

void fit_landmarker_deinit(fit_landmarker *landmarker)
{
    fit_network_deinit(&landmarker->network);
}

/* Where one of the model's points lies in the frame, by the heat map where that is sure. */
static fit_vec2 place(const float *points, const float *heatmap, size_t index, const fit_affine *to_frame)
{
    const float *point = points + POINT_FLOATS * index;
    const fit_vec2 in_crop = {point[0] / SIDE, point[1] / SIDE};
    return fit_affine_apply(to_frame, fit_heatmap_refine(heatmap, POINTS, index, in_crop));
}

static bool is_sane(fit_point point)
{
    return fabsf(point.x) < LIMIT && fabsf(point.y) < LIMIT && fabsf(point.z) < LIMIT;
}

static bool all_sane(const fit_body *body)
{
    bool sane = is_sane((fit_point){.x = body->hips.x, .y = body->hips.y}) &&
                is_sane((fit_point){.x = body->reach.x, .y = body->reach.y}) && body->score < LIMIT;
    for (size_t i = 0; i < FIT_LM_COUNT; i++)
        sane = sane && is_sane(body->image[i]) && is_sane(body->world[i]) && body->image[i].visibility >= 0.0f;
    return sane;
}

bool fit_landmarker_run(const fit_landmarker *landmarker, const fit_workspace *work, const fit_image *frame,
                        const fit_roi *roi, fit_body *body)
{
    const fit_network *network = &landmarker->network;
    (void)fit_network_load(network, work, frame, roi);
    fit_network_run(network, work);
    const float *points = fit_network_output(network, work, OUT_POINTS);
    const float *heatmap = fit_network_output(network, work, OUT_HEATMAP);
    const float *world = fit_network_output(network, work, OUT_WORLD);
    body->score = *fit_network_output(network, work, OUT_SCORE);
    if (!(body->score > MIN_SCORE))
        return false;

    const fit_affine to_frame = fit_roi_to_image(roi, 1.0f);
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        const float *point = points + POINT_FLOATS * i;
        const float visibility = 1.0f / (1.0f + expf(-point[3]));
        const fit_vec2 at = place(points, heatmap, i, &to_frame);
        body->image[i] = (fit_point){at.x, at.y, point[2] / SIDE * roi->side, visibility};
        const float *metres = world + WORLD_FLOATS * i;
        const fit_vec2 turned = fit_roi_turn(roi, (fit_vec2){metres[0], metres[1]});
        body->world[i] = (fit_point){turned.x, turned.y, metres[2], visibility};
    }
    body->hips = place(points, heatmap, POINT_HIPS, &to_frame);
    body->reach = place(points, heatmap, POINT_REACH, &to_frame);
    return all_sane(body);
}
