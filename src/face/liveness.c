#include "face/liveness.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "face/movements.h"

/* Where a step stands. */
enum { PHASE_WAITING, PHASE_REACHED, PHASE_NOT_AT_REST };

enum {
    REST_FRAMES = 3,     /* that make the reference */
    MOST_GAP_MS = 3000,  /* between two frames */
    LEAST_MOVE_MS = 300, /* of a movement, from leaving rest to coming back */
    MOST_TIMES_AWAY = 2, /* that the face may leave the picture */
    MOST_SEVERAL = 3,    /* frames with more than one face */
    MOST_FLAT = 2,       /* frames that look flat */
    MOST_WRONG = 1,      /* frames in which another movement is full, in one step */
    MOST_STILL = 3,      /* identical frames in a row: a camera may stall */
};

/* Of a movement's full size. */
static const float AT_REST = 0.4f, MIDDLE_LOW = 0.2f, MIDDLE_HIGH = 0.8f, FULL = 1.0f;
/* While the asked movement is under way, what the others seem to do is its shadow: a turned face's mouth looks wider.
 */
static const float UNDER_WAY = 0.5f;

/* At rest: roughly towards the camera, which may stand lower or higher than the face; eyes open and mouth shut. */
static const float REST_YAW_DEG = 15.0f, REST_PITCH_DEG = 25.0f, REST_EYE = 0.15f, WIDE_EYE = 1.0f, REST_MOUTH = 0.3f;
static const float STEADY_DEG = 4.0f, STEADY_SIZE = 0.06f; /* from frame to frame */
static const float LEAST_EYES_PX = 30.0f;
static const float MOST_EYES = 0.25f; /* of the picture's shorter side: there must be room to come closer */

/* Least similarity to the reference: one person's frames of one login were never below 0.72 in three videos of two men,
 * turned ones included (docs/security.md). */
static const float SAME_PERSON = 0.5f;

void fit_liveness_begin(fit_liveness *liveness, const fit_challenge *challenge, int64_t issued_ms)
{
    assert(fit_challenge_is_valid(challenge));
    *liveness =
        (fit_liveness){.challenge = *challenge, .issued_ms = issued_ms, .last_ms = issued_ms, .left_ms = issued_ms};
}

fit_liveness_answer fit_liveness_answer_get(const fit_liveness *liveness)
{
    return (fit_liveness_answer){
        .verdict = (fit_liveness_verdict)liveness->verdict,
        .reason = (fit_liveness_reason)liveness->reason,
        .hint = (fit_liveness_hint)liveness->hint,
        .embed = (fit_liveness_embed)liveness->due,
        .step = liveness->step,
        .progress = liveness->progress,
    };
}

static void refuse(fit_liveness *liveness, fit_liveness_reason reason)
{
    liveness->verdict = FIT_LIVENESS_REFUSED;
    liveness->reason = (uint8_t)reason;
    liveness->due = FIT_LIVENESS_EMBED_NOT;
}

static void ask_embedding(fit_liveness *liveness, fit_liveness_embed purpose)
{
    if (liveness->embeddings == FIT_LIVENESS_EMBEDDINGS) {
        refuse(liveness, FIT_LIVENESS_NOT_THE_MOVEMENT);
        return;
    }
    liveness->embeddings++;
    liveness->due = (uint8_t)purpose;
}

/* Before the asked movement. Whoever is in the middle of it already comes back first. */
static void start_over(fit_liveness *liveness, float done, int64_t t_ms)
{
    liveness->phase = done < AT_REST ? PHASE_WAITING : PHASE_NOT_AT_REST;
    liveness->between = 0;
    liveness->peak = 0.0f;
    liveness->left_ms = t_ms;
}

/* FNV-1a (Fowler, Noll, Vo) of the points' bits: equal only for the same picture. */
static uint64_t digest(const fit_face *face)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        const float at[2] = {face->mesh[i].x, face->mesh[i].y};
        uint8_t bytes[sizeof at];
        memcpy(bytes, at, sizeof at);
        for (size_t k = 0; k < sizeof bytes; k++)
            hash = (hash ^ bytes[k]) * 0x100000001b3U;
    }
    return hash;
}

/* False when the frame adds nothing: it is the one before again. */
static bool is_new(fit_liveness *liveness, const fit_face *face)
{
    const uint64_t hash = digest(face);
    const int now = liveness->frames - 1;
    liveness->seen[now] = hash;
    for (int i = 0; i < now - 1; i++)
        if (liveness->seen[i] == hash && liveness->seen[now - 1] != hash) {
            refuse(liveness, FIT_LIVENESS_REPEATED);
            return false;
        }
    if (now == 0 || liveness->seen[now - 1] != hash) {
        liveness->still = 0;
        return true;
    }
    if (++liveness->still >= MOST_STILL)
        refuse(liveness, FIT_LIVENESS_FROZEN);
    return false;
}

static float relative_change(float a, float b)
{
    return fabsf(a - b) / b;
}

