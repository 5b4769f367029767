#include "server/passwords.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/metrics.h"
#include "server/transaction.h"

_Static_assert((int)FIT_NEW_HASH_CAP == (int)FIT_PASSWORD_HASH_CAP, "one size of hashes");

/* How long a request may wait for its turn to hash: as long as somebody stays before a form. */
enum { GATE_WAIT_MS = 5000, OVERLOADED_RETRY_S = 2, PROVED_MS = 15 * 60 * 1000 };

fit_problem fit_password_new(fit_exchange *exchange, const char *email, const char *nickname, const char **password)
{
    const char *again;
    fit_problem problem =
        fit_field_text(exchange, exchange->body, "password", FIT_PASSWORD_MIN, FIT_PASSWORD_MAX, password);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, exchange->body, "password_again", 0, FIT_ANY_PASSWORD_MAX, &again);
    if (problem != FIT_OK_ANSWER)
        return problem;
    if (strcmp(*password, again) != 0)
        return fit_invalid(exchange, "password_again", "not_the_same");
    const char *refusal = fit_password_refusal(*password, email, nickname);
    return refusal ? fit_invalid(exchange, "password", refusal) : FIT_OK_ANSWER;
}

fit_problem fit_dear_enter(fit_exchange *exchange)
{
    if (fit_gate_enter(&exchange->app->hashing, GATE_WAIT_MS))
        return FIT_OK_ANSWER;
    exchange->retry_after_s = OVERLOADED_RETRY_S;
    return FIT_OVERLOADED;
}

/* libsodium fails for want of memory only. */
static fit_problem leave(fit_exchange *exchange, fit_status status)
{
    fit_metrics_count(exchange->app->metrics, FIT_COUNT_PASSWORD_HASH);
    fit_gate_leave(&exchange->app->hashing);
    return fit_problem_of(status);
}

fit_problem fit_password_hash(fit_exchange *exchange, const char *password, char *hash)
{
    fit_problem problem = fit_dear_enter(exchange);
    if (problem != FIT_OK_ANSWER)
        return problem;
    return leave(exchange, fit_secrets_hash_password(exchange->app->secrets, password, hash));
}

fit_problem fit_password_check(fit_exchange *exchange, const char *hash, const char *password, bool *right,
                               bool *outdated)
{
    fit_problem problem = fit_dear_enter(exchange);
    if (problem != FIT_OK_ANSWER)
        return problem;
    return leave(exchange, fit_secrets_check_password(exchange->app->secrets, hash, password, right, outdated));
}

static fit_status get_own(fit_exchange *exchange, fit_db *db, void *member)
{
    return fit_members_get(db, exchange->session.member_id, member);
}

fit_problem fit_password_confirm(fit_exchange *exchange, const char *name, fit_member *member)
{
    assert(exchange->session.member_id > 0);
    const char *password;
    fit_problem problem = fit_field_text(exchange, exchange->body, name, 0, FIT_ANY_PASSWORD_MAX, &password);
    if (problem != FIT_OK_ANSWER)
        return problem;
    char who[24];
    snprintf(who, sizeof who, "%" PRId64, exchange->session.member_id);
    problem = fit_exchange_limit(exchange, "password", who, FIT_LIMIT_ACCOUNT);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, get_own, member);
    if (problem != FIT_OK_ANSWER)
        return problem;
    bool right, outdated;
    problem = fit_password_check(exchange, member->password_hash, password, &right, &outdated);
    if (problem != FIT_OK_ANSWER)
        return problem;
    return right ? FIT_OK_ANSWER : FIT_WRONG_PASSWORD;
}

fit_problem fit_password_proved(const fit_exchange *exchange)
{
    return exchange->now_ms - exchange->session.password_ms < PROVED_MS ? FIT_OK_ANSWER : FIT_PASSWORD_NEEDED;
}
