#include "server/metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* What the server answers with; others are counted as the last. */
static const unsigned statuses[] = {200, 201, 202, 204, 206, 304, 400, 401, 403, 404, 405,
                                    409, 413, 415, 416, 422, 429, 500, 503, 507, 0};
enum { STATUSES = sizeof statuses / sizeof *statuses };

/* Upper bounds. A page's data in half a millisecond, a password's hash in a tenth of a second. */
static const int64_t bounds_us[] = {250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
enum { BOUNDS = sizeof bounds_us / sizeof *bounds_us };

typedef _Atomic uint64_t counter;

typedef struct histogram {
    counter buckets[BOUNDS + 1]; /* each on its own, not yet summed up */
    counter sum_us;
} histogram;

typedef struct route {
    counter answers[STATUSES];
    histogram latency;
} route;

enum { ACCESSES = FIT_WRITE + 1 };

struct fit_metrics {
    const char *const *names; /* borrowed */
    size_t route_count;
    counter counters[FIT_COUNTERS];
    histogram store[ACCESSES];
    counter store_failures[ACCESSES];
    histogram face[FIT_FACE_PARTS];
    counter face_logins[FIT_ATTEMPT_ENDS];
    counter face_lights[FIT_LIGHT_VERDICTS];
    route routes[];
};

fit_metrics *fit_metrics_create(const char *const *names, size_t routes)
{
    fit_metrics *metrics = calloc(1, sizeof *metrics + routes * sizeof(route));
    if (metrics) {
        metrics->names = names;
        metrics->route_count = routes;
    }
    return metrics;
}

void fit_metrics_destroy(fit_metrics *metrics)
{
    free(metrics);
}

static void add(counter *number, uint64_t amount)
{
    atomic_fetch_add_explicit(number, amount, memory_order_relaxed);
}

static uint64_t get(const counter *number)
{
    return atomic_load_explicit(number, memory_order_relaxed);
}

static void observe(histogram *h, int64_t elapsed_us)
{
    size_t i = 0;
    while (i < BOUNDS && elapsed_us > bounds_us[i])
        i++;
    add(&h->buckets[i], 1);
    add(&h->sum_us, (uint64_t)elapsed_us);
}

void fit_metrics_count(fit_metrics *metrics, fit_counter which)
{
    add(&metrics->counters[which], 1);
}

void fit_metrics_request(fit_metrics *metrics, size_t index, unsigned http_status, int64_t elapsed_us)
{
    route *r = &metrics->routes[index];
    size_t i = 0;
    while (statuses[i] && statuses[i] != http_status)
        i++;
    add(&r->answers[i], 1);
    observe(&r->latency, elapsed_us);
}

void fit_metrics_face_time(fit_metrics *metrics, fit_face_part part, int64_t elapsed_us)
{
    observe(&metrics->face[part], elapsed_us);
}

void fit_metrics_face_login(fit_metrics *metrics, int end)
{
    add(&metrics->face_logins[end], 1);
}

void fit_metrics_face_light(fit_metrics *metrics, fit_light_verdict verdict)
{
    add(&metrics->face_lights[verdict], 1);
}

void fit_metrics_observe_store(void *opaque, fit_access access, int64_t elapsed_us, fit_status status)
{
    fit_metrics *metrics = opaque;
    observe(&metrics->store[access], elapsed_us);
    if (status == FIT_ERR_IO || status == FIT_ERR_BUSY || status == FIT_ERR_LIMIT)
        add(&metrics->store_failures[access], 1);
}

/* The text so far, and the first error. */
typedef struct text {
    fit_buffer *out;
    fit_status status;
} text;

static void put(text *t, const char *format, ...) FIT_PRINTF(2, 3);
static void put(text *t, const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (t->status == FIT_OK)
        t->status = len > 0 && (size_t)len < sizeof line ? fit_buffer_append(t->out, line, (size_t)len) : FIT_ERR_LIMIT;
}

static void put_head(text *t, const char *name, const char *type, const char *help)
{
    put(t, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_histogram(text *t, const char *name, const char *label, const char *value, const histogram *h)
{
    uint64_t total = 0;
    for (size_t i = 0; i <= BOUNDS; i++) {
        total += get(&h->buckets[i]);
        if (i < BOUNDS)
            put(t, "%s_bucket{%s=\"%s\",le=\"%g\"} %" PRIu64 "\n", name, label, value, (double)bounds_us[i] / 1e6,
                total);
    }
    put(t, "%s_bucket{%s=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", name, label, value, total);
    put(t, "%s_sum{%s=\"%s\"} %.6f\n", name, label, value, (double)get(&h->sum_us) / 1e6);
    put(t, "%s_count{%s=\"%s\"} %" PRIu64 "\n", name, label, value, total);
}

static bool is_used(const route *r)
{
    for (size_t i = 0; i < STATUSES; i++)
        if (get(&r->answers[i]))
            return true;
    return false;
}

static void put_requests(text *t, const fit_metrics *m)
{
    put_head(t, "aifit_requests_total", "counter", "Requests answered, by route and HTTP status.");
    for (size_t r = 0; r < m->route_count; r++)
        for (size_t i = 0; i < STATUSES; i++)
            if (get(&m->routes[r].answers[i]))
                put(t, "aifit_requests_total{route=\"%s\",status=\"%u\"} %" PRIu64 "\n", m->names[r], statuses[i],
                    get(&m->routes[r].answers[i]));
    put_head(t, "aifit_request_seconds", "histogram", "Time to answer, the network left out.");
    for (size_t r = 0; r < m->route_count; r++)
        if (is_used(&m->routes[r]))
            put_histogram(t, "aifit_request_seconds", "route", m->names[r], &m->routes[r].latency);
}

static void put_store(text *t, const fit_metrics *m)
{
    static const char *const accesses[] = {[FIT_READ] = "read", [FIT_SNAPSHOT] = "snapshot", [FIT_WRITE] = "write"};
    put_head(t, "aifit_store_seconds", "histogram", "Time of database transactions, by access.");
    for (size_t i = 0; i < ACCESSES; i++)
        put_histogram(t, "aifit_store_seconds", "access", accesses[i], &m->store[i]);
    put_head(t, "aifit_store_failures_total", "counter", "Transactions that the database failed, by access.");
    for (size_t i = 0; i < ACCESSES; i++)
        put(t, "aifit_store_failures_total{access=\"%s\"} %" PRIu64 "\n", accesses[i], get(&m->store_failures[i]));
}

static void put_faces(text *t, const fit_metrics *m)
{
    static const char *const parts[] = {[FIT_FACE_WAITING] = "waiting", [FIT_FACE_LOOKING] = "looking"};
    put_head(t, "aifit_face_logins_total", "counter", "Attempts to log in by face, by how they ended.");
    for (int end = FIT_ATTEMPT_OPEN + 1; end < FIT_ATTEMPT_ENDS; end++)
        put(t, "aifit_face_logins_total{result=\"%s\"} %" PRIu64 "\n", fit_attempt_end_name(end),
            get(&m->face_logins[end]));
    put_head(t, "aifit_face_lights_total", "counter", "Accepted faces, by what the light of the screen proved.");
    for (int verdict = 0; verdict < FIT_LIGHT_VERDICTS; verdict++)
        put(t, "aifit_face_lights_total{result=\"%s\"} %" PRIu64 "\n",
            fit_light_verdict_name((fit_light_verdict)verdict), get(&m->face_lights[verdict]));
    put_head(t, "aifit_face_frame_seconds", "histogram", "Time of a frame, waiting for its turn and looked at.");
    for (size_t i = 0; i < FIT_FACE_PARTS; i++)
        put_histogram(t, "aifit_face_frame_seconds", "part", parts[i], &m->face[i]);
}

static void put_counters(text *t, const fit_metrics *m)
{
    put_head(t, "aifit_logins_total", "counter", "Attempts to log in.");
    put(t, "aifit_logins_total{result=\"right\"} %" PRIu64 "\n", get(&m->counters[FIT_COUNT_LOGIN_RIGHT]));
    put(t, "aifit_logins_total{result=\"wrong\"} %" PRIu64 "\n", get(&m->counters[FIT_COUNT_LOGIN_WRONG]));
    put_head(t, "aifit_mails_total", "counter", "Letters handed to the mail server, or not.");
    put(t, "aifit_mails_total{result=\"sent\"} %" PRIu64 "\n", get(&m->counters[FIT_COUNT_MAIL_SENT]));
    put(t, "aifit_mails_total{result=\"failed\"} %" PRIu64 "\n", get(&m->counters[FIT_COUNT_MAIL_FAILED]));
    put_head(t, "aifit_password_hashes_total", "counter", "Passwords hashed or checked.");
    put(t, "aifit_password_hashes_total %" PRIu64 "\n", get(&m->counters[FIT_COUNT_PASSWORD_HASH]));
}

static void put_gauge(text *t, const char *name, const char *help, int64_t value)
{
    put_head(t, name, "gauge", help);
    put(t, "%s %" PRId64 "\n", name, value);
}

fit_status fit_metrics_write(const fit_metrics *metrics, const fit_gauges *gauges, fit_buffer *out)
{
    text t = {.out = out, .status = FIT_OK};
    put_requests(&t, metrics);
    put_store(&t, metrics);
    put_counters(&t, metrics);
    put_faces(&t, metrics);
    put_gauge(&t, "aifit_open_connections", "Connections that are open.", gauges->open_connections);
    put_gauge(&t, "aifit_hashing_inside", "Passwords being hashed.", gauges->hashing_inside);
    put_gauge(&t, "aifit_hashing_waiting", "Requests that wait for their turn to hash.", gauges->hashing_waiting);
    put_gauge(&t, "aifit_faces_inside", "Frames being looked at.", gauges->faces_inside);
    put_gauge(&t, "aifit_faces_waiting", "Frames that wait for their turn.", gauges->faces_waiting);
    put_gauge(&t, "aifit_uptime_seconds", "Since the server started.", gauges->uptime_s);
    return t.status;
}
