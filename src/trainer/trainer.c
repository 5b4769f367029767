/* Frames in, events out: joins the sides' movements into repetitions. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trainer/channel.h"

/* Both sides rising within this time of each other make one repetition: docs/exercise-format.md. */
static const int64_t join_ms = 300;
/* Nobody in view for so long, or so long between two frames: the person is lost. At 10 frames a second four frames may
 * drop in a row. */
static const int64_t lost_after_ms = 600;

enum { CHANNELS = 2 };

/* A repetition that has counted and is not closed yet. */
typedef struct open_rep {
    bool used;
    fit_event_rep rep;
    unsigned members; /* bit i: channel i takes part */
    unsigned moving;  /* of them, those whose movement goes on */
    bool both;        /* the other side rose along, whether or not it came far enough to count */
    int64_t counted_ms, rise_ms;
} open_rep;

typedef struct trainer_state {
    bool started; /* last_ms is set */
    bool lost;
    int64_t last_ms, seen_ms;
    uint32_t count;
    fit_signal_memory memory;
    fit_channel channels[CHANNELS];
    open_rep reps[CHANNELS];
} trainer_state;

struct fit_trainer {
    const fit_exercise *exercise;
    int channel_count;
    trainer_state state, next; /* next is worked on, and kept only when the push succeeds */
    fit_readings readings;
};

typedef struct push {
    const fit_exercise *exercise;
    int channel_count;
    trainer_state *state;
    int64_t t_ms;
    fit_event events[FIT_TRAINER_MAX_EVENTS];
    size_t count;
} push;

static fit_event *emit(push *p, fit_event_kind kind)
{
    assert(p->count < FIT_TRAINER_MAX_EVENTS);
    fit_event *event = &p->events[p->count++];
    *event = (fit_event){.version = FIT_EVENT_VERSION, .kind = (uint16_t)kind, .t_ms = p->t_ms};
    return event;
}

fit_status fit_trainer_create(fit_trainer **out, const fit_exercise *exercise, fit_error *error)
{
    if (!out || !exercise)
        return fit_fail(error, FIT_ERR_ARG, "no exercise");
    fit_trainer *trainer = calloc(1, sizeof *trainer);
    if (!trainer)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory for a trainer");
    trainer->exercise = exercise;
    trainer->channel_count = exercise->cycle.together ? 1 : CHANNELS;
    fit_trainer_reset(trainer);
    *out = trainer;
    return FIT_OK;
}

void fit_trainer_destroy(fit_trainer *trainer)
{
    free(trainer);
}

void fit_trainer_reset(fit_trainer *trainer)
{
    memset(&trainer->state, 0, sizeof trainer->state);
    trainer->state.lost = true;
    const fit_side sides[CHANNELS] = {trainer->exercise->cycle.together ? FIT_SIDE_BOTH : FIT_SIDE_LEFT,
                                      FIT_SIDE_RIGHT};
    for (int i = 0; i < CHANNELS; i++)
        fit_channel_init(&trainer->state.channels[i], trainer->exercise, sides[i]);
}

/* ---- Repetitions */

static fit_side side_of(const push *p, unsigned members)
{
    if (p->channel_count == 1 || members == 3U)
        return FIT_SIDE_BOTH;
    return members == 1U ? FIT_SIDE_LEFT : FIT_SIDE_RIGHT;
}

static void finish_rep(push *p, open_rep *open)
{
    open->rep.side = open->both ? FIT_SIDE_BOTH : side_of(p, open->members);
    emit(p, FIT_EVENT_REP_END)->rep = open->rep;
    open->used = false;
}

/* A closed repetition waits until no other side can join it any more. */
static void finish_due_reps(push *p)
{
    for (int i = 0; i < CHANNELS; i++) {
        open_rep *open = &p->state->reps[i];
        if (open->used && !open->moving && (p->channel_count == 1 || p->t_ms - open->counted_ms > join_ms))
            finish_rep(p, open);
    }
}

/* Any of three moments will do: landmarks tremble, and in a slow movement one of them may come much later. */
static bool together(int64_t start_a, int64_t start_b, int64_t rise_a, int64_t rise_b)
{
    return llabs(start_a - start_b) <= join_ms || llabs(rise_a - rise_b) <= join_ms;
}

static open_rep *find_partner(push *p, int index, const fit_movement *movement)
{
    for (int i = 0; i < CHANNELS; i++) {
        open_rep *open = &p->state->reps[i];
        if (open->used && !(open->members >> index & 1U) &&
            (p->t_ms - open->counted_ms <= join_ms ||
             together(open->rep.start_ms, movement->start_ms, open->rise_ms, movement->rise_ms)))
            return open;
    }
    return NULL;
}

