#include "store/totals.h"

#include <stdlib.h>

/* best_set: of the day's repetitions in this workout, stored by now. */
static const char ADD_TOTAL[] =
    "INSERT INTO daily_totals (member_id, local_day, exercise, repetitions, clean, rejected, active_ms, best_set) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, COALESCE((SELECT max(n) FROM (SELECT count(*) AS n FROM repetitions "
    "WHERE workout_id = $8 AND local_day = $2 AND counted = 1 GROUP BY set_number) AS in_sets), 0)) "
    "ON CONFLICT (member_id, local_day, exercise) DO UPDATE SET "
    "repetitions = daily_totals.repetitions + excluded.repetitions, clean = daily_totals.clean + excluded.clean, "
    "rejected = daily_totals.rejected + excluded.rejected, active_ms = daily_totals.active_ms + excluded.active_ms, "
    "best_set = CASE WHEN excluded.best_set > daily_totals.best_set THEN excluded.best_set "
    "ELSE daily_totals.best_set END";

#define KEY_OF_TOTAL "WHERE member_id = $1 AND local_day = $2 AND exercise = $3"
static const char SUBTRACT_TOTAL[] = "UPDATE daily_totals SET repetitions = repetitions - $4, clean = clean - $5, "
                                     "rejected = rejected - $6, active_ms = active_ms - $7 " KEY_OF_TOTAL;
static const char REMOVE_TOTAL[] = "DELETE FROM daily_totals " KEY_OF_TOTAL " AND repetitions = 0 AND rejected = 0";
/* Of the workouts that are left. A statement of its own: by now the row is held, so nobody adds to it meanwhile. */
static const char FIND_BEST_SET[] =
    "UPDATE daily_totals SET best_set = COALESCE((SELECT max(n) FROM (SELECT count(*) AS n FROM workouts w "
    "JOIN repetitions r ON r.workout_id = w.id WHERE w.member_id = $1 AND w.exercise = $3 AND r.local_day = $2 "
    "AND r.counted = 1 GROUP BY r.workout_id, r.set_number) AS in_sets), 0) " KEY_OF_TOTAL;

/* So many rows at once: unused ones have no day. */
enum { FAULTS_AT_ONCE = 8, FAULT_COLUMNS = 3, FAULT_PARAMS = 2 + FAULTS_AT_ONCE * FAULT_COLUMNS };
static const char ADD_FAULTS[] =
    "WITH changed (local_day, fault, amount) AS (VALUES ($3, $4, $5), ($6, $7, $8), ($9, $10, $11), ($12, $13, $14), "
    "($15, $16, $17), ($18, $19, $20), ($21, $22, $23), ($24, $25, $26)) "
    "INSERT INTO daily_faults (member_id, local_day, exercise, fault, amount) "
    "SELECT $1, local_day, $2, fault, amount FROM changed WHERE local_day IS NOT NULL "
    "ON CONFLICT (member_id, local_day, exercise, fault) DO UPDATE SET amount = daily_faults.amount + excluded.amount";
static const char REMOVE_FAULTS[] =
    "DELETE FROM daily_faults WHERE member_id = $1 AND exercise = $2 AND local_day BETWEEN $3 AND $4 AND amount = 0";

typedef struct fault_sum {
    int64_t local_day;
    const char *name; /* not ended by a 0 */
    size_t len;
    int64_t amount;
} fault_sum;

static int compare_days(const void *a, const void *b)
{
    int64_t x = (*(const fit_repetition *const *)a)->local_day, y = (*(const fit_repetition *const *)b)->local_day;
    return (x > y) - (x < y);
}

static void sort_by_day(const fit_share *share)
{
    if (share->count > 0)
        qsort(share->repetitions, share->count, sizeof(const fit_repetition *), compare_days);
}

