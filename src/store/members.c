#include "store/members.h"

#include "store/columns.h"
#include "store/faces.h"

#define COLUMNS                                                                                                        \
    "SELECT m.id, m.email, m.nickname, m.born_day, m.language, m.role, m.disabled, m.password_hash, m.settings, "      \
    "m.weekly_days, m.created_ms, p.changed_ms FROM members m LEFT JOIN photos p ON p.member_id = m.id "
static const char GET[] = COLUMNS "WHERE m.id = $1";
static const char FIND[] = COLUMNS "WHERE m.email_key = $1";
static const char LIST[] = COLUMNS "WHERE m.id > $1 ORDER BY m.id LIMIT $2";

static const char ADD[] = "INSERT INTO members (email, email_key, nickname, born_day, language, role, disabled, "
                          "password_hash, settings, weekly_days, created_ms) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
static const char UPDATE[] = "UPDATE members SET nickname = $2, language = $3, settings = $4, weekly_days = $5 "
                             "WHERE id = $1 RETURNING id";
static const char SET_EMAIL[] = "UPDATE members SET email = $2, email_key = $3 WHERE id = $1 RETURNING id";
static const char SET_PASSWORD[] = "UPDATE members SET password_hash = $2 WHERE id = $1 RETURNING id";
static const char SET_ROLE[] = "UPDATE members SET role = $2 WHERE id = $1 RETURNING id";
static const char SET_DISABLED[] = "UPDATE members SET disabled = $2 WHERE id = $1 RETURNING id";
static const char END_SESSIONS[] = "DELETE FROM sessions WHERE member_id = $1";
static const char END_CODES[] = "DELETE FROM codes WHERE member_id = $1";
static const char END_RESETS[] = "DELETE FROM codes WHERE member_id = $1 AND purpose = 'password'";

/* That changes nothing, but holds the rows in PostgreSQL; SQLite has one writer anyway. */
static const char HOLD_ADMINISTRATORS[] =
    "UPDATE members SET role = role WHERE role = 'administrator' AND disabled = 0 RETURNING id";

/* What names an address but no member: a reset code is asked for by whoever, and looked up when it is sent. */
static const char DELETE_MAILS[] =
    "DELETE FROM mails WHERE lower(address) = (SELECT email_key FROM members WHERE id = $1)";
static const char DELETE_CODES[] =
    "DELETE FROM codes WHERE address_key = (SELECT email_key FROM members WHERE id = $1)";
static const char DELETE[] = "DELETE FROM members WHERE id = $1 RETURNING id";

static const char GOALS[] =
    "SELECT exercise, weekly_repetitions FROM goals WHERE member_id = $1 ORDER BY exercise LIMIT $2";
static const char DELETE_GOALS[] = "DELETE FROM goals WHERE member_id = $1";
static const char ADD_GOAL[] = "INSERT INTO goals (member_id, exercise, weekly_repetitions) "
                               "SELECT id, $2, $3 FROM members WHERE id = $1 RETURNING member_id";

static const char PHOTO[] = "SELECT sealed_jpeg FROM photos WHERE member_id = $1";
static const char SET_PHOTO[] =
    "INSERT INTO photos (member_id, sealed_jpeg, changed_ms) SELECT id, $2, $3 FROM members WHERE id = $1 "
    "ON CONFLICT (member_id) DO UPDATE SET sealed_jpeg = excluded.sealed_jpeg, changed_ms = excluded.changed_ms "
    "RETURNING member_id";
static const char DELETE_PHOTO[] = "DELETE FROM photos WHERE member_id = $1 RETURNING member_id";

static const char COUNT[] =
    "SELECT count(*), count(CASE WHEN m.role = 'administrator' THEN 1 END), count(CASE WHEN m.disabled <> 0 THEN 1 "
    "END), "
    "count(CASE WHEN EXISTS (SELECT 1 FROM daily_totals d WHERE d.member_id = m.id "
    "AND d.local_day BETWEEN $1 - 6 AND $1 + 1 AND d.repetitions > 0) THEN 1 END) FROM members m";

static const char *const roles[] = {[FIT_ROLE_MEMBER] = "member", [FIT_ROLE_ADMINISTRATOR] = "administrator"};

const char *fit_role_name(fit_role role)
{
    return roles[role];
}