/* The first frames: how the person looks at rest. */
static void learn_rest(fit_liveness *liveness, const fit_liveness_frame *frame)
{
    const fit_face *face = frame->face;
    fit_liveness_rest *rest = &liveness->rest;
    const float eye_open = 0.5f * (face->eye_open[FIT_FACE_LEFT] + face->eye_open[FIT_FACE_RIGHT]);
    if (face->eye_distance_px < LEAST_EYES_PX || face->eye_distance_px > MOST_EYES * frame->side_px) {
        liveness->hint = face->eye_distance_px < LEAST_EYES_PX ? FIT_LIVENESS_COME_CLOSER : FIT_LIVENESS_MOVE_BACK;
        liveness->rest_frames = 0;
        return;
    }
    liveness->hint = FIT_LIVENESS_LOOK_STRAIGHT;
    if (fabsf(face->yaw_deg) > REST_YAW_DEG || fabsf(face->pitch_deg) > REST_PITCH_DEG || eye_open < REST_EYE ||
        eye_open > WIDE_EYE || face->mouth_open > REST_MOUTH) {
        liveness->rest_frames = 0;
        return;
    }
    if (liveness->rest_frames > 0 &&
        (fabsf(face->yaw_deg - rest->yaw_deg) > STEADY_DEG || fabsf(face->pitch_deg - rest->pitch_deg) > STEADY_DEG ||
         relative_change(face->eye_distance_px, rest->eye_distance_px) > STEADY_SIZE))
        liveness->rest_frames = 0;
    const float share = 1.0f / (float)(++liveness->rest_frames);
    rest->yaw_deg += share * (face->yaw_deg - rest->yaw_deg);
    rest->pitch_deg += share * (face->pitch_deg - rest->pitch_deg);
    rest->eye_open += share * (eye_open - rest->eye_open);
    rest->mouth_open += share * (face->mouth_open - rest->mouth_open);
    rest->eye_distance_px += share * (face->eye_distance_px - rest->eye_distance_px);
    if (liveness->rest_frames < REST_FRAMES)
        return;
    liveness->relief = fit_relief_make(face);
    liveness->hint = FIT_LIVENESS_GO_ON;
    start_over(liveness, 0.0f, frame->t_ms);
    ask_embedding(liveness, FIT_LIVENESS_EMBED_REFERENCE);
}

/* Another movement than the asked one. A blink is no fault: everyone blinks. */
static bool is_wrong(fit_liveness *liveness, const fit_movements *movements, fit_movement asked)
{
    if (movements->done[asked] >= UNDER_WAY)
        return false;
    for (int other = 0; other < FIT_MOVE_COUNT; other++) {
        if (other == (int)asked || other == FIT_MOVE_BLINK || movements->done[other] < FULL)
            continue;
        if (++liveness->wrong > MOST_WRONG) {
            bool in_challenge = false;
            for (int i = 0; i < liveness->challenge.n; i++)
                in_challenge = in_challenge || liveness->challenge.step[i] == other;
            refuse(liveness, in_challenge ? FIT_LIVENESS_WRONG_ORDER : FIT_LIVENESS_NOT_THE_MOVEMENT);
        }
        return true;
    }
    return false;
}

/* The movement was full and is over. Lids and lips may be faster than the frames follow each other. */
static bool was_slow_enough(const fit_liveness *liveness, fit_movement asked, int64_t t_ms)
{
    return asked == FIT_MOVE_BLINK || asked == FIT_MOVE_OPEN_MOUTH ||
           (liveness->between && t_ms - liveness->left_ms >= LEAST_MOVE_MS);
}

static void finish_step(fit_liveness *liveness, const fit_movements *movements, int64_t t_ms)
{
    liveness->step++;
    liveness->wrong = 0;
    if (liveness->step < liveness->challenge.n)
        start_over(liveness, movements->done[liveness->challenge.step[liveness->step]], t_ms);
    ask_embedding(liveness, FIT_LIVENESS_EMBED_STRAIGHT);
}

static void follow(fit_liveness *liveness, const fit_movements *movements, int64_t t_ms)
{
    const fit_movement asked = (fit_movement)liveness->challenge.step[liveness->step];
    const float done = movements->done[asked];
    liveness->hint = FIT_LIVENESS_GO_ON;
    if (liveness->phase == PHASE_NOT_AT_REST || (liveness->phase == PHASE_WAITING && done < MIDDLE_LOW))
        start_over(liveness, done, t_ms);
    if (done >= MIDDLE_LOW && done <= MIDDLE_HIGH * fmaxf(liveness->peak, FULL))
        liveness->between = 1;
    liveness->peak = fmaxf(liveness->peak, done);
    if (liveness->phase == PHASE_WAITING && done >= FULL) {
        liveness->phase = PHASE_REACHED;
        ask_embedding(liveness, FIT_LIVENESS_EMBED_MOVED);
    } else if (liveness->phase == PHASE_REACHED && done < AT_REST) {
        if (was_slow_enough(liveness, asked, t_ms)) {
            finish_step(liveness, movements, t_ms);
            return;
        }
        start_over(liveness, done, t_ms);
        liveness->hint = FIT_LIVENESS_MOVE_SLOWLY;
    }
    if (liveness->phase != PHASE_WAITING)
        liveness->hint = FIT_LIVENESS_LOOK_STRAIGHT;
}

