/* What the charts show: sums a day, personal records, streaks. Reads only. */
#ifndef FIT_STORE_HISTORY_H
#define FIT_STORE_HISTORY_H

#include "store/members.h"

/* For a test that looks at their plans: $1 the member, $2..$3 the days. */
extern const char fit_history_totals_sql[], fit_history_faults_sql[];

typedef struct fit_daily_total {
    int64_t local_day;
    char exercise[FIT_EXERCISE_NAME_CAP];
    int64_t repetitions, clean, rejected, active_ms;
} fit_daily_total;

typedef struct fit_daily_fault {
    int64_t local_day;
    char exercise[FIT_EXERCISE_NAME_CAP];
    char fault[41];
    int64_t amount; /* counted repetitions that had it */
} fit_daily_fault;

/* Days first..last, both included, in order of day and exercise, as visit sees them; days without training have no
 * row. visit returns false to stop early (the status is then FIT_OK). One indexed query. */
FIT_NODISCARD fit_status fit_history_totals(fit_db *db, int64_t member_id, int64_t first, int64_t last,
                                            bool (*visit)(void *context, const fit_daily_total *total), void *context);
FIT_NODISCARD fit_status fit_history_faults(fit_db *db, int64_t member_id, int64_t first, int64_t last,
                                            bool (*visit)(void *context, const fit_daily_fault *fault), void *context);

typedef struct fit_best {
    char exercise[FIT_EXERCISE_NAME_CAP];
    int64_t total;                              /* counted repetitions ever */
    int64_t best_day, best_day_repetitions;     /* the earliest day with the most */
    int64_t best_set_day, best_set_repetitions; /* a set over midnight counts as two */
} fit_best;

typedef struct fit_streaks {
    int64_t current_days;                   /* days in a row with a counted repetition that end today or yesterday */
    int64_t longest_days, longest_last_day; /* the first of the longest */
    int64_t trained_days;                   /* ever */
} fit_streaks;

/* At most cap exercises, in order of name. */
FIT_NODISCARD fit_status fit_history_bests(fit_db *db, int64_t member_id, fit_best *list, size_t cap, size_t *count);
FIT_NODISCARD fit_status fit_history_streaks(fit_db *db, int64_t member_id, int64_t today, fit_streaks *streaks);

/* Compares totals and faults with the repetitions, all members', and makes them anew when a row is wrong: writes.
 * *differences: rows that were wrong, missing or too many. PostgreSQL: nobody may upload or delete workouts meanwhile.
 */
FIT_NODISCARD fit_status fit_history_rebuild(fit_db *db, int64_t *differences);

#endif
