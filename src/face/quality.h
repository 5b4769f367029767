/* Is a face good enough to be learnt or recognised, and if not, what should the person do? */
#ifndef FIT_FACE_QUALITY_H
#define FIT_FACE_QUALITY_H

#include "aifit/face.h"

/* In the order in which they are looked for: the first that applies is told. */
typedef enum fit_face_reason {
    FIT_FACE_GOOD,
    FIT_FACE_NO_FACE,
    FIT_FACE_SEVERAL_FACES,
    FIT_FACE_TOO_FAR,     /* come nearer */
    FIT_FACE_CUT_OFF,     /* part of it lies outside the picture */
    FIT_FACE_TOO_DARK,    /* more light */
    FIT_FACE_TOO_BRIGHT,  /* less light */
    FIT_FACE_BLURRED,     /* hold still, clean the lens */
    FIT_FACE_NOT_FRONTAL, /* look straight ahead */
    FIT_FACE_EYES_CLOSED,
    FIT_FACE_REASON_COUNT
} fit_face_reason;

/* Stable names for pages and JSON: "good", "no_face", "several_faces", "too_far", "cut_off", "too_dark", "too_bright",
 * "blurred", "not_frontal", "eyes_closed". */
const char *fit_face_reason_name(fit_face_reason reason);

/* What is asked of a face. */
typedef struct fit_face_limits {
    float min_eye_distance_px;
    float min_luma, max_luma; /* mean over the face, 0..255 */
    float max_clipped;        /* share of the face's pixels that are black or white */
    float min_sharpness;
    float max_yaw_deg, max_pitch_deg, max_roll_deg; /* either way */
    float min_eye_open;                             /* of the wider eye */
} fit_face_limits;

/* Enrolment: a good picture, but turned as far as a guided half-turn goes. Login: whatever can be recognised. */
extern const fit_face_limits fit_face_limits_enrol;
extern const fit_face_limits fit_face_limits_login;

/* Measured on the aligned face (fit_face_align), so that faces of every size compare. */
typedef struct fit_face_quality {
    fit_face_reason reason;
    float weight;    /* 0..1, what the face's embedding is worth in an average; 0 unless reason is GOOD */
    float luma;      /* 0..255, mean (BT.601) */
    float clipped;   /* 0..1, share of pixels that are black or white */
    float sharpness; /* variance of the Laplacian / variance of the luma: independent of light and contrast */
} fit_face_quality;

/* face, n: as fit_face_find gave them for frame; face may be NULL when n is 0. *quality is zero but for the reason when
 * it is NO_FACE or SEVERAL_FACES. FIT_ERR_ARG: frame not valid. Thread-safe. */
FIT_NODISCARD fit_status fit_face_judge(const fit_image *frame, const fit_face *face, size_t n,
                                        const fit_face_limits *limits, fit_face_quality *quality);

#endif
