#include "store/limits.h"

/* $4: what a bucket holds, as a time: how far full_ms may lie ahead. No row comes back when that does not suffice. */
static const char TAKE[] = "INSERT INTO limits (key, full_ms) VALUES ($1, $2 + $3) "
                           "ON CONFLICT (key) DO UPDATE "
                           "SET full_ms = CASE WHEN limits.full_ms > $2 THEN limits.full_ms ELSE $2 END + $3 "
                           "WHERE CASE WHEN limits.full_ms > $2 THEN limits.full_ms ELSE $2 END + $3 <= $2 + $4 "
                           "RETURNING full_ms";
static const char FULL[] = "SELECT full_ms FROM limits WHERE key = $1";
static const char CLEAR[] = "DELETE FROM limits WHERE key = $1";
static const char GIVE_BACK[] = "UPDATE limits SET full_ms = full_ms - $2 WHERE key = $1";
static const char SWEEP[] = "DELETE FROM limits WHERE full_ms <= $1";

fit_status fit_limits_take(fit_db *db, const char *key, int burst, int64_t each_ms, int64_t now_ms, int64_t *wait_ms)
{
    int64_t room_ms = burst * each_ms;
    fit_status status =
        fit_db_change(db, TAKE, FIT_PARAMS(fit_text(key), fit_int(now_ms), fit_int(each_ms), fit_int(room_ms)));
    if (status == FIT_OK)
        *wait_ms = 0;
    if (status != FIT_ERR_NOT_FOUND)
        return status;
    fit_rows rows = fit_db_query(db, FULL, FIT_PARAMS(fit_text(key)));
    int64_t full_ms = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : 0;
    status = fit_rows_end(&rows);
    if (status == FIT_OK) {
        int64_t wait = full_ms + each_ms - (now_ms + room_ms);
        *wait_ms = wait > 1 ? wait : 1; /* somebody may have cleared it meanwhile: try again at once */
    }
    return status;
}

fit_status fit_limits_clear(fit_db *db, const char *key)
{
    return fit_db_run(db, CLEAR, FIT_PARAMS(fit_text(key)));
}

fit_status fit_limits_give_back(fit_db *db, const char *key, int64_t each_ms)
{
    return fit_db_run(db, GIVE_BACK, FIT_PARAMS(fit_text(key), fit_int(each_ms)));
}

fit_status fit_limits_sweep(fit_db *db, int64_t now_ms)
{
    return fit_db_run(db, SWEEP, FIT_PARAMS(fit_int(now_ms)));
}
