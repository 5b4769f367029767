#include "server/routes/session.h"

#include <string.h>

#include "server/metrics.h"
#include "server/passwords.h"
#include "server/routes/present.h"
#include "server/transaction.h"

static fit_status get_member(fit_exchange *exchange, fit_db *db, void *member)
{
    return fit_members_get(db, exchange->session.member_id, member);
}

fit_problem fit_session_get(fit_exchange *exchange)
{
    fit_member member;
    fit_problem problem = FIT_NOT_FOUND; /* nobody's, or deleted a moment ago */
    if (exchange->session.member_id > 0)
        problem = fit_transact(exchange, FIT_READ, get_member, &member);
    if (problem != FIT_OK_ANSWER && problem != FIT_NOT_FOUND)
        return problem;
    fit_present_session(exchange, problem == FIT_OK_ANSWER ? &member : NULL);
    return FIT_OK_ANSWER;
}

/* A login on its way: whoever is unknown takes every step that a member takes. */
typedef struct login {
    const char *email, *password;
    char email_key[FIT_EMAIL_CAP];
    bool known;
    fit_member member;
    bool outdated;
    char new_hash[FIT_NEW_HASH_CAP]; /* when outdated */
} login;

static fit_status find_member(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)exchange;
    login *l = context;
    fit_status status = fit_members_find(db, l->email, &l->member);
    l->known = status == FIT_OK;
    return status == FIT_ERR_NOT_FOUND ? FIT_OK : status;
}

static fit_status log_failure(fit_exchange *exchange, fit_db *db, void *context)
{
    const login *l = context;
    return fit_exchange_audit(exchange, db, "login_failed", l->known ? l->member.id : 0, "");
}

/* FIT_ERR_NOT_FOUND: the member went, was disabled, or changed the password since it was checked. */
static fit_status let_in(fit_exchange *exchange, fit_db *db, void *context)
{
    login *l = context;
    fit_member now;
    fit_status status = fit_members_get(db, l->member.id, &now);
    if (status == FIT_OK && (now.disabled || strcmp(now.password_hash, l->member.password_hash) != 0))
        status = FIT_ERR_NOT_FOUND;
    if (status == FIT_OK && l->outdated)
        status = fit_members_set_password(db, now.id, l->new_hash);
    if (status == FIT_OK)
        status = fit_exchange_unlimit(exchange, db, "login", l->email_key);
    if (status == FIT_OK)
        status = fit_exchange_log_in(exchange, db, now.id, true);
    if (status == FIT_OK)
        status = fit_exchange_audit(exchange, db, "login", now.id, "");
    return status;
}

static fit_problem read_login(fit_exchange *exchange, login *l)
{
    static const char *const fields[] = {"email", "password", NULL};
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_email(exchange, exchange->body, "email", &l->email);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, exchange->body, "password", 0, FIT_ANY_PASSWORD_MAX, &l->password);
    if (problem == FIT_OK_ANSWER)
        fit_email_key(l->email, l->email_key);
    return problem;
}

static fit_problem check(fit_exchange *exchange, login *l)
{
    fit_problem problem = fit_exchange_limit(exchange, "login_address", exchange->site, FIT_LIMIT_ADDRESS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "login", l->email_key, FIT_LIMIT_ACCOUNT);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, find_member, l);
    if (problem != FIT_OK_ANSWER)
        return problem;
    bool right;
    const char *hash = l->known ? l->member.password_hash : NULL;
    problem = fit_password_check(exchange, hash, l->password, &right, &l->outdated);
    if (problem == FIT_OK_ANSWER && !(right && l->known && !l->member.disabled)) {
        problem = fit_transact(exchange, FIT_WRITE, log_failure, l);
        return problem == FIT_OK_ANSWER ? FIT_WRONG_LOGIN : problem;
    }
    if (problem == FIT_OK_ANSWER && l->outdated)
        problem = fit_password_hash(exchange, l->password, l->new_hash);
    return problem;
}

