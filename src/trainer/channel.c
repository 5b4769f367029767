#include "trainer/channel.h"

#include <string.h>

/* Shares of the nominal range and of a movement's time. */
static const double counts_share = 0.5;
static const double worth_a_word_share = 0.3; /* a smaller movement was not meant as a repetition */
static const double near_turn_share = 0.1;    /* this close to the extreme is the turn */
static const double hidden_share = 0.34;      /* a movement hidden for longer was not seen */
/* A flicker of the visibility is not hiding; at 10 frames a second this is two frames. */
static const int64_t hidden_after_ms = 250;

void fit_channel_init(fit_channel *channel, const fit_exercise *exercise, fit_side side)
{
    memset(channel, 0, sizeof *channel);
    channel->side = side;
    fit_cycle_init(&channel->cycle, exercise);
}

bool fit_channel_sees(const fit_channel *channel)
{
    return channel->unseen_ms < hidden_after_ms;
}

bool fit_channel_trusts(const fit_channel *channel, const fit_movement *movement, int64_t t_ms)
{
    double took_ms = (double)(t_ms - movement->start_ms);
    return fit_channel_sees(channel) && (double)channel->now.hidden_ms <= hidden_share * took_ms;
}

static bool has_range(const fit_movement *movement, const fit_exercise *exercise, double share)
{
    return movement->peak - movement->base >= share * fit_cycle_nominal_range(exercise);
}

static void judge_moment(fit_channel *channel, const fit_exercise *exercise, fit_rule_kind kind,
                         const fit_reading *readings, uint32_t view)
{
    for (int i = 0; i < exercise->reject_count; i++)
        if (exercise->rejects[i].kind == kind && fit_rule_true(&exercise->rejects[i], readings, channel->start, view))
            channel->now.rejected = true;
    for (int i = 0; i < exercise->fault_count; i++)
        if (exercise->faults[i].rule.kind == kind &&
            fit_rule_true(&exercise->faults[i].rule, readings, channel->start, view))
            channel->now.faults |= 1U << i;
}

static bool held(const fit_channel *channel, const fit_rule *rule, fit_rule_clock *clock, const fit_reading *readings,
                 uint32_t view, int64_t t_ms)
{
    return rule->kind == FIT_RULE_HELD &&
           fit_rule_held(rule, clock, fit_rule_true(rule, readings, channel->start, view), channel->phase, t_ms);
}

/* Clocks run at rest too, so that what already holds when a movement starts is judged with it. */
static void judge_held(fit_channel *channel, const fit_exercise *exercise, const fit_reading *readings, uint32_t view,
                       int64_t t_ms)
{
    bool moving = fit_cycle_moving(&channel->cycle);
    for (int i = 0; i < exercise->reject_count; i++)
        if (held(channel, &exercise->rejects[i], &channel->reject_clocks[i], readings, view, t_ms) && moving)
            channel->now.rejected = true;
    for (int i = 0; i < exercise->fault_count; i++)
        if (held(channel, &exercise->faults[i].rule, &channel->fault_clocks[i], readings, view, t_ms) && moving)
            channel->now.faults |= 1U << i;
}

static void judge_range(const fit_exercise *exercise, const fit_movement *movement, fit_verdict *verdict)
{
    uint32_t is_short = !has_range(movement, exercise, (double)exercise->cycle.good);
    for (int i = 0; i < exercise->fault_count; i++)
        if (exercise->faults[i].rule.kind == FIT_RULE_SHORT_RANGE)
            verdict->faults = (verdict->faults & ~(1U << i)) | is_short << i;
}

static void decide(const fit_channel *channel, const fit_exercise *exercise, const fit_movement *movement, int64_t t_ms,
                   fit_verdict *verdict)
{
    int64_t took_ms = t_ms - movement->start_ms;
    verdict->refused = true;
    if (!fit_channel_trusts(channel, movement, t_ms))
        verdict->reason = FIT_REJECT_JOINTS_HIDDEN;
    else if (verdict->rejected)
        verdict->reason = FIT_REJECT_NOT_THE_EXERCISE;
    else if (took_ms < exercise->cycle.least_ms)
        verdict->reason = FIT_REJECT_TOO_FAST;
    else
        *verdict = (fit_verdict){.accepted = true,
                                 .hidden_ms = verdict->hidden_ms,
                                 .faults = verdict->faults,
                                 .announced = verdict->announced};
}

/* A movement too small to count was meant as a repetition when it took a repetition's time (knees give for 200 to 400
 * ms when a jump lands) and the exercise's attempt is true of it; where it declares none, when no reject held. */
static bool was_attempt(const fit_channel *channel, const fit_exercise *exercise)
{
    const fit_rule *attempt = &exercise->cycle.attempt;
    if (channel->cycle.last_ms - channel->cycle.ended.start_ms < exercise->cycle.least_ms)
        return false;
    if (attempt->condition_count == 0)
        return !channel->now.rejected;
    return fit_rule_true(attempt, channel->turn, channel->start, channel->turn_view);
}

