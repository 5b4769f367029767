#include "face/quality.h"

#include <math.h>

enum { SIDE = FIT_FACE_CROP_SIDE };

/* The part of the aligned crop that every face fills, brows to mouth: rows and columns [from, to). */
enum {
    ROW_FROM = 36,
    ROW_TO = 100,
    COLUMN_FROM = 28,
    COLUMN_TO = 84,
    PIXELS = (ROW_TO - ROW_FROM) * (COLUMN_TO - COLUMN_FROM)
};

/* Luma of a pixel that says nothing but "darker" or "brighter". */
static const float BLACK = 8.0f, WHITE = 247.0f;

const char *fit_face_reason_name(fit_face_reason reason)
{
    static const char *const NAMES[FIT_FACE_REASON_COUNT] = {
        [FIT_FACE_GOOD] = "good",
        [FIT_FACE_NO_FACE] = "no_face",
        [FIT_FACE_SEVERAL_FACES] = "several_faces",
        [FIT_FACE_TOO_FAR] = "too_far",
        [FIT_FACE_CUT_OFF] = "cut_off",
        [FIT_FACE_TOO_DARK] = "too_dark",
        [FIT_FACE_TOO_BRIGHT] = "too_bright",
        [FIT_FACE_BLURRED] = "blurred",
        [FIT_FACE_NOT_FRONTAL] = "not_frontal",
        [FIT_FACE_EYES_CLOSED] = "eyes_closed",
    };
    return NAMES[reason];
}

static void to_luma(const float *rgb, float *luma)
{
    for (int i = 0; i < SIDE * SIDE; i++, rgb += 3)
        luma[i] = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
}

static void measure(const float *luma, fit_face_quality *quality)
{
    float sum = 0.0f, square = 0.0f, edges = 0.0f;
    int clipped = 0;
    for (int y = ROW_FROM; y < ROW_TO; y++)
        for (int x = COLUMN_FROM; x < COLUMN_TO; x++) {
            const float *p = luma + y * SIDE + x;
            const float laplacian = p[-SIDE] + p[-1] + p[1] + p[SIDE] - 4.0f * *p;
            sum += *p;
            square += *p * *p;
            edges += laplacian * laplacian; /* its mean is 0 but for the borders */
            clipped += *p <= BLACK || *p >= WHITE;
        }
    quality->luma = sum / PIXELS;
    quality->clipped = (float)clipped / PIXELS;
    const float variance = square / PIXELS - quality->luma * quality->luma;
    quality->sharpness = variance > 1.0f ? edges / PIXELS / variance : 0.0f;
}

/* More of the mesh outside the picture than this is guessed, not seen. */
static const float MAX_OUTSIDE = 0.1f;

/* Sharpness: portraits blurred until it was 0.03 gave embeddings some 0.9 similar to those of the sharp ones, 0.015
 * some 0.8; of 470 press photos none had less than 0.04. Luma: low enough for dark skin in ordinary light. Yaw: a
 * guided half-turn. Eyes: of 370 Korean singers' photos the narrowest open ones had 0.15. */
const fit_face_limits fit_face_limits_enrol = {
    .min_eye_distance_px = 40.0f,
    .min_luma = 40.0f,
    .max_luma = 220.0f,
    .max_clipped = 0.2f,
    .min_sharpness = 0.03f,
    .max_yaw_deg = 45.0f,
    .max_pitch_deg = 30.0f,
    .max_roll_deg = 30.0f,
    .min_eye_open = 0.12f,
};
const fit_face_limits fit_face_limits_login = {
    .min_eye_distance_px = 24.0f,
    .min_luma = 25.0f,
    .max_luma = 235.0f,
    .max_clipped = 0.4f,
    .min_sharpness = 0.015f,
    .max_yaw_deg = 45.0f,
    .max_pitch_deg = 35.0f,
    .max_roll_deg = 45.0f,
    .min_eye_open = 0.1f,
};

static float share_outside(const fit_image *frame, const fit_face *face)
{
    int outside = 0;
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        const fit_face_point *p = &face->mesh[i];
        outside += p->x < 0.0f || p->y < 0.0f || p->x > (float)frame->width || p->y > (float)frame->height;
    }
    return (float)outside / FIT_FACE_POINTS;
}

static bool is_frontal(const fit_face *face, const fit_face_limits *limits)
{
    return fabsf(face->yaw_deg) <= limits->max_yaw_deg && fabsf(face->pitch_deg) <= limits->max_pitch_deg &&
           fabsf(face->roll_deg) <= limits->max_roll_deg;
}

static fit_face_reason reason_for(const fit_image *frame, const fit_face *face, const fit_face_limits *limits,
                                  const fit_face_quality *measured)
{
    if (face->eye_distance_px < limits->min_eye_distance_px)
        return FIT_FACE_TOO_FAR;
    if (share_outside(frame, face) > MAX_OUTSIDE)
        return FIT_FACE_CUT_OFF;
    if (measured->luma < limits->min_luma)
        return FIT_FACE_TOO_DARK;
    if (measured->luma > limits->max_luma)
        return FIT_FACE_TOO_BRIGHT;
    if (measured->clipped > limits->max_clipped)
        return measured->luma < 0.5f * (BLACK + WHITE) ? FIT_FACE_TOO_DARK : FIT_FACE_TOO_BRIGHT;
    if (measured->sharpness < limits->min_sharpness)
        return FIT_FACE_BLURRED;
    if (!is_frontal(face, limits))
        return FIT_FACE_NOT_FRONTAL;
    if (fmaxf(face->eye_open[FIT_FACE_LEFT], face->eye_open[FIT_FACE_RIGHT]) < limits->min_eye_open)
        return FIT_FACE_EYES_CLOSED;
    return FIT_FACE_GOOD;
}

/* Eyes this far apart fill the embedding model's input twice over, a picture this sharp leaves nothing to wish for. */
static const float AMPLE_EYE_DISTANCE_PX = 70.0f, AMPLE_SHARPNESS = 0.15f;

static float weight_of(const fit_face *face, const fit_face_quality *measured)
{
    const float radian = 3.14159265f / 180.0f;
    const float size = fminf(face->eye_distance_px / AMPLE_EYE_DISTANCE_PX, 1.0f);
    const float sharpness = fminf(measured->sharpness / AMPLE_SHARPNESS, 1.0f);
    const float frontal = cosf(face->yaw_deg * radian) * cosf(face->pitch_deg * radian);
    return size * sharpness * frontal * (1.0f - measured->clipped);
}

fit_status fit_face_judge(const fit_image *frame, const fit_face *face, size_t n, const fit_face_limits *limits,
                          fit_face_quality *quality)
{
    if (n != 1) {
        *quality = (fit_face_quality){.reason = n == 0 ? FIT_FACE_NO_FACE : FIT_FACE_SEVERAL_FACES};
        return FIT_OK;
    }
    float rgb[3 * SIDE * SIDE], luma[SIDE * SIDE];
    const fit_status status = fit_face_align(frame, face, rgb);
    if (status != FIT_OK)
        return status;
    fit_face_quality measured = {0};
    to_luma(rgb, luma);
    measure(luma, &measured);
    measured.reason = reason_for(frame, face, limits, &measured);
    if (measured.reason == FIT_FACE_GOOD)
        measured.weight = weight_of(face, &measured);
    *quality = measured;
    return FIT_OK;
}
