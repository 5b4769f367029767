#include "store/events.h"

#include "store/columns.h"

static const char ADD[] = "INSERT INTO events (at_ms, kind, member_id, address, detail) VALUES ($1, $2, $3, $4, $5)";

#define COLUMNS "SELECT at_ms, kind, member_id, address, detail FROM events "
static const char LIST_ALL[] = COLUMNS "ORDER BY id DESC LIMIT $1";
static const char LIST_MEMBER[] = COLUMNS "WHERE member_id = $1 ORDER BY at_ms DESC, id DESC LIMIT $2";

static const char LOGIN_ADDRESSES[] = "SELECT address FROM events "
                                      "WHERE member_id = $1 AND kind IN ('login', 'face_login', 'signed_up') "
                                      "GROUP BY address ORDER BY max(at_ms) DESC LIMIT $2";

static const char SWEEP[] = "DELETE FROM events WHERE at_ms < $1";

fit_status fit_events_add(fit_db *db, int64_t now_ms, const char *kind, int64_t member_id, const char *address,
                          const char *detail)
{
    return fit_db_run(db, ADD,
                      FIT_PARAMS(fit_int(now_ms), fit_text(kind), fit_int_or_null(member_id == 0, member_id),
                                 fit_text(address), fit_text(detail)));
}

fit_status fit_events_list(fit_db *db, int64_t member_id, fit_audit_event *list, size_t limit, size_t *count)
{
    fit_rows rows = member_id == 0
                        ? fit_db_query(db, LIST_ALL, FIT_PARAMS(fit_int((int64_t)limit)))
                        : fit_db_query(db, LIST_MEMBER, FIT_PARAMS(fit_int(member_id), fit_int((int64_t)limit)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_audit_event *event = &list[n++];
        event->at_ms = fit_rows_int(&rows, 0);
        fit_column_text(&rows, 1, event->kind, sizeof event->kind);
        event->member_id = fit_rows_int(&rows, 2);
        fit_column_text(&rows, 3, event->address, sizeof event->address);
        fit_column_text(&rows, 4, event->detail, sizeof event->detail);
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_events_login_addresses(fit_db *db, int64_t member_id, char (*list)[FIT_ADDRESS_CAP], size_t limit,
                                      size_t *count)
{
    fit_rows rows = fit_db_query(db, LOGIN_ADDRESSES, FIT_PARAMS(fit_int(member_id), fit_int((int64_t)limit)));
    size_t n = 0;
    while (fit_rows_next(&rows))
        fit_column_text(&rows, 0, list[n++], FIT_ADDRESS_CAP);
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_events_sweep(fit_db *db, int64_t before_ms)
{
    return fit_db_run(db, SWEEP, FIT_PARAMS(fit_int(before_ms)));
}
