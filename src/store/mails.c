#include "store/mails.h"

#include "store/columns.h"

static const char ADD[] = "INSERT INTO mails (kind, address, language, member_id, created_ms, next_ms) "
                          "VALUES ($1, $2, $3, $4, $5, $5)";

/* The outer condition is for PostgreSQL: of two workers that chose the same letter, the one that comes second looks at
 * the row again, and must not find it due. */
static const char TAKE[] =
    "UPDATE mails SET next_ms = $2, tries = tries + 1 "
    "WHERE id = (SELECT id FROM mails WHERE next_ms <= $1 ORDER BY next_ms, id LIMIT 1) AND next_ms <= $1 "
    "RETURNING id, kind, address, language, member_id, created_ms, tries - 1";
static const char DUE[] = "SELECT id FROM mails WHERE next_ms <= $1 LIMIT 1";

static const char DELETE[] = "DELETE FROM mails WHERE id = $1 RETURNING id";
static const char PUT_OFF[] = "UPDATE mails SET next_ms = $2, last_error = $3 WHERE id = $1 RETURNING id";
static const char COUNT[] = "SELECT count(*), count(CASE WHEN tries > 0 THEN 1 END) FROM mails";

static const char *const kinds[] = {
    [FIT_MAIL_PASSWORD] = "password", [FIT_MAIL_EMAIL] = "email", [FIT_MAIL_TEST] = "test"};

static fit_mail_kind kind_of(const char *name)
{
    fit_mail_kind kind = FIT_MAIL_PASSWORD;
    while (kind < FIT_MAIL_TEST && strcmp(name, kinds[kind]) != 0)
        kind++;
    return kind;
}

fit_status fit_mails_add(fit_db *db, const fit_mail *mail)
{
    fit_status status =
        fit_db_run(db, ADD,
                   FIT_PARAMS(fit_text(kinds[mail->kind]), fit_text(mail->address), fit_text(mail->language),
                              fit_int_or_null(mail->member_id == 0, mail->member_id), fit_int(mail->created_ms)));
    return status == FIT_OK ? fit_db_notify(db) : status;
}

static fit_status take_one(fit_db *db, int64_t now_ms, int64_t until_ms, fit_mail *mail)
{
    fit_rows rows = fit_db_query(db, TAKE, FIT_PARAMS(fit_int(now_ms), fit_int(until_ms)));
    bool found = fit_rows_next(&rows);
    if (found) {
        mail->id = fit_rows_int(&rows, 0);
        mail->kind = kind_of(fit_rows_text(&rows, 1));
        fit_column_text(&rows, 2, mail->address, sizeof mail->address);
        fit_column_text(&rows, 3, mail->language, sizeof mail->language);
        mail->member_id = fit_rows_int(&rows, 4);
        mail->created_ms = fit_rows_int(&rows, 5);
        mail->tries = fit_rows_int(&rows, 6);
    }
    return fit_rows_end_one(&rows, found);
}

fit_status fit_mails_take(fit_db *db, int64_t now_ms, int64_t until_ms, fit_mail *mail)
{
    fit_status status = take_one(db, now_ms, until_ms, mail);
    /* Whoever lost a letter to another worker looks for the next one. */
    while (status == FIT_ERR_NOT_FOUND && (status = fit_db_change(db, DUE, FIT_PARAMS(fit_int(now_ms)))) == FIT_OK)
        status = take_one(db, now_ms, until_ms, mail);
    return status;
}

fit_status fit_mails_delete(fit_db *db, int64_t id)
{
    return fit_db_change(db, DELETE, FIT_PARAMS(fit_int(id)));
}

fit_status fit_mails_put_off(fit_db *db, int64_t id, int64_t until_ms, const char *why)
{
    return fit_db_change(db, PUT_OFF, FIT_PARAMS(fit_int(id), fit_int(until_ms), fit_text(why)));
}

fit_status fit_mails_count(fit_db *db, fit_mail_counts *counts)
{
    fit_rows rows = fit_db_query(db, COUNT, NULL, 0);
    fit_mail_counts found = {0};
    if (fit_rows_next(&rows))
        found = (fit_mail_counts){.waiting = fit_rows_int(&rows, 0), .failing = fit_rows_int(&rows, 1)};
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *counts = found;
    return status;
}
