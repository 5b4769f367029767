/* Places the landmarks of the person in a region of a frame (BlazePose GHUM landmark model). */
#ifndef FIT_POSE_LANDMARKER_H
#define FIT_POSE_LANDMARKER_H

#include <stdbool.h>

#include "aifit/pose.h"
#include "network/network.h"

/* What the model sees in one frame, unsmoothed. Points as in fit_pose; hips and reach: the pair that fit_body_roi
 * takes, in pixels of the frame. */
typedef struct fit_body {
    float score;
    fit_point image[FIT_LM_COUNT];
    fit_point world[FIT_LM_COUNT];
    fit_vec2 hips, reach;
} fit_body;

typedef struct fit_landmarker {
    fit_network network;
} fit_landmarker;

/* bytes: lite, full or heavy. Errors of fit_network_init. On failure *landmarker needs no deinit. */
FIT_NODISCARD fit_status fit_landmarker_init(fit_landmarker *landmarker, const void *bytes, size_t len_bytes,
                                             fit_nn_isa isa, fit_error *error);
void fit_landmarker_deinit(fit_landmarker *landmarker);

/* False, with *body undefined, when the region shows no person. Otherwise every coordinate in *body is finite and
 * below a million. */
bool fit_landmarker_run(const fit_landmarker *landmarker, const fit_workspace *work, const fit_image *frame,
                        const fit_roi *roi, fit_body *body);

#endif
