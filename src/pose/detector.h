/* Finds where in a frame a person is (BlazePose detector). */
#ifndef FIT_POSE_DETECTOR_H
#define FIT_POSE_DETECTOR_H

#include <stdbool.h>

#include "network/network.h"
#include "vision/ssd.h"

enum { FIT_DETECTOR_ANCHORS = 2254, FIT_DETECTOR_KEYPOINTS = 4 };

typedef struct fit_detector {
    fit_network network;
    fit_detection found[FIT_DETECTOR_ANCHORS]; /* scratch */
} fit_detector;

/* Errors of fit_network_init. On failure *detector needs no deinit. */
FIT_NODISCARD fit_status fit_detector_init(fit_detector *detector, const void *bytes, size_t len_bytes, fit_nn_isa isa,
                                           fit_error *error);
void fit_detector_deinit(fit_detector *detector);

/* The region that the landmark model wants of the most certain person in the frame; false, leaving *roi alone, when
 * nobody is in view. */
bool fit_detector_find(fit_detector *detector, const fit_workspace *work, const fit_image *frame, fit_roi *roi);

#endif
