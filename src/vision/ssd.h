/* Single-shot detector heads (SSD): from a network's boxes and scores to detections.
 *
 * An anchor is the centre of a cell of a square grid; its size is always that of the whole input (MediaPipe's
 * fixed_anchor_size), so a box is an offset from a centre and a size, in pixels of the network's input.
 * All functions are thread-safe. */
#ifndef FIT_VISION_SSD_H
#define FIT_VISION_SSD_H

#include <stddef.h>
#include <stdint.h>

#include "vision/geometry.h"

enum { FIT_DETECTION_MAX_KEYPOINTS = 6 };

/* score: 0..1. Coordinates are fractions of the network's square input; keypoint: as many as the head has. */
typedef struct fit_detection {
    float score;
    fit_vec2 min, max;
    fit_vec2 keypoint[FIT_DETECTION_MAX_KEYPOINTS];
} fit_detection;

/* A grid of input_side / stride cells a side. */
typedef struct fit_ssd_grid {
    int32_t stride;
    int32_t anchors_per_cell;
} fit_ssd_grid;

/* min_score: 0..1, exclusive of both ends. A row of boxes holds x, y, width, height, then keypoints x (x, y). */
typedef struct fit_ssd {
    int32_t input_side;
    const fit_ssd_grid *grids;
    size_t n_grids;
    size_t keypoints; /* at most FIT_DETECTION_MAX_KEYPOINTS */
    float min_score;
} fit_ssd;

/* Rows that boxes and logits must have. */
size_t fit_ssd_anchor_count(const fit_ssd *ssd);

/* boxes: anchors x (4 + 2 keypoints); logits: anchors, clipped to -100..100 before the sigmoid. detections: room for
 * one an anchor. Returns how many reach min_score; rows that are not finite or have a negative size do not. */
size_t fit_ssd_decode(const fit_ssd *ssd, const float *boxes, const float *logits, fit_detection *detections);

/* Weighted non-maximum suppression: the best detection and all that overlap it (intersection over union above min_iou)
 * become one, at the mean of their coordinates weighted by score, with the best one's score; and so on with the rest.
 * In place; returns how many remain, best first. keypoints: in use in each. */
size_t fit_detections_merge(fit_detection *detections, size_t n, size_t keypoints, float min_iou);

#endif
