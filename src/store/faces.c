#include "store/faces.h"

#include <sys/random.h>

#include "store/columns.h"

static const char CONSENT[] = "INSERT INTO faces (member_id, consent_ms, login) "
                              "SELECT id, $2, 'face' FROM members WHERE id = $1 "
                              "ON CONFLICT (member_id) DO UPDATE SET consent_ms = excluded.consent_ms "
                              "RETURNING member_id";
static const char GET[] = "SELECT f.consent_ms, f.login, count(t.id), max(t.created_ms), max(t.used_ms) FROM faces f "
                          "LEFT JOIN face_templates t ON t.member_id = f.member_id AND t.model = $2 "
                          "WHERE f.member_id = $1 GROUP BY f.member_id, f.consent_ms, f.login";
static const char SET_LOGIN[] = "UPDATE faces SET login = $2 WHERE member_id = $1 RETURNING member_id";
static const char HAS[] = "SELECT member_id FROM faces WHERE member_id = $1";
static const char END_CHALLENGES[] = "DELETE FROM face_challenges WHERE member_id = $1";
static const char FORGET_USES[] = "DELETE FROM face_uses WHERE member_id = $1";
static const char WITHDRAW[] = "DELETE FROM faces WHERE member_id = $1 RETURNING member_id";

static const char ADD[] = "INSERT INTO face_templates (member_id, model, sealed, created_ms, used_ms) "
                          "SELECT member_id, $2, $3, $4, $4 FROM faces WHERE member_id = $1 RETURNING id";
static const char DROP_OTHERS[] =
    "DELETE FROM face_templates WHERE member_id = $1 AND id NOT IN "
    "(SELECT id FROM face_templates WHERE member_id = $1 AND model = $2 ORDER BY used_ms DESC, id DESC LIMIT $3)";
static const char LIST[] = "SELECT id, model, created_ms, used_ms FROM face_templates WHERE member_id = $1 "
                           "ORDER BY id DESC LIMIT $2";
static const char HAS_TEMPLATE[] = "SELECT id FROM face_templates WHERE id = $2 AND member_id = $1";
static const char REMOVE[] = "DELETE FROM face_templates WHERE id = $2 AND member_id = $1 RETURNING id";
static const char USED[] = "UPDATE face_templates SET used_ms = $2 WHERE id = $1 AND used_ms < $2";

#define UNUSED                                                                                                         \
    "consent_ms < $1 AND NOT EXISTS "                                                                                  \
    "(SELECT 1 FROM face_templates t WHERE t.member_id = faces.member_id AND t.used_ms >= $1)"
static const char FIND_UNUSED[] = "SELECT member_id FROM faces WHERE " UNUSED " LIMIT 1";
static const char DELETE_UNUSED[] = "DELETE FROM faces WHERE " UNUSED;

static const char IS_ON[] = "SELECT is_on FROM face_switch";
static const char SWITCH[] = "INSERT INTO face_switch (one, is_on) VALUES (1, $1) "
                             "ON CONFLICT (one) DO UPDATE SET is_on = excluded.is_on";

static const char REVISION[] = "SELECT revision FROM face_revision";
static const char SET_REVISION[] = "INSERT INTO face_revision (one, revision) VALUES (1, $1) "
                                   "ON CONFLICT (one) DO UPDATE SET revision = excluded.revision";

#define EACH                                                                                                           \
    "FROM face_templates WHERE model = $1 AND id >= $2 "                                                               \
    "AND NOT EXISTS (SELECT 1 FROM members m WHERE m.id = member_id AND m.disabled <> 0) ORDER BY id"
static const char EACH_ID[] = "SELECT id, member_id, created_ms " EACH;
static const char EACH_SEALED[] = "SELECT id, member_id, created_ms, sealed " EACH;

static const char *const logins[] = {
    [FIT_LOGIN_FACE] = "face", [FIT_LOGIN_EMAIL_FACE] = "email_face", [FIT_LOGIN_FACE_PASSWORD] = "face_password"};

const char *fit_face_login_name(fit_face_login login)
{
    return logins[login];
}

bool fit_face_login_of(const char *name, fit_face_login *login)
{
    for (fit_face_login i = FIT_LOGIN_FACE; i <= FIT_LOGIN_FACE_PASSWORD; i++) {
        if (strcmp(name, logins[i]) == 0) {
            *login = i;
            return true;
        }
    }
    return false;
}

/* Comes first in a transaction that changes templates: in PostgreSQL the others wait at its row, so that they take
 * turns and what the last one wrote is the revision of them all. */
static fit_status change_revision(fit_db *db)
{
    int64_t revision;
    if (getrandom(&revision, sizeof revision, 0) != sizeof revision)
        return FIT_ERR_IO;
    fit_status status = fit_db_run(db, SET_REVISION, FIT_PARAMS(fit_int(revision)));
    return status == FIT_OK ? fit_db_notify(db) : status;
}

fit_status fit_faces_consent(fit_db *db, int64_t member_id, int64_t now_ms)
{
    return fit_db_change(db, CONSENT, FIT_PARAMS(fit_int(member_id), fit_int(now_ms)));
}

fit_status fit_faces_get(fit_db *db, int64_t member_id, int64_t model, fit_member_face *face)
{
    fit_rows rows = fit_db_query(db, GET, FIT_PARAMS(fit_int(member_id), fit_int(model)));
    bool found = fit_rows_next(&rows);
    if (found) {
        *face = (fit_member_face){.consent_ms = fit_rows_int(&rows, 0),
                                  .templates = fit_rows_int(&rows, 2),
                                  .created_ms = fit_rows_int(&rows, 3),
                                  .used_ms = fit_rows_int(&rows, 4)};
        (void)fit_face_login_of(fit_rows_text(&rows, 1), &face->login);
    }
    return fit_rows_end_one(&rows, found);
}

