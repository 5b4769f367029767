#include "lit.h"

#include <math.h>
#include <string.h>

/* How fast cameras follow: exposure, white balance. */
static const double EXPOSURE_MS = 400, BALANCE_MS = 1500;

void lit_camera_begin(lit_camera *camera)
{
    *camera = (lit_camera){.gain = 1, .balance = {1, 1, 1}};
}

typedef struct head {
    double x, y, radius_x, radius_y;
} head;

static head head_of(const fit_face *face)
{
    double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        left = fmin(left, (double)face->mesh[i].x);
        right = fmax(right, (double)face->mesh[i].x);
        top = fmin(top, (double)face->mesh[i].y);
        bottom = fmax(bottom, (double)face->mesh[i].y);
    }
    return (head){0.5 * (left + right), 0.5 * (top + bottom), 0.5 * (right - left), 0.5 * (bottom - top)};
}

/* How much of the screen's light a pixel gets: most in the face's middle, less where the head turns away from it (the
 * cosine on a sphere); the body as much as the face's edge. */
static double exposure_at(const lit_scene *scene, const head *h, double x, double y)
{
    const double u = (x - h->x) / h->radius_x, v = (y - h->y) / h->radius_y;
    const double r2 = (u * u + v * v) / (1.4 * 1.4);
    if (r2 < 1)
        return fmax(sqrt(1 - r2), fmin(scene->room, 1));
    const bool body = v > 0.9 && fabs(u) < 1 + 2.5 * (v - 0.9);
    return scene->room >= 1 ? 1 : body ? fmax(0.6, scene->room) : scene->room;
}

static double curve(double light)
{
    return 255 * pow(fmin(fmax(light, 0), 1), 1 / 2.2);
}

bool lit_show(const lit_scene *scene, const fit_image *frame, const fit_face *face, const uint8_t *rgb, double ms,
              lit_camera *camera, fit_pixels *out)
{
    const head h = head_of(face);
    double linear[256], colour[3], sum[3] = {0}, before[3] = {0};
    if (fit_pixels_resize(out, frame->width, frame->height, NULL) != FIT_OK)
        return false;
    for (int i = 0; i < 256; i++)
        linear[i] = pow(i / 255.0, 2.2);
    for (int c = 0; c < 3; c++)
        colour[c] = linear[rgb[c]];
    for (int32_t y = 0; y < frame->height; y++)
        for (int32_t x = 0; x < frame->width; x++) {
            const uint8_t *p = frame->data + (size_t)y * frame->stride_bytes + (size_t)x * frame->format;
            uint8_t *q = out->data + (size_t)y * out->stride_bytes + 3 * (size_t)x;
            const double share = scene->share > 0 ? scene->share * exposure_at(scene, &h, x, y) : 0;
            for (int c = 0; c < 3; c++) {
                const double was = linear[p[c]] * (scene->dark > 0 ? scene->dark : 1);
                const double light = was * (1 + share * colour[c]) + scene->veil * colour[c];
                before[c] += was;
                sum[c] += light;
                q[c] = (uint8_t)(curve(light * camera->gain * camera->balance[c]) + 0.5);
            }
        }
    /* The camera follows what it saw: the brightness of the picture as it was filmed, and its colour, is its aim. */
    const double follow = 1 - exp(-ms / EXPOSURE_MS), turn = 1 - exp(-ms / BALANCE_MS);
    const double wanted = (before[0] + before[1] + before[2]) / (sum[0] + sum[1] + sum[2]);
    camera->gain += follow * (wanted - camera->gain);
    for (int c = 0; c < 3; c++) {
        const double neutral = pow(before[c] / sum[c] / wanted, scene->awb);
        camera->balance[c] += turn * (neutral - camera->balance[c]);
    }
    return true;
}
