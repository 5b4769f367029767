#include "synthetic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "face/head.h"

static const double RADIANS = 3.14159265358979323846 / 180.0, EYES_PX = 50.0,
                    DISTANCE = 12.0; /* of the camera, in eye distances */

/* The mesh around its middle, in eye distances. */
static double head[FIT_FACE_POINTS][3];

static void load(void)
{
    static bool loaded;
    if (loaded)
        return;
    FILE *file = fopen(AIFIT_TEST_DATA "/face/head.txt", "r");
    double middle[3] = {0};
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        if (!file || fscanf(file, "%lf %lf %lf", &head[i][0], &head[i][1], &head[i][2]) != 3)
            abort();
        for (int k = 0; k < 3; k++)
            middle[k] += head[i][k] / FIT_FACE_POINTS;
    }
    (void)fclose(file);
    double eyes = 0.0;
    for (int k = 0; k < 3; k++)
        eyes += pow((head[33][k] + head[133][k] - head[263][k] - head[362][k]) / 2, 2);
    for (int i = 0; i < FIT_FACE_POINTS; i++)
        for (int k = 0; k < 3; k++)
            head[i][k] = (head[i][k] - middle[k]) / sqrt(eyes);
    loaded = true;
}

static void turn(const synthetic_pose *pose, double v[3])
{
    const double a = pose->yaw_deg * RADIANS, b = pose->pitch_deg * RADIANS, c = pose->roll_deg * RADIANS;
    const double x = cos(c) * v[0] - sin(c) * v[1], y = sin(c) * v[0] + cos(c) * v[1], z = v[2];
    const double y2 = cos(b) * y + sin(b) * z, z2 = -sin(b) * y + cos(b) * z;
    v[0] = cos(a) * x - sin(a) * z2;
    v[1] = y2;
    v[2] = sin(a) * x + cos(a) * z2;
}

/* The place of a picture's point when the paper is a cylinder. */
static void bend(const synthetic_pose *pose, double v[3])
{
    const double axis = pose->axis_deg * RADIANS;
    const double t = v[0] * cos(axis) + v[1] * sin(axis), s = -v[0] * sin(axis) + v[1] * cos(axis);
    const double across = sin(s * pose->bend) / pose->bend;
    v[0] = t * cos(axis) - across * sin(axis);
    v[1] = t * sin(axis) + across * cos(axis);
    v[2] = (1 - cos(s * pose->bend)) / pose->bend;
}

static double noise(unsigned *seed, double size)
{
    double sum = 0.0;
    for (int i = 0; i < 4; i++) {
        *seed = *seed * 1103515245U + 12345U;
        sum += (*seed >> 16 & 0x7fff) / 32768.0 - 0.5;
    }
    return size * sum * 1.7; /* the sum of four has a deviation of 0.58 */
}

void synthetic_face(const synthetic_pose *pose, unsigned *seed, fit_face *face)
{
    const double size = pose->size > 0 ? pose->size : 1.0;
    load();
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        double at[3] = {head[i][0], head[i][1], pose->flat ? 0.0 : head[i][2]};
        if (pose->flat && pose->bend != 0.0)
            bend(pose, at);
        turn(pose, at);
        const double scale = size * EYES_PX * DISTANCE / (DISTANCE + size * at[2]);
        face->mesh[i] =
            (fit_face_point){(float)(160 + scale * at[0] + noise(seed, pose->noise_px)),
                             (float)(160 + scale * at[1] + noise(seed, pose->noise_px)),
                             (float)(size * EYES_PX * (pose->flat ? head[i][2] : at[2]) + noise(seed, pose->noise_px))};
    }
    face->score = 1.0f;
    if (!fit_head_measure(face))
        abort();
    face->eye_open[0] = face->eye_open[1] = (float)(0.3 * (1 - pose->shut));
    face->mouth_open = (float)(0.04 + pose->mouth);
}
