/* The end of a login by face: see face_login.h. */
#include <string.h>

#include "server/dates.h"
#include "server/face/login.h"
#include "server/metrics.h"
#include "server/passwords.h"
#include "server/routes/face_login.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/events.h"
#include "store/face_log.h"

enum { ADDRESSES = 100 };

typedef struct finish {
    fit_face_login_state login;
    const char *password; /* NULL: none given */
    fit_member member;
    fit_member_face face;
    bool known_address;
    char email_key[FIT_EMAIL_CAP];
} finish;

/* Browsers change their IPv6 address within a network every day: the site counts. */
static fit_status look_at_address(fit_exchange *exchange, fit_db *db, finish *f)
{
    char list[ADDRESSES][FIT_ADDRESS_CAP];
    size_t count;
    fit_ip here, there;
    f->known_address = false;
    fit_status status = fit_events_login_addresses(db, f->member.id, list, ADDRESSES, &count);
    if (status != FIT_OK || !fit_ip_parse(exchange->address, strlen(exchange->address), &here))
        return status;
    for (size_t i = 0; i < count; i++)
        f->known_address =
            f->known_address || (fit_ip_parse(list[i], strlen(list[i]), &there) && fit_ip_is_same_site(&here, &there));
    return FIT_OK;
}

static fit_status find(fit_exchange *exchange, fit_db *db, void *context)
{
    finish *f = context;
    fit_status status = fit_face_login_find(exchange, db, &f->login);
    if (status != FIT_OK || f->login.attempt.end != FIT_ATTEMPT_ACCEPTED)
        return status;
    status = fit_face_login_member(exchange, db, &f->login, &f->member, &f->face);
    if (status == FIT_ERR_NOT_FOUND) {
        f->login.attempt.end = FIT_ATTEMPT_UNKNOWN;
        return FIT_OK;
    }
    return status == FIT_OK ? look_at_address(exchange, db, f) : status;
}

static bool needs_password(const fit_config *config, const finish *f)
{
    return f->face.login == FIT_LOGIN_FACE_PASSWORD || config->face_password == FIT_FACE_PASSWORD_ALWAYS ||
           (config->face_password == FIT_FACE_PASSWORD_UNKNOWN_ADDRESS && !f->known_address);
}

static fit_status log_failure(fit_exchange *exchange, fit_db *db, void *context)
{
    const finish *f = context;
    return fit_exchange_audit(exchange, db, "login_failed", f->member.id, "beside the face");
}

/* The limits are those of a login by password: a face is no way around them. */
static fit_problem check_password(fit_exchange *exchange, finish *f)
{
    bool right, outdated;
    fit_email_key(f->member.email, f->email_key);
    fit_problem problem = fit_exchange_limit(exchange, "login_address", exchange->site, FIT_LIMIT_ADDRESS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "login", f->email_key, FIT_LIMIT_ACCOUNT);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_check(exchange, f->member.password_hash, f->password, &right, &outdated);
    if (problem != FIT_OK_ANSWER || right)
        return problem;
    fit_metrics_count(exchange->app->metrics, FIT_COUNT_LOGIN_WRONG);
    problem = fit_transact(exchange, FIT_WRITE, log_failure, f);
    return problem == FIT_OK_ANSWER ? FIT_WRONG_LOGIN : problem;
}

/* The challenge goes in the same transaction: it opens one session. FIT_ERR_NOT_FOUND: what was looked at has changed
 * since; FIT_ERR_CONFLICT: another request was faster. */
static fit_status let_in(fit_exchange *exchange, fit_db *db, void *context)
{
    finish *f = context;
    fit_member now;
    fit_member_face face;
    fit_status status = fit_face_login_member(exchange, db, &f->login, &now, &face);
    if (status == FIT_OK && (face.login != f->face.login || strcmp(now.password_hash, f->member.password_hash) != 0))
        status = FIT_ERR_NOT_FOUND;
    if (status == FIT_OK)
        status = fit_challenges_finish(db, &f->login.ticket.row);
    if (status == FIT_OK)
        status = fit_faces_used(db, f->login.attempt.template_id, exchange->now_ms);
    if (status == FIT_OK)
        status = fit_face_uses_add(db, now.id, exchange->address, exchange->user_agent, exchange->now_ms);
    if (status == FIT_OK)
        status = fit_daily_faces_count(db, exchange->now_ms / FIT_DAY_MS, FIT_FACE_ACCEPTED);
    if (status == FIT_OK)
        status = fit_exchange_give_back(exchange, db, "face_address", exchange->site, FIT_LIMIT_FACES);
    if (status == FIT_OK && f->password)
        status = fit_exchange_unlimit(exchange, db, "login", f->email_key);
    if (status == FIT_OK)
        status = fit_exchange_log_in(exchange, db, now.id, f->password != NULL);
    if (status == FIT_OK)
        status = fit_exchange_audit(exchange, db, "face_login", now.id, f->password ? "with the password" : "");
    return status;
}

static fit_problem read_finish(fit_exchange *exchange, finish *f)
{
    static const char *const fields[] = {"password", NULL};
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER && json_object_get(exchange->body, "password"))
        problem = fit_field_text(exchange, exchange->body, "password", 0, FIT_ANY_PASSWORD_MAX, &f->password);
    return problem;
}

static fit_problem prove(fit_exchange *exchange, finish *f)
{
    if (f->login.attempt.end != FIT_ATTEMPT_ACCEPTED)
        return FIT_FACE_UNKNOWN;
    if (f->password)
        return check_password(exchange, f);
    if (needs_password(exchange->app->config, f))
        return FIT_PASSWORD_NEEDED;
    /* A face that does not answer is a recording, or one in daylight or far from a small screen. */
    return exchange->app->config->face_light && fit_attempt_light(&f->login.attempt) != FIT_LIGHT_SEEN ? FIT_FACE_UNLIT
                                                                                                       : FIT_OK_ANSWER;
}

fit_problem fit_face_login_finish(fit_exchange *exchange)
{
    finish f = {.password = NULL};
    fit_problem problem = read_finish(exchange, &f);
    if (problem == FIT_OK_ANSWER)
        problem = fit_face_wanted(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, find, &f);
    if (problem == FIT_OK_ANSWER)
        problem = prove(exchange, &f);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, let_in, &f);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_metrics_count(exchange->app->metrics, FIT_COUNT_LOGIN_RIGHT);
    fit_present_session(exchange, &f.member);
    return FIT_OK_ANSWER;
}