static float progress(const fit_liveness *liveness, float done)
{
    static const float REACHED = 0.75f; /* of a step */
    const float part = liveness->phase == PHASE_REACHED   ? REACHED
                       : liveness->phase == PHASE_WAITING ? fminf(done, 1.0f) * REACHED
                                                          : 0.0f;
    return liveness->step == liveness->challenge.n ? 1.0f
                                                   : ((float)liveness->step + part) / (float)liveness->challenge.n;
}

static void judge(fit_liveness *liveness, const fit_liveness_frame *frame)
{
    const fit_movement asked = (fit_movement)liveness->challenge.step[liveness->step];
    const fit_movements movements = fit_movements_measure(liveness, frame->face);
    if (movements.flat) {
        liveness->hint = FIT_LIVENESS_LOOK_STRAIGHT;
        if (++liveness->flat > MOST_FLAT)
            refuse(liveness, FIT_LIVENESS_FLAT);
        return;
    }
    if (liveness->away) {
        liveness->away = 0;
        start_over(liveness, movements.done[asked], frame->t_ms);
        ask_embedding(liveness, FIT_LIVENESS_EMBED_MOVED);
        return;
    }
    if (is_wrong(liveness, &movements, asked))
        return;
    follow(liveness, &movements, frame->t_ms);
    const uint8_t step = liveness->challenge.step[liveness->step % liveness->challenge.n];
    liveness->progress = progress(liveness, movements.done[step]);
}

/* No face, or more than one. */
static void miss(fit_liveness *liveness, size_t n)
{
    liveness->hint = n == 0 ? FIT_LIVENESS_NO_FACE : FIT_LIVENESS_ONE_PERSON_ONLY;
    if (n > 1 && ++liveness->several > MOST_SEVERAL) {
        refuse(liveness, FIT_LIVENESS_SEVERAL_PEOPLE);
        return;
    }
    if (liveness->rest_frames < REST_FRAMES) {
        liveness->rest_frames = 0;
        return;
    }
    if (!liveness->away && ++liveness->times_away > MOST_TIMES_AWAY)
        refuse(liveness, FIT_LIVENESS_INTERRUPTED);
    liveness->away = 1;
}

static bool in_time(fit_liveness *liveness, int64_t t_ms)
{
    if (t_ms <= liveness->last_ms)
        refuse(liveness, FIT_LIVENESS_OUT_OF_ORDER);
    else if (t_ms - liveness->issued_ms > FIT_CHALLENGE_VALID_MS)
        refuse(liveness, FIT_LIVENESS_LATE);
    else if (liveness->frames > 0 && t_ms - liveness->last_ms > MOST_GAP_MS)
        refuse(liveness, FIT_LIVENESS_INTERRUPTED);
    return liveness->verdict == FIT_LIVENESS_PENDING;
}

/* After the last frame there is nothing to wait for. */
static void count_frames(fit_liveness *liveness)
{
    if (liveness->verdict == FIT_LIVENESS_PENDING && liveness->due == FIT_LIVENESS_EMBED_NOT &&
        liveness->frames == FIT_LIVENESS_FRAMES)
        refuse(liveness, FIT_LIVENESS_LATE);
}

fit_status fit_liveness_push(fit_liveness *liveness, const fit_liveness_frame *frame, fit_liveness_answer *answer)
{
    if (liveness->due != FIT_LIVENESS_EMBED_NOT)
        return FIT_ERR_ARG;
    if (liveness->verdict == FIT_LIVENESS_PENDING && in_time(liveness, frame->t_ms)) {
        liveness->last_ms = frame->t_ms;
        liveness->frames++;
        if (frame->n != 1)
            miss(liveness, frame->n);
        else if (is_new(liveness, frame->face)) {
            if (liveness->rest_frames < REST_FRAMES)
                learn_rest(liveness, frame);
            else
                judge(liveness, frame);
        }
        count_frames(liveness);
    }
    *answer = fit_liveness_answer_get(liveness);
    return FIT_OK;
}

fit_status fit_liveness_compare(fit_liveness *liveness, float similarity, fit_liveness_answer *answer)
{
    if (liveness->due == FIT_LIVENESS_EMBED_NOT)
        return FIT_ERR_ARG;
    liveness->due = FIT_LIVENESS_EMBED_NOT;
    if (!(similarity >= SAME_PERSON))
        refuse(liveness, FIT_LIVENESS_ANOTHER_PERSON);
    else if (liveness->step == liveness->challenge.n)
        liveness->verdict = FIT_LIVENESS_ACCEPTED;
    count_frames(liveness);
    *answer = fit_liveness_answer_get(liveness);
    return FIT_OK;
}
