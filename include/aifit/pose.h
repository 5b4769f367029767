/* fit_pose: the one hand-over between seeing and judging. Pure data. */
#ifndef AIFIT_POSE_H
#define AIFIT_POSE_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Order and meaning of the 33 body landmarks: the BlazePose topology (MediaPipe pose documentation).
 * LEFT and RIGHT are the person's own. */
typedef enum fit_landmark {
    FIT_LM_NOSE,
    FIT_LM_LEFT_EYE_INNER,
    FIT_LM_LEFT_EYE,
    FIT_LM_LEFT_EYE_OUTER,
    FIT_LM_RIGHT_EYE_INNER,
    FIT_LM_RIGHT_EYE,
    FIT_LM_RIGHT_EYE_OUTER,
    FIT_LM_LEFT_EAR,
    FIT_LM_RIGHT_EAR,
    FIT_LM_MOUTH_LEFT,
    FIT_LM_MOUTH_RIGHT,
    FIT_LM_LEFT_SHOULDER,
    FIT_LM_RIGHT_SHOULDER,
    FIT_LM_LEFT_ELBOW,
    FIT_LM_RIGHT_ELBOW,
    FIT_LM_LEFT_WRIST,
    FIT_LM_RIGHT_WRIST,
    FIT_LM_LEFT_PINKY,
    FIT_LM_RIGHT_PINKY,
    FIT_LM_LEFT_INDEX,
    FIT_LM_RIGHT_INDEX,
    FIT_LM_LEFT_THUMB,
    FIT_LM_RIGHT_THUMB,
    FIT_LM_LEFT_HIP,
    FIT_LM_RIGHT_HIP,
    FIT_LM_LEFT_KNEE,
    FIT_LM_RIGHT_KNEE,
    FIT_LM_LEFT_ANKLE,
    FIT_LM_RIGHT_ANKLE,
    FIT_LM_LEFT_HEEL,
    FIT_LM_RIGHT_HEEL,
    FIT_LM_LEFT_FOOT_INDEX,
    FIT_LM_RIGHT_FOOT_INDEX,
    FIT_LM_COUNT
} fit_landmark;

/* One landmark. Image points: pixels, origin top left, x right, y down; z in pixels too, smaller is
 * nearer, origin between the hips. World points: metres, origin between the hips, same axes.
 * visibility: 0..1, the chance that the point is in the frame and not hidden. */
typedef struct fit_point {
    float x, y, z;
    float visibility;
} fit_point;

/* One frame's person. When present is false only width and height mean anything and the points are zero.
 * score: 0..1, the landmark model's confidence that a person is in the crop. Every float is finite. */
typedef struct fit_pose {
    int32_t width, height; /* of the frame the image points refer to, pixels */
    bool present;
    float score;
    fit_point image[FIT_LM_COUNT];
    fit_point world[FIT_LM_COUNT]; /* visibility equals that of the image point */
} fit_pose;

#ifdef __cplusplus
}
#endif
#endif
