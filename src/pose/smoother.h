/* Steadies a body from frame to frame (One Euro filters on the points, a low-pass on visibility). */
#ifndef FIT_POSE_SMOOTHER_H
#define FIT_POSE_SMOOTHER_H

#include "base/one_euro.h"
#include "pose/landmarker.h"

/* All zero: nothing seen yet; set it so again when the person is lost. */
typedef struct fit_smoother {
    fit_one_euro image[FIT_LM_COUNT][3];
    fit_one_euro world[FIT_LM_COUNT][3];
    fit_one_euro region[2][2];
    float visibility[FIT_LM_COUNT];
    int64_t t_ms;
    bool started;
} fit_smoother;

/* Smooths in place the pair that the next region follows from and, if landmarks, the landmarks and their visibility.
 * body: finite; t_ms: strictly increasing; landmarks: the same in every call. */
void fit_smoother_push(fit_smoother *smoother, fit_body *body, bool landmarks, int64_t t_ms);

#endif
