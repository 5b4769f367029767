#include "server/http.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ulfius.h>

#include "server/connections.h"
#include "server/door.h"
#include "server/tls.h"

enum {
    SILENCE_S = 30,          /* without a byte in either direction */
    HEADER_BYTES = 32 << 10, /* all headers of a request, and the block in which its body is read */
    /* Jansson goes 2048 levels deep, some 200 bytes each; the rest of a handler takes a tenth of that. */
    STACK_BYTES = 1 << 20,
};

struct fit_http {
    struct _u_instance instance;
    fit_app *app; /* borrowed */
};

static size_t largest_body(void)
{
    size_t max = 0;
    for (size_t i = 0; i < fit_route_count; i++)
        max = fit_routes[i].max_body_bytes > max ? fit_routes[i].max_body_bytes : max;
    return max;
}

static void *on_uri(void *opaque, const char *uri, struct MHD_Connection *connection)
{
    fit_connections_receiving(connection);
    return ulfius_uri_logger(opaque, uri);
}

static void on_completed(void *opaque, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode why)
{
    mhd_request_completed(opaque, connection, context, why);
    fit_connections_idle(connection);
}

/* A socket a connection, a file being sent, and what the rest of the program has open. */
static void allow_files(unsigned connections)
{
    struct rlimit limit;
    rlim_t wanted = 2 * (rlim_t)connections + 256;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int start(fit_http *http, const fit_listener *listener)
{
    const fit_app *app = http->app;
    const bool tls = app->config->tls_cert != NULL;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_uri, NULL},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)fit_connections_notify, app->connections},
        {MHD_OPTION_LISTEN_SOCKET, listener->fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)app->config->max_connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, SILENCE_S, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADER_BYTES, NULL},
        {MHD_OPTION_THREAD_STACK_SIZE, STACK_BYTES, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {tls ? MHD_OPTION_HTTPS_CERT_CALLBACK : MHD_OPTION_END, 0, (void *)(intptr_t)fit_tls_retrieve},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    /* poll: with select, sockets beyond number 1023 would end the server. */
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC;
    return ulfius_start_framework_with_mhd_options(&http->instance, flags | (tls ? MHD_USE_TLS : 0U), options);
}

fit_status fit_http_start(fit_http **out, fit_app *app, const fit_listener *listener, fit_error *error)
{
    fit_http *http = calloc(1, sizeof *http);
    if (!http || ulfius_init_instance(&http->instance, listener->port, NULL, NULL) != U_OK) {
        free(http);
        close(listener->fd);
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    }
    http->app = app;
    http->instance.max_post_body_size = largest_body() + 1; /* one more shows that it was larger */
    http->instance.allowed_post_processor = U_POST_PROCESS_NONE;
    allow_files(app->config->max_connections);
    if (ulfius_set_default_endpoint(&http->instance, fit_door_answer, app) != U_OK || start(http, listener) != U_OK) {
        ulfius_clean_instance(&http->instance);
        free(http);
        return fit_fail(error, FIT_ERR_IO, "the server cannot be started");
    }
    *out = http;
    return FIT_OK;
}

void fit_http_stop(fit_http *http, int64_t max_ms)
{
    MHD_socket fd = MHD_quiesce_daemon(http->instance.mhd_daemon);
    if (fd != MHD_INVALID_SOCKET)
        close(fd);
    fit_connections_drain(http->app->connections, max_ms);
    (void)ulfius_stop_framework(&http->instance);
    ulfius_clean_instance(&http->instance);
    free(http);
}
