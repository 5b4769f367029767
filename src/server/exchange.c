#include "server/exchange.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>

#include "server/log.h"
#include "server/transaction.h"
#include "store/events.h"
#include "store/limits.h"

const char *fit_exchange_query(const fit_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND, name);
}

fit_problem fit_invalid(fit_exchange *exchange, const char *field, const char *reason)
{
    exchange->field = field;
    exchange->reason = reason;
    return FIT_INVALID_FIELD;
}

fit_problem fit_malformed(fit_exchange *exchange, const char *field)
{
    exchange->field = field;
    return FIT_BAD_REQUEST;
}

fit_problem fit_store_problem(fit_exchange *exchange, fit_status status, const fit_error *error)
{
    fit_problem problem = fit_problem_of(status);
    if (fit_problem_kind_of(problem)->http_status >= 500) {
        fit_log(FIT_LOG_ERROR, exchange->request_id, "store: %s: %s", fit_status_name(status), error->text);
        exchange->retry_after_s = problem == FIT_STORE_UNAVAILABLE ? 1 : 0;
    }
    return problem;
}

typedef struct limit {
    char key[FIT_LIMIT_KEY_CAP];
    int burst;
    int64_t each_ms, wait_ms;
} limit;

static void make_key(const fit_exchange *exchange, const char *rule, const char *who, char key[FIT_LIMIT_KEY_CAP])
{
    char alias[17];
    fit_secrets_alias(exchange->app->secrets, who, alias);
    snprintf(key, FIT_LIMIT_KEY_CAP, "%s:%s", rule, alias);
}

static fit_status take_one(fit_exchange *exchange, fit_db *db, void *context)
{
    limit *l = context;
    return fit_limits_take(db, l->key, l->burst, l->each_ms, exchange->now_ms, &l->wait_ms);
}

fit_problem fit_exchange_limit(fit_exchange *exchange, const char *rule, const char *who, int burst, int64_t each_ms)
{
    limit l = {.burst = burst, .each_ms = each_ms};
    make_key(exchange, rule, who, l.key);
    fit_problem problem = fit_transact(exchange, FIT_WRITE, take_one, &l);
    if (problem != FIT_OK_ANSWER || l.wait_ms == 0)
        return problem;
    exchange->retry_after_s = (l.wait_ms + 999) / 1000;
    return FIT_TOO_MANY_REQUESTS;
}

fit_status fit_exchange_unlimit(fit_exchange *exchange, fit_db *db, const char *rule, const char *who)
{
    char key[FIT_LIMIT_KEY_CAP];
    make_key(exchange, rule, who, key);
    return fit_limits_clear(db, key);
}

fit_status fit_exchange_give_back(fit_exchange *exchange, fit_db *db, const char *rule, const char *who, int burst,
                                  int64_t each_ms)
{
    char key[FIT_LIMIT_KEY_CAP];
    (void)burst;
    make_key(exchange, rule, who, key);
    return fit_limits_give_back(db, key, each_ms);
}

fit_status fit_exchange_audit(fit_exchange *exchange, fit_db *db, const char *kind, int64_t member_id,
                              const char *detail)
{
    return fit_events_add(db, exchange->now_ms, kind, member_id, exchange->address, detail);
}

const char *fit_exchange_cookie_name(const fit_exchange *exchange, fit_cookie cookie)
{
    static const char *const names[][2] = {
        [FIT_COOKIE_SESSION] = {"aifit_session", "__Host-aifit_session"},
        [FIT_COOKIE_VISITOR] = {"aifit_visitor", "__Host-aifit_visitor"},
    };
    return names[cookie][exchange->secure];
}

static void set_cookie(fit_exchange *exchange, fit_cookie cookie, const char *value, int64_t max_age_s)
{
    snprintf(exchange->set_cookie, sizeof exchange->set_cookie, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s",
             fit_exchange_cookie_name(exchange, cookie), value, (long long)max_age_s,
             exchange->secure ? "; Secure" : "");
}

fit_status fit_exchange_log_in(fit_exchange *exchange, fit_db *db, int64_t member_id, bool by_password)
{
    unsigned char hash[FIT_TOKEN_HASH_LEN];
    char token[FIT_TOKEN_CAP];
    fit_status status = FIT_OK;
    if (exchange->session.id)
        status = fit_sessions_delete(db, exchange->session.member_id, exchange->session.id);
    if (status != FIT_OK && status != FIT_ERR_NOT_FOUND)
        return status;
    fit_secrets_new_token(token);
    fit_secrets_token_hash(exchange->app->secrets, token, hash);
    int64_t id;
    status = fit_sessions_add(db, hash, member_id, by_password, exchange->address, exchange->user_agent,
                              exchange->now_ms, &id);
    if (status != FIT_OK)
        return status;
    const fit_config *config = exchange->app->config;
    set_cookie(exchange, FIT_COOKIE_SESSION, token, (int64_t)config->session_max_days * 86400);
    memcpy(exchange->binding, token, sizeof token);
    return FIT_OK;
}

void fit_exchange_forget_cookie(fit_exchange *exchange)
{
    set_cookie(exchange, FIT_COOKIE_SESSION, "", 0);
    exchange->binding[0] = '\0';
}

void fit_exchange_csrf(fit_exchange *exchange, char csrf[FIT_CSRF_CAP])
{
    enum { VISITOR_S = 30 * 86400 };
    if (!exchange->binding[0]) {
        fit_secrets_new_token(exchange->binding);
        set_cookie(exchange, FIT_COOKIE_VISITOR, exchange->binding, VISITOR_S);
    }
    fit_secrets_csrf(exchange->app->secrets, exchange->binding, csrf);
}
