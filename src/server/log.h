/* The log: one JSON object a line, to standard error. Never a secret, a cookie, a body or an e-mail address in full.
 * All functions are thread-safe: a line is one write. */
#ifndef FIT_SERVER_LOG_H
#define FIT_SERVER_LOG_H

#include <stdint.h>

#include "aifit/status.h"

typedef enum fit_log_level { FIT_LOG_INFO, FIT_LOG_WARNING, FIT_LOG_ERROR } fit_log_level;

/* request_id: NULL when it is about no request. */
void fit_log(fit_log_level level, const char *request_id, const char *format, ...) FIT_PRINTF(3, 4);

/* A request that was answered. route: its pattern; client: an alias of the address. */
void fit_log_request(const char *request_id, const char *method, const char *route, unsigned http_status,
                     int64_t elapsed_us, const char *client);

#endif
