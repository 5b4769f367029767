#include "server/door.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "server/answer.h"
#include "server/connections.h"
#include "server/dates.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/static_files.h"

enum { SESSION_TOUCH_MS = 5 * 60 * 1000, MAX_ANSWER_BYTES = 64 << 20 };

static const char *header(const fit_exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

static int64_t steady_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Unlike any other's of this server, and hard to mistake for one of another: a counter from a random start, mixed
 * (splitmix64, Steele et al. 2014). */
static void make_request_id(char id[17])
{
    static _Atomic uint64_t counter;
    if (atomic_load_explicit(&counter, memory_order_relaxed) == 0) {
        uint64_t zero = 0, start;
        fit_secrets_random(&start, sizeof start);
        (void)atomic_compare_exchange_strong(&counter, &zero, start);
    }
    uint64_t z = atomic_fetch_add_explicit(&counter, UINT64_C(0x9E3779B97F4A7C15), memory_order_relaxed);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    for (int i = 0; i < 16; i++)
        id[i] = "0123456789abcdef"[(z >> (60 - 4 * i)) & 15];
    id[16] = '\0';
}

/* All X-Forwarded-For lines are one list (RFC 9110, 5.3), however they are written. */
typedef struct forwarded {
    char list[1024];
    size_t len;
} forwarded;

static enum MHD_Result add_forwarded(void *opaque, enum MHD_ValueKind kind, const char *name, const char *value)
{
    forwarded *f = opaque;
    (void)kind;
    if (strcasecmp(name, "X-Forwarded-For") != 0 || !value)
        return MHD_YES;
    int len = snprintf(f->list + f->len, sizeof f->list - f->len, "%s%s", f->len ? "," : "", value);
    if (len < 0 || (size_t)len >= sizeof f->list - f->len) { /* it would be cut on the side that counts */
        f->list[0] = '\0';
        return MHD_NO;
    }
    f->len += (size_t)len;
    return MHD_YES;
}

static void find_client(fit_exchange *exchange)
{
    const fit_app *app = exchange->app;
    fit_ip peer =
        fit_ip_of(MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    fit_ip client = peer;
    exchange->secure = app->config->tls_cert != NULL;
    exchange->direct =
        !header(exchange, "X-Forwarded-For") && !header(exchange, "Forwarded") && !header(exchange, "Via");
    if (fit_networks_hold(&app->trusted, &peer)) {
        forwarded f = {.len = 0};
        (void)MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, add_forwarded, &f);
        client = fit_forwarded_client(&app->trusted, &peer, f.list);
        const char *protocol = header(exchange, "X-Forwarded-Proto");
        exchange->secure = exchange->secure || (protocol && strcasecmp(protocol, "https") == 0);
    }
    fit_ip_format(&client, exchange->address);
    const fit_ip site = fit_ip_site(&client);
    fit_ip_format(&site, exchange->site);
}

static bool is_token(const char *text)
{
    return text &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == FIT_TOKEN_CAP - 1 &&
           !text[FIT_TOKEN_CAP - 1];
}

/* NULL unless it looks like a token. */
static const char *token_of(const fit_exchange *exchange, fit_cookie cookie)
{
    const char *name = fit_exchange_cookie_name(exchange, cookie);
    const char *value = MHD_lookup_connection_value(exchange->connection, MHD_COOKIE_KIND, name);
    return is_token(value) ? value : NULL;
}

/* Best effort: a session that cannot be prolonged now will be next time. */
static void touch(fit_exchange *exchange)
{
    fit_error error = {0};
    fit_db *db;
    fit_status status = fit_store_begin(exchange->app->store, FIT_WRITE, &db, &error);
    if (status == FIT_OK) {
        status = fit_sessions_touch(db, exchange->session.id, exchange->now_ms);
        status = fit_store_end(db, status, &error);
    }
    if (status != FIT_OK && status != FIT_ERR_NOT_FOUND)
        fit_log(FIT_LOG_WARNING, exchange->request_id, "a session was not prolonged: %s", error.text);
}

static fit_problem find_session(fit_exchange *exchange)
{
    const char *token = token_of(exchange, FIT_COOKIE_SESSION), *visitor = token_of(exchange, FIT_COOKIE_VISITOR);
    if (visitor)
        memcpy(exchange->binding, visitor, FIT_TOKEN_CAP);
    if (!token)
        return FIT_OK_ANSWER;
    unsigned char hash[FIT_TOKEN_HASH_LEN];
    fit_secrets_token_hash(exchange->app->secrets, token, hash);
    const fit_config *config = exchange->app->config;
    int64_t idle_from_ms = exchange->now_ms - (int64_t)config->session_idle_days * FIT_DAY_MS;
    int64_t made_from_ms = exchange->now_ms - (int64_t)config->session_max_days * FIT_DAY_MS;
    fit_error error = {0};
    fit_db *db;
    fit_status status = fit_store_begin(exchange->app->store, FIT_READ, &db, &error);
    if (status == FIT_OK) {
        status = fit_sessions_find(db, hash, idle_from_ms, made_from_ms, &exchange->session);
        status = fit_store_end(db, status, &error);
    }
    if (status == FIT_ERR_NOT_FOUND) {
        exchange->session = (fit_session){0};
        return FIT_OK_ANSWER;
    }
    if (status != FIT_OK)
        return fit_store_problem(exchange, status, &error);
    memcpy(exchange->binding, token, FIT_TOKEN_CAP);
    if (exchange->now_ms - exchange->session.used_ms > SESSION_TOUCH_MS)
        touch(exchange);
    return FIT_OK_ANSWER;
}

/* What follows "://" up to a slash; NULL when there is none. */
static const char *authority_of(const char *url, size_t *len)
{
    const char *found = url ? strstr(url, "://") : NULL;
    if (!found)
        return NULL;
    *len = strcspn(found + 3, "/");
    return found + 3;
}

static bool is_same(const char *a, size_t a_len, const char *b, size_t b_len)
{
    return a && b && a_len == b_len && strncasecmp(a, b, a_len) == 0;
}

/* What browsers say about where a request comes from; others say nothing, and need the token all the same. */
static bool is_own_page(const fit_exchange *exchange)
{
    const char *site = header(exchange, "Sec-Fetch-Site"), *origin = header(exchange, "Origin");
    const char *host = header(exchange, "Host");
    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return false;
    if (!origin)
        return true;
    size_t len = 0, public_len = 0;
    const char *from = authority_of(origin, &len);
    const char *public = authority_of(exchange->app->config->public_url, &public_len);
    return is_same(from, len, host, host ? strlen(host) : 0) || is_same(from, len, public, public_len);
}

static fit_problem check_csrf(const fit_exchange *exchange)
{
    const char *csrf = header(exchange, "X-CSRF-Token");
    bool holds =
        csrf && exchange->binding[0] && fit_secrets_csrf_holds(exchange->app->secrets, exchange->binding, csrf);
    return holds && is_own_page(exchange) ? FIT_OK_ANSWER : FIT_CSRF;
}

static fit_problem check_access(fit_exchange *exchange, const fit_route *route)
{
    fit_problem problem = find_session(exchange);
    if (problem)
        return problem;
    if (route->access != FIT_PUBLIC && !exchange->session.member_id)
        return FIT_NOT_LOGGED_IN;
    if (route->access == FIT_ADMINISTRATOR && exchange->session.role != FIT_ROLE_ADMINISTRATOR)
        return FIT_FORBIDDEN;
    if (strcmp(route->method, "GET") == 0)
        return FIT_OK_ANSWER;
    problem = check_csrf(exchange);
    /* A face opens looking and training, not power over others, nor the code that would change its own password. */
    if (problem == FIT_OK_ANSWER && route->access == FIT_ADMINISTRATOR && exchange->session.password_ms == 0)
        problem = FIT_PASSWORD_NEEDED;
    return problem;
}

/* RFC 9110, 8.3.1: parameters after a semicolon do not matter here. */
static bool is_media_type(const char *content_type, const char *wanted)
{
    size_t len = strlen(wanted);
    return content_type && strncasecmp(content_type, wanted, len) == 0 && strchr("; \t", content_type[len]);
}

static fit_problem check_body(const fit_exchange *exchange, const fit_route *route, size_t len)
{
    static const char *const types[] = {[FIT_BODY_JSON] = "application/json", [FIT_BODY_PHOTO] = "image/jpeg"};
    if (len > route->max_body_bytes)
        return FIT_TOO_LARGE;
    if (route->body == FIT_BODY_NONE)
        return FIT_OK_ANSWER;
    return is_media_type(header(exchange, "Content-Type"), types[route->body]) ? FIT_OK_ANSWER : FIT_UNSUPPORTED_MEDIA;
}

static fit_problem take_body(fit_exchange *exchange, const fit_route *route, const struct _u_request *request)
{
    exchange->bytes = request->binary_body;
    exchange->bytes_len = request->binary_body_length;
    if (route->body != FIT_BODY_JSON)
        return FIT_OK_ANSWER;
    json_t *body =
        json_loadb(exchange->bytes_len ? exchange->bytes : "", exchange->bytes_len, JSON_REJECT_DUPLICATES, NULL);
    exchange->body = body;
    return json_is_object(body) ? FIT_OK_ANSWER : FIT_BAD_REQUEST;
}

/* Query parameters are text. */
static enum MHD_Result check_argument(void *opaque, enum MHD_ValueKind kind, const char *name, const char *value)
{
    fit_problem *problem = opaque;
    (void)kind;
    if (!fit_is_utf8(name) || (value && !fit_is_utf8(value)))
        *problem = FIT_BAD_REQUEST;
    return *problem ? MHD_NO : MHD_YES;
}

static enum MHD_Result count_framing(void *opaque, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind, (void)value;
    if (strcasecmp(name, "Content-Length") == 0 || strcasecmp(name, "Transfer-Encoding") == 0)
        ++*(unsigned *)opaque;
    return MHD_YES;
}

/* The length of a body is said once (RFC 9112, 6.3): where a proxy before us reads another one, what follows as the
 * next request was a part of this body to it. */
static bool is_ambiguous(const fit_exchange *exchange)
{
    unsigned said = 0;
    (void)MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, count_framing, &said);
    return said > 1;
}

