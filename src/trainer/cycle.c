#include "trainer/cycle.h"

#include <math.h>

/* Shares of the nominal range. */
static const double counts_share = 0.5; /* docs/exercise-format.md: half the range counts */
static const double rise_share = 0.35;  /* this far it has risen: clear of a wobble, before it counts */
static const double near_share = 0.1;   /* this close to rest the movement has not begun */
static const double seen_share = 0.2;   /* this close to the nominal rest the first frame may be */
static const double still_share = 0.05; /* a person who stands still sways less */
/* So much of its own way a movement must come back before another may begin short of rest. */
static const double returned_share = 0.6;

/* The rest level sinks at once, but for a frame's noise. It rises only under a person who keeps still, since a slow
 * movement must not take its own rest along: 5 % a second is a repetition of over half a minute. */
static const double sink_ms = 100.0;
static const int64_t new_rest_ms = 1000;
/* Keeping still for so long is rest: while rest is sought, where a slow part of a movement may look alike, and most of
 * the way back. */
static const int64_t sought_rest_ms = 500, returned_rest_ms = 300;

double fit_cycle_nominal_range(const fit_exercise *exercise)
{
    return fabs((double)exercise->cycle.turn - (double)exercise->cycle.rest);
}

static double travel_of(const fit_exercise *exercise, double value)
{
    double way = value - (double)exercise->cycle.rest;
    return exercise->cycle.turn > exercise->cycle.rest ? way : -way;
}

static double rest_limit(const fit_exercise *exercise)
{
    return travel_of(exercise, (double)exercise->cycle.rest_limit);
}

/* The member's own range from a rest level, never so small that noise becomes progress. */
static double own_range(const fit_cycle *cycle, const fit_exercise *exercise, double rest)
{
    return fmax(cycle->own_turn - rest, counts_share * fit_cycle_nominal_range(exercise));
}

/* How far a movement falls back before it has turned: the gap between the last outward edge and the next one. It stays
 * with the nominal range, for the noise that it bears does not shrink with the member's own. */
static double hysteresis(const fit_exercise *exercise)
{
    uint8_t last = exercise->outward_count;
    const fit_phase *next = &exercise->phases[(last + 1) % exercise->phase_count];
    double gap = fmax((double)exercise->phases[last].edge - (double)next->edge, 0.05);
    return gap * fit_cycle_nominal_range(exercise);
}

static bool has_range(const fit_movement *movement, const fit_exercise *exercise)
{
    return movement->peak - movement->base >= counts_share * fit_cycle_nominal_range(exercise);
}

void fit_cycle_init(fit_cycle *cycle, const fit_exercise *exercise)
{
    *cycle = (fit_cycle){.own_turn = fit_cycle_nominal_range(exercise)};
}

void fit_cycle_lose(fit_cycle *cycle)
{
    *cycle = (fit_cycle){.own_turn = cycle->own_turn, .ended = cycle->now};
}

bool fit_cycle_moving(const fit_cycle *cycle)
{
    return cycle->state == FIT_CYCLE_OUTWARD || cycle->state == FIT_CYCLE_RETURNING;
}

static void rest_at(fit_cycle *cycle, double travel, int64_t t_ms)
{
    cycle->state = FIT_CYCLE_RESTING;
    cycle->rest = travel;
    cycle->left_ms = t_ms;
}

static unsigned start(fit_cycle *cycle, double base, int64_t start_ms, double travel, int64_t t_ms)
{
    cycle->state = FIT_CYCLE_OUTWARD;
    cycle->now = (fit_movement){.start_ms = start_ms, .turn_ms = t_ms, .base = base, .peak = travel};
    return FIT_NEWS_STARTED | FIT_NEWS_EXTREME;
}

void fit_cycle_learn(fit_cycle *cycle, const fit_exercise *exercise, const fit_movement *movement)
{
    double turn = cycle->own_turn + (movement->peak - cycle->own_turn) / 2;
    cycle->own_turn = fmin(fmax(turn, (double)exercise->cycle.turn_least), (double)exercise->cycle.turn_most);
}

