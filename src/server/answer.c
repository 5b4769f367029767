#include "server/answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/log.h"
#include "server/negotiate.h"

enum { HTTP_OK = 200, HTTP_NO_CONTENT = 204, HTTP_NOT_MODIFIED = 304 };

typedef struct header {
    const char *name, *value;
} header;

/* The page runs its own scripts and WebAssembly, talks to this server only and keeps the camera's picture to itself. */
static const header of_page[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
     "style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "camera=(self), microphone=(), geolocation=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

/* Data that is nobody's document: it may load, run and be framed nowhere. */
static const header of_data[] = {
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

static void put(struct _u_response *response, const char *name, const char *value)
{
    (void)u_map_put(response->map_header, name, value);
}

void fit_answer_page_headers(struct _u_response *response)
{
    for (size_t i = 0; i < sizeof of_page / sizeof *of_page; i++)
        put(response, of_page[i].name, of_page[i].value);
}

static void write_problem(fit_exchange *exchange, fit_problem problem)
{
    const fit_problem_kind *kind = fit_problem_kind_of(problem);
    fit_json_writer *json = &exchange->json;
    fit_buffer_clear(&exchange->out);
    fit_json_begin(json, &exchange->out);
    fit_json_object_open(json);
    fit_json_key(json, "type");
    fit_json_string(json, "about:blank");
    fit_json_key(json, "title");
    fit_json_string(json, kind->title);
    fit_json_key(json, "status");
    fit_json_int(json, kind->http_status);
    fit_json_key(json, "code");
    fit_json_string(json, kind->code);
    fit_json_key(json, "request_id");
    fit_json_string(json, exchange->request_id);
    if (exchange->field && (problem == FIT_BAD_REQUEST || problem == FIT_INVALID_FIELD)) {
        fit_json_key(json, "field");
        fit_json_string(json, exchange->field);
    }
    if (problem == FIT_INVALID_FIELD) {
        fit_json_key(json, "reason");
        fit_json_string(json, exchange->reason);
    }
    if (exchange->retry_after_s > 0) {
        fit_json_key(json, "retry_after_s");
        fit_json_int(json, exchange->retry_after_s);
    }
    fit_json_object_close(json);
}

static void put_problem_headers(fit_exchange *exchange, fit_problem problem, struct _u_response *response)
{
    put(response, "Content-Type", "application/problem+json");
    put(response, "Cache-Control", "no-store");
    if (problem == FIT_METHOD_NOT_ALLOWED)
        put(response, "Allow", exchange->allow);
    if (exchange->retry_after_s > 0) {
        char seconds[24];
        snprintf(seconds, sizeof seconds, "%" PRId64, exchange->retry_after_s);
        put(response, "Retry-After", seconds);
    }
}

static void put_success_headers(const fit_exchange *exchange, struct _u_response *response)
{
    if (exchange->out.len > 0)
        put(response, "Content-Type", exchange->content_type ? exchange->content_type : "application/json");
    put(response, "Cache-Control", exchange->cache_control ? exchange->cache_control : "no-store");
    if (exchange->etag[0])
        put(response, "ETag", exchange->etag);
    if (exchange->set_cookie[0])
        put(response, "Set-Cookie", exchange->set_cookie);
    if (exchange->download) {
        char disposition[200];
        snprintf(disposition, sizeof disposition, "attachment; filename=\"%.150s\"", exchange->download);
        put(response, "Content-Disposition", disposition);
    }
}

static bool is_known(const fit_exchange *exchange)
{
    return exchange->etag[0] &&
           fit_etag_matches(MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, "If-None-Match"),
                            exchange->etag);
}

/* Without a copy: Ulfius frees what it is given. */
static void give_body(fit_exchange *exchange, struct _u_response *response)
{
    response->binary_body = exchange->out.data;
    response->binary_body_length = exchange->out.len;
    fit_buffer_init(&exchange->out, 0);
}

static unsigned success_status(const fit_exchange *exchange)
{
    if (is_known(exchange))
        return HTTP_NOT_MODIFIED;
    if (exchange->http_status)
        return exchange->http_status;
    return exchange->out.len > 0 ? HTTP_OK : HTTP_NO_CONTENT;
}

unsigned fit_answer(fit_exchange *exchange, fit_problem problem, struct _u_response *response)
{
    if (problem == FIT_OK_ANSWER && exchange->json.status != FIT_OK) {
        fit_log(FIT_LOG_ERROR, exchange->request_id, "answer: %s", fit_status_name(exchange->json.status));
        problem = FIT_INTERNAL;
    }
    unsigned status = problem == FIT_OK_ANSWER ? success_status(exchange) : fit_problem_kind_of(problem)->http_status;
    for (size_t i = 0; i < sizeof of_data / sizeof *of_data; i++)
        put(response, of_data[i].name, of_data[i].value);
    if (problem == FIT_OK_ANSWER) {
        put_success_headers(exchange, response);
    } else {
        write_problem(exchange, problem);
        put_problem_headers(exchange, problem, response);
    }
    if (status != HTTP_NOT_MODIFIED)
        give_body(exchange, response);
    response->status = status;
    return status;
}
