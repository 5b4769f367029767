#include "store/sessions.h"

#include "store/columns.h"

static const char ADD[] =
    "INSERT INTO sessions (token_hash, member_id, created_ms, used_ms, address, user_agent, password_ms) "
    "VALUES ($1, $2, $3, $3, $4, $5, $6) RETURNING id";
static const char DROP_OLDEST[] =
    "DELETE FROM sessions WHERE member_id = $1 AND id NOT IN "
    "(SELECT id FROM sessions WHERE member_id = $1 ORDER BY used_ms DESC, id DESC LIMIT $2)";

#define COLUMNS                                                                                                        \
    "SELECT s.id, s.member_id, m.role, m.language, m.weekly_days, s.created_ms, s.used_ms, s.address, s.user_agent, "  \
    "s.password_ms "                                                                                                   \
    "FROM sessions s JOIN members m ON m.id = s.member_id "
static const char FIND[] =
    COLUMNS "WHERE s.token_hash = $1 AND s.used_ms >= $2 AND s.created_ms >= $3 AND m.disabled = 0";
static const char LIST[] = COLUMNS "WHERE s.member_id = $1 ORDER BY s.used_ms DESC, s.id DESC LIMIT $2";

static const char PROVE[] = "UPDATE sessions SET password_ms = $2 WHERE id = $1 RETURNING id";
static const char TOUCH[] = "UPDATE sessions SET used_ms = $2 WHERE id = $1 AND used_ms < $2";
static const char DELETE[] = "DELETE FROM sessions WHERE id = $2 AND member_id = $1 RETURNING id";
static const char DELETE_ALL[] = "DELETE FROM sessions WHERE member_id = $1 AND id <> $2";
static const char SWEEP[] = "DELETE FROM sessions WHERE used_ms < $1 OR created_ms < $2";

fit_status fit_sessions_add(fit_db *db, const unsigned char token_hash[FIT_TOKEN_HASH_LEN], int64_t member_id,
                            bool by_password, const char *address, const char *user_agent, int64_t now_ms, int64_t *id)
{
    fit_rows rows = fit_db_query(
        db, ADD,
        FIT_PARAMS(fit_bytes(token_hash, FIT_TOKEN_HASH_LEN), fit_int(member_id), fit_int(now_ms), fit_text(address),
                   fit_text_within(user_agent, FIT_USER_AGENT_CAP), fit_int(by_password ? now_ms : 0)));
    int64_t added = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : 0;
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        status = fit_db_run(db, DROP_OLDEST, FIT_PARAMS(fit_int(member_id), fit_int(FIT_MAX_SESSIONS)));
    if (status == FIT_OK)
        *id = added;
    return status;
}

static void read_session(const fit_rows *rows, fit_session *session)
{
    session->id = fit_rows_int(rows, 0);
    session->member_id = fit_rows_int(rows, 1);
    session->role = fit_role_of(fit_rows_text(rows, 2));
    fit_column_text(rows, 3, session->language, sizeof session->language);
    session->weekly_days = fit_rows_int(rows, 4);
    session->created_ms = fit_rows_int(rows, 5);
    session->used_ms = fit_rows_int(rows, 6);
    fit_column_text(rows, 7, session->address, sizeof session->address);
    fit_column_text(rows, 8, session->user_agent, sizeof session->user_agent);
    session->password_ms = fit_rows_int(rows, 9);
}

fit_status fit_sessions_find(fit_db *db, const unsigned char token_hash[FIT_TOKEN_HASH_LEN], int64_t idle_from_ms,
                             int64_t made_from_ms, fit_session *session)
{
    fit_rows rows = fit_db_query(
        db, FIND, FIT_PARAMS(fit_bytes(token_hash, FIT_TOKEN_HASH_LEN), fit_int(idle_from_ms), fit_int(made_from_ms)));
    bool found = fit_rows_next(&rows);
    if (found)
        read_session(&rows, session);
    return fit_rows_end_one(&rows, found);
}

fit_status fit_sessions_touch(fit_db *db, int64_t id, int64_t now_ms)
{
    return fit_db_run(db, TOUCH, FIT_PARAMS(fit_int(id), fit_int(now_ms)));
}

fit_status fit_sessions_prove(fit_db *db, int64_t id, int64_t now_ms)
{
    return fit_db_change(db, PROVE, FIT_PARAMS(fit_int(id), fit_int(now_ms)));
}

fit_status fit_sessions_list(fit_db *db, int64_t member_id, fit_session list[FIT_MAX_SESSIONS], size_t *count)
{
    fit_rows rows = fit_db_query(db, LIST, FIT_PARAMS(fit_int(member_id), fit_int(FIT_MAX_SESSIONS)));
    size_t n = 0;
    while (fit_rows_next(&rows))
        read_session(&rows, &list[n++]);
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_sessions_delete(fit_db *db, int64_t member_id, int64_t id)
{
    return fit_db_change(db, DELETE, FIT_PARAMS(fit_int(member_id), fit_int(id)));
}

fit_status fit_sessions_delete_all(fit_db *db, int64_t member_id, int64_t but)
{
    return fit_db_run(db, DELETE_ALL, FIT_PARAMS(fit_int(member_id), fit_int(but)));
}

fit_status fit_sessions_sweep(fit_db *db, int64_t idle_from_ms, int64_t made_from_ms)
{
    return fit_db_run(db, SWEEP, FIT_PARAMS(fit_int(idle_from_ms), fit_int(made_from_ms)));
}
