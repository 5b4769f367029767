/* The one rule by which a person's region follows from two points. */
#ifndef FIT_POSE_BODY_ROI_H
#define FIT_POSE_BODY_ROI_H

#include <stdbool.h>

#include "vision/geometry.h"

/* hips: the middle of the hips; reach: the end of the line from there through the middle of the shoulders, on the
 * circle that encloses the whole body. Both the detector and the landmark model give this pair. The margin of 1.25 is
 * that of the graph inside @mediapipe/pose (RectTransformationCalculator, scale_x = scale_y = 1.25).
 * False, leaving *roi alone, when the points give no region. */
static inline bool fit_body_roi(fit_vec2 hips, fit_vec2 reach, fit_roi *roi)
{
    return fit_roi_upright(hips, reach, 1.25f, roi);
}

#endif
