/* The shape of one face (MediaPipe face mesh, without attention). */
#include <math.h>

#include "face/head.h"
#include "face/points.h"
#include "face/scanner.h"

enum { SIDE = 192 };

/* The graph FaceLandmarkFrontGpu inside @mediapipe/face_mesh 0.4: RectTransformation (scale_x = scale_y = 1.5,
 * square_long) around a detection as around the landmarks of the frame before, Thresholding 0.5. */
static const float MARGIN = 1.5f, MIN_SCORE = 0.5f;

/* No coordinate of a face, in pixels, comes near; weights gone wrong (NaN too) do not pass. */
static const float LIMIT = 1e6f;

enum { OUT_POINTS, OUT_SCORE };
const fit_network_spec fit_face_mesh_spec = {
    .name = "face mesh model",
    .pictures = 1,
    .crop = {.width = SIDE, .height = SIDE, .low = 0.0f, .high = 1.0f, .border = FIT_BORDER_EDGE},
    .n_outputs = 2,
    .outputs = {[OUT_POINTS] = "conv2d_21", [OUT_SCORE] = "conv2d_31"},
    .elements = {[OUT_POINTS] = 3 * FIT_FACE_POINTS, [OUT_SCORE] = 1},
};

/* The square around a place, turned until the eyes are level. */
static bool region_of(const fit_face_place *place, fit_roi *roi)
{
    const fit_face_point *left = &place->eye[FIT_FACE_LEFT], *right = &place->eye[FIT_FACE_RIGHT];
    const float width = place->right - place->left, height = place->bottom - place->top;
    const float dx = left->x - right->x, dy = left->y - right->y, apart = hypotf(dx, dy);
    const fit_vec2 center = {0.5f * (place->left + place->right), 0.5f * (place->top + place->bottom)};
    if (!(width > 0.0f && height > 0.0f && apart > 0.0f && apart < LIMIT && width < LIMIT && height < LIMIT &&
          fabsf(center.x) < LIMIT && fabsf(center.y) < LIMIT))
        return false;
    *roi = (fit_roi){.center = center, .side = MARGIN * fmaxf(width, height), .right = {dx / apart, dy / apart}};
    return true;
}

static bool place_mesh(const float *points, const fit_roi *roi, fit_face_point *mesh)
{
    const fit_affine to_frame = fit_roi_to_image(roi, SIDE);
    bool sane = true;
    for (size_t i = 0; i < FIT_FACE_POINTS; i++, points += 3) {
        const fit_vec2 at = fit_affine_apply(&to_frame, (fit_vec2){points[0], points[1]});
        mesh[i] = (fit_face_point){at.x, at.y, points[2] / SIDE * roi->side};
        sane = sane && fabsf(at.x) < LIMIT && fabsf(at.y) < LIMIT && fabsf(mesh[i].z) < LIMIT;
    }
    return sane;
}

fit_status fit_face_shape(fit_face_scanner *scanner, const fit_image *frame, const fit_face_place *place,
                          fit_face *face, bool *present)
{
    fit_roi roi;
    *present = false;
    if (fit_image_check(frame, NULL) != FIT_OK)
        return FIT_ERR_ARG;
    if (!region_of(place, &roi))
        return FIT_OK;
    const fit_network *network = &scanner->models->mesh;
    (void)fit_network_load(network, &scanner->work, frame, &roi);
    fit_network_run(network, &scanner->work);
    face->score = 1.0f / (1.0f + expf(-*fit_network_output(network, &scanner->work, OUT_SCORE)));
    *present = face->score > MIN_SCORE &&
               place_mesh(fit_network_output(network, &scanner->work, OUT_POINTS), &roi, face->mesh) &&
               fit_head_measure(face);
    return FIT_OK;
}

fit_face_place fit_face_where(const fit_face *face)
{
    const fit_face_point *mesh = face->mesh;
    fit_face_place place = {
        .score = face->score, .left = mesh[0].x, .top = mesh[0].y, .right = mesh[0].x, .bottom = mesh[0].y};
    for (size_t i = 1; i < FIT_FACE_POINTS; i++) {
        place.left = fminf(place.left, mesh[i].x);
        place.top = fminf(place.top, mesh[i].y);
        place.right = fmaxf(place.right, mesh[i].x);
        place.bottom = fmaxf(place.bottom, mesh[i].y);
    }
    for (int side = 0; side < 2; side++) {
        place.eye[side] = fit_face_eye(mesh, side);
        place.eye[side].z = 0.0f;
    }
    return place;
}
