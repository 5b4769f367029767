#include "face/points.h"

#include <math.h>

const fit_mesh_eye fit_mesh_eyes[2] = {
    [FIT_FACE_LEFT] = {.outer = 263, .inner = 362, .upper = {387, 386, 385}, .lower = {373, 374, 380}},
    [FIT_FACE_RIGHT] = {.outer = 33, .inner = 133, .upper = {160, 159, 158}, .lower = {144, 145, 153}},
};

fit_face_point fit_face_eye(const fit_face_point *mesh, int side)
{
    const fit_face_point a = mesh[fit_mesh_eyes[side].outer], b = mesh[fit_mesh_eyes[side].inner];
    return (fit_face_point){0.5f * (a.x + b.x), 0.5f * (a.y + b.y), 0.5f * (a.z + b.z)};
}

fit_vec2 fit_face_eyes_middle(const fit_face_point *mesh)
{
    const fit_face_point left = fit_face_eye(mesh, FIT_FACE_LEFT), right = fit_face_eye(mesh, FIT_FACE_RIGHT);
    return (fit_vec2){0.5f * (left.x + right.x), 0.5f * (left.y + right.y)};
}

float fit_face_distance(fit_face_point a, fit_face_point b)
{
    return hypotf(hypotf(a.x - b.x, a.y - b.y), a.z - b.z);
}
