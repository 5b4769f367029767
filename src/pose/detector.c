#include "pose/detector.h"

#include <assert.h>

#include "pose/body_roi.h"

/* Constants: the graph PoseDetectionGpu inside @mediapipe/pose 0.5 (SsdAnchors, TensorsToDetections,
 * NonMaxSuppression calculators). Its three layers of stride 32 share one grid. */
enum { SIDE = 224, ROW_FLOATS = 4 + 2 * FIT_DETECTOR_KEYPOINTS };
static const float MIN_IOU = 0.3f;

static const fit_ssd_grid GRIDS[] = {{8, 2}, {16, 2}, {32, 6}};
static const fit_ssd SSD = {.input_side = SIDE,
                            .grids = GRIDS,
                            .n_grids = sizeof GRIDS / sizeof *GRIDS,
                            .keypoints = FIT_DETECTOR_KEYPOINTS,
                            .min_score = 0.5f};

enum { OUT_BOXES, OUT_SCORES };
static const fit_network_spec SPEC = {
    .name = "pose detector",
    .pictures = 1,
    .crop = {.width = SIDE, .height = SIDE, .low = -1.0f, .high = 1.0f, .border = FIT_BORDER_BLACK},
    .n_outputs = 2,
    .outputs = {[OUT_BOXES] = "Identity", [OUT_SCORES] = "Identity_1"},
    .elements = {[OUT_BOXES] = (size_t)FIT_DETECTOR_ANCHORS * ROW_FLOATS, [OUT_SCORES] = FIT_DETECTOR_ANCHORS},
};

fit_status fit_detector_init(fit_detector *detector, const void *bytes, size_t len_bytes, fit_nn_isa isa,
                             fit_error *error)
{
    assert(fit_ssd_anchor_count(&SSD) == FIT_DETECTOR_ANCHORS);
    return fit_network_init(&detector->network, &SPEC, bytes, len_bytes, isa, error);
}

void fit_detector_deinit(fit_detector *detector)
{
    fit_network_deinit(&detector->network);
}

bool fit_detector_find(fit_detector *detector, const fit_workspace *work, const fit_image *frame, fit_roi *roi)
{
    const fit_roi whole = fit_roi_letterbox(frame->width, frame->height);
    (void)fit_network_load(&detector->network, work, frame, &whole);
    fit_network_run(&detector->network, work);
    size_t n = fit_ssd_decode(&SSD, fit_network_output(&detector->network, work, OUT_BOXES),
                              fit_network_output(&detector->network, work, OUT_SCORES), detector->found);
    n = fit_detections_merge(detector->found, n, FIT_DETECTOR_KEYPOINTS, MIN_IOU);
    if (n == 0)
        return false;
    const fit_affine to_frame = fit_roi_to_image(&whole, 1.0f);
    const fit_vec2 *keypoint = detector->found[0].keypoint;
    return fit_body_roi(fit_affine_apply(&to_frame, keypoint[0]), fit_affine_apply(&to_frame, keypoint[1]), roi);
}
