/* One exercise judged over one video: frames in, the list of repetitions out. */
#ifndef FIT_CLI_SESSION_H
#define FIT_CLI_SESSION_H

#include <stdio.h>

#include "aifit/trainer.h"
#include "base/buffer.h"

typedef struct fit_fault_note {
    uint32_t fault;
    int64_t t_ms;
} fit_fault_note;

/* Invariant: reps are in order of their index, which counts from 0 without a gap. */
typedef struct fit_session {
    const fit_exercise *exercise; /* borrowed */
    fit_trainer *trainer;         /* owned */
    fit_buffer reps;              /* of fit_event_rep */
    fit_buffer rejected;          /* of fit_event_rejected */
    fit_buffer faults;            /* of fit_fault_note */
    int64_t frames, first_ms, last_ms;
} fit_session;

/* What the result says beside the repetitions. */
typedef struct fit_session_source {
    int32_t width, height;
    const char *model;
    double elapsed_s; /* of the whole analysis */
} fit_session_source;

/* exercise must outlive the session. FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_session_init(fit_session *session, const fit_exercise *exercise, fit_error *error);
void fit_session_deinit(fit_session *session);

/* Judges one frame. As fit_trainer_push; FIT_ERR_MEMORY or FIT_ERR_LIMIT when there are too many events. */
FIT_NODISCARD fit_status fit_session_push(fit_session *session, const fit_pose *pose, int64_t t_ms, fit_error *error);

size_t fit_session_rep_count(const fit_session *session);
const fit_event_rep *fit_session_reps(const fit_session *session);
/* The latest fault, or NULL. */
const fit_fault_note *fit_session_last_fault(const fit_session *session);

/* The result as one JSON document and a line end, appended to out. FIT_ERR_MEMORY, FIT_ERR_LIMIT. */
FIT_NODISCARD fit_status fit_session_write_json(const fit_session *session, const fit_session_source *source,
                                                fit_buffer *out);
/* The result for a person. */
void fit_session_print(const fit_session *session, const fit_session_source *source, FILE *file);

#endif
