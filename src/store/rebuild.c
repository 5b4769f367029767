#include "store/history.h"

/* What the repetitions give. */
#define TRUE_TOTALS                                                                                                    \
    "SELECT w.member_id, s.local_day, w.exercise, CAST(sum(s.repetitions) AS BIGINT) AS repetitions, "                 \
    "CAST(sum(s.clean) AS BIGINT) AS clean, CAST(sum(s.rejected) AS BIGINT) AS rejected, "                             \
    "CAST(sum(s.active_ms) AS BIGINT) AS active_ms, max(s.repetitions) AS best_set FROM workouts w JOIN "              \
    "(SELECT workout_id, set_number, local_day, count(CASE WHEN counted = 1 THEN 1 END) AS repetitions, "              \
    "count(CASE WHEN counted = 1 AND faults = '' THEN 1 END) AS clean, "                                               \
    "count(CASE WHEN counted = 0 THEN 1 END) AS rejected, "                                                            \
    "sum(CASE WHEN counted = 1 THEN down_ms + up_ms ELSE 0 END) AS active_ms "                                         \
    "FROM repetitions GROUP BY workout_id, set_number, local_day) AS s ON s.workout_id = w.id "                        \
    "GROUP BY w.member_id, s.local_day, w.exercise"
#define TOTALS_COLUMNS "member_id, local_day, exercise, repetitions, clean, rejected, active_ms, best_set"

/* Lists of faults are taken apart letter by letter, since the databases have no function for it in common; but only
 * once each, and there are few. */
#define TRUE_FAULTS                                                                                                    \
    "SELECT w.member_id, r.local_day, w.exercise, n.fault, count(*) AS amount FROM workouts w "                        \
    "JOIN repetitions r ON r.workout_id = w.id AND r.counted = 1 JOIN names n ON n.faults = r.faults "                 \
    "GROUP BY w.member_id, r.local_day, w.exercise, n.fault"
#define NAMES                                                                                                          \
    "WITH RECURSIVE letters (faults, rest, word, fault) AS ("                                                          \
    "SELECT DISTINCT faults, faults || ' ', '', '' FROM repetitions WHERE faults <> '' UNION ALL "                     \
    "SELECT faults, substr(rest, 2), CASE WHEN substr(rest, 1, 1) = ' ' THEN '' ELSE word || substr(rest, 1, 1) END, " \
    "CASE WHEN substr(rest, 1, 1) = ' ' THEN word ELSE '' END FROM letters WHERE rest <> ''), "                        \
    "names AS (SELECT faults, fault FROM letters WHERE fault <> '') "
#define FAULTS_COLUMNS "member_id, local_day, exercise, fault, amount"

/* A row that has other sums is in both halves, but is one difference. */
#define COUNT_DIFFERENCES(key, columns, table)                                                                         \
    "SELECT count(*) FROM (SELECT " key " FROM (SELECT " columns " FROM truth EXCEPT SELECT " columns " FROM " table   \
    ") AS missing UNION SELECT " key " FROM (SELECT " columns " FROM " table " EXCEPT SELECT " columns                 \
    " FROM truth) AS wrong) AS differences"

static const char COUNT_TOTALS[] =
    "WITH truth AS (" TRUE_TOTALS
    ") " COUNT_DIFFERENCES("member_id, local_day, exercise", TOTALS_COLUMNS, "daily_totals");
static const char COUNT_FAULTS[] =
    NAMES ", truth AS (" TRUE_FAULTS
          ") " COUNT_DIFFERENCES("member_id, local_day, exercise, fault", FAULTS_COLUMNS, "daily_faults");
static const char CLEAR_TOTALS[] = "DELETE FROM daily_totals";
static const char CLEAR_FAULTS[] = "DELETE FROM daily_faults";
static const char MAKE_TOTALS[] = "INSERT INTO daily_totals (" TOTALS_COLUMNS ") " TRUE_TOTALS;
static const char MAKE_FAULTS[] = NAMES "INSERT INTO daily_faults (" FAULTS_COLUMNS ") " TRUE_FAULTS;

static fit_status count(fit_db *db, const char *sql, int64_t *differences)
{
    fit_rows rows = fit_db_query(db, sql, NULL, 0);
    if (fit_rows_next(&rows))
        *differences += fit_rows_int(&rows, 0);
    return fit_rows_end(&rows);
}

fit_status fit_history_rebuild(fit_db *db, int64_t *differences)
{
    const char *const changes[] = {CLEAR_TOTALS, MAKE_TOTALS, CLEAR_FAULTS, MAKE_FAULTS};
    int64_t found = 0;
    fit_status status = count(db, COUNT_TOTALS, &found);
    if (status == FIT_OK)
        status = count(db, COUNT_FAULTS, &found);
    for (size_t i = 0; i < sizeof changes / sizeof *changes && status == FIT_OK && found > 0; i++)
        status = fit_db_run(db, changes[i], NULL, 0);
    if (status == FIT_OK)
        *differences = found;
    return status;
}
