#include "print.h"

#include <math.h>
#include <string.h>

typedef struct vec3 {
    double x, y, z;
} vec3;

static const double RADIANS = 3.14159265358979323846 / 180.0;

static double dot(vec3 a, vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* The paper's axes in the camera's: x to the right, y down, z away; and its axes of bending: s across the cylinder, t
 * along it. */
typedef struct paper {
    vec3 middle, x, y, z;
    vec3 across, along;
    double radius, cos_axis, sin_axis;
} paper;

static vec3 turned(const print_pose *pose, vec3 v)
{
    /* Ry(yaw) Rx(pitch) Rz(roll) with the signs of fit_face: see set_angles in face/head.c. */
    const double a = pose->yaw_deg * RADIANS, b = pose->pitch_deg * RADIANS, c = pose->roll_deg * RADIANS;
    v = (vec3){cos(c) * v.x - sin(c) * v.y, sin(c) * v.x + cos(c) * v.y, v.z};
    v = (vec3){v.x, cos(b) * v.y + sin(b) * v.z, -sin(b) * v.y + cos(b) * v.z};
    return (vec3){cos(a) * v.x - sin(a) * v.z, v.y, sin(a) * v.x + cos(a) * v.z};
}

static paper place(const print_pose *pose)
{
    const double flat = 1e-6, axis = pose->axis_deg * RADIANS;
    paper p = {.middle = {pose->right_w, pose->down_w, pose->away_w},
               .x = turned(pose, (vec3){1, 0, 0}),
               .y = turned(pose, (vec3){0, 1, 0}),
               .z = turned(pose, (vec3){0, 0, 1}),
               .radius = 1.0 / (fabs(pose->bend) > flat ? pose->bend : flat),
               .cos_axis = cos(axis),
               .sin_axis = sin(axis)};
    p.along = (vec3){p.cos_axis * p.x.x + p.sin_axis * p.y.x, p.cos_axis * p.x.y + p.sin_axis * p.y.y,
                     p.cos_axis * p.x.z + p.sin_axis * p.y.z};
    p.across = (vec3){-p.sin_axis * p.x.x + p.cos_axis * p.y.x, -p.sin_axis * p.x.y + p.cos_axis * p.y.y,
                      -p.sin_axis * p.x.z + p.cos_axis * p.y.z};
    return p;
}

/* Where on the paper, in its widths from its middle, the ray meets it first. The paper is the part of the cylinder
 * x^2 + (z - r)^2 = r^2 around z = 0. */
static bool meet(const paper *p, vec3 ray, double *u, double *v)
{
    const vec3 from = {-p->middle.x, -p->middle.y, -p->middle.z};
    const double ox = dot(from, p->across), oy = dot(from, p->along), oz = dot(from, p->z) - p->radius;
    const double dx = dot(ray, p->across), dy = dot(ray, p->along), dz = dot(ray, p->z);
    const double a = dx * dx + dz * dz, b = ox * dx + oz * dz, c = ox * ox + oz * oz - p->radius * p->radius;
    const double root = b * b - a * c;
    if (root < 0.0 || a <= 0.0)
        return false;
    /* (-b +- sqrt(root)) / a without cancellation; the paper's side is the one with z nearer 0. */
    const double q = b > 0.0 ? -b - sqrt(root) : -b + sqrt(root);
    const double k[2] = {q / a, q != 0.0 ? c / q : -1.0};
    double best = INFINITY;
    for (int i = 0; i < 2; i++) {
        const double x = ox + k[i] * dx, z = oz + k[i] * dz;
        const double s = p->radius * atan2(p->radius > 0 ? x : -x, p->radius > 0 ? -z : z);
        const double t = oy + k[i] * dy;
        if (k[i] <= 0.0 || k[i] >= best || fabs(s) > 1.0)
            continue;
        best = k[i];
        *u = t * p->cos_axis - s * p->sin_axis;
        *v = t * p->sin_axis + s * p->cos_axis;
    }
    return best < INFINITY;
}

static double sample(const fit_image *picture, double x, double y, int channel)
{
    const double left = floor(x), top = floor(y), fx = x - left, fy = y - top;
    double sum = 0.0;
    for (int k = 0; k < 4; k++) {
        int32_t i = (int32_t)left + k % 2, j = (int32_t)top + k / 2;
        i = i < 0 ? 0 : i >= picture->width ? picture->width - 1 : i;
        j = j < 0 ? 0 : j >= picture->height ? picture->height - 1 : j;
        sum += (k % 2 ? fx : 1 - fx) * (k / 2 ? fy : 1 - fy) *
               (double)picture->data[(size_t)j * picture->stride_bytes + (size_t)i * picture->format + (size_t)channel];
    }
    return sum;
}

bool print_show(const fit_image *picture, const print_pose *pose, fit_pixels *out)
{
    if (fit_pixels_resize(out, picture->width, picture->height, NULL) != FIT_OK)
        return false;
    const paper p = place(pose);
    const double width = picture->width, height = picture->height;
    for (int32_t j = 0; j < picture->height; j++)
        for (int32_t i = 0; i < picture->width; i++) {
            uint8_t *to = out->data + (size_t)j * out->stride_bytes + 3 * (size_t)i;
            const vec3 ray = {(i + 0.5 - width / 2) / width / PRINT_AWAY, (j + 0.5 - height / 2) / width / PRINT_AWAY,
                              1.0};
            double u = 0.0, v = 0.0;
            memset(to, 128, 3);
            if (!meet(&p, ray, &u, &v))
                continue;
            const double x = (u + 0.5) * width - 0.5, y = v * width + height / 2 - 0.5;
            if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5)
                continue;
            for (int channel = 0; channel < 3; channel++)
                to[channel] = (uint8_t)lround(sample(picture, x, y, channel));
        }
    return true;
}

void print_cut(fit_pixels *out, const fit_image *inner, double x, double y, double half_width, double half_height)
{
    for (int32_t j = 0; j < inner->height; j++)
        for (int32_t i = 0; i < inner->width; i++)
            if (hypot((i - x) / half_width, (j - y) / half_height) <= 1.0)
                memcpy(out->data + (size_t)j * out->stride_bytes + 3 * (size_t)i,
                       inner->data + (size_t)j * inner->stride_bytes + (size_t)i * inner->format, 3);
}
