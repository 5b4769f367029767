#include "server/server.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <ulfius.h>

#include "server/assets.h"
#include "server/listen.h"
#include "server/static_files.h"

/* A thread a connection; a browser opens six of them to one host. */
enum { MAX_CONNECTIONS = 256, MAX_CONNECTIONS_OF_ONE_ADDRESS = 64, IDLE_S = 30, MAX_BODY_BYTES = 1 << 16 };

static int answer(const struct _u_request *request, struct _u_response *response, void *assets)
{
    (void)fit_static_files_answer(request, response, assets);
    return U_CALLBACK_COMPLETE;
}

static fit_status set_up(struct _u_instance *instance, const fit_listener *listener, fit_assets *assets,
                         fit_error *error)
{
    if (ulfius_init_instance(instance, listener->port, NULL, NULL) != U_OK)
        return fit_fail(error, FIT_ERR_MEMORY, "the server cannot be prepared");
    instance->max_post_body_size = MAX_BODY_BYTES;
    instance->allowed_post_processor = U_POST_PROCESS_NONE;
    if (ulfius_set_default_endpoint(instance, answer, assets) != U_OK)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    return FIT_OK;
}

static fit_status start(struct _u_instance *instance, const fit_listener *listener, fit_error *error)
{
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)mhd_request_completed, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)ulfius_uri_logger, NULL},
        {MHD_OPTION_LISTEN_SOCKET, listener->fd, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, MAX_CONNECTIONS, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, MAX_CONNECTIONS_OF_ONE_ADDRESS, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD;
    if (ulfius_start_framework_with_mhd_options(instance, flags, options) != U_OK)
        return fit_fail(error, FIT_ERR_IO, "the server cannot be started");
    return FIT_OK;
}

/* Blocked before any thread is made, so that all inherit it and the signals come to sigwait. */
static void block_signals(sigset_t *stop)
{
    sigemptyset(stop);
    sigaddset(stop, SIGINT);
    sigaddset(stop, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, stop, NULL);
    (void)signal(SIGPIPE, SIG_IGN); /* a reader that hangs up is no reason to die */
}

static fit_status serve(const fit_listener *listener, fit_assets *assets, void (*on_ready)(const char *address),
                        fit_error *error)
{
    struct _u_instance instance;
    memset(&instance, 0, sizeof instance);
    sigset_t stop;
    block_signals(&stop);
    fit_status status = set_up(&instance, listener, assets, error);
    if (status == FIT_OK)
        status = start(&instance, listener, error);
    if (status == FIT_OK) {
        int number;
        on_ready(listener->address);
        (void)sigwait(&stop, &number);
        (void)ulfius_stop_framework(&instance);
    }
    ulfius_clean_instance(&instance);
    return status;
}

fit_status fit_server_run(const char *address, const char *data_dir, void (*on_ready)(const char *address),
                          fit_error *error)
{
    fit_listener listener;
    fit_status status = fit_listen(address, &listener, error);
    if (status != FIT_OK)
        return status;
    fit_assets assets;
    status = fit_assets_load(&assets, data_dir, error);
    if (status == FIT_OK)
        status = serve(&listener, &assets, on_ready, error); /* libmicrohttpd closes the socket */
    else
        close(listener.fd);
    fit_assets_deinit(&assets);
    return status;
}
