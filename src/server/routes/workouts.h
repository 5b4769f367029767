/* /workouts: the history, and batches of a workout as it goes on. */
#ifndef FIT_SERVER_ROUTES_WORKOUTS_H
#define FIT_SERVER_ROUTES_WORKOUTS_H

#include "server/exchange.h"

fit_problem fit_workout_list(fit_exchange *exchange);
fit_problem fit_workout_get(fit_exchange *exchange);
fit_problem fit_workout_put(fit_exchange *exchange);
fit_problem fit_workout_delete(fit_exchange *exchange);

#endif
