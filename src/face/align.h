/* The square of a picture in which a face is upright at a standard place and size. */
#ifndef FIT_FACE_ALIGN_H
#define FIT_FACE_ALIGN_H

#include "aifit/face.h"
#include "vision/geometry.h"

/* False, leaving *roi alone, when the landmarks of the mesh coincide or are not finite. */
bool fit_face_crop_region(const fit_face *face, fit_roi *roi);

#endif
