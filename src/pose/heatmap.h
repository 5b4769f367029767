/* Refines points by the heat maps that the landmark model draws beside them. */
#ifndef FIT_POSE_HEATMAP_H
#define FIT_POSE_HEATMAP_H

#include <stddef.h>

#include "vision/geometry.h"

enum { FIT_HEATMAP_SIDE = 64 };

/* point: fractions of the crop. logits: FIT_HEATMAP_SIDE rows x FIT_HEATMAP_SIDE columns x channels. Returns the centre
 * of mass of the point's channel in the 7 x 7 cells around it; the point itself when it lies outside the crop or no
 * cell there is above one half. */
fit_vec2 fit_heatmap_refine(const float *logits, size_t channels, size_t channel, fit_vec2 point);

#endif
