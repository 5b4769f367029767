#include "cli/common/session.h"

/* More than a day of the densest events; keeps a hostile file of poses from taking all memory. */
static const size_t MAX_LIST_BYTES = (size_t)64 << 20;

fit_status fit_session_init(fit_session *session, const fit_exercise *exercise, fit_error *error)
{
    *session = (fit_session){.exercise = exercise};
    fit_buffer_init(&session->reps, MAX_LIST_BYTES);
    fit_buffer_init(&session->rejected, MAX_LIST_BYTES);
    fit_buffer_init(&session->faults, MAX_LIST_BYTES);
    return fit_trainer_create(&session->trainer, exercise, error);
}

void fit_session_deinit(fit_session *session)
{
    fit_trainer_destroy(session->trainer);
    fit_buffer_deinit(&session->reps);
    fit_buffer_deinit(&session->rejected);
    fit_buffer_deinit(&session->faults);
    *session = (fit_session){0};
}

size_t fit_session_rep_count(const fit_session *session)
{
    return session->reps.len / sizeof(fit_event_rep);
}

const fit_event_rep *fit_session_reps(const fit_session *session)
{
    const void *reps = session->reps.data; /* malloc aligns for any type */
    return reps;
}

const fit_fault_note *fit_session_last_fault(const fit_session *session)
{
    const void *data = session->faults.data;
    const fit_fault_note *notes = data;
    size_t count = session->faults.len / sizeof *notes;
    return count ? &notes[count - 1] : NULL;
}

static void finish_rep(fit_session *session, const fit_event_rep *rep)
{
    void *data = session->reps.data;
    fit_event_rep *reps = data;
    if (rep->index < fit_session_rep_count(session))
        reps[rep->index] = *rep;
}

static fit_status note(fit_session *session, const fit_event *event)
{
    fit_fault_note fault;
    switch ((fit_event_kind)event->kind) {
    case FIT_EVENT_REP:
        return fit_buffer_append(&session->reps, &event->rep, sizeof event->rep);
    case FIT_EVENT_REP_END:
        finish_rep(session, &event->rep);
        return FIT_OK;
    case FIT_EVENT_REJECTED:
        return fit_buffer_append(&session->rejected, &event->rejected, sizeof event->rejected);
    case FIT_EVENT_FAULT:
        fault = (fit_fault_note){.fault = event->fault.fault, .t_ms = event->t_ms};
        return fit_buffer_append(&session->faults, &fault, sizeof fault);
    case FIT_EVENT_PHASE:
    case FIT_EVENT_HOLD:
    case FIT_EVENT_CUE:
        break;
    }
    return FIT_OK;
}

fit_status fit_session_push(fit_session *session, const fit_pose *pose, int64_t t_ms, fit_error *error)
{
    fit_event events[FIT_TRAINER_MAX_EVENTS];
    size_t count = 0;
    fit_status status = fit_trainer_push(session->trainer, pose, t_ms, events, FIT_TRAINER_MAX_EVENTS, &count);
    if (status != FIT_OK)
        return fit_fail(error, status, "the frame at %lld ms: %s", (long long)t_ms, fit_status_name(status));
    for (size_t i = 0; i < count; i++) {
        status = note(session, &events[i]);
        if (status != FIT_OK)
            return fit_fail(error, status, "too many events by %lld ms", (long long)t_ms);
    }
    if (session->frames++ == 0)
        session->first_ms = t_ms;
    session->last_ms = t_ms;
    return FIT_OK;
}
