/* trainer: landmarks with time in, events out. Pure: no file, clock, thread, or allocation after create.
 * What an exercise is stands in a JSON file ("format": 1, docs/exercise-format.md), never in the code. */
#ifndef AIFIT_TRAINER_H
#define AIFIT_TRAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aifit/pose.h"
#include "aifit/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fit_exercise fit_exercise;
typedef struct fit_trainer fit_trainer;

typedef enum fit_language { FIT_LANGUAGE_KO, FIT_LANGUAGE_EN } fit_language;

enum {
    FIT_EVENT_VERSION = 1,
    FIT_TRAINER_MAX_EVENTS = 32,  /* the most that one push can emit */
    FIT_EXERCISE_MAX_FAULTS = 10, /* so that a push never emits more than FIT_TRAINER_MAX_EVENTS */
    FIT_EXERCISE_MAX_BYTES = 1 << 20,
};

typedef enum fit_side { FIT_SIDE_BOTH, FIT_SIDE_LEFT, FIT_SIDE_RIGHT } fit_side;

/* Why a movement was not counted; fit_reject_reason_name gives the stable identifier ("too_shallow"). */
typedef enum fit_reject_reason {
    FIT_REJECT_TOO_SHALLOW,
    FIT_REJECT_TOO_FAST,
    FIT_REJECT_TOO_SLOW,
    FIT_REJECT_JOINTS_HIDDEN,
    FIT_REJECT_PERSON_LOST,
    FIT_REJECT_NOT_THE_EXERCISE, /* the movement breaks a condition the exercise requires, e.g. walking */
} fit_reject_reason;

/* New kinds are appended; a reader skips kinds it does not know. */
typedef enum fit_event_kind {
    FIT_EVENT_REP,      /* a repetition counts now */
    FIT_EVENT_REP_END,  /* a counted repetition is over; same index, final figures. Missing when the frames end first */
    FIT_EVENT_REJECTED, /* a movement ended and does not count */
    FIT_EVENT_FAULT,    /* a form fault has been held long enough; at most once a repetition each */
    FIT_EVENT_PHASE,    /* the exercise's phase changed */
    FIT_EVENT_HOLD,     /* reserved for holds: time held so far */
    FIT_EVENT_CUE,      /* reserved for coaching cues */
} fit_event_kind;

/* index: 0 for the first repetition. start: when the movement left its start position; turn: the extreme;
 * end: in REP the moment it counted, in REP_END the moment the cycle closed. range_deg: travelled by the counted
 * signal (its own unit when the signal is no angle), the larger of two sides. faults: bit i = fault i of the exercise.
 * side is a forecast in REP (the other arm may join up to 300 ms later, or never arrive), final in REP_END; turn, range
 * and faults are those so far in REP. */
typedef struct fit_event_rep {
    uint32_t index;
    fit_side side;
    int64_t start_ms, turn_ms, end_ms;
    float range_deg;
    uint32_t faults;
} fit_event_rep;

typedef struct fit_event_rejected {
    fit_side side;
    int64_t start_ms, end_ms;
    fit_reject_reason reason;
} fit_event_rejected;

/* fault: index into the exercise's faults. */
typedef struct fit_event_fault {
    uint32_t fault;
    fit_side side;
} fit_event_fault;

/* phase: index into the exercise's phases. */
typedef struct fit_event_phase {
    uint32_t phase;
    fit_side side;
} fit_event_phase;

typedef struct fit_event_hold {
    int64_t held_ms;
} fit_event_hold;

/* cue: index into the exercise's cues. */
typedef struct fit_event_cue {
    uint32_t cue;
} fit_event_cue;

/* version is FIT_EVENT_VERSION; kind selects the member; t_ms: the frame that caused it. */
typedef struct fit_event {
    uint16_t version;
    uint16_t kind;
    int64_t t_ms;
    union {
        fit_event_rep rep; /* REP and REP_END */
        fit_event_rejected rejected;
        fit_event_fault fault;
        fit_event_phase phase;
        fit_event_hold hold;
        fit_event_cue cue;
    };
} fit_event;

const char *fit_reject_reason_name(fit_reject_reason reason);
const char *fit_side_name(fit_side side); /* "both", "left", "right" */

/* Reads an exercise file's bytes (UTF-8 JSON, at most FIT_EXERCISE_MAX_BYTES; need not be NUL-terminated and is not
 * referenced after return). *out is freed with fit_exercise_destroy and must outlive its trainers.
 * FIT_ERR_FORMAT: refused, with line, column and reason; FIT_ERR_LIMIT; FIT_ERR_MEMORY. Thread-safe. */
FIT_NODISCARD fit_status fit_exercise_create(fit_exercise **out, const char *json, size_t len_bytes, fit_error *error);
void fit_exercise_destroy(fit_exercise *exercise);

/* Borrowed, UTF-8, never NULL for a valid index. */
const char *fit_exercise_id(const fit_exercise *exercise);
const char *fit_exercise_name(const fit_exercise *exercise, fit_language language);
size_t fit_exercise_fault_count(const fit_exercise *exercise);
const char *fit_exercise_fault_id(const fit_exercise *exercise, size_t fault);
const char *fit_exercise_fault_text(const fit_exercise *exercise, size_t fault, fit_language language);
size_t fit_exercise_phase_count(const fit_exercise *exercise);
const char *fit_exercise_phase_id(const fit_exercise *exercise, size_t phase);

/* *out: freed with fit_trainer_destroy; borrows exercise. */
FIT_NODISCARD fit_status fit_trainer_create(fit_trainer **out, const fit_exercise *exercise, fit_error *error);
void fit_trainer_destroy(fit_trainer *trainer);
void fit_trainer_reset(fit_trainer *trainer);

/* Feeds one frame (pose->present may be false). t_ms: strictly increasing, any origin.
 * events: room for cap of them (FIT_TRAINER_MAX_EVENTS always suffices); *n is written only on FIT_OK.
 * FIT_ERR_ARG: time not increasing, a NaN coordinate, cap too small; the trainer is then unchanged.
 * Not thread-safe: one trainer, one thread. */
FIT_NODISCARD fit_status fit_trainer_push(fit_trainer *trainer, const fit_pose *pose, int64_t t_ms, fit_event *events,
                                          size_t cap, size_t *n);

/* What a display shows between events. progress: 0 at the start position, 1 at the good range, of the side that is
 * further. phase: index of the current phase. */
typedef struct fit_trainer_state {
    uint32_t count;
    uint32_t phase;
    float progress;
} fit_trainer_state;
fit_trainer_state fit_trainer_state_get(const fit_trainer *trainer);

/* Help in placing the camera, judged before counting starts; fit_framing_name gives the stable identifier
 * ("too_close"). */
typedef enum fit_framing {
    FIT_FRAMING_GOOD,
    FIT_FRAMING_TOO_DARK,
    FIT_FRAMING_NOBODY,
    FIT_FRAMING_TOO_CLOSE,
    FIT_FRAMING_TOO_FAR,
    FIT_FRAMING_MOVE_LEFT, /* the person should step to the left side of the picture */
    FIT_FRAMING_MOVE_RIGHT,
    FIT_FRAMING_JOINTS_HIDDEN, /* a joint the exercise needs is out of view */
    FIT_FRAMING_TURN,          /* the person stands in a view from which the exercise cannot be judged */
} fit_framing;

/* luma: mean brightness of the frame, 0..255 (fit_image_luma). Thread-safe. */
fit_framing fit_framing_judge(const fit_exercise *exercise, const fit_pose *pose, float luma);
const char *fit_framing_name(fit_framing framing);

#ifdef __cplusplus
}
#endif
#endif
