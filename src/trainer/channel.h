/* One side's movement, or that of both together: its cycle, its rules, and whether it may count. */
#ifndef FIT_TRAINER_CHANNEL_H
#define FIT_TRAINER_CHANNEL_H

#include "trainer/cycle.h"
#include "trainer/rules.h"

/* What is known of one movement beside its course. */
typedef struct fit_verdict {
    bool accepted; /* it counted */
    bool refused;  /* it would have counted but for reason */
    fit_reject_reason reason;
    bool rejected;     /* one of the exercise's rejects was true of it */
    bool joined;       /* it rose along with the other side's movement when that one counted */
    bool attempted;    /* meant as a repetition, should it be too small to count */
    int64_t hidden_ms; /* how long its signal was hidden */
    uint32_t faults;
    uint32_t announced; /* of the faults, those already emitted */
} fit_verdict;

typedef struct fit_channel {
    fit_side side; /* whose readings it looks at */
    fit_cycle cycle;
    fit_verdict now, ended; /* of cycle.now and cycle.ended */
    fit_rule_clock fault_clocks[FIT_EXERCISE_MAX_FAULTS];
    fit_rule_clock reject_clocks[FIT_MAX_REJECTS];
    fit_reading start[FIT_MAX_SIGNALS]; /* when it left rest */
    fit_reading turn[FIT_MAX_SIGNALS];  /* mean of the frames about the farthest point so far */
    double turn_travel;                 /* where these frames begin */
    int turn_frames;
    uint32_t turn_view;
    int64_t unseen_ms; /* how long the cycle's signal has been hidden on end */
    uint8_t phase;
} fit_channel;

void fit_channel_init(fit_channel *channel, const fit_exercise *exercise, fit_side side);

/* Feeds one frame. Returns a set of fit_cycle_news; on FIT_NEWS_COUNTS the movement's verdict is accepted or refused.
 */
unsigned fit_channel_step(fit_channel *channel, const fit_exercise *exercise, const fit_readings *readings,
                          int64_t t_ms, int64_t dt_ms);
/* The person is gone; a movement that went on is ended. Returns FIT_NEWS_CLOSED or 0. */
unsigned fit_channel_lose(fit_channel *channel, const fit_exercise *exercise);

/* Whether to tell why the movement that ended did not count: it was large enough, and if too small to count, an attempt
 * rather than a step. */
bool fit_channel_worth_a_word(const fit_channel *channel, const fit_exercise *exercise);
/* The signal is visible, but for flickers. */
bool fit_channel_sees(const fit_channel *channel);
/* The movement, the latest one, was seen for long enough. */
bool fit_channel_trusts(const fit_channel *channel, const fit_movement *movement, int64_t t_ms);
/* Faults that are certain enough to be said now; the caller marks them as announced. */
uint32_t fit_channel_due_faults(const fit_channel *channel, const fit_exercise *exercise);

#endif