fit_role fit_role_of(const char *name)
{
    return strcmp(name, roles[FIT_ROLE_ADMINISTRATOR]) == 0 ? FIT_ROLE_ADMINISTRATOR : FIT_ROLE_MEMBER;
}

void fit_email_key(const char *email, char *key)
{
    size_t i = 0;
    for (; email[i] && i < FIT_EMAIL_CAP - 1; i++)
        key[i] = (char)(email[i] >= 'A' && email[i] <= 'Z' ? email[i] - 'A' + 'a' : email[i]);
    key[i] = 0;
}

fit_status fit_members_add(fit_db *db, const fit_member *member, int64_t *id)
{
    char key[FIT_EMAIL_CAP];
    fit_email_key(member->email, key);
    fit_rows rows =
        fit_db_query(db, ADD,
                     FIT_PARAMS(fit_text(member->email), fit_text(key), fit_text(member->nickname),
                                fit_int(member->born_day), fit_text(member->language), fit_text(roles[member->role]),
                                fit_int(member->disabled), fit_text(member->password_hash), fit_text(member->settings),
                                fit_int(member->weekly_days), fit_int(member->created_ms)));
    int64_t added = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : 0;
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *id = added;
    return status;
}

static void read_member(const fit_rows *rows, fit_member *member)
{
    member->id = fit_rows_int(rows, 0);
    fit_column_text(rows, 1, member->email, sizeof member->email);
    fit_column_text(rows, 2, member->nickname, sizeof member->nickname);
    member->born_day = fit_rows_int(rows, 3);
    fit_column_text(rows, 4, member->language, sizeof member->language);
    member->role = fit_role_of(fit_rows_text(rows, 5));
    member->disabled = fit_rows_int(rows, 6) != 0;
    fit_column_text(rows, 7, member->password_hash, sizeof member->password_hash);
    fit_column_text(rows, 8, member->settings, sizeof member->settings);
    member->weekly_days = fit_rows_int(rows, 9);
    member->created_ms = fit_rows_int(rows, 10);
    member->photo_ms = fit_rows_int(rows, 11);
}

static fit_status end_member(fit_rows *rows, fit_member *member)
{
    bool found = fit_rows_next(rows);
    if (found)
        read_member(rows, member);
    return fit_rows_end_one(rows, found);
}

fit_status fit_members_get(fit_db *db, int64_t id, fit_member *member)
{
    fit_rows rows = fit_db_query(db, GET, FIT_PARAMS(fit_int(id)));
    return end_member(&rows, member);
}

fit_status fit_members_find(fit_db *db, const char *email, fit_member *member)
{
    char key[FIT_EMAIL_CAP];
    fit_email_key(email, key);
    fit_rows rows = fit_db_query(db, FIND, FIT_PARAMS(fit_text(key)));
    return end_member(&rows, member);
}