/* How long it has kept still. */
static int64_t still_for_ms(fit_cycle *cycle, const fit_exercise *exercise, double travel, int64_t t_ms)
{
    if (fabs(travel - cycle->still) > still_share * fit_cycle_nominal_range(exercise)) {
        cycle->still = travel;
        cycle->still_ms = t_ms;
    }
    return t_ms - cycle->still_ms;
}

/* Rest is seen when the body stands at the nominal rest, keeps still within the bounds, or falls into the bounds and
 * turns there; a first frame half-way up is none of these. */
static unsigned seek(fit_cycle *cycle, const fit_exercise *exercise, double travel, int64_t t_ms)
{
    double nominal = fit_cycle_nominal_range(exercise);
    double turn_back = near_share * nominal;
    bool still = still_for_ms(cycle, exercise, travel, t_ms) >= sought_rest_ms && travel <= rest_limit(exercise);
    if (travel > cycle->high) {
        cycle->high = travel;
        cycle->low = travel;
    }
    cycle->low = fmin(cycle->low, travel);
    bool fell = cycle->high - cycle->low > turn_back;
    bool rises_again = fell && travel > cycle->low + turn_back && cycle->low <= rest_limit(exercise);
    if (rises_again)
        rest_at(cycle, cycle->low, t_ms);
    else if (travel <= seen_share * nominal || still)
        rest_at(cycle, travel, t_ms);
    return cycle->state == FIT_CYCLE_RESTING ? FIT_NEWS_AT_REST : 0;
}

static unsigned rest(fit_cycle *cycle, const fit_exercise *exercise, double travel, int64_t t_ms, double dt_ms)
{
    if (still_for_ms(cycle, exercise, travel, t_ms) >= new_rest_ms)
        cycle->rest = travel;
    else if (travel < cycle->rest)
        cycle->rest += (travel - cycle->rest) * (dt_ms / (sink_ms + dt_ms));
    cycle->rest = fmin(cycle->rest, rest_limit(exercise));
    double progress = (travel - cycle->rest) / own_range(cycle, exercise, cycle->rest);
    if (progress >= (double)exercise->phases[1].edge)
        return start(cycle, cycle->rest, cycle->left_ms, travel, t_ms);
    if (travel - cycle->rest > near_share * fit_cycle_nominal_range(exercise))
        return 0;
    cycle->left_ms = t_ms;
    return FIT_NEWS_AT_REST;
}

/* Counting news, once: the exercise's edge lies on the way out, or at a turn short of it. */
static unsigned count_outward(fit_cycle *cycle, const fit_exercise *exercise)
{
    const fit_phase *phase = &exercise->phases[exercise->cycle.count_at];
    fit_movement *now = &cycle->now;
    if (!phase->outward || now->counted || !has_range(now, exercise))
        return 0;
    double progress = (now->peak - now->base) / own_range(cycle, exercise, now->base);
    if (progress < (double)phase->edge && !now->turned)
        return 0;
    now->counted = true;
    return FIT_NEWS_COUNTS;
}

static unsigned go_out(fit_cycle *cycle, const fit_exercise *exercise, double travel, int64_t t_ms)
{
    fit_movement *now = &cycle->now;
    unsigned news = 0;
    if (travel > now->peak) {
        now->peak = travel;
        now->turn_ms = t_ms;
        news |= FIT_NEWS_EXTREME;
    }
    if (!now->rose && now->peak - now->base >= rise_share * fit_cycle_nominal_range(exercise)) {
        now->rose = true;
        now->rise_ms = t_ms;
    }
    if (travel < now->peak - hysteresis(exercise)) {
        cycle->state = FIT_CYCLE_RETURNING;
        cycle->low = travel;
        cycle->low_ms = t_ms;
        cycle->still = travel;
        cycle->still_ms = t_ms;
        now->turned = true;
        news |= FIT_NEWS_TURNED;
    }
    return news | count_outward(cycle, exercise);
}

