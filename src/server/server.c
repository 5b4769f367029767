#include "server/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "server/connections.h"
#include "server/door.h"
#include "server/face/service.h"
#include "server/first_start.h"
#include "server/http.h"
#include "server/log.h"
#include "server/mailer.h"
#include "server/metrics.h"
#include "server/sweeper.h"
#include "server/tls.h"

enum { STOP_MS = 10000 };
/* How many may wait for their turn to hash, for each that hashes: two seconds at a tenth of one each. */
enum { HASHING_QUEUE = 20 };

typedef struct server {
    fit_config config; /* with public_url */
    fit_app app;
    fit_listener listener;
    char url[FIT_LISTEN_ADDRESS_CAP + 10], public_url[FIT_LISTEN_ADDRESS_CAP + 10];
    char (*route_names)[80]; /* owned; "GET /api/v1/me" */
    const char **name_list;  /* owned; the same as pointers, and what is no route */
    fit_mailer *mailer;
    fit_sweeper *sweeper;
    fit_http *http;
} server;

/* Blocked before any thread is made, so that all inherit it and the signals come to sigwait. */
static void block_signals(sigset_t *awaited)
{
    sigemptyset(awaited);
    sigaddset(awaited, SIGINT);
    sigaddset(awaited, SIGTERM);
    sigaddset(awaited, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, awaited, NULL);
    (void)signal(SIGPIPE, SIG_IGN); /* a reader that hangs up is no reason to die */
}

/* "every address" is none that could be typed: this machine's name is. */
static void make_urls(server *s)
{
    const char *scheme = s->config.tls_cert ? "https" : "http";
    char host[256] = "localhost";
    snprintf(s->url, sizeof s->url, "%s://%s", scheme, s->listener.address);
    bool every = strncmp(s->listener.address, "0.0.0.0:", 8) == 0 || strncmp(s->listener.address, "[::]:", 5) == 0;
    if (every) {
        (void)gethostname(host, sizeof host - 1);
        snprintf(s->public_url, sizeof s->public_url, "%s://%s:%u", scheme, host, s->listener.port);
    } else {
        snprintf(s->public_url, sizeof s->public_url, "%s", s->url);
    }
    if (!s->config.public_url || !*s->config.public_url)
        s->config.public_url = s->public_url;
}

static fit_status make_metrics(server *s, fit_error *error)
{
    const size_t count = fit_route_count + FIT_ROUTE_EXTRAS;
    s->route_names = calloc(fit_route_count, sizeof *s->route_names);
    s->name_list = calloc(count, sizeof *s->name_list);
    if (!s->route_names || !s->name_list)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < fit_route_count; i++)
        snprintf(s->route_names[i], sizeof *s->route_names, "%s %s", fit_routes[i].method, fit_routes[i].pattern);
    for (size_t i = 0; i < fit_route_count; i++)
        s->name_list[i] = s->route_names[i];
    s->name_list[fit_route_count + FIT_ROUTE_FILE] = "file";
    s->name_list[fit_route_count + FIT_ROUTE_NONE] = "none";
    s->app.metrics = fit_metrics_create(s->name_list, count);
    return s->app.metrics ? FIT_OK : fit_fail(error, FIT_ERR_MEMORY, "out of memory");
}

static fit_status open_store(server *s, fit_error *error)
{
    fit_status status = fit_store_open(&s->app.store, s->config.database, (int)s->config.database_connections, error);
    if (status == FIT_OK)
        fit_store_observe(s->app.store, fit_metrics_observe_store, s->app.metrics);
    return status;
}

/* What can be wrong comes first, what takes longest last. */
static fit_status make_app(server *s, fit_error *error)
{
    fit_app *app = &s->app;
    const fit_config *config = &s->config;
    app->config = config;
    app->started_ms = fit_app_now_ms();
    fit_status status = fit_networks_parse(&app->trusted, config->trusted_proxy, error);
    if (status == FIT_OK)
        status = fit_assets_load(&app->assets, config->data_dir, error);
    if (status == FIT_OK)
        status = fit_catalogue_load(&app->catalogue, config->data_dir, error);
    if (status == FIT_OK && config->tls_cert)
        status = fit_tls_load(config->tls_cert, config->tls_key, error);
    if (status == FIT_OK)
        status = fit_secrets_open(&app->secrets, config, error);
    if (status == FIT_OK)
        status = make_metrics(s, error);
    if (status == FIT_OK)
        status = fit_connections_open(&app->connections, config->max_connections, config->max_connections_per_address,
                                      &app->trusted, error);
    if (status == FIT_OK)
        status = open_store(s, error);
    return status == FIT_OK ? fit_face_service_start(&app->face, app, error) : status;
}