fit_status fit_members_list(fit_db *db, int64_t after, fit_member *list, size_t limit, size_t *count)
{
    fit_rows rows = fit_db_query(db, LIST, FIT_PARAMS(fit_int(after), fit_int((int64_t)limit)));
    size_t n = 0;
    while (fit_rows_next(&rows))
        read_member(&rows, &list[n++]);
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_members_update(fit_db *db, const fit_member *member)
{
    return fit_db_change(db, UPDATE,
                         FIT_PARAMS(fit_int(member->id), fit_text(member->nickname), fit_text(member->language),
                                    fit_text(member->settings), fit_int(member->weekly_days)));
}

fit_status fit_members_set_email(fit_db *db, int64_t id, const char *email)
{
    char key[FIT_EMAIL_CAP];
    fit_email_key(email, key);
    fit_status status = fit_db_change(db, SET_EMAIL, FIT_PARAMS(fit_int(id), fit_text(email), fit_text(key)));
    return status == FIT_OK ? fit_db_run(db, END_CODES, FIT_PARAMS(fit_int(id))) : status;
}

fit_status fit_members_set_password(fit_db *db, int64_t id, const char *password_hash)
{
    fit_status status = fit_db_change(db, SET_PASSWORD, FIT_PARAMS(fit_int(id), fit_text(password_hash)));
    return status == FIT_OK ? fit_db_run(db, END_RESETS, FIT_PARAMS(fit_int(id))) : status;
}

fit_status fit_members_set_role(fit_db *db, int64_t id, fit_role role)
{
    return fit_db_change(db, SET_ROLE, FIT_PARAMS(fit_int(id), fit_text(roles[role])));
}

fit_status fit_members_other_administrators(fit_db *db, int64_t id, int64_t *others)
{
    fit_rows rows = fit_db_query(db, HOLD_ADMINISTRATORS, NULL, 0);
    int64_t n = 0;
    while (fit_rows_next(&rows))
        n += fit_rows_int(&rows, 0) != id;
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *others = n;
    return status;
}

fit_status fit_members_set_disabled(fit_db *db, int64_t id, bool disabled)
{
    fit_status status = fit_db_change(db, SET_DISABLED, FIT_PARAMS(fit_int(id), fit_int(disabled)));
    if (status == FIT_OK)
        status = fit_faces_changed(db, id);
    if (status == FIT_OK && disabled)
        status = fit_db_run(db, END_SESSIONS, FIT_PARAMS(fit_int(id)));
    return status;
}

fit_status fit_members_delete(fit_db *db, int64_t id)
{
    fit_status status = fit_faces_withdraw(db, id);
    if (status == FIT_OK || status == FIT_ERR_NOT_FOUND)
        status = fit_db_run(db, DELETE_MAILS, FIT_PARAMS(fit_int(id)));
    if (status == FIT_OK)
        status = fit_db_run(db, DELETE_CODES, FIT_PARAMS(fit_int(id)));
    return status == FIT_OK ? fit_db_change(db, DELETE, FIT_PARAMS(fit_int(id))) : status;
}

fit_status fit_members_goals(fit_db *db, int64_t id, fit_goal goals[FIT_MAX_GOALS], size_t *count)
{
    fit_rows rows = fit_db_query(db, GOALS, FIT_PARAMS(fit_int(id), fit_int(FIT_MAX_GOALS)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_goal *goal = &goals[n++];
        fit_column_text(&rows, 0, goal->exercise, sizeof goal->exercise);
        goal->weekly_repetitions = fit_rows_int(&rows, 1);
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_members_set_goals(fit_db *db, int64_t id, const fit_goal *goals, size_t count)
{
    fit_status status = fit_db_run(db, DELETE_GOALS, FIT_PARAMS(fit_int(id)));
    for (size_t i = 0; i < count && status == FIT_OK; i++)
        status = fit_db_change(
            db, ADD_GOAL, FIT_PARAMS(fit_int(id), fit_text(goals[i].exercise), fit_int(goals[i].weekly_repetitions)));
    return status;
}

fit_status fit_members_photo(fit_db *db, int64_t id, fit_buffer *sealed)
{
    fit_rows rows = fit_db_query(db, PHOTO, FIT_PARAMS(fit_int(id)));
    bool found = fit_rows_next(&rows);
    fit_status appended = FIT_OK;
    if (found) {
        fit_value bytes = fit_rows_bytes(&rows, 0);
        appended = fit_buffer_append(sealed, bytes.bytes, bytes.len);
    }
    fit_status status = fit_rows_end_one(&rows, found);
    return status == FIT_OK ? appended : status;
}

fit_status fit_members_set_photo(fit_db *db, int64_t id, const void *sealed, size_t len, int64_t now_ms)
{
    return fit_db_change(db, SET_PHOTO, FIT_PARAMS(fit_int(id), fit_bytes(sealed, len), fit_int(now_ms)));
}

fit_status fit_members_delete_photo(fit_db *db, int64_t id)
{
    return fit_db_change(db, DELETE_PHOTO, FIT_PARAMS(fit_int(id)));
}

fit_status fit_members_count(fit_db *db, int64_t today, fit_member_counts *counts)
{
    fit_rows rows = fit_db_query(db, COUNT, FIT_PARAMS(fit_int(today)));
    fit_member_counts found = {0};
    if (fit_rows_next(&rows))
        found = (fit_member_counts){.members = fit_rows_int(&rows, 0),
                                    .administrators = fit_rows_int(&rows, 1),
                                    .disabled = fit_rows_int(&rows, 2),
                                    .active_7_days = fit_rows_int(&rows, 3)};
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *counts = found;
    return status;
}
