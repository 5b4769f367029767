#include "server/sweeper.h"

#include <stdlib.h>
#include <time.h>

#include "server/dates.h"
#include "server/log.h"
#include "store/challenges.h"
#include "store/codes.h"
#include "store/events.h"
#include "store/face_log.h"
#include "store/faces.h"
#include "store/limits.h"

enum { EVERY_S = 600, KEEP_EVENTS_DAYS = 365 };

struct fit_sweeper {
    fit_app *app; /* borrowed */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool stop;
};

static fit_status sweep_all(const fit_app *app, fit_db *db)
{
    const fit_config *config = app->config;
    int64_t now_ms = fit_app_now_ms();
    fit_status status = fit_codes_sweep(db, now_ms);
    if (status == FIT_OK)
        status = fit_limits_sweep(db, now_ms);
    if (status == FIT_OK)
        status = fit_sessions_sweep(db, now_ms - (int64_t)config->session_idle_days * FIT_DAY_MS,
                                    now_ms - (int64_t)config->session_max_days * FIT_DAY_MS);
    if (status == FIT_OK)
        status = fit_events_sweep(db, now_ms - KEEP_EVENTS_DAYS * FIT_DAY_MS);
    if (status == FIT_OK)
        status = fit_face_uses_sweep(db, now_ms - KEEP_EVENTS_DAYS * FIT_DAY_MS);
    if (status == FIT_OK)
        status = fit_challenges_sweep(db, now_ms);
    if (status == FIT_OK)
        status = fit_faces_sweep(db, now_ms - (int64_t)config->face_retention_days * FIT_DAY_MS);
    return status;
}

/* What fails now is swept next time. */
static void sweep(const fit_app *app)
{
    fit_error error = {0};
    fit_db *db;
    fit_status status = fit_store_begin(app->store, FIT_WRITE, &db, &error);
    if (status == FIT_OK) {
        status = sweep_all(app, db);
        if (status != FIT_OK)
            error = *fit_db_error(db);
        status = fit_store_end(db, status, &error);
    }
    if (status != FIT_OK)
        fit_log(FIT_LOG_WARNING, NULL, "sweep: %s", error.text);
}

static void *run(void *opaque)
{
    fit_sweeper *sweeper = opaque;
    (void)pthread_mutex_lock(&sweeper->mutex);
    while (!sweeper->stop) {
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += EVERY_S;
        (void)pthread_mutex_unlock(&sweeper->mutex);
        sweep(sweeper->app);
        (void)pthread_mutex_lock(&sweeper->mutex);
        while (!sweeper->stop && pthread_cond_timedwait(&sweeper->wake, &sweeper->mutex, &until) == 0)
            ;
    }
    (void)pthread_mutex_unlock(&sweeper->mutex);
    return NULL;
}

fit_status fit_sweeper_start(fit_sweeper **out, fit_app *app, fit_error *error)
{
    fit_sweeper *sweeper = calloc(1, sizeof *sweeper);
    if (!sweeper)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    sweeper->app = app;
    pthread_condattr_t steady;
    (void)pthread_condattr_init(&steady);
    (void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&sweeper->mutex, NULL);
    (void)pthread_cond_init(&sweeper->wake, &steady);
    (void)pthread_condattr_destroy(&steady);
    if (pthread_create(&sweeper->thread, NULL, run, sweeper) != 0) {
        free(sweeper);
        return fit_fail(error, FIT_ERR_MEMORY, "no thread can be started");
    }
    *out = sweeper;
    return FIT_OK;
}

void fit_sweeper_stop(fit_sweeper *sweeper)
{
    if (!sweeper)
        return;
    (void)pthread_mutex_lock(&sweeper->mutex);
    sweeper->stop = true;
    (void)pthread_cond_signal(&sweeper->wake);
    (void)pthread_mutex_unlock(&sweeper->mutex);
    (void)pthread_join(sweeper->thread, NULL);
    (void)pthread_cond_destroy(&sweeper->wake);
    (void)pthread_mutex_destroy(&sweeper->mutex);
    free(sweeper);
}
