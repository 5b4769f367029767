#include "store/challenges.h"

#include "store/columns.h"

static const char ADD[] =
    "INSERT INTO face_challenges (secret_hash, member_id, steps, issued_ms, expires_ms, sealed_state) "
    "VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
static const char FIND[] = "SELECT id, member_id, steps, issued_ms, expires_ms, frames, sealed_state "
                           "FROM face_challenges WHERE secret_hash = $1 AND expires_ms > $2";
static const char ADVANCE[] = "UPDATE face_challenges SET sealed_state = $3, expires_ms = $4, frames = frames + 1 "
                              "WHERE id = $1 AND frames = $2 RETURNING id";
static const char FINISH[] = "DELETE FROM face_challenges WHERE id = $1 AND frames = $2 RETURNING id";
static const char SWEEP[] = "DELETE FROM face_challenges WHERE expires_ms <= $1";

fit_status fit_challenges_add(fit_db *db, const unsigned char secret_hash[FIT_CHALLENGE_HASH_LEN],
                              const fit_stored_challenge *challenge, int64_t *id)
{
    fit_rows rows = fit_db_query(db, ADD,
                                 FIT_PARAMS(fit_bytes(secret_hash, FIT_CHALLENGE_HASH_LEN),
                                            fit_int_or_null(challenge->member_id == 0, challenge->member_id),
                                            fit_text(challenge->steps), fit_int(challenge->issued_ms),
                                            fit_int(challenge->expires_ms), fit_bytes("", 0)));
    int64_t added = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : 0;
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *id = added;
    return status;
}

fit_status fit_challenges_find(fit_db *db, const unsigned char secret_hash[FIT_CHALLENGE_HASH_LEN], int64_t now_ms,
                               fit_stored_challenge *challenge, fit_buffer *sealed_state)
{
    fit_rows rows = fit_db_query(db, FIND, FIT_PARAMS(fit_bytes(secret_hash, FIT_CHALLENGE_HASH_LEN), fit_int(now_ms)));
    bool found = fit_rows_next(&rows);
    fit_status appended = FIT_OK;
    if (found) {
        challenge->id = fit_rows_int(&rows, 0);
        challenge->member_id = fit_rows_int(&rows, 1);
        fit_column_text(&rows, 2, challenge->steps, sizeof challenge->steps);
        challenge->issued_ms = fit_rows_int(&rows, 3);
        challenge->expires_ms = fit_rows_int(&rows, 4);
        challenge->frames = fit_rows_int(&rows, 5);
        const fit_value state = fit_rows_bytes(&rows, 6);
        appended = fit_buffer_append(sealed_state, state.bytes, state.len);
    }
    fit_status status = fit_rows_end_one(&rows, found);
    return status == FIT_OK ? appended : status;
}

/* In PostgreSQL the second of two waits for the first at the row, and then finds another number of frames. */
static fit_status change(fit_db *db, const char *sql, const fit_value *params, size_t count)
{
    fit_status status = fit_db_change(db, sql, params, count);
    return status == FIT_ERR_NOT_FOUND ? FIT_ERR_CONFLICT : status;
}

fit_status fit_challenges_advance(fit_db *db, const fit_stored_challenge *challenge, const void *sealed_state,
                                  size_t len)
{
    return change(db, ADVANCE,
                  FIT_PARAMS(fit_int(challenge->id), fit_int(challenge->frames), fit_bytes(sealed_state, len),
                             fit_int(challenge->expires_ms)));
}

fit_status fit_challenges_finish(fit_db *db, const fit_stored_challenge *challenge)
{
    return change(db, FINISH, FIT_PARAMS(fit_int(challenge->id), fit_int(challenge->frames)));
}

fit_status fit_challenges_sweep(fit_db *db, int64_t now_ms)
{
    return fit_db_run(db, SWEEP, FIT_PARAMS(fit_int(now_ms)));
}
