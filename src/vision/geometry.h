/* Points, affine maps and rotated square regions of a picture.
 *
 * Coordinates are continuous: pixel (i, j) covers [i, i + 1) x [j, j + 1) and its centre lies at (i + 0.5, j + 0.5);
 * x points right, y down. All functions are pure and thread-safe. */
#ifndef FIT_VISION_GEOMETRY_H
#define FIT_VISION_GEOMETRY_H

#include <stdbool.h>
#include <stdint.h>

typedef struct fit_vec2 {
    float x, y;
} fit_vec2;

/* (x, y) -> (xx x + xy y + x0, yx x + yy y + y0) */
typedef struct fit_affine {
    float xx, xy, x0;
    float yx, yy, y0;
} fit_affine;

/* A square to cut out of a picture, in pixels of it. right: unit vector along the crop's x axis; the crop's y axis is
 * right turned a quarter clockwise as seen, (-right.y, right.x). */
typedef struct fit_roi {
    fit_vec2 center;
    float side;
    fit_vec2 right;
} fit_roi;

fit_vec2 fit_affine_apply(const fit_affine *map, fit_vec2 point);

/* The smallest upright square that shares the picture's centre and covers it: a crop of it is the picture
 * letterboxed. */
fit_roi fit_roi_letterbox(int32_t width, int32_t height);

/* The square around center that a person fills: top lies straight above center in the crop, half a side divided by
 * scale away (scale 1: top lies on the edge). False, leaving *roi alone, when the points coincide or are not finite. */
bool fit_roi_upright(fit_vec2 center, fit_vec2 top, float scale, fit_roi *roi);

/* From crop coordinates, in which the square measures extent x extent, to the picture. extent: 1 for fractions of the
 * crop, or the crop's side in pixels. */
fit_affine fit_roi_to_image(const fit_roi *roi, float extent);

/* Turns a direction from the crop's axes to the picture's. */
fit_vec2 fit_roi_turn(const fit_roi *roi, fit_vec2 direction);

#endif