static fit_problem handle(fit_exchange *exchange, const fit_route *route, const struct _u_request *request)
{
    fit_problem problem = FIT_OK_ANSWER;
    (void)MHD_get_connection_values(exchange->connection, MHD_GET_ARGUMENT_KIND, check_argument, &problem);
    if (!problem)
        problem = check_body(exchange, route, request->binary_body_length);
    if (!problem)
        problem = check_access(exchange, route);
    if (!problem)
        problem = take_body(exchange, route, request);
    return problem ? problem : route->handler(exchange);
}

static void begin(fit_exchange *exchange, fit_app *app)
{
    memset(exchange, 0, sizeof *exchange);
    exchange->app = app;
    exchange->connection = fit_connections_current();
    exchange->now_ms = fit_app_now_ms();
    make_request_id(exchange->request_id);
    find_client(exchange);
    const char *agent = header(exchange, "User-Agent");
    exchange->user_agent = agent && fit_is_utf8(agent) ? agent : "";
    fit_buffer_init(&exchange->out, MAX_ANSWER_BYTES);
    fit_json_begin(&exchange->json, &exchange->out);
}

static void finish(fit_exchange *exchange, const fit_route *route, size_t extra, const char *method, unsigned status,
                   int64_t started_us)
{
    int64_t elapsed_us = steady_us() - started_us;
    fit_app *app = exchange->app;
    fit_metrics_request(app->metrics, route ? (size_t)(route - fit_routes) : fit_route_count + extra, status,
                        elapsed_us);
    if (!app->config->quiet) {
        char alias[17];
        fit_secrets_alias(app->secrets, exchange->address, alias);
        fit_log_request(exchange->request_id, method,
                        route                     ? route->pattern
                        : extra == FIT_ROUTE_FILE ? "file"
                                                  : "none",
                        status, elapsed_us, alias);
    }
    fit_buffer_deinit(&exchange->out);
    json_decref((json_t *)exchange->body);
}

