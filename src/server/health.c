#include "server/health.h"

#include <sodium.h>
#include <string.h>

#include "server/connections.h"
#include "server/face/service.h"
#include "server/metrics.h"
#include "server/transaction.h"
#include "store/members.h"

static fit_problem answer_ok(fit_exchange *exchange)
{
    exchange->content_type = "text/plain; charset=utf-8";
    return fit_problem_of(fit_buffer_append(&exchange->out, "ok\n", 3));
}

fit_problem fit_health_alive(fit_exchange *exchange)
{
    return answer_ok(exchange);
}

/* That nobody is logged in by this is an answer as well: only whether there is one matters. */
static fit_status ask(fit_exchange *exchange, fit_db *db, void *context)
{
    const unsigned char nobodys[FIT_TOKEN_HASH_LEN] = {0};
    fit_status status = fit_sessions_find(db, nobodys, exchange->now_ms, exchange->now_ms, context);
    return status == FIT_ERR_NOT_FOUND ? FIT_OK : status;
}

fit_problem fit_health_ready(fit_exchange *exchange)
{
    fit_session session;
    fit_problem problem = fit_transact(exchange, FIT_READ, ask, &session);
    return problem == FIT_OK_ANSWER ? answer_ok(exchange) : problem;
}

/* Bearer tokens: RFC 6750, 2.1. */
static bool may_read(const fit_exchange *exchange)
{
    static const char scheme[] = "Bearer ";
    const char *token = exchange->app->config->metrics_token;
    if (!token || !*token) {
        fit_ip ip;
        return exchange->direct && fit_ip_parse(exchange->address, strlen(exchange->address), &ip) &&
               fit_ip_is_loopback(&ip);
    }
    const char *given = MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, "Authorization");
    if (!given || strncmp(given, scheme, sizeof scheme - 1) != 0)
        return false;
    given += sizeof scheme - 1;
    return strlen(given) == strlen(token) && sodium_memcmp(given, token, strlen(token)) == 0;
}

fit_problem fit_health_metrics(fit_exchange *exchange)
{
    fit_app *app = exchange->app;
    if (!may_read(exchange))
        return FIT_NOT_FOUND;
    int inside, waiting, faces_inside = 0, faces_waiting = 0;
    fit_gate_look(&app->hashing, &inside, &waiting);
    if (app->face)
        fit_face_service_gauge(app->face, &faces_inside, &faces_waiting);
    const fit_gauges gauges = {
        .open_connections = fit_connections_count(app->connections),
        .hashing_inside = inside,
        .hashing_waiting = waiting,
        .faces_inside = faces_inside,
        .faces_waiting = faces_waiting,
        .uptime_s = (exchange->now_ms - app->started_ms) / 1000,
    };
    exchange->content_type = "text/plain; version=0.0.4; charset=utf-8";
    return fit_metrics_write(app->metrics, &gauges, &exchange->out) == FIT_OK ? FIT_OK_ANSWER : FIT_INTERNAL;
}