fit_problem fit_session_log_in(fit_exchange *exchange)
{
    login l = {0};
    fit_problem problem = read_login(exchange, &l);
    if (problem == FIT_OK_ANSWER)
        problem = check(exchange, &l);
    if (problem == FIT_OK_ANSWER) {
        problem = fit_transact(exchange, FIT_WRITE, let_in, &l);
        problem = problem == FIT_NOT_FOUND ? FIT_WRONG_LOGIN : problem;
    }
    if (problem == FIT_OK_ANSWER || problem == FIT_WRONG_LOGIN)
        fit_metrics_count(exchange->app->metrics,
                          problem == FIT_OK_ANSWER ? FIT_COUNT_LOGIN_RIGHT : FIT_COUNT_LOGIN_WRONG);
    if (problem == FIT_OK_ANSWER)
        fit_present_session(exchange, &l.member);
    return problem;
}

static fit_status note_password(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)context;
    return fit_sessions_prove(db, exchange->session.id, exchange->now_ms);
}

fit_problem fit_session_prove(fit_exchange *exchange)
{
    static const char *const fields[] = {"password", NULL};
    fit_member member;
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_confirm(exchange, "password", &member);
    return problem == FIT_OK_ANSWER ? fit_transact(exchange, FIT_WRITE, note_password, NULL) : problem;
}

static fit_status end_here(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)context;
    fit_status status = fit_sessions_delete(db, exchange->session.member_id, exchange->session.id);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "logout", exchange->session.member_id, "") : status;
}

/* A session that has ended elsewhere meanwhile is as good as ended here. */
static fit_problem forget(fit_exchange *exchange, fit_problem problem)
{
    if (problem != FIT_OK_ANSWER && problem != FIT_NOT_FOUND)
        return problem;
    fit_exchange_forget_cookie(exchange);
    return FIT_OK_ANSWER;
}

fit_problem fit_session_log_out(fit_exchange *exchange)
{
    return forget(exchange, fit_transact(exchange, FIT_WRITE, end_here, NULL));
}

typedef struct own_sessions {
    fit_session list[FIT_MAX_SESSIONS];
    size_t count;
} own_sessions;

static fit_status list_own(fit_exchange *exchange, fit_db *db, void *context)
{
    own_sessions *own = context;
    return fit_sessions_list(db, exchange->session.member_id, own->list, &own->count);
}

fit_problem fit_session_list(fit_exchange *exchange)
{
    own_sessions own;
    fit_problem problem = fit_transact(exchange, FIT_READ, list_own, &own);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_json_writer *json = &exchange->json;
    fit_json_object_open(json);
    fit_json_key(json, "sessions");
    fit_json_array_open(json);
    for (size_t i = 0; i < own.count; i++)
        fit_present_own_session(json, &own.list[i], exchange->session.id);
    fit_json_array_close(json);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}

static fit_status end_all(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)context;
    fit_status status = fit_sessions_delete_all(db, exchange->session.member_id, 0);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "logout_everywhere", exchange->session.member_id, "")
                            : status;
}

fit_problem fit_session_log_out_everywhere(fit_exchange *exchange)
{
    return forget(exchange, fit_transact(exchange, FIT_WRITE, end_all, NULL));
}

static fit_status end_there(fit_exchange *exchange, fit_db *db, void *id)
{
    fit_status status = fit_sessions_delete(db, exchange->session.member_id, *(int64_t *)id);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "logout_there", exchange->session.member_id, "")
                            : status;
}

fit_problem fit_session_log_out_there(fit_exchange *exchange)
{
    int64_t id;
    fit_problem problem = fit_param_id(exchange, 0, &id);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, end_there, &id);
    if (problem == FIT_OK_ANSWER && id == exchange->session.id)
        fit_exchange_forget_cookie(exchange);
    return problem;
}