fit_status fit_faces_set_login(fit_db *db, int64_t member_id, fit_face_login login)
{
    return fit_db_change(db, SET_LOGIN, FIT_PARAMS(fit_int(member_id), fit_text(logins[login])));
}

fit_status fit_faces_withdraw(fit_db *db, int64_t member_id)
{
    fit_status status = fit_db_run(db, END_CHALLENGES, FIT_PARAMS(fit_int(member_id)));
    if (status == FIT_OK)
        status = fit_db_run(db, FORGET_USES, FIT_PARAMS(fit_int(member_id)));
    if (status == FIT_OK)
        status = fit_db_change(db, HAS, FIT_PARAMS(fit_int(member_id)));
    if (status == FIT_OK)
        status = change_revision(db);
    return status == FIT_OK ? fit_db_change(db, WITHDRAW, FIT_PARAMS(fit_int(member_id))) : status;
}

fit_status fit_faces_add(fit_db *db, int64_t member_id, int64_t model, const void *sealed, size_t len, int64_t now_ms,
                         int64_t *id)
{
    fit_status status = change_revision(db);
    if (status != FIT_OK)
        return status;
    fit_rows rows =
        fit_db_query(db, ADD, FIT_PARAMS(fit_int(member_id), fit_int(model), fit_bytes(sealed, len), fit_int(now_ms)));
    bool added = fit_rows_next(&rows);
    int64_t new_id = added ? fit_rows_int(&rows, 0) : 0;
    status = fit_rows_end_one(&rows, added);
    if (status == FIT_OK)
        status =
            fit_db_run(db, DROP_OTHERS, FIT_PARAMS(fit_int(member_id), fit_int(model), fit_int(FIT_MAX_TEMPLATES)));
    if (status == FIT_OK)
        *id = new_id;
    return status;
}

fit_status fit_faces_list(fit_db *db, int64_t member_id, fit_own_template list[FIT_MAX_TEMPLATES], size_t *count)
{
    fit_rows rows = fit_db_query(db, LIST, FIT_PARAMS(fit_int(member_id), fit_int(FIT_MAX_TEMPLATES)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_own_template *own = &list[n++];
        *own = (fit_own_template){
            .id = fit_rows_int(&rows, 0), .model = fit_rows_int(&rows, 1), .created_ms = fit_rows_int(&rows, 2)};
        const int64_t used_ms = fit_rows_int(&rows, 3);
        own->used_ms = used_ms > own->created_ms ? used_ms : 0;
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_faces_remove(fit_db *db, int64_t member_id, int64_t template_id)
{
    fit_status status = fit_db_change(db, HAS_TEMPLATE, FIT_PARAMS(fit_int(member_id), fit_int(template_id)));
    if (status == FIT_OK)
        status = change_revision(db);
    return status == FIT_OK ? fit_db_change(db, REMOVE, FIT_PARAMS(fit_int(member_id), fit_int(template_id))) : status;
}

fit_status fit_faces_used(fit_db *db, int64_t template_id, int64_t now_ms)
{
    return fit_db_run(db, USED, FIT_PARAMS(fit_int(template_id), fit_int(now_ms)));
}

fit_status fit_faces_sweep(fit_db *db, int64_t before_ms)
{
    fit_status status = fit_db_change(db, FIND_UNUSED, FIT_PARAMS(fit_int(before_ms)));
    if (status == FIT_ERR_NOT_FOUND)
        return FIT_OK;
    if (status == FIT_OK)
        status = change_revision(db);
    return status == FIT_OK ? fit_db_run(db, DELETE_UNUSED, FIT_PARAMS(fit_int(before_ms))) : status;
}

fit_status fit_faces_switched_on(fit_db *db, bool *on)
{
    fit_rows rows = fit_db_query(db, IS_ON, NULL, 0);
    bool is_on = !fit_rows_next(&rows) || fit_rows_int(&rows, 0) != 0;
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *on = is_on;
    return status;
}

fit_status fit_faces_switch(fit_db *db, bool on)
{
    return fit_db_run(db, SWITCH, FIT_PARAMS(fit_int(on)));
}

fit_status fit_faces_revision(fit_db *db, int64_t *revision)
{
    fit_rows rows = fit_db_query(db, REVISION, NULL, 0);
    int64_t found = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : 0;
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *revision = found;
    return status;
}

fit_status fit_faces_changed(fit_db *db, int64_t member_id)
{
    fit_status status = fit_db_change(db, HAS, FIT_PARAMS(fit_int(member_id)));
    if (status == FIT_ERR_NOT_FOUND)
        return FIT_OK;
    return status == FIT_OK ? change_revision(db) : status;
}

fit_status fit_faces_each(fit_db *db, int64_t model, int64_t first_id, bool sealed, fit_template_visit visit,
                          void *context)
{
    fit_rows rows = fit_db_stream(db, sealed ? EACH_SEALED : EACH_ID, FIT_PARAMS(fit_int(model), fit_int(first_id)));
    fit_status visited = FIT_OK;
    while (visited == FIT_OK && fit_rows_next(&rows)) {
        fit_stored_template stored = {
            .id = fit_rows_int(&rows, 0), .member_id = fit_rows_int(&rows, 1), .created_ms = fit_rows_int(&rows, 2)};
        if (sealed)
            stored.sealed = fit_rows_bytes(&rows, 3);
        visited = visit(context, &stored);
    }
    fit_status status = fit_rows_end(&rows);
    return status == FIT_OK ? visited : status;
}
