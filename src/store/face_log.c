#include "store/face_log.h"

#include "store/columns.h"

static const char USE_ADD[] = "INSERT INTO face_uses (member_id, at_ms, address, user_agent) VALUES ($1, $2, $3, $4)";
static const char USE_DROP_OLDEST[] =
    "DELETE FROM face_uses WHERE member_id = $1 AND id NOT IN "
    "(SELECT id FROM face_uses WHERE member_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2)";
static const char USE_LIST[] = "SELECT at_ms, address, user_agent FROM face_uses WHERE member_id = $1 "
                               "ORDER BY at_ms DESC, id DESC LIMIT $2";
static const char USE_SWEEP[] = "DELETE FROM face_uses WHERE at_ms < $1";

static const char DUPLICATE_PUT[] =
    "INSERT INTO face_duplicates (member_id, other_id, found_ms) "
    "SELECT f.member_id, o.member_id, $3 FROM faces f JOIN faces o ON o.member_id = $2 WHERE f.member_id = $1 "
    "ON CONFLICT (member_id, other_id) DO UPDATE SET found_ms = excluded.found_ms";
static const char DUPLICATE_LIST[] =
    "SELECT d.member_id, d.other_id, m.email, o.email, d.found_ms FROM face_duplicates d "
    "JOIN members m ON m.id = d.member_id JOIN members o ON o.id = d.other_id "
    "ORDER BY d.found_ms DESC, d.member_id, d.other_id LIMIT $1";
static const char DUPLICATE_DELETE[] =
    "DELETE FROM face_duplicates WHERE member_id = $1 AND other_id = $2 RETURNING member_id";

static const char DAY_COUNT[] =
    "INSERT INTO daily_faces (local_day, accepted, rejected, spoofs) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (local_day) DO UPDATE SET accepted = daily_faces.accepted + excluded.accepted, "
    "rejected = daily_faces.rejected + excluded.rejected, spoofs = daily_faces.spoofs + excluded.spoofs";
static const char DAY_EACH[] = "SELECT local_day, accepted, rejected, spoofs FROM daily_faces "
                               "WHERE local_day BETWEEN $1 AND $2 ORDER BY local_day";

fit_status fit_face_uses_add(fit_db *db, int64_t member_id, const char *address, const char *user_agent, int64_t now_ms)
{
    fit_status status = fit_db_run(db, USE_ADD,
                                   FIT_PARAMS(fit_int(member_id), fit_int(now_ms), fit_text(address),
                                              fit_text_within(user_agent, FIT_USER_AGENT_CAP)));
    return status == FIT_OK
               ? fit_db_run(db, USE_DROP_OLDEST, FIT_PARAMS(fit_int(member_id), fit_int(FIT_MAX_FACE_USES)))
               : status;
}

fit_status fit_face_uses_list(fit_db *db, int64_t member_id, fit_face_use list[FIT_MAX_FACE_USES], size_t *count)
{
    fit_rows rows = fit_db_query(db, USE_LIST, FIT_PARAMS(fit_int(member_id), fit_int(FIT_MAX_FACE_USES)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_face_use *use = &list[n++];
        use->at_ms = fit_rows_int(&rows, 0);
        fit_column_text(&rows, 1, use->address, sizeof use->address);
        fit_column_text(&rows, 2, use->user_agent, sizeof use->user_agent);
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_face_uses_sweep(fit_db *db, int64_t before_ms)
{
    return fit_db_run(db, USE_SWEEP, FIT_PARAMS(fit_int(before_ms)));
}

fit_status fit_duplicates_put(fit_db *db, int64_t member_id, int64_t other_id, int64_t now_ms)
{
    return fit_db_run(db, DUPLICATE_PUT, FIT_PARAMS(fit_int(member_id), fit_int(other_id), fit_int(now_ms)));
}

fit_status fit_duplicates_list(fit_db *db, fit_duplicate list[FIT_MAX_DUPLICATES], size_t *count)
{
    fit_rows rows = fit_db_query(db, DUPLICATE_LIST, FIT_PARAMS(fit_int(FIT_MAX_DUPLICATES)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_duplicate *duplicate = &list[n++];
        duplicate->member_id = fit_rows_int(&rows, 0);
        duplicate->other_id = fit_rows_int(&rows, 1);
        fit_column_text(&rows, 2, duplicate->email, sizeof duplicate->email);
        fit_column_text(&rows, 3, duplicate->other_email, sizeof duplicate->other_email);
        duplicate->found_ms = fit_rows_int(&rows, 4);
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_duplicates_delete(fit_db *db, int64_t member_id, int64_t other_id)
{
    return fit_db_change(db, DUPLICATE_DELETE, FIT_PARAMS(fit_int(member_id), fit_int(other_id)));
}

fit_status fit_daily_faces_count(fit_db *db, int64_t local_day, fit_face_outcome outcome)
{
    return fit_db_run(db, DAY_COUNT,
                      FIT_PARAMS(fit_int(local_day), fit_int(outcome == FIT_FACE_ACCEPTED),
                                 fit_int(outcome == FIT_FACE_REJECTED), fit_int(outcome == FIT_FACE_SPOOF)));
}

fit_status fit_daily_faces_each(fit_db *db, int64_t first, int64_t last,
                                bool (*visit)(void *context, const fit_daily_faces *day), void *context)
{
    fit_rows rows = fit_db_query(db, DAY_EACH, FIT_PARAMS(fit_int(first), fit_int(last)));
    bool more = true;
    while (more && fit_rows_next(&rows)) {
        const fit_daily_faces day = {.local_day = fit_rows_int(&rows, 0),
                                     .accepted = fit_rows_int(&rows, 1),
                                     .rejected = fit_rows_int(&rows, 2),
                                     .spoofs = fit_rows_int(&rows, 3)};
        more = visit(context, &day);
    }
    return fit_rows_end(&rows);
}
