/* A picture shown by a screen, seen by a camera, by calculation. */
#ifndef JUDGE_RECAPTURE_H
#define JUDGE_RECAPTURE_H

#include "aifit/face.h"
#include "media/pixels.h"

enum { RECAPTURE_SIDE = 384 }; /* of the part cut out of a frame of 640 x 480 pixels, the face in its middle */

/* How a screen's pixels are laid out: none (a print without dots, or a head); stripes of red, green and blue, as LCDs
 * have; green at every pixel, red and blue by turns at its corners, as phones' OLEDs have. */
typedef enum recapture_layout { RECAPTURE_NO_PIXELS, RECAPTURE_STRIPES, RECAPTURE_DIAMONDS } recapture_layout;

/* pitch_mm: of its pixels. eyes_mm: how far apart the eyes of the face on it are, least and most. */
typedef struct recapture_screen {
    const char *name;
    recapture_layout layout;
    double pitch_mm, eyes_mm[2];
} recapture_screen;

/* The camera gives a video of shrink times 640 x 480, which the page then shrinks. A photosite's side is `site` of the
 * video's pixel: less than 1 when the sensor leaves out every other one. blur: standard deviation of the lens' spread,
 * in photosites. noise: of a white pixel, 1 being white. */
typedef struct recapture_camera {
    int shrink;
    double site, blur, noise;
} recapture_camera;

/* eyes_mm on the screen come out eyes_px apart. Angles: the screen's to the camera. right, down: how far from the
 * optical axis, in distances. */
typedef struct recapture_pose {
    double eyes_mm, eyes_px;
    double yaw, pitch, roll, right, down;
} recapture_pose;

/* Steps: the picture's light, modulated by the lattice's harmonics as far as lens and photosite let them through (their
 * transfer functions, where the screen lies under the pixel); Bayer's mosaic; noise of photons; interpolation of the
 * missing colours; gamma 2.2; shrinking by means. face: the one in the picture. seed: changes with each use. out:
 * zeroed or in use. False when memory is short. */
bool recapture(const fit_image *picture, const fit_face *face, const recapture_screen *screen,
               const recapture_camera *camera, const recapture_pose *pose, uint64_t *seed, fit_pixels *out);

/* Makes it what a JPEG of the page's best quality keeps of it. */
void recapture_send(fit_pixels *pixels);

/* Evenly from a to b. */
double recapture_random(uint64_t *seed, double a, double b);

#endif
