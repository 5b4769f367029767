/* Is this a living person who does what is asked, and is it the same person all the time?
 *
 * One fit_liveness judges one attempt, frame after frame; between requests it lies packed in a database row. Movements
 * are judged against the person's own look in the first frames. A movement counts when it begins from rest, passes
 * through the middle, reaches its full size and comes back; turns and nods only as far as the points of the face shift
 * as those of a head do (relief.h). Another movement than the asked one counts against. What this cannot tell stands in
 * docs/security.md.
 *
 * Pure: no clock, no allocation. Not thread-safe: one attempt, one thread at a time. */
#ifndef FIT_FACE_LIVENESS_H
#define FIT_FACE_LIVENESS_H

#include "face/challenge.h"
#include "face/relief.h"

enum {
    FIT_LIVENESS_FRAMES = 40,    /* at most, in one attempt */
    FIT_LIVENESS_EMBEDDINGS = 8, /* at most */
    FIT_LIVENESS_BYTES = 777,    /* of the packed state */
};

typedef enum fit_liveness_verdict {
    FIT_LIVENESS_PENDING,
    FIT_LIVENESS_ACCEPTED,
    FIT_LIVENESS_REFUSED
} fit_liveness_verdict;

/* Why an attempt was refused. */
typedef enum fit_liveness_reason {
    FIT_LIVENESS_NO_REASON,
    FIT_LIVENESS_LATE,             /* the time or the frames are used up */
    FIT_LIVENESS_INTERRUPTED,      /* too long between two frames, or the face went away too often */
    FIT_LIVENESS_OUT_OF_ORDER,     /* a frame is not younger than the one before */
    FIT_LIVENESS_REPEATED,         /* a frame comes again */
    FIT_LIVENESS_FROZEN,           /* the picture stands still */
    FIT_LIVENESS_NOT_THE_MOVEMENT, /* one that is not in the challenge, or tried too often */
    FIT_LIVENESS_WRONG_ORDER,      /* one that was not its turn */
    FIT_LIVENESS_FLAT,             /* moves like a picture of a face */
    FIT_LIVENESS_ANOTHER_PERSON,
    FIT_LIVENESS_SEVERAL_PEOPLE,
    FIT_LIVENESS_REASONS
} fit_liveness_reason;

/* What to tell the visitor beside the movement. */
typedef enum fit_liveness_hint {
    FIT_LIVENESS_GO_ON, /* nothing: do the movement */
    FIT_LIVENESS_NO_FACE,
    FIT_LIVENESS_ONE_PERSON_ONLY,
    FIT_LIVENESS_COME_CLOSER,
    FIT_LIVENESS_MOVE_BACK,
    FIT_LIVENESS_LOOK_STRAIGHT, /* hold still and look ahead; after a movement: come back */
    FIT_LIVENESS_MOVE_SLOWLY,   /* the movement was too fast to be seen; again */
    FIT_LIVENESS_HINTS
} fit_liveness_hint;

/* Stable names for pages and JSON: those above in lower case ("late", "not_the_movement"; "go_on", "no_face");
 * NO_REASON is "none". */
const char *fit_liveness_reason_name(fit_liveness_reason reason);
const char *fit_liveness_hint_name(fit_liveness_hint hint);

/* What the newest frame is to be embedded for, by fit_face_embed, before the next is pushed. */
typedef enum fit_liveness_embed {
    FIT_LIVENESS_EMBED_NOT,
    FIT_LIVENESS_EMBED_REFERENCE, /* keep it: later ones are compared with it. fit_liveness_compare takes 1 */
    FIT_LIVENESS_EMBED_STRAIGHT,  /* looks straight ahead: good to recognise the person by, as is the reference */
    FIT_LIVENESS_EMBED_MOVED,     /* in the middle of a movement */
} fit_liveness_embed;

/* step: index of the movement that is asked for now (the challenge's n once accepted). progress: 0..1 of the whole. */
typedef struct fit_liveness_answer {
    fit_liveness_verdict verdict;
    fit_liveness_reason reason;
    fit_liveness_hint hint;
    fit_liveness_embed embed;
    uint8_t step;
    float progress;
} fit_liveness_answer;

/* t_ms: when the frame arrived, by the server's clock. n: faces counted by fit_face_find; face: the largest (not read
 * when n is 0). side_px: the picture's shorter side. */
typedef struct fit_liveness_frame {
    int64_t t_ms;
    const fit_face *face;
    size_t n;
    float side_px;
} fit_liveness_frame;

/* How the person looks straight ahead: means over the first frames. */
typedef struct fit_liveness_rest {
    float yaw_deg, pitch_deg, eye_open, mouth_open, eye_distance_px;
} fit_liveness_rest;

/* Fields are the judge's own; they are here so that the caller can keep it on the stack. */
typedef struct fit_liveness {
    fit_challenge challenge;
    int64_t issued_ms, last_ms, left_ms;
    uint8_t frames, rest_frames, embeddings, step, phase, between, away, times_away, several, flat, wrong, still;
    uint8_t verdict, reason, hint, due;
    float peak, progress;
    fit_liveness_rest rest;
    fit_relief relief;
    uint64_t seen[FIT_LIVENESS_FRAMES]; /* a digest of each frame's mesh */
} fit_liveness;

/* challenge: valid. issued_ms: when the visitor was given it. */
void fit_liveness_begin(fit_liveness *liveness, const fit_challenge *challenge, int64_t issued_ms);

/* Feeds one frame. Once the verdict is known it stays, whatever follows.
 * FIT_ERR_ARG: the frame before is still to be compared; nothing is changed. */
FIT_NODISCARD fit_status fit_liveness_push(fit_liveness *liveness, const fit_liveness_frame *frame,
                                           fit_liveness_answer *answer);

/* Answers the embedding asked for: similarity (fit_face_similarity) of the newest frame to the reference.
 * FIT_ERR_ARG: none was asked for. Not a number counts as no similarity. */
FIT_NODISCARD fit_status fit_liveness_compare(fit_liveness *liveness, float similarity, fit_liveness_answer *answer);

/* As after the last call. */
fit_liveness_answer fit_liveness_answer_get(const fit_liveness *liveness);

/* The state as FIT_LIVENESS_BYTES bytes, the same on every machine, and back. The bytes are secret to no one but must
 * come back unchanged: keep them where the visitor cannot write. FIT_ERR_FORMAT: not such bytes; FIT_ERR_UNSUPPORTED:
 * of another version. */
void fit_liveness_pack(const fit_liveness *liveness, uint8_t *bytes);
FIT_NODISCARD fit_status fit_liveness_unpack(fit_liveness *liveness, const uint8_t *bytes, size_t len_bytes);

#endif
