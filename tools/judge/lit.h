/* A scene with a coloured screen before it, seen by a camera, by calculation. */
#ifndef JUDGE_LIT_H
#define JUDGE_LIT_H

#include <stdbool.h>

#include "aifit/face.h"
#include "media/pixels.h"

/* share: light of a white screen on the middle of the face / all other light there. room: of that, what falls on
 * everything but face, hair, neck and body; 1: everything gets as much, as a filter gives. veil: what a screen that is
 * filmed reflects of the colour, everywhere, white being 1. awb: how far the camera's white balance goes, 0..1. dark:
 * the picture's brightness, 0: as it is. late: the first frame after a change of colour still shows the one before, as
 * from a slow camera. */
typedef struct lit_scene {
    double share, room, veil, awb, dark;
    bool late;
} lit_scene;

/* Exposure and white balance as they stand. */
typedef struct lit_camera {
    double gain, balance[3];
} lit_camera;

void lit_camera_begin(lit_camera *camera);

/* frame: as it was filmed; out: zeroed or in use. rgb: the screen's colour. ms: since the frame before. False when
 * memory is short. */
bool lit_show(const lit_scene *scene, const fit_image *frame, const fit_face *face, const uint8_t *rgb, double ms,
              lit_camera *camera, fit_pixels *out);

#endif
