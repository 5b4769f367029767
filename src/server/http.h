/* Ulfius on libmicrohttpd: a thread a connection, every request to the door. */
#ifndef FIT_SERVER_HTTP_H
#define FIT_SERVER_HTTP_H

#include "server/app.h"
#include "server/listen.h"

typedef struct fit_http fit_http;

/* app is complete and outlives it. Takes listener's socket, on failure too. FIT_ERR_MEMORY, FIT_ERR_IO. */
FIT_NODISCARD fit_status fit_http_start(fit_http **out, fit_app *app, const fit_listener *listener, fit_error *error);
/* Takes no more connections, answers what is under way, at most max_ms, then ends all. */
void fit_http_stop(fit_http *http, int64_t max_ms);

#endif