static int compare_faults(const void *a, const void *b)
{
    const fault_sum *x = a, *y = b;
    if (x->local_day != y->local_day)
        return x->local_day < y->local_day ? -1 : 1;
    int order = memcmp(x->name, y->name, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* The day's repetitions stand side by side from `first` on; returns where the next day's begin. */
static size_t sum_day(const fit_share *share, size_t first, fit_value sums[4])
{
    int64_t repetitions = 0, clean = 0, rejected = 0, active_ms = 0;
    size_t i = first;
    for (; i < share->count && share->repetitions[i]->local_day == share->repetitions[first]->local_day; i++) {
        const fit_repetition *repetition = share->repetitions[i];
        rejected += !repetition->counted;
        repetitions += repetition->counted;
        clean += repetition->counted && !repetition->faults[0];
        active_ms += repetition->counted ? repetition->down_ms + repetition->up_ms : 0;
    }
    sums[0] = fit_int(repetitions);
    sums[1] = fit_int(clean);
    sums[2] = fit_int(rejected);
    sums[3] = fit_int(active_ms);
    return i;
}

/* Sorted, each day and name once. NULL with *count 0 when there are none; the caller frees. */
static fit_status sum_faults(const fit_share *share, fault_sum **out, size_t *count)
{
    size_t names = 0;
    for (size_t i = 0; i < share->count; i++) {
        const char *text = share->repetitions[i]->counted ? share->repetitions[i]->faults : "";
        for (; *text; text++)
            names += text[1] == ' ' || !text[1];
    }
    *out = NULL;
    *count = 0;
    if (names == 0)
        return FIT_OK;
    fault_sum *sums = malloc(names * sizeof *sums);
    if (!sums)
        return FIT_ERR_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < share->count; i++) {
        const fit_repetition *repetition = share->repetitions[i];
        for (const char *name = repetition->counted ? repetition->faults : ""; *name;) {
            size_t len = strcspn(name, " ");
            sums[n++] = (fault_sum){repetition->local_day, name, len, 1};
            name += len + (name[len] == ' ');
        }
    }
    qsort(sums, n, sizeof *sums, compare_faults);
    size_t last = 0;
    for (size_t i = 1; i < n; i++) {
        if (compare_faults(&sums[last], &sums[i]) == 0)
            sums[last].amount++;
        else
            sums[++last] = sums[i];
    }
    *out = sums;
    *count = last + 1;
    return FIT_OK;
}

static fit_status change_faults(fit_db *db, const fit_share *share, int sign)
{
    fault_sum *sums;
    size_t count;
    fit_status status = sum_faults(share, &sums, &count);
    for (size_t first = 0; first < count && status == FIT_OK; first += FAULTS_AT_ONCE) {
        fit_value params[FAULT_PARAMS] = {fit_int(share->member_id), fit_text(share->exercise)};
        for (size_t i = 0; i < FAULTS_AT_ONCE; i++) {
            fit_value *row = &params[2 + i * FAULT_COLUMNS];
            bool used = first + i < count;
            const fault_sum *sum = used ? &sums[first + i] : NULL;
            row[0] = fit_int_or_null(!used, used ? sum->local_day : 0);
            row[1] = used ? (fit_value){.kind = FIT_VALUE_TEXT, .bytes = sum->name, .len = sum->len}
                          : (fit_value){.kind = FIT_VALUE_TEXT, .null = true};
            row[2] = fit_int_or_null(!used, used ? sign * sum->amount : 0);
        }
        status = fit_db_run(db, ADD_FAULTS, params, FAULT_PARAMS);
    }
    free(sums);
    return status;
}

fit_status fit_totals_add(fit_db *db, const fit_share *share)
{
    sort_by_day(share);
    fit_status status = FIT_OK;
    for (size_t i = 0; i < share->count && status == FIT_OK;) {
        fit_value params[] = {fit_int(share->member_id),
                              fit_int(share->repetitions[i]->local_day),
                              fit_text(share->exercise),
                              {0},
                              {0},
                              {0},
                              {0},
                              fit_int(share->workout_id)};
        i = sum_day(share, i, params + 3);
        status = fit_db_run(db, ADD_TOTAL, params, sizeof params / sizeof *params);
    }
    return status == FIT_OK ? change_faults(db, share, 1) : status;
}

fit_status fit_totals_subtract(fit_db *db, const fit_share *share)
{
    sort_by_day(share);
    fit_status status = FIT_OK;
    for (size_t i = 0; i < share->count && status == FIT_OK;) {
        fit_value params[7] = {fit_int(share->member_id), fit_int(share->repetitions[i]->local_day),
                               fit_text(share->exercise)};
        i = sum_day(share, i, params + 3);
        status = fit_db_run(db, SUBTRACT_TOTAL, params, 7);
        if (status == FIT_OK)
            status = fit_db_run(db, REMOVE_TOTAL, params, 3);
        if (status == FIT_OK)
            status = fit_db_run(db, FIND_BEST_SET, params, 3);
    }
    if (status == FIT_OK)
        status = change_faults(db, share, -1);
    if (status == FIT_OK && share->count > 0)
        status = fit_db_run(db, REMOVE_FAULTS,
                            FIT_PARAMS(fit_int(share->member_id), fit_text(share->exercise),
                                       fit_int(share->repetitions[0]->local_day),
                                       fit_int(share->repetitions[share->count - 1]->local_day)));
    return status;
}
