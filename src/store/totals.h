/* The part that repetitions of a workout have in the daily totals and faults: inside the store only. */
#ifndef FIT_STORE_TOTALS_H
#define FIT_STORE_TOTALS_H

#include "store/workouts.h"

typedef struct fit_share {
    int64_t member_id, workout_id;
    const char *exercise;
    const fit_repetition **repetitions; /* get sorted; NULL when there are none */
    size_t count;
} fit_share;

/* Writes: after the repetitions have been stored, or deleted. Rows are changed in order of day, then of day and fault,
 * so that no two transactions wait for each other. */
FIT_NODISCARD fit_status fit_totals_add(fit_db *db, const fit_share *share);
FIT_NODISCARD fit_status fit_totals_subtract(fit_db *db, const fit_share *share);

#endif