static open_rep *free_rep(push *p)
{
    for (int i = 0; i < CHANNELS; i++)
        if (!p->state->reps[i].used)
            return &p->state->reps[i];
    open_rep *oldest = &p->state->reps[p->state->reps[1].counted_ms < p->state->reps[0].counted_ms];
    finish_rep(p, oldest);
    return oldest;
}

/* The other side is on its way up, seen, and rose with this one. */
static bool other_is_rising(const push *p, int index, const fit_movement *movement)
{
    if (p->channel_count == 1)
        return false;
    const fit_channel *other = &p->state->channels[1 - index];
    const fit_movement *its = &other->cycle.now;
    return other->cycle.state == FIT_CYCLE_OUTWARD && its->rose && fit_channel_trusts(other, its, p->t_ms) &&
           !other->now.rejected && together(its->start_ms, movement->start_ms, its->rise_ms, movement->rise_ms);
}

static void update_rep(open_rep *open, const fit_movement *movement, const fit_verdict *verdict)
{
    float range = (float)(movement->peak - movement->base);
    if (range > open->rep.range_deg) {
        open->rep.range_deg = range;
        open->rep.turn_ms = movement->turn_ms;
    }
    if (movement->start_ms < open->rep.start_ms)
        open->rep.start_ms = movement->start_ms;
    open->rep.faults |= verdict->faults;
}

static void count(push *p, int index, const fit_movement *movement, const fit_verdict *verdict)
{
    open_rep *open = find_partner(p, index, movement);
    unsigned self = 1U << index;
    if (open) {
        open->members |= self;
        open->moving |= self;
        update_rep(open, movement, verdict);
        return;
    }
    open = free_rep(p);
    *open =
        (open_rep){.used = true, .members = self, .moving = self, .counted_ms = p->t_ms, .rise_ms = movement->rise_ms};
    open->rep = (fit_event_rep){
        .index = p->state->count++, .start_ms = movement->start_ms, .turn_ms = movement->turn_ms, .end_ms = p->t_ms};
    update_rep(open, movement, verdict);
    open->both = other_is_rising(p, index, movement);
    if (open->both)
        p->state->channels[1 - index].now.joined = true;
    open->rep.side = open->both ? FIT_SIDE_BOTH : side_of(p, self);
    emit(p, FIT_EVENT_REP)->rep = open->rep;
}

static void close_rep(push *p, int index, const fit_movement *movement, const fit_verdict *verdict)
{
    unsigned self = 1U << index;
    for (int i = 0; i < CHANNELS; i++) {
        open_rep *open = &p->state->reps[i];
        if (!open->used || !(open->moving & self))
            continue;
        update_rep(open, movement, verdict);
        open->rep.end_ms = p->t_ms;
        open->moving &= ~self;
    }
    finish_due_reps(p);
}

/* What one arm does hidden behind the body, or beside one that counts, is no attempt of its own. */
static bool other_side_explains(const push *p, int index, const fit_verdict *verdict)
{
    if (p->channel_count == 1)
        return false;
    const fit_channel *other = &p->state->channels[1 - index];
    return verdict->joined || other->now.accepted ||
           (verdict->reason == FIT_REJECT_JOINTS_HIDDEN && fit_channel_sees(other));
}

static void close_movement(push *p, int index)
{
    const fit_channel *channel = &p->state->channels[index];
    const fit_movement *ended = &channel->cycle.ended;
    if (channel->ended.accepted) {
        close_rep(p, index, ended, &channel->ended);
    } else if (fit_channel_worth_a_word(channel, p->exercise) && !other_side_explains(p, index, &channel->ended)) {
        emit(p, FIT_EVENT_REJECTED)->rejected = (fit_event_rejected){
            .side = channel->side, .start_ms = ended->start_ms, .end_ms = p->t_ms, .reason = channel->ended.reason};
    }
}

/* ---- Faults and phases */

static void announce(push *p, int index, fit_verdict *verdict, uint32_t faults)
{
    const fit_channel *other = p->channel_count > 1 ? &p->state->channels[1 - index] : NULL;
    uint32_t said = other && fit_cycle_moving(&other->cycle) ? other->now.announced : 0;
    for (uint32_t i = 0; i < p->exercise->fault_count; i++)
        if ((faults & ~said) >> i & 1U)
            emit(p, FIT_EVENT_FAULT)->fault = (fit_event_fault){.fault = i, .side = p->state->channels[index].side};
    verdict->announced |= faults;
}

