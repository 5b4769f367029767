#include "face/head.h"

#include <math.h>

#include "face/points.h"

/* A face that looks straight ahead, in centimetres and with the axes of a picture: points that move little in speech
 * and mimicry, and how much each counts (procrustes_landmark_basis and canonical_mesh of
 * geometry_pipeline_metadata_landmarks.binarypb inside @mediapipe/face_mesh 0.4). */
typedef struct anchor {
    int index;
    float weight;
    float at[3];
} anchor;

static const anchor CANONICAL[] = {
    {4, 0.0709f, {0.000f, 0.463f, -7.587f}},     {6, 0.0321f, {0.000f, -2.473f, -5.789f}},
    {10, 0.0084f, {0.000f, -8.262f, -4.482f}},   {33, 0.0587f, {-4.446f, -2.664f, -3.173f}},
    {54, 0.0077f, {-6.279f, -6.615f, -1.426f}},  {67, 0.0091f, {-3.524f, -8.006f, -3.729f}},
    {117, 0.0098f, {-5.259f, -0.946f, -2.974f}}, {119, 0.0146f, {-3.301f, -0.862f, -3.873f}},
    {121, 0.0186f, {-1.821f, -1.468f, -4.224f}}, {127, 0.0052f, {-7.743f, -2.365f, 2.005f}},
    {129, 0.1206f, {-1.786f, 0.978f, -4.850f}},  {132, 0.0056f, {-7.271f, 2.891f, 2.252f}},
    {133, 0.0533f, {-1.856f, -2.585f, -3.758f}}, {136, 0.0669f, {-5.085f, 7.179f, -0.715f}},
    {143, 0.0148f, {-6.408f, -2.236f, -1.561f}}, {147, 0.0143f, {-6.235f, 1.944f, -1.664f}},
    {198, 0.0255f, {-1.247f, -0.230f, -5.681f}}, {205, 0.0473f, {-3.833f, 1.537f, -4.138f}},
    {263, 0.0587f, {4.446f, -2.664f, -3.173f}},  {284, 0.0077f, {6.279f, -6.615f, -1.426f}},
    {297, 0.0091f, {3.524f, -8.006f, -3.729f}},  {346, 0.0098f, {5.259f, -0.946f, -2.974f}},
    {348, 0.0146f, {3.301f, -0.862f, -3.873f}},  {350, 0.0186f, {1.821f, -1.468f, -4.224f}},
    {356, 0.0052f, {7.743f, -2.365f, 2.005f}},   {358, 0.1206f, {1.786f, 0.978f, -4.850f}},
    {361, 0.0056f, {7.271f, 2.891f, 2.252f}},    {362, 0.0533f, {1.856f, -2.585f, -3.758f}},
    {365, 0.0669f, {5.085f, 7.179f, -0.715f}},   {372, 0.0148f, {6.408f, -2.236f, -1.561f}},
    {376, 0.0143f, {6.235f, 1.944f, -1.664f}},   {420, 0.0255f, {1.247f, -0.230f, -5.681f}},
    {425, 0.0473f, {3.833f, 1.537f, -4.138f}},
};
enum { ANCHORS = sizeof CANONICAL / sizeof *CANONICAL };

typedef struct matrix {
    double m[3][3];
} matrix;

/* Transposed inverse times the determinant. */
static matrix cofactors(const matrix *a)
{
    matrix c;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const int i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
            c.m[i][j] = a->m[i1][j1] * a->m[i2][j2] - a->m[i1][j2] * a->m[i2][j1];
        }
    return c;
}

/* The rotation nearest to *a, in place: Newton's iteration for the orthogonal polar factor, with its scale factor
 * (Higham, "Computing the polar decomposition", 1986), which converges quadratically. False unless a's determinant is
 * well above zero. */
