/* Presents a picture to a camera as a thing: printed on paper (or shown by a screen) that is moved, tilted, bent. */
#ifndef TESTS_FACE_PRINT_H
#define TESTS_FACE_PRINT_H

#include <stdbool.h>

#include "media/pixels.h"

/* Where the paper is. Lengths in widths of the picture; the camera stands at the origin, looks along +z, and sees as
 * much as the picture shows when it is flat, upright and at distance 2. All zero but away_w: that view. bend: 1 /
 * radius of the cylinder into which the paper is bent, > 0 when its middle comes forward; axis_deg: direction of the
 * cylinder's axis in the paper, 0 along the width, 90 upright. yaw, pitch, roll: as of fit_face. */
typedef struct print_pose {
    double right_w, down_w, away_w;
    double yaw_deg, pitch_deg, roll_deg;
    double bend, axis_deg;
} print_pose;

enum { PRINT_AWAY = 2 };

/* out: zeroed or in use; as large as picture, grey where there is no paper. False when memory is short. */
bool print_show(const fit_image *picture, const print_pose *pose, fit_pixels *out);

/* Pixels inside the ellipse come from inner, whose size is the same, the rest from *out: a mask with holes. */
void print_cut(fit_pixels *out, const fit_image *inner, double x, double y, double half_width, double half_height);

#endif