static void end(fit_channel *channel, const fit_exercise *exercise)
{
    const fit_movement *ended = &channel->cycle.ended;
    channel->ended = channel->now;
    channel->ended.attempted = was_attempt(channel, exercise);
    if (channel->ended.accepted) {
        judge_range(exercise, ended, &channel->ended);
        fit_cycle_learn(&channel->cycle, exercise, ended);
    } else if (!channel->ended.refused) {
        bool is_short = !has_range(ended, exercise, counts_share);
        channel->ended.reason = ended->too_slow ? FIT_REJECT_TOO_SLOW
                                : is_short      ? FIT_REJECT_TOO_SHALLOW
                                                : FIT_REJECT_NOT_THE_EXERCISE;
    }
    channel->now = (fit_verdict){0};
}

/* One frame's landmarks are too little to tell a movement by. */
static void follow_turn(fit_channel *channel, const fit_exercise *exercise, const fit_reading *own, uint32_t view)
{
    const fit_cycle *cycle = &channel->cycle;
    double near = near_turn_share * fit_cycle_nominal_range(exercise);
    if (cycle->state != FIT_CYCLE_OUTWARD || cycle->travel < cycle->now.peak - near)
        return;
    if (channel->turn_frames == 0 || cycle->travel > channel->turn_travel + near) {
        channel->turn_frames = 0;
        channel->turn_travel = cycle->travel;
        channel->turn_view = view;
    }
    float share = 1.0F / (float)++channel->turn_frames;
    for (int i = 0; i < exercise->signal_count; i++) {
        fit_reading *turn = &channel->turn[i];
        turn->value = share < 1.0F ? turn->value + (own[i].value - turn->value) * share : own[i].value;
        turn->trust = share < 1.0F ? turn->trust + (own[i].trust - turn->trust) * share : own[i].trust;
    }
}

unsigned fit_channel_step(fit_channel *channel, const fit_exercise *exercise, const fit_readings *readings,
                          int64_t t_ms, int64_t dt_ms)
{
    const fit_reading *own = readings->at[channel->side];
    fit_reading signal = own[exercise->cycle.signal];
    bool hidden = signal.trust < FIT_TRUST_LEAST;
    channel->unseen_ms = hidden ? channel->unseen_ms + dt_ms : 0;
    channel->now.hidden_ms += hidden ? dt_ms : 0;

    unsigned news = fit_cycle_step(&channel->cycle, exercise, (double)signal.value, t_ms);
    bool closed = news & FIT_NEWS_CLOSED, started = news & FIT_NEWS_STARTED;
    const fit_movement *movement = closed ? &channel->cycle.ended : &channel->cycle.now;
    if (!closed)
        follow_turn(channel, exercise, own, readings->view);
    /* Not whenever it turns: a wobble on the way turns too, far from the extreme. */
    if (news & (FIT_NEWS_COUNTS | FIT_NEWS_CLOSED))
        judge_moment(channel, exercise, FIT_RULE_AT_TURN, channel->turn, channel->turn_view);
    if (news & FIT_NEWS_COUNTS)
        decide(channel, exercise, movement, t_ms, &channel->now);
    if (channel->now.accepted && movement->turned)
        judge_range(exercise, movement, &channel->now);
    if (closed)
        end(channel, exercise);
    if (news & FIT_NEWS_AT_REST)
        memcpy(channel->start, own, sizeof channel->start);
    if (started) {
        channel->now = (fit_verdict){0};
        channel->turn_frames = 0;
        follow_turn(channel, exercise, own, readings->view);
        judge_moment(channel, exercise, FIT_RULE_AT_START, channel->start, readings->view);
    }
    channel->phase = fit_cycle_phase(&channel->cycle, exercise);
    judge_held(channel, exercise, own, readings->view, t_ms);
    return news;
}

unsigned fit_channel_lose(fit_channel *channel, const fit_exercise *exercise)
{
    bool moving = fit_cycle_moving(&channel->cycle);
    fit_cycle_lose(&channel->cycle);
    if (moving) {
        end(channel, exercise);
        channel->ended.reason = FIT_REJECT_PERSON_LOST;
    }
    channel->now = (fit_verdict){0};
    channel->phase = 0;
    memset(channel->fault_clocks, 0, sizeof channel->fault_clocks);
    memset(channel->reject_clocks, 0, sizeof channel->reject_clocks);
    return moving ? FIT_NEWS_CLOSED : 0;
}

bool fit_channel_worth_a_word(const fit_channel *channel, const fit_exercise *exercise)
{
    bool meant = channel->ended.reason != FIT_REJECT_TOO_SHALLOW || channel->ended.attempted;
    return has_range(&channel->cycle.ended, exercise, worth_a_word_share) && meant;
}

uint32_t fit_channel_due_faults(const fit_channel *channel, const fit_exercise *exercise)
{
    bool likely = has_range(&channel->cycle.now, exercise, counts_share) && !channel->now.rejected &&
                  !channel->now.refused && fit_channel_sees(channel);
    return fit_cycle_moving(&channel->cycle) && likely ? channel->now.faults & ~channel->now.announced : 0;
}
