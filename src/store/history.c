#include "store/history.h"

#include "store/columns.h"

const char fit_history_totals_sql[] =
    "SELECT local_day, exercise, repetitions, clean, rejected, active_ms FROM daily_totals "
    "WHERE member_id = $1 AND local_day BETWEEN $2 AND $3 ORDER BY local_day, exercise";
const char fit_history_faults_sql[] = "SELECT local_day, exercise, fault, amount FROM daily_faults "
                                      "WHERE member_id = $1 AND local_day BETWEEN $2 AND $3 "
                                      "ORDER BY local_day, exercise, fault";

/* One pass over the member's days: a record and its day are one number, so that the largest is the highest record on
 * its earliest day. DAYS is more than any day since 1970 that a time on the page can have (year 4707). */
enum { DAYS = 1000000 };
static const char BESTS[] = "SELECT exercise, CAST(sum(repetitions) AS BIGINT), max(repetitions * $2 - local_day), "
                            "max(best_set * $2 - local_day) FROM daily_totals WHERE member_id = $1 AND repetitions > 0 "
                            "GROUP BY exercise ORDER BY exercise LIMIT $3";

/* Days in a row differ from their rank by the same number: one group is one streak. */
static const char STREAKS[] =
    "WITH trained AS (SELECT DISTINCT local_day FROM daily_totals WHERE member_id = $1 AND repetitions > 0), "
    "ranked AS (SELECT local_day, local_day - row_number() OVER (ORDER BY local_day) AS streak FROM trained), "
    "streaks AS (SELECT count(*) AS days, max(local_day) AS last_day FROM ranked GROUP BY streak) "
    "SELECT (SELECT max(days) FROM streaks WHERE last_day >= $2 - 1), days, last_day, "
    "(SELECT count(*) FROM trained) FROM streaks ORDER BY days DESC, last_day LIMIT 1";

fit_status fit_history_totals(fit_db *db, int64_t member_id, int64_t first, int64_t last,
                              bool (*visit)(void *context, const fit_daily_total *total), void *context)
{
    fit_rows rows =
        fit_db_query(db, fit_history_totals_sql, FIT_PARAMS(fit_int(member_id), fit_int(first), fit_int(last)));
    bool more = true;
    while (more && fit_rows_next(&rows)) {
        fit_daily_total total = {.local_day = fit_rows_int(&rows, 0),
                                 .repetitions = fit_rows_int(&rows, 2),
                                 .clean = fit_rows_int(&rows, 3),
                                 .rejected = fit_rows_int(&rows, 4),
                                 .active_ms = fit_rows_int(&rows, 5)};
        fit_column_text(&rows, 1, total.exercise, sizeof total.exercise);
        more = visit(context, &total);
    }
    return fit_rows_end(&rows);
}

fit_status fit_history_faults(fit_db *db, int64_t member_id, int64_t first, int64_t last,
                              bool (*visit)(void *context, const fit_daily_fault *fault), void *context)
{
    fit_rows rows =
        fit_db_query(db, fit_history_faults_sql, FIT_PARAMS(fit_int(member_id), fit_int(first), fit_int(last)));
    bool more = true;
    while (more && fit_rows_next(&rows)) {
        fit_daily_fault fault = {.local_day = fit_rows_int(&rows, 0), .amount = fit_rows_int(&rows, 3)};
        fit_column_text(&rows, 1, fault.exercise, sizeof fault.exercise);
        fit_column_text(&rows, 2, fault.fault, sizeof fault.fault);
        more = visit(context, &fault);
    }
    return fit_rows_end(&rows);
}

/* record * DAYS - day, with 0 <= day < DAYS. */
static void split_record(int64_t both, int64_t *record, int64_t *day)
{
    *record = (both + DAYS - 1) / DAYS;
    *day = *record * DAYS - both;
}

fit_status fit_history_bests(fit_db *db, int64_t member_id, fit_best *list, size_t cap, size_t *count)
{
    fit_rows rows = fit_db_query(db, BESTS, FIT_PARAMS(fit_int(member_id), fit_int(DAYS), fit_int((int64_t)cap)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_best *best = &list[n++];
        fit_column_text(&rows, 0, best->exercise, sizeof best->exercise);
        best->total = fit_rows_int(&rows, 1);
        split_record(fit_rows_int(&rows, 2), &best->best_day_repetitions, &best->best_day);
        split_record(fit_rows_int(&rows, 3), &best->best_set_repetitions, &best->best_set_day);
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_history_streaks(fit_db *db, int64_t member_id, int64_t today, fit_streaks *streaks)
{
    fit_rows rows = fit_db_query(db, STREAKS, FIT_PARAMS(fit_int(member_id), fit_int(today)));
    fit_streaks found = {0};
    if (fit_rows_next(&rows))
        found = (fit_streaks){.current_days = fit_rows_int(&rows, 0),
                              .longest_days = fit_rows_int(&rows, 1),
                              .longest_last_day = fit_rows_int(&rows, 2),
                              .trained_days = fit_rows_int(&rows, 3)};
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *streaks = found;
    return status;
}
