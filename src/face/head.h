/* What follows from a mesh alone: which way the head points, how far eyes and mouth are open. */
#ifndef FIT_FACE_HEAD_H
#define FIT_FACE_HEAD_H

#include "aifit/face.h"

/* Fills in everything but score and mesh. False when the points of the mesh make no head (all in one plane, or inside
 * out). face->mesh: finite. Thread-safe. */
bool fit_head_measure(fit_face *face);

#endif
