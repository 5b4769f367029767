#include "face/relief.h"

#include <math.h>

/* Indices: the canonical face model of MediaPipe. */
static const uint16_t POINTS[FIT_RELIEF_POINTS] = {
    1,   2,   4,   5,   6,   19,  94,  97,  326, 168, 195, 197, 45,  275, 48, 278, /* nose */
    64,  294, 129, 358, 198, 420, 122, 351,                                        /* its sides */
    33,  133, 362, 263,                                                            /* eye corners */
    10,  151, 9,   8,   67,  297, 109, 338, 103, 332, 54,  284,                    /* forehead */
    117, 346, 50,  280, 123, 352, 116, 345, 111, 340, 205, 425, 101, 330,          /* cheekbones */
    127, 356, 34,  264, 21,  251, 162, 389, 36,  266,                              /* temples, beside the nose */
};

enum { TERMS = 10 }; /* of a polynomial of third degree in two variables */

static void terms(double u, double v, double t[TERMS])
{
    const double all[TERMS] = {1, u, v, u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v};
    for (int i = 0; i < TERMS; i++)
        t[i] = all[i];
}

/* Solves a x = b for a symmetric positive definite a, in place (Cholesky); b becomes x. */
static bool solve(double a[TERMS][TERMS], double b[TERMS])
{
    static const double LEAST = 1e-9;
    for (int i = 0; i < TERMS; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (int k = 0; k < j; k++)
                sum -= a[i][k] * a[j][k];
            if (i == j && !(sum > LEAST))
                return false;
            a[i][j] = i == j ? sqrt(sum) : sum / a[j][j];
        }
        for (int k = 0; k < i; k++)
            b[i] -= a[i][k] * b[k];
        b[i] /= a[i][i];
    }
    for (int i = TERMS - 1; i >= 0; i--) {
        for (int k = i + 1; k < TERMS; k++)
            b[i] -= a[k][i] * b[k];
        b[i] /= a[i][i];
    }
    return true;
}

static double unit(int16_t value)
{
    return (double)value / FIT_RELIEF_UNIT;
}

/* What a smooth sheet leaves of each height, divided by the sum of its squares. */
static bool heights_left(const fit_relief *reference, double left[FIT_RELIEF_POINTS])
{
    static const double LEAST_POWER = FIT_RELIEF_POINTS * 0.03 * 0.03; /* a face has some 0.1 */
    double a[TERMS][TERMS] = {0}, b[TERMS] = {0}, t[TERMS], power = 0.0;
    for (int k = 0; k < FIT_RELIEF_POINTS; k++) {
        const int16_t *at = reference->at[k];
        terms(unit(at[0]), unit(at[1]), t);
        for (int i = 0; i < TERMS; i++) {
            b[i] += t[i] * unit(at[2]);
            for (int j = 0; j < TERMS; j++)
                a[i][j] += t[i] * t[j];
        }
    }
    if (!solve(a, b))
        return false;
    for (int k = 0; k < FIT_RELIEF_POINTS; k++) {
        const int16_t *at = reference->at[k];
        terms(unit(at[0]), unit(at[1]), t);
        left[k] = unit(at[2]);
        for (int i = 0; i < TERMS; i++)
            left[k] -= b[i] * t[i];
        power += left[k] * left[k];
    }
    if (!(power > LEAST_POWER))
        return false;
    for (int k = 0; k < FIT_RELIEF_POINTS; k++)
        left[k] /= power;
    return true;
}

/* RMS difference of all distances after the scale of least squares. */
static double stress(const fit_relief *a, const fit_relief *b)
{
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (int i = 0; i < FIT_RELIEF_POINTS; i++)
        for (int j = 0; j < i; j++) {
            double p2 = 0.0, q2 = 0.0;
            for (int k = 0; k < 3; k++) {
                const double p = unit(a->at[i][k]) - unit(a->at[j][k]), q = unit(b->at[i][k]) - unit(b->at[j][k]);
                p2 += p * p;
                q2 += q * q;
            }
            ab += sqrt(p2 * q2);
            aa += p2;
            bb += q2;
        }
    const double pairs = FIT_RELIEF_POINTS * (FIT_RELIEF_POINTS - 1) / 2.0;
    return bb > 0.0 ? sqrt(fmax(aa - ab * ab / bb, 0.0) / pairs) : INFINITY;
}

static int16_t quantised(double value)
{
    return (int16_t)lround(fmin(fmax(value * FIT_RELIEF_UNIT, (double)INT16_MIN), (double)INT16_MAX));
}

fit_relief fit_relief_make(const fit_face *face)
{
    fit_relief relief;
    double middle[3] = {0};
    const double scale = face->eye_distance_px > 0.0f ? 1.0 / (double)face->eye_distance_px : 0.0;
    for (int k = 0; k < FIT_RELIEF_POINTS; k++) {
        const fit_face_point *p = &face->mesh[POINTS[k]];
        middle[0] += (double)p->x / FIT_RELIEF_POINTS;
        middle[1] += (double)p->y / FIT_RELIEF_POINTS;
        middle[2] += (double)p->z / FIT_RELIEF_POINTS;
    }
    for (int k = 0; k < FIT_RELIEF_POINTS; k++) {
        const fit_face_point *p = &face->mesh[POINTS[k]];
        relief.at[k][0] = quantised(((double)p->x - middle[0]) * scale);
        relief.at[k][1] = quantised(((double)p->y - middle[1]) * scale);
        relief.at[k][2] = quantised((middle[2] - (double)p->z) * scale);
    }
    return relief;
}

bool fit_relief_compare(const fit_relief *reference, const fit_face *face, fit_relief_motion *motion)
{
    double left[FIT_RELIEF_POINTS], right = 0.0, down = 0.0;
    if (!(face->eye_distance_px > 0.0f) || !heights_left(reference, left))
        return false;
    const fit_relief now = fit_relief_make(face);
    for (int k = 0; k < FIT_RELIEF_POINTS; k++) {
        right += left[k] * unit(now.at[k][0]);
        down += left[k] * unit(now.at[k][1]);
    }
    *motion = (fit_relief_motion){(float)right, (float)-down, (float)stress(reference, &now)};
    return isfinite(motion->stress);
}
