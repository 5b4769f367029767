/* Points of the face mesh by name, and what follows from a few of them. */
#ifndef FIT_FACE_POINTS_H
#define FIT_FACE_POINTS_H

#include "aifit/face.h"
#include "vision/geometry.h"

/* Indices: the canonical face model of MediaPipe. */
enum {
    FIT_MESH_NOSE_TIP = 4,
    FIT_MESH_LIP_UPPER = 13, /* the inner edges of the lips */
    FIT_MESH_LIP_LOWER = 14,
    FIT_MESH_MOUTH_RIGHT = 61,
    FIT_MESH_MOUTH_LEFT = 291,
    FIT_MESH_MOUTH_INNER_RIGHT = 78,
    FIT_MESH_MOUTH_INNER_LEFT = 308,
};

/* The corners of an eye and the three opposite pairs along its lids. */
enum { FIT_MESH_LID_PAIRS = 3 };
typedef struct fit_mesh_eye {
    int outer, inner;
    int upper[FIT_MESH_LID_PAIRS], lower[FIT_MESH_LID_PAIRS];
} fit_mesh_eye;
extern const fit_mesh_eye fit_mesh_eyes[2]; /* FIT_FACE_LEFT, FIT_FACE_RIGHT */

/* Halfway between its corners, which stay where they are when it shuts. side: FIT_FACE_LEFT, FIT_FACE_RIGHT. */
fit_face_point fit_face_eye(const fit_face_point *mesh, int side);
fit_vec2 fit_face_eyes_middle(const fit_face_point *mesh);

/* Distance in space. */
float fit_face_distance(fit_face_point a, fit_face_point b);

#endif
