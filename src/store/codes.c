#include "store/codes.h"

#include "store/columns.h"

static const char PUT[] =
    "INSERT INTO codes (purpose, address_key, member_id, code_hash, tries_left, expires_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (purpose, address_key) DO UPDATE SET member_id = excluded.member_id, "
    "code_hash = excluded.code_hash, tries_left = excluded.tries_left, expires_ms = excluded.expires_ms";

/* Checked and counted at once: however many guess at the same time, each guess costs a try. */
static const char USE[] = "UPDATE codes SET tries_left = tries_left - 1 "
                          "WHERE purpose = $1 AND address_key = $2 AND tries_left > 0 AND expires_ms > $3 "
                          "RETURNING CASE WHEN code_hash = $4 THEN 1 ELSE 0 END, member_id";
static const char DELETE[] = "DELETE FROM codes WHERE purpose = $1 AND address_key = $2";
static const char SWEEP[] = "DELETE FROM codes WHERE expires_ms <= $1";

static const char INVITATION_ADD[] =
    "INSERT INTO invitations (code_hash, role, note, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5) RETURNING id";
static const char INVITATION_USE[] = "UPDATE invitations SET used_ms = $2 "
                                     "WHERE code_hash = $1 AND used_ms IS NULL AND expires_ms > $2 RETURNING role";
static const char INVITATION_LIST[] =
    "SELECT id, role, note, created_ms, expires_ms, used_ms FROM invitations ORDER BY id DESC LIMIT $1";
static const char INVITATION_DELETE[] = "DELETE FROM invitations WHERE id = $1 RETURNING id";

static const char *const purposes[] = {[FIT_CODE_PASSWORD] = "password", [FIT_CODE_EMAIL] = "email"};

fit_status fit_codes_put(fit_db *db, fit_code_purpose purpose, const char *email, int64_t member_id,
                         const unsigned char hash[FIT_CODE_HASH_LEN], int tries, int64_t expires_ms)
{
    char key[FIT_EMAIL_CAP];
    fit_email_key(email, key);
    return fit_db_run(db, PUT,
                      FIT_PARAMS(fit_text(purposes[purpose]), fit_text(key), fit_int_or_null(member_id == 0, member_id),
                                 fit_bytes(hash, FIT_CODE_HASH_LEN), fit_int(tries), fit_int(expires_ms)));
}

fit_status fit_codes_use(fit_db *db, fit_code_purpose purpose, const char *email,
                         const unsigned char hash[FIT_CODE_HASH_LEN], int64_t now_ms, bool *right, int64_t *member_id)
{
    char key[FIT_EMAIL_CAP];
    fit_email_key(email, key);
    fit_rows rows = fit_db_query(
        db, USE,
        FIT_PARAMS(fit_text(purposes[purpose]), fit_text(key), fit_int(now_ms), fit_bytes(hash, FIT_CODE_HASH_LEN)));
    bool found = fit_rows_next(&rows);
    bool matches = found && fit_rows_int(&rows, 0) != 0;
    int64_t whose = found ? fit_rows_int(&rows, 1) : 0;
    fit_status status = fit_rows_end_one(&rows, found);
    if (status == FIT_OK && matches)
        status = fit_db_run(db, DELETE, FIT_PARAMS(fit_text(purposes[purpose]), fit_text(key)));
    if (status == FIT_OK) {
        *right = matches;
        *member_id = matches ? whose : 0;
    }
    return status;
}

fit_status fit_codes_sweep(fit_db *db, int64_t now_ms)
{
    return fit_db_run(db, SWEEP, FIT_PARAMS(fit_int(now_ms)));
}

fit_status fit_invitations_add(fit_db *db, const unsigned char hash[FIT_CODE_HASH_LEN],
                               const fit_invitation *invitation, int64_t *id)
{
    fit_rows rows = fit_db_query(db, INVITATION_ADD,
                                 FIT_PARAMS(fit_bytes(hash, FIT_CODE_HASH_LEN),
                                            fit_text(fit_role_name(invitation->role)), fit_text(invitation->note),
                                            fit_int(invitation->created_ms), fit_int(invitation->expires_ms)));
    int64_t added = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : 0;
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *id = added;
    return status;
}

fit_status fit_invitations_use(fit_db *db, const unsigned char hash[FIT_CODE_HASH_LEN], int64_t now_ms, fit_role *role)
{
    fit_rows rows = fit_db_query(db, INVITATION_USE, FIT_PARAMS(fit_bytes(hash, FIT_CODE_HASH_LEN), fit_int(now_ms)));
    bool found = fit_rows_next(&rows);
    if (found)
        *role = fit_role_of(fit_rows_text(&rows, 0));
    return fit_rows_end_one(&rows, found);
}

fit_status fit_invitations_list(fit_db *db, fit_invitation list[FIT_MAX_INVITATIONS], size_t *count)
{
    fit_rows rows = fit_db_query(db, INVITATION_LIST, FIT_PARAMS(fit_int(FIT_MAX_INVITATIONS)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_invitation *invitation = &list[n++];
        invitation->id = fit_rows_int(&rows, 0);
        invitation->role = fit_role_of(fit_rows_text(&rows, 1));
        fit_column_text(&rows, 2, invitation->note, sizeof invitation->note);
        invitation->created_ms = fit_rows_int(&rows, 3);
        invitation->expires_ms = fit_rows_int(&rows, 4);
        invitation->used_ms = fit_rows_int(&rows, 5);
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_invitations_delete(fit_db *db, int64_t id)
{
    return fit_db_change(db, INVITATION_DELETE, FIT_PARAMS(fit_int(id)));
}
