/* Does a face move as a head does, or as a picture of one? Pure; thread-safe.
 *
 * The mesh model gives every face a depth, a photograph's too, so that depth proves nothing. What proves something is
 * how the points move in the picture. Seen from afar, a point of a head that turns by R lies at s (r11 u + r12 v + r13
 * w), with (u, v) its place in the reference picture, w its height over the picture's plane. Of a sheet of paper every
 * point lies, in any pose and bent in any direction, where some smooth function of (u, v) says; only a head's nose and
 * eye sockets, which no smooth sheet has, shift against the rest by r13 w when it turns and by r23 w when it nods. So
 * each height counts by what a polynomial of third degree in (u, v) leaves of it ("plane plus parallax": Irani and
 * Anandan, "A unified approach to moving object detection in 2D and 3D scenes", PAMI 1998, with a cubic sheet for the
 * plane). Besides, the model makes another face of a foreshortened photograph, a narrower or a shorter one; a head
 * stays the same. */
#ifndef FIT_FACE_RELIEF_H
#define FIT_FACE_RELIEF_H

#include <stdint.h>

#include "aifit/face.h"

enum {
    FIT_RELIEF_POINTS = 64, /* on bone or near it: nose, eye corners, forehead, cheekbones, temples */
    FIT_RELIEF_UNIT = 1024, /* one eye distance in a reference */
};

/* A face as it looked straight ahead: x, y and height (towards the camera) from the middle of the points, in
 * 1 / FIT_RELIEF_UNIT of the distance between its eyes. */
typedef struct fit_relief {
    int16_t at[FIT_RELIEF_POINTS][3];
} fit_relief;

/* Of a face against a reference. */
typedef struct fit_relief_motion {
    float right;  /* parallax to the right of the picture: about 0.9 of the sine of a head's turn to its left */
    float up;     /* parallax upwards: about 0.7 of the sine of a nod backwards */
    float stress; /* RMS change of the distances between points, scale apart, in eye distances: a head below 0.06 */
} fit_relief_motion;

fit_relief fit_relief_make(const fit_face *face);

/* False when the reference is no face (no depth beyond a smooth sheet) or the face has no extent. */
bool fit_relief_compare(const fit_relief *reference, const fit_face *face, fit_relief_motion *motion);

#endif
