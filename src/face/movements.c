#include "face/movements.h"

#include <math.h>

/* Sizes of a full movement; what people do when asked is 1.3 to 2 times as much (docs/security.md has the figures). */
static const float FULL_YAW_DEG = 13.0f, FULL_PITCH_DEG = 10.0f;
/* Parallax of these by a head: 0.85 and 0.7 of the sine (relief.h), less a fifth. */
static const float FULL_RIGHT = 0.155f, FULL_UP = 0.09f;
static const float FULL_SHUT = 0.3f;    /* share of the eye's opening that goes: the network still sees 0.55 to 0.68 of
                                         * it in ten blinks of a real man */
static const float FULL_MOUTH = 0.3f;   /* speech stays below */
static const float FULL_CLOSER = 0.25f; /* growth */

/* Lids are judged in a head that stays, by its share of a full turn or nod and by its stress: whoever nods seems to
 * shut the eyes, and so does a print tilted back, whose stress is then above 0.05. */
static const float STAYS = 0.7f, STAYS_STRESS = 0.045f;

/* A head stays below 0.061: 1,381 frames of two men who talk, turn and come closer, 167 rendered ones. A print lies
 * above 0.09 wherever it seems to make a full turn or nod. */
static const float MOST_STRESS = 0.08f;
/* A turn whose parallax is below this share of a head's is none. */
static const float LEAST_SHARE = 0.5f;

static float between(float low, float value, float high)
{
    return fminf(fmaxf(value, low), high);
}

fit_movements fit_movements_measure(const fit_liveness *liveness, const fit_face *face)
{
    const fit_liveness_rest *rest = &liveness->rest;
    fit_movements movements = {0};
    fit_relief_motion motion;
    if (!fit_relief_compare(&liveness->relief, face, &motion) || motion.stress > MOST_STRESS) {
        movements.flat = true;
        return movements;
    }
    const float yaw = (face->yaw_deg - rest->yaw_deg) / FULL_YAW_DEG, right = motion.right / FULL_RIGHT;
    const float pitch = (face->pitch_deg - rest->pitch_deg) / FULL_PITCH_DEG, up = motion.up / FULL_UP;
    movements.flat = (fabsf(yaw) >= 1.0f && right / yaw < LEAST_SHARE) || (pitch >= 1.0f && up / pitch < LEAST_SHARE);
    if (movements.flat)
        return movements;
    const float eye_open = 0.5f * (face->eye_open[FIT_FACE_LEFT] + face->eye_open[FIT_FACE_RIGHT]);
    const bool stays = fmaxf(fabsf(yaw), fabsf(pitch)) < STAYS && motion.stress < STAYS_STRESS;
    const float done[FIT_MOVE_COUNT] = {
        [FIT_MOVE_TURN_LEFT] = fminf(yaw, right),
        [FIT_MOVE_TURN_RIGHT] = fminf(-yaw, -right),
        [FIT_MOVE_LOOK_UP] = fminf(pitch, up),
        [FIT_MOVE_BLINK] = stays ? (1.0f - eye_open / rest->eye_open) / FULL_SHUT : 0.0f,
        [FIT_MOVE_OPEN_MOUTH] = (face->mouth_open - rest->mouth_open) / FULL_MOUTH,
        [FIT_MOVE_CLOSER] = (face->eye_distance_px / rest->eye_distance_px - 1.0f) / FULL_CLOSER,
    };
    for (int i = 0; i < FIT_MOVE_COUNT; i++)
        movements.done[i] = between(0.0f, done[i], 10.0f);
    return movements;
}
