/* Counters for /metrics. Thread-safe without a lock: every number is atomic, and they need not agree to the last one.
 */
#ifndef FIT_SERVER_METRICS_H
#define FIT_SERVER_METRICS_H

#include <stdint.h>

#include "base/buffer.h"
#include "server/face/attempt.h"
#include "store/store.h"

typedef struct fit_metrics fit_metrics;

typedef enum fit_counter {
    FIT_COUNT_LOGIN_RIGHT,
    FIT_COUNT_LOGIN_WRONG,
    FIT_COUNT_MAIL_SENT,
    FIT_COUNT_MAIL_FAILED,
    FIT_COUNT_PASSWORD_HASH,
    FIT_COUNTERS,
} fit_counter;

/* What is read when asked. */
typedef struct fit_gauges {
    int64_t open_connections, hashing_inside, hashing_waiting, faces_inside, faces_waiting, uptime_s;
} fit_gauges;

/* routes: how many kinds of request there are, names: what they are called; borrowed. NULL: out of memory. */
fit_metrics *fit_metrics_create(const char *const *names, size_t routes);
void fit_metrics_destroy(fit_metrics *metrics); /* NULL is allowed */

void fit_metrics_count(fit_metrics *metrics, fit_counter counter);
void fit_metrics_request(fit_metrics *metrics, size_t route, unsigned http_status, int64_t elapsed_us);

/* Where the time of a frame goes: before the gate, and behind it. */
typedef enum fit_face_part { FIT_FACE_WAITING, FIT_FACE_LOOKING, FIT_FACE_PARTS } fit_face_part;
void fit_metrics_face_time(fit_metrics *metrics, fit_face_part part, int64_t elapsed_us);
/* An attempt to log in by face has ended so. */
void fit_metrics_face_login(fit_metrics *metrics, int end);
/* What the screen's light proved of one who was accepted. */
void fit_metrics_face_light(fit_metrics *metrics, fit_light_verdict verdict);

/* A fit_store_observer; metrics: a fit_metrics. */
void fit_metrics_observe_store(void *metrics, fit_access access, int64_t elapsed_us, fit_status status);

/* Appends the Prometheus text format, version 0.0.4. */
FIT_NODISCARD fit_status fit_metrics_write(const fit_metrics *metrics, const fit_gauges *gauges, fit_buffer *out);

#endif
