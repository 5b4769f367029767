/* Workouts as they are uploaded: in batches, each of which may come again or come late, and counts once. */
#ifndef FIT_STORE_WORKOUTS_H
#define FIT_STORE_WORKOUTS_H

#include "store/members.h"

enum { FIT_WORKOUT_KEY_CAP = 37, FIT_REASON_CAP = 41, FIT_FAULTS_CAP = 513, FIT_MAX_SETS = 100 };

typedef struct fit_workout {
    int64_t id;                    /* the database's; 0 in an upload */
    char key[FIT_WORKOUT_KEY_CAP]; /* the page's UUID, lower case */
    char exercise[FIT_EXERCISE_NAME_CAP];
    int64_t started_ms;
    int64_t offset_min;                               /* of the member's clock from UTC */
    int64_t local_day;                                /* of started_ms by that clock */
    int64_t finished_ms;                              /* 0: not yet */
    int64_t plan_sets, plan_repetitions, plan_rest_s; /* plan_sets 0: free */
} fit_workout;

typedef struct fit_set {
    int64_t number; /* 1..FIT_MAX_SETS */
    int64_t started_ms;
    int64_t ended_ms; /* 0: not yet */
} fit_set;

typedef struct fit_repetition {
    int64_t sequence; /* 1.., the page's */
    int64_t set_number;
    int64_t at_ms, local_day; /* when it ended; since 1970 */
    char side[6];             /* "both", "left", "right" */
    bool counted;
    char reason[FIT_REASON_CAP]; /* "" when counted */
    int64_t down_ms, up_ms;
    double range_deg;
    char faults[FIT_FAULTS_CAP]; /* names separated by single spaces, no name twice */
} fit_repetition;

typedef struct fit_batch {
    fit_workout workout;
    const fit_set *sets;
    size_t set_count;
    const fit_repetition *repetitions;
    size_t repetition_count;
} fit_batch;

/* Writes: the workout if it is new (its finish if it has one now), the sets, and the repetitions whose sequence is new;
 * only those change the daily totals and faults. *added: how many were new. FIT_ERR_CONFLICT: the key is a workout of
 * the member's with another exercise or start. */
FIT_NODISCARD fit_status fit_workouts_upload(fit_db *db, int64_t member_id, const fit_batch *batch, size_t *added);
/* Writes: with its repetitions and their part of the totals. FIT_ERR_NOT_FOUND: the member has no such workout. */
FIT_NODISCARD fit_status fit_workouts_delete(fit_db *db, int64_t member_id, const char *key);

typedef struct fit_workout_summary {
    fit_workout workout;
    int64_t sets, repetitions, clean, rejected; /* repetitions: counted */
} fit_workout_summary;

/* The member's, newest first: at most limit, started before before_ms (INT64_MAX: from the newest). */
FIT_NODISCARD fit_status fit_workouts_list(fit_db *db, int64_t member_id, int64_t before_ms, fit_workout_summary *list,
                                           size_t limit, size_t *count);
FIT_NODISCARD fit_status fit_workouts_get(fit_db *db, int64_t member_id, const char *key, fit_workout *workout);
/* In order; *list is the caller's to free, also when empty (NULL). workout_id: of a workout got as above. */
FIT_NODISCARD fit_status fit_workouts_sets(fit_db *db, int64_t workout_id, fit_set **list, size_t *count);
FIT_NODISCARD fit_status fit_workouts_repetitions(fit_db *db, int64_t workout_id, fit_repetition **list, size_t *count);

#endif
