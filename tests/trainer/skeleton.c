#include "skeleton.h"

#include <math.h>
#include <string.h>

static const double shin_m = 0.43, thigh_m = 0.43, torso_m = 0.5, upper_arm_m = 0.29, forearm_m = 0.26;
static const double hip_half_m = 0.1, shoulder_half_m = 0.18, foot_half_m = 0.14;
static const double camera_m = 4.0, focal_px = 1000.0;

/* Body axes: forward, to the body's left, up; metres, the feet at height 0. */
typedef struct body_point {
    double forward, left, up;
} body_point;

static double radians(double deg)
{
    return deg * 3.14159265358979323846 / 180.0;
}

static void put(fit_pose *out, fit_landmark landmark, body_point p, body_point hips, const stick_pose *stick,
                double view_deg)
{
    double c = cos(radians(view_deg)), s = sin(radians(view_deg));
    double forward = p.forward - hips.forward, left = p.left - hips.left;
    fit_point *world = &out->world[landmark], *image = &out->image[landmark];
    world->x = (float)(left * c + forward * s);
    world->y = (float)(hips.up - p.up);
    world->z = (float)(left * s - forward * c);
    double hips_x = hips.left * c + hips.forward * s, hips_z = hips.left * s - hips.forward * c;
    double depth = camera_m + hips_z + (double)world->z;
    image->x = (float)(320.0 + focal_px * (hips_x + stick->aside / 1000.0 + (double)world->x) / depth);
    image->y = (float)(320.0 + focal_px * (0.9 - p.up) / depth);
    image->z = (float)(focal_px * (double)world->z / camera_m);
    world->visibility = image->visibility = 0.99F;
}

static body_point along(body_point from, double length_m, double forward_deg)
{
    return (body_point){from.forward + length_m * sin(radians(forward_deg)), from.left,
                        from.up - length_m * cos(radians(forward_deg))};
}

void stick_build(const stick_pose *stick, double view_deg, fit_pose *out)
{
    memset(out, 0, sizeof *out);
    out->width = out->height = 640;
    out->present = true;
    out->score = 1.0F;
    /* Hips first at the origin, then the whole body is put where the lower foot stands on the ground, below itself. */
    body_point hips = {0, 0, 0}, ankles[2];
    for (int side = LEFT; side <= RIGHT; side++)
        ankles[side] = along(along(hips, thigh_m, stick->thigh[side]), shin_m, -stick->shin[side]);
    hips.up = -fmin(ankles[LEFT].up, ankles[RIGHT].up);
    hips.forward = -(ankles[LEFT].forward + ankles[RIGHT].forward) / 2;
    body_point neck = along(hips, -torso_m, -stick->torso);
    body_point head = along(neck, -0.2, -stick->torso);
    for (int i = FIT_LM_NOSE; i <= FIT_LM_MOUTH_RIGHT; i++)
        put(out, (fit_landmark)i, (body_point){head.forward + 0.1, 0, head.up}, hips, stick, view_deg);
    for (int side = LEFT; side <= RIGHT; side++) {
        double sign = side == LEFT ? 1.0 : -1.0;
        body_point shoulder = neck, hip = hips;
        shoulder.left = sign * shoulder_half_m;
        hip.left = sign * hip_half_m;
        body_point elbow = along(shoulder, upper_arm_m, stick->upper_arm[side]);
        body_point wrist = along(elbow, forearm_m, stick->upper_arm[side] + stick->elbow[side]);
        body_point knee = along(hip, thigh_m, stick->thigh[side]);
        knee.left = sign * (hip_half_m + (foot_half_m - hip_half_m) / 2 - stick->knees_in[side] / 1000.0);
        body_point ankle = along(knee, shin_m, -stick->shin[side]);
        ankle.left = sign * foot_half_m;
        put(out, FIT_LM_LEFT_SHOULDER + side, shoulder, hips, stick, view_deg);
        put(out, FIT_LM_LEFT_ELBOW + side, elbow, hips, stick, view_deg);
        for (int i = FIT_LM_LEFT_WRIST; i <= FIT_LM_LEFT_THUMB; i += 2)
            put(out, i + side, wrist, hips, stick, view_deg);
        put(out, FIT_LM_LEFT_HIP + side, hip, hips, stick, view_deg);
        put(out, FIT_LM_LEFT_KNEE + side, knee, hips, stick, view_deg);
        put(out, FIT_LM_LEFT_ANKLE + side, ankle, hips, stick, view_deg);
        put(out, FIT_LM_LEFT_HEEL + side, ankle, hips, stick, view_deg);
        put(out, FIT_LM_LEFT_FOOT_INDEX + side, (body_point){ankle.forward + 0.15, ankle.left, ankle.up}, hips, stick,
            view_deg);
    }
}

stick_pose stick_between(const stick_pose *from, const stick_pose *to, double at)
{
    double eased = (1.0 - cos(radians(180.0 * at))) / 2.0;
    double a[STICK_VALUES], b[STICK_VALUES];
    memcpy(a, from, sizeof a);
    memcpy(b, to, sizeof b);
    for (int i = 0; i < STICK_VALUES; i++)
        a[i] += (b[i] - a[i]) * eased;
    stick_pose out;
    memcpy(&out, a, sizeof out);
    return out;
}

/* About normal: the sum of four uniform numbers. */
static double noise(unsigned *seed)
{
    double sum = 0.0;
    for (int i = 0; i < 4; i++) {
        *seed = *seed * 1664525U + 1013904223U;
        sum += (double)(*seed >> 8) / 16777216.0 - 0.5;
    }
    return sum * 1.73;
}

void stick_shake(fit_pose *pose, double noise_mm, unsigned *seed)
{
    const double px_per_mm = focal_px / camera_m / 1000.0;
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        fit_point *world = &pose->world[i], *image = &pose->image[i];
        double dx = noise(seed) * noise_mm, dy = noise(seed) * noise_mm, dz = noise(seed) * noise_mm;
        world->x += (float)(dx / 1000.0);
        world->y += (float)(dy / 1000.0);
        world->z += (float)(dz / 1000.0);
        image->x += (float)(dx * px_per_mm);
        image->y += (float)(dy * px_per_mm);
    }
}

void stick_hide(fit_pose *pose, fit_landmark landmark, float visibility)
{
    pose->image[landmark].visibility = pose->world[landmark].visibility = visibility;
}
