/* One signal going out from rest to a turn and back: finds movements, wherever the member's own rest and turn lie.
 *
 * Everything is measured as travel: the signal's distance from the nominal rest, positive towards the nominal turn. */
#ifndef FIT_TRAINER_CYCLE_H
#define FIT_TRAINER_CYCLE_H

#include "trainer/exercise.h"

typedef enum fit_cycle_state {
    FIT_CYCLE_SEEKING, /* rest has not been seen: whatever is going on began before */
    FIT_CYCLE_RESTING,
    FIT_CYCLE_OUTWARD,
    FIT_CYCLE_RETURNING,
} fit_cycle_state;

/* What a step brought about, in the order in which it is to be handled. */
typedef enum fit_cycle_news {
    FIT_NEWS_EXTREME = 1 << 0, /* the farthest point so far */
    FIT_NEWS_TURNED = 1 << 1,  /* it went back by more than the hysteresis */
    FIT_NEWS_COUNTS = 1 << 2,  /* the edge at which the exercise counts was crossed with enough range */
    FIT_NEWS_CLOSED = 1 << 3,  /* the movement, now in ended, is over */
    FIT_NEWS_AT_REST = 1 << 4, /* lies at rest, not yet leaving */
    FIT_NEWS_STARTED = 1 << 5, /* a movement began, at now.start_ms */
} fit_cycle_news;

typedef struct fit_movement {
    int64_t start_ms, turn_ms;
    int64_t rise_ms;   /* risen clear of a wobble (cycle.c); meaningful once rose */
    double base, peak; /* travel */
    bool rose, turned, counted, too_slow;
} fit_movement;

typedef struct fit_cycle {
    fit_cycle_state state;
    bool primed; /* last_ms and the seeking levels are set */
    int64_t last_ms;
    double travel;    /* of the latest step */
    double rest;      /* the member's own rest */
    double own_turn;  /* the member's own turn */
    double high, low; /* seeking: extremes since it began; returning: low is the least since the turn */
    int64_t low_ms;
    double still; /* where it has stayed since still_ms */
    int64_t still_ms;
    int64_t left_ms; /* last time close to rest */
    fit_movement now, ended;
} fit_cycle;

/* A zeroed cycle, with the nominal turn as the member's own. */
void fit_cycle_init(fit_cycle *cycle, const fit_exercise *exercise);
/* Back to seeking; what was learnt of the member stays. */
void fit_cycle_lose(fit_cycle *cycle);
/* value: of the cycle's signal, t_ms increasing. Returns a set of fit_cycle_news. */
unsigned fit_cycle_step(fit_cycle *cycle, const fit_exercise *exercise, double value, int64_t t_ms);
/* The member's own turn follows a counted movement half the way, within the exercise's bounds. */
void fit_cycle_learn(fit_cycle *cycle, const fit_exercise *exercise, const fit_movement *movement);

bool fit_cycle_moving(const fit_cycle *cycle);
double fit_cycle_nominal_range(const fit_exercise *exercise);
/* Index of the phase; 0 while seeking. */
uint8_t fit_cycle_phase(const fit_cycle *cycle, const fit_exercise *exercise);

#endif