static unsigned count_returning(fit_cycle *cycle, const fit_exercise *exercise, bool closes)
{
    const fit_phase *phase = &exercise->phases[exercise->cycle.count_at];
    fit_movement *now = &cycle->now;
    if (phase->outward || now->counted || !has_range(now, exercise))
        return 0;
    double progress = (cycle->low - now->base) / own_range(cycle, exercise, now->base);
    if (progress > (double)phase->edge && !closes)
        return 0;
    now->counted = true;
    return FIT_NEWS_COUNTS;
}

static unsigned come_back(fit_cycle *cycle, const fit_exercise *exercise, double travel, int64_t t_ms)
{
    fit_movement *now = &cycle->now;
    if (travel < cycle->low) {
        cycle->low = travel;
        cycle->low_ms = t_ms;
    }
    double way = now->peak - now->base;
    bool mostly_back = now->peak - cycle->low >= returned_share * way && cycle->low <= rest_limit(exercise);
    bool again = travel > cycle->low + hysteresis(exercise);
    bool still = still_for_ms(cycle, exercise, travel, t_ms) >= returned_rest_ms;
    double scale = fmax(way, own_range(cycle, exercise, now->base));
    bool arrived = travel <= now->base + (double)exercise->phases[0].edge * scale;
    bool closes = arrived || (mostly_back && (again || still));
    unsigned news = count_returning(cycle, exercise, closes);
    if (closes) {
        cycle->ended = *now;
        news |= FIT_NEWS_CLOSED;
        if (again && !arrived)
            return news | start(cycle, cycle->low, cycle->low_ms, travel, t_ms);
        rest_at(cycle, travel, t_ms);
        return news | FIT_NEWS_AT_REST;
    }
    if (again)
        cycle->state = FIT_CYCLE_OUTWARD;
    return news;
}

unsigned fit_cycle_step(fit_cycle *cycle, const fit_exercise *exercise, double value, int64_t t_ms)
{
    double travel = travel_of(exercise, value);
    if (!cycle->primed) {
        cycle->primed = true;
        cycle->high = cycle->low = cycle->still = travel;
        cycle->still_ms = cycle->last_ms = t_ms;
    }
    double dt_ms = (double)(t_ms - cycle->last_ms);
    cycle->last_ms = t_ms;
    cycle->travel = travel;
    if (fit_cycle_moving(cycle) && !cycle->now.counted && t_ms - cycle->now.start_ms > exercise->cycle.most_ms) {
        fit_cycle_lose(cycle);
        cycle->ended.too_slow = true;
        return FIT_NEWS_CLOSED;
    }
    switch (cycle->state) {
    case FIT_CYCLE_RESTING:
        return rest(cycle, exercise, travel, t_ms, dt_ms);
    case FIT_CYCLE_OUTWARD:
        return go_out(cycle, exercise, travel, t_ms);
    case FIT_CYCLE_RETURNING:
        return come_back(cycle, exercise, travel, t_ms);
    default:
        return seek(cycle, exercise, travel, t_ms);
    }
}

uint8_t fit_cycle_phase(const fit_cycle *cycle, const fit_exercise *exercise)
{
    if (!fit_cycle_moving(cycle))
        return 0;
    double range = own_range(cycle, exercise, cycle->now.base);
    double farthest = (cycle->now.peak - cycle->now.base) / range;
    uint8_t phase = 1;
    while (phase < exercise->outward_count && farthest >= (double)exercise->phases[phase + 1].edge)
        phase++;
    if (cycle->state == FIT_CYCLE_OUTWARD)
        return phase;
    double nearest = (cycle->low - cycle->now.base) / range;
    for (uint8_t i = (uint8_t)(exercise->outward_count + 1); i < exercise->phase_count; i++)
        if (nearest <= (double)exercise->phases[i].edge)
            phase = i;
    return phase;
}