int fit_door_answer(const struct _u_request *request, struct _u_response *response, void *data)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    int64_t started_us = steady_us();
    fit_exchange exchange;
    begin(&exchange, data);
    fit_connections_answering(exchange.connection);
    const char *method = "other"; /* a client's own word is not for the log */
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(request->http_verb, methods[i]) == 0)
            method = methods[i];
    const fit_route *route = NULL;
    const bool ambiguous = is_ambiguous(&exchange);
    fit_problem problem = ambiguous
                              ? FIT_BAD_REQUEST
                              : fit_routes_find(method, request->url_path, &route, exchange.params, exchange.allow);
    bool is_file = problem == FIT_NOT_FOUND && strncmp(request->url_path, "/api/", 5) != 0;
    unsigned status;
    if (is_file) {
        status = fit_static_files_answer(request, response, &exchange.app->assets);
    } else {
        if (!problem)
            problem = handle(&exchange, route, request);
        status = fit_answer(&exchange, problem, response);
    }
    if (ambiguous || fit_connections_draining(exchange.app->connections))
        (void)u_map_put(response->map_header, "Connection", "close");
    finish(&exchange, route, is_file ? FIT_ROUTE_FILE : FIT_ROUTE_NONE, method, status, started_us);
    return U_CALLBACK_COMPLETE;
}
