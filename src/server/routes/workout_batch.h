/* A batch of a workout as its JSON says it, each field checked once (the schema Batch). */
#ifndef FIT_SERVER_ROUTES_WORKOUT_BATCH_H
#define FIT_SERVER_ROUTES_WORKOUT_BATCH_H

#include "server/exchange.h"
#include "store/workouts.h"

enum {
    FIT_BATCH_MAX_REPETITIONS = 500,
    FIT_MAX_SEQUENCE = 100000,
    FIT_MAX_PLAN_REPETITIONS = 1000,
    FIT_MAX_PLAN_REST_S = 3600,
    FIT_MAX_HALF_MS = 600000, /* from a repetition's start to its turn, and from there to its end */
    FIT_MAX_REPETITION_FAULTS = 10,
};

/* Whether text is a UUID as the page makes them: lower case, 8-4-4-4-12. */
bool fit_workout_key_holds(const char *text);

/* Fills batch from the exchange's body and key. fit_batch_free follows, after a problem too. */
fit_problem fit_batch_read(fit_exchange *exchange, const char *key, fit_batch *batch);
void fit_batch_free(fit_batch *batch);

#endif