static bool make_rotation(matrix *a)
{
    enum { ROUNDS = 20 };
    static const double LEAST_DETERMINANT = 1e-9;
    double scale = 0.0;
    for (int i = 0; i < 9; i++)
        scale += a->m[i / 3][i % 3] * a->m[i / 3][i % 3];
    if (!(scale > 0.0))
        return false;
    for (int i = 0; i < 9; i++)
        a->m[i / 3][i % 3] /= sqrt(scale);
    for (int round = 0; round < ROUNDS; round++) {
        const matrix c = cofactors(a);
        const double determinant = a->m[0][0] * c.m[0][0] + a->m[0][1] * c.m[0][1] + a->m[0][2] * c.m[0][2];
        if (!(determinant > LEAST_DETERMINANT))
            return false;
        const double gain = 1.0 / cbrt(determinant);
        for (int i = 0; i < 9; i++) {
            double *value = &a->m[i / 3][i % 3];
            *value = 0.5 * (gain * *value + c.m[i / 3][i % 3] / (gain * determinant));
        }
    }
    return true;
}

/* Weighted cross-covariance of the mesh with the canonical face: its nearest rotation turns that face as the mesh is
 * turned (Kabsch 1976). */
static matrix covariance(const fit_face_point *mesh)
{
    double weight = 0.0, mesh_mean[3] = {0}, face_mean[3] = {0};
    for (int k = 0; k < ANCHORS; k++) {
        const anchor *a = &CANONICAL[k];
        const fit_face_point *p = &mesh[a->index];
        const double at[3] = {(double)p->x, (double)p->y, (double)p->z}, w = (double)a->weight;
        weight += w;
        for (int i = 0; i < 3; i++) {
            mesh_mean[i] += w * at[i];
            face_mean[i] += w * (double)a->at[i];
        }
    }
    matrix sum = {0};
    for (int k = 0; k < ANCHORS; k++) {
        const anchor *a = &CANONICAL[k];
        const fit_face_point *p = &mesh[a->index];
        const double at[3] = {(double)p->x, (double)p->y, (double)p->z}, w = (double)a->weight;
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                sum.m[i][j] += w * (at[i] - mesh_mean[i] / weight) * ((double)a->at[j] - face_mean[j] / weight);
    }
    return sum;
}

static float degrees(double radians)
{
    return (float)(radians * (180.0 / 3.14159265358979323846));
}

/* rotation = Ry(yaw) Rx(pitch) Rz(roll) with the signs of fit_face; its last column is where the back of the head
 * points. */
static void set_angles(const matrix *rotation, fit_face *face)
{
    const double(*r)[3] = rotation->m;
    face->yaw_deg = degrees(atan2(-r[0][2], r[2][2]));
    face->pitch_deg = degrees(asin(fmin(fmax(r[1][2], -1.0), 1.0)));
    face->roll_deg = degrees(atan2(r[1][0], r[1][1]));
}

static float ratio(float part, float whole)
{
    return whole > 0.0f ? part / whole : 0.0f;
}

static float eye_open(const fit_face_point *mesh, const fit_mesh_eye *eye)
{
    float gap = 0.0f;
    for (int i = 0; i < FIT_MESH_LID_PAIRS; i++)
        gap += fit_face_distance(mesh[eye->upper[i]], mesh[eye->lower[i]]) / FIT_MESH_LID_PAIRS;
    return ratio(gap, fit_face_distance(mesh[eye->outer], mesh[eye->inner]));
}

bool fit_head_measure(fit_face *face)
{
    const fit_face_point *mesh = face->mesh;
    matrix rotation = covariance(mesh);
    if (!make_rotation(&rotation))
        return false;
    set_angles(&rotation, face);
    for (int side = 0; side < 2; side++)
        face->eye_open[side] = eye_open(mesh, &fit_mesh_eyes[side]);
    face->mouth_open = ratio(fit_face_distance(mesh[FIT_MESH_LIP_UPPER], mesh[FIT_MESH_LIP_LOWER]),
                             fit_face_distance(mesh[FIT_MESH_MOUTH_INNER_LEFT], mesh[FIT_MESH_MOUTH_INNER_RIGHT]));
    face->eye_distance_px = fit_face_distance(fit_face_eye(mesh, FIT_FACE_LEFT), fit_face_eye(mesh, FIT_FACE_RIGHT));
    return true;
}