static void step(push *p, int index, const fit_readings *readings, int64_t dt_ms)
{
    fit_channel *channel = &p->state->channels[index];
    uint8_t phase = channel->phase;
    unsigned news = fit_channel_step(channel, p->exercise, readings, p->t_ms, dt_ms);
    bool closed = news & FIT_NEWS_CLOSED;
    const fit_movement *movement = closed ? &channel->cycle.ended : &channel->cycle.now;
    fit_verdict *verdict = closed ? &channel->ended : &channel->now;
    if ((news & FIT_NEWS_COUNTS) && verdict->accepted)
        count(p, index, movement, verdict);
    if (closed && verdict->accepted)
        announce(p, index, verdict, verdict->faults & ~verdict->announced);
    if (closed)
        close_movement(p, index);
    announce(p, index, &channel->now, fit_channel_due_faults(channel, p->exercise));
    if (channel->phase != phase)
        emit(p, FIT_EVENT_PHASE)->phase = (fit_event_phase){.phase = channel->phase, .side = channel->side};
}

static void lose(push *p)
{
    for (int i = 0; i < p->channel_count; i++) {
        fit_channel *channel = &p->state->channels[i];
        uint8_t phase = channel->phase;
        if (fit_channel_lose(channel, p->exercise) & FIT_NEWS_CLOSED)
            close_movement(p, i);
        if (phase != 0)
            emit(p, FIT_EVENT_PHASE)->phase = (fit_event_phase){.phase = 0, .side = channel->side};
    }
    memset(&p->state->memory, 0, sizeof p->state->memory);
    p->state->lost = true;
}

/* ---- One frame */

static bool is_finite_pose(const fit_pose *pose)
{
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        const fit_point *points[] = {&pose->image[i], &pose->world[i]};
        for (int k = 0; k < 2; k++)
            if (!isfinite(points[k]->x) || !isfinite(points[k]->y) || !isfinite(points[k]->z) ||
                !isfinite(points[k]->visibility))
                return false;
    }
    return true;
}

static void take_frame(push *p, const fit_pose *pose, fit_readings *readings)
{
    trainer_state *state = p->state;
    int64_t away_ms = p->t_ms - state->seen_ms;
    if (!state->lost && away_ms > lost_after_ms)
        lose(p);
    finish_due_reps(p);
    if (pose->present) {
        int64_t dt_ms = state->lost ? 0 : away_ms;
        fit_signals_measure(p->exercise, pose, dt_ms, &state->memory, readings);
        for (int i = 0; i < p->channel_count; i++)
            step(p, i, readings, dt_ms);
        state->lost = false;
        state->seen_ms = p->t_ms;
    }
    state->last_ms = p->t_ms;
    state->started = true;
}

fit_status fit_trainer_push(fit_trainer *trainer, const fit_pose *pose, int64_t t_ms, fit_event *events, size_t cap,
                            size_t *n)
{
    if (!trainer || !pose || !n || (cap > 0 && !events))
        return FIT_ERR_ARG;
    if (trainer->state.started && t_ms <= trainer->state.last_ms)
        return FIT_ERR_ARG;
    if (pose->present && !is_finite_pose(pose))
        return FIT_ERR_ARG;
    trainer->next = trainer->state;
    push p = {
        .exercise = trainer->exercise, .channel_count = trainer->channel_count, .state = &trainer->next, .t_ms = t_ms};
    take_frame(&p, pose, &trainer->readings);
    if (p.count > cap)
        return FIT_ERR_ARG;
    if (p.count > 0)
        memcpy(events, p.events, p.count * sizeof *events);
    *n = p.count;
    trainer->state = trainer->next;
    return FIT_OK;
}

fit_trainer_state fit_trainer_state_get(const fit_trainer *trainer)
{
    const trainer_state *state = &trainer->state;
    double good = (double)trainer->exercise->cycle.good * fit_cycle_nominal_range(trainer->exercise);
    fit_trainer_state shown = {.count = state->count};
    for (int i = 0; i < trainer->channel_count; i++) {
        const fit_channel *channel = &state->channels[i];
        if (!fit_cycle_moving(&channel->cycle) || !fit_channel_sees(channel))
            continue;
        float progress = (float)((channel->cycle.travel - channel->cycle.now.base) / good);
        if (progress > shown.progress) {
            shown.progress = fminf(progress, 1.0F);
            shown.phase = channel->phase;
        }
    }
    return shown;
}