static void end_app(server *s)
{
    fit_face_service_stop(s->app.face);
    fit_store_close(s->app.store);
    fit_connections_close(s->app.connections);
    fit_metrics_destroy(s->app.metrics);
    free(s->name_list);
    free(s->route_names);
    fit_secrets_close(s->app.secrets);
    fit_tls_unload();
    fit_catalogue_destroy(s->app.catalogue);
    fit_assets_deinit(&s->app.assets);
}

static void reload(server *s)
{
    fit_error error = {0};
    fit_status status = FIT_OK;
    if (s->config.tls_cert)
        status = fit_tls_load(s->config.tls_cert, s->config.tls_key, &error);
    if (status == FIT_OK)
        status = fit_assets_reload(&s->app.assets, s->config.data_dir, &error);
    if (status == FIT_OK)
        fit_log(FIT_LOG_INFO, NULL, "read certificate and page anew");
    else
        fit_log(FIT_LOG_ERROR, NULL, "what was there before stays: %s", error.text);
}

static void wait_for_the_end(server *s, const sigset_t *awaited)
{
    for (int number; sigwait(awaited, &number) == 0 && number == SIGHUP;)
        reload(s);
}

static void tell(const server *s, const char *link, void (*on_ready)(const fit_server_news *))
{
    const fit_server_news news = {
        .url = s->url,
        .public_url = s->config.public_url,
        .invitation = *link ? link : NULL,
        .database = fit_store_kind(s->app.store),
    };
    if (fit_secrets_are_new(s->app.secrets) && !*link)
        fit_log(FIT_LOG_WARNING, NULL,
                "the key file is new, the database is not: everybody has to log in again, and photos cannot be shown; "
                "if you have the former key file, stop, put it back and start again");
    on_ready(&news);
    (void)sd_notify(0, "READY=1");
}

static fit_status start_all(server *s, char link[FIT_LINK_CAP], fit_error *error)
{
    fit_status status = fit_first_start_invite(&s->app, link, error);
    if (status == FIT_OK)
        status = fit_mailer_start(&s->mailer, &s->app, error);
    if (status == FIT_OK)
        status = fit_sweeper_start(&s->sweeper, &s->app, error);
    if (status != FIT_OK)
        return status;
    fit_listener taken = s->listener;
    s->listener.fd = -1;
    return fit_http_start(&s->http, &s->app, &taken, error);
}

static fit_status serve(server *s, const sigset_t *awaited, void (*on_ready)(const fit_server_news *), fit_error *error)
{
    char link[FIT_LINK_CAP];
    int room = (int)s->config.argon2_parallel;
    fit_status status = fit_gate_init(&s->app.hashing, room, HASHING_QUEUE * room);
    if (status != FIT_OK)
        return fit_fail(error, status, "out of memory");
    status = start_all(s, link, error);
    if (status == FIT_OK) {
        tell(s, link, on_ready);
        wait_for_the_end(s, awaited);
        (void)sd_notify(0, "STOPPING=1");
        fit_http_stop(s->http, STOP_MS);
    }
    fit_sweeper_stop(s->sweeper);
    fit_mailer_stop(s->mailer);
    fit_gate_deinit(&s->app.hashing);
    return status;
}

fit_status fit_server_run(const fit_config *config, void (*on_ready)(const fit_server_news *news), fit_error *error)
{
    sigset_t awaited;
    block_signals(&awaited);
    server *s = calloc(1, sizeof *s);
    if (!s)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    s->config = *config;
    fit_status status = fit_listen(config->listen, &s->listener, error);
    if (status == FIT_OK) {
        make_urls(s);
        status = make_app(s, error);
        if (status == FIT_OK)
            status = serve(s, &awaited, on_ready, error);
        end_app(s);
        if (s->listener.fd >= 0)
            close(s->listener.fd);
    }
    free(s);
    return status;
}
