/* A face upright at a standard place and size. */
#include <math.h>

#include "face/align.h"
#include "face/points.h"
#include "vision/sample.h"

/* Where eyes, nose tip and corners of the mouth lie in a crop of 112 x 112 pixels, by the reference of InsightFace
 * (ArcFace, arcface_dst in face_align.py), to which MobileFaceNet was trained. It counts from the centre of the first
 * pixel; here a pixel's centre lies at 0.5. */
enum { LANDMARKS = 5 };
static const fit_vec2 STANDARD[LANDMARKS] = {
    {38.2946f + 0.5f, 51.6963f + 0.5f}, /* the person's right eye */
    {73.5318f + 0.5f, 51.5014f + 0.5f}, /* left eye */
    {56.0252f + 0.5f, 71.7366f + 0.5f}, /* nose */
    {41.5493f + 0.5f, 92.3655f + 0.5f}, /* right corner of the mouth */
    {70.7299f + 0.5f, 92.2041f + 0.5f}, /* left corner */
};

static fit_vec2 flat(fit_face_point point)
{
    return (fit_vec2){point.x, point.y};
}

static fit_vec2 mean_of(const fit_vec2 *points)
{
    fit_vec2 mean = {0.0f, 0.0f};
    for (int i = 0; i < LANDMARKS; i++) {
        mean.x += points[i].x / LANDMARKS;
        mean.y += points[i].y / LANDMARKS;
    }
    return mean;
}

bool fit_face_crop_region(const fit_face *face, fit_roi *roi)
{
    const fit_face_point *mesh = face->mesh;
    const fit_vec2 seen[LANDMARKS] = {
        flat(fit_face_eye(mesh, FIT_FACE_RIGHT)),
        flat(fit_face_eye(mesh, FIT_FACE_LEFT)),
        flat(mesh[FIT_MESH_NOSE_TIP]),
        flat(mesh[FIT_MESH_MOUTH_RIGHT]),
        flat(mesh[FIT_MESH_MOUTH_LEFT]),
    };
    /* With points as complex numbers, the similarity from picture to crop of least squares is a factor
     * sum(conj(p) q) / sum(|p|^2) about the means (Umeyama 1991, in two dimensions). Its inverse cuts the crop. */
    const fit_vec2 from = mean_of(seen), to = mean_of(STANDARD);
    float re = 0.0f, im = 0.0f, extent = 0.0f;
    for (int i = 0; i < LANDMARKS; i++) {
        const fit_vec2 p = {seen[i].x - from.x, seen[i].y - from.y};
        const fit_vec2 q = {STANDARD[i].x - to.x, STANDARD[i].y - to.y};
        re += p.x * q.x + p.y * q.y;
        im += p.x * q.y - p.y * q.x;
        extent += p.x * p.x + p.y * p.y;
    }
    const float length = hypotf(re, im);
    if (!(length > 0.0f) || !isfinite(extent / length))
        return false;
    const float pixel = extent / length; /* of the crop, in pixels of the picture */
    const fit_vec2 right = {re / length, -im / length};
    const fit_vec2 off = {pixel * (0.5f * FIT_FACE_CROP_SIDE - to.x), pixel * (0.5f * FIT_FACE_CROP_SIDE - to.y)};
    *roi = (fit_roi){
        .center = {from.x + right.x * off.x - right.y * off.y, from.y + right.y * off.x + right.x * off.y},
        .side = pixel * FIT_FACE_CROP_SIDE,
        .right = right,
    };
    return true;
}

fit_status fit_face_align(const fit_image *frame, const fit_face *face, float *rgb)
{
    static const fit_crop CROP = {.width = FIT_FACE_CROP_SIDE,
                                  .height = FIT_FACE_CROP_SIDE,
                                  .low = 0.0f,
                                  .high = 255.0f,
                                  .border = FIT_BORDER_EDGE};
    fit_roi roi;
    if (fit_image_check(frame, NULL) != FIT_OK || !fit_face_crop_region(face, &roi))
        return FIT_ERR_ARG;
    const fit_affine to_image = fit_roi_to_image(&roi, FIT_FACE_CROP_SIDE);
    fit_crop_sample(&CROP, frame, &to_image, rgb);
    return FIT_OK;
}
