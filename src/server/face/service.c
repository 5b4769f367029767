#include "server/face/service.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "face/threshold.h"
#include "media/photo.h"
#include "server/face/weights.h"
#include "server/follower.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/transaction.h"
#include "store/faces.h"

enum {
    QUEUE = 32,          /* frames that wait for each that is looked at: half a second's */
    GATE_WAIT_MS = 1500, /* less than the pause between two frames that ends an attempt */
    OVERLOADED_RETRY_S = 1,
    LOOK_AT_SWITCH_MS = 1000,
};

struct fit_face_service {
    double false_accept_rate;
    fit_face_models *models;
    fit_gallery *gallery;
    fit_follower *follower;
    fit_face_weights_id id;
    fit_gate gate;
    pthread_mutex_t mutex; /* before what follows */
    size_t slots;
    fit_face_scanner **scanners; /* those that nobody holds, NULL where none was needed yet */
    size_t free;                 /* how many of scanners */
    int64_t *held;               /* challenges whose frames are waiting or looked at; 0: none */
    size_t held_slots;
    _Atomic int64_t switch_looked_ms;
    atomic_bool switched_on;
};

static int64_t steady_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static fit_status make_pool(fit_face_service *service, unsigned parallel, fit_error *error)
{
    service->slots = service->free = parallel;
    service->held_slots = (size_t)parallel * (QUEUE + 1);
    service->scanners = calloc(parallel, sizeof(fit_face_scanner *));
    service->held = calloc(service->held_slots, sizeof *service->held);
    if (!service->scanners || !service->held)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    return FIT_OK;
}

/* mutex and gate are there from the start, so that stop needs no more than service. */
static fit_face_service *allocate(const fit_config *config)
{
    fit_face_service *service = calloc(1, sizeof *service);
    if (!service)
        return NULL;
    service->false_accept_rate = config->face_far;
    atomic_store(&service->switched_on, true);
    const int room = (int)config->face_parallel;
    if (fit_gate_init(&service->gate, room, QUEUE * room) != FIT_OK) {
        free(service);
        return NULL;
    }
    (void)pthread_mutex_init(&service->mutex, NULL);
    return service;
}

fit_status fit_face_service_start(fit_face_service **out, fit_app *app, fit_error *error)
{
    const fit_config *config = app->config;
    if (!config->face_login)
        return FIT_OK;
    fit_face_service *service = allocate(config);
    if (!service)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    fit_status status = fit_face_weights_load(config, &service->models, &service->id, error);
    if (status == FIT_ERR_NOT_FOUND) {
        fit_log(FIT_LOG_WARNING, NULL, "nobody can log in by face: %s", error->text);
        fit_face_service_stop(service);
        return FIT_OK;
    }
    if (status == FIT_OK)
        status = make_pool(service, config->face_parallel, error);
    if (status == FIT_OK && fit_gallery_create(&service->gallery, FIT_NN_ISA_AUTO) != FIT_OK)
        status = fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    if (status == FIT_OK)
        status = fit_follower_start(&service->follower, app->store, app->secrets, service->gallery, service->id.number,
                                    error);
    if (status == FIT_OK)
        *out = service;
    else
        fit_face_service_stop(service);
    return status;
}

void fit_face_service_stop(fit_face_service *service)
{
    if (!service)
        return;
    fit_follower_stop(service->follower);
    fit_gallery_destroy(service->gallery);
    for (size_t i = 0; service->scanners && i < service->slots; i++)
        fit_face_scanner_destroy(service->scanners[i]);
    free(service->scanners);
    free(service->held);
    fit_face_models_destroy(service->models);
    (void)pthread_mutex_destroy(&service->mutex);
    fit_gate_deinit(&service->gate);
    free(service);
}

int64_t fit_face_service_model(const fit_face_service *service)
{
    return service->id.number;
}

const char *fit_face_service_model_name(const fit_face_service *service)
{
    return service->id.name;
}

fit_gallery *fit_face_service_gallery(fit_face_service *service)
{
    return service->gallery;
}

double fit_face_service_threshold(const fit_face_service *service, size_t templates)
{
    return (double)fit_face_threshold(FIT_FACE_LOGIN, service->false_accept_rate, templates > 0 ? templates : 1);
}

void fit_face_service_gauge(fit_face_service *service, int *inside, int *waiting)
{
    fit_gate_look(&service->gate, inside, waiting);
}

static fit_status read_switch(fit_exchange *exchange, fit_db *db, void *on)
{
    (void)exchange;
    return fit_faces_switched_on(db, on);
}

void fit_face_ask_on(fit_exchange *exchange, bool *on)
{
    fit_face_service *service = exchange->app->face;
    *on = false;
    if (!service)
        return;
    *on = atomic_load(&service->switched_on);
    if (exchange->now_ms - atomic_load(&service->switch_looked_ms) < LOOK_AT_SWITCH_MS)
        return;
    if (fit_transact(exchange, FIT_READ, read_switch, on) == FIT_OK_ANSWER)
        fit_face_switched(exchange, *on);
    else
        *on = false;
}

fit_problem fit_face_wanted(fit_exchange *exchange)
{
    bool on;
    fit_face_ask_on(exchange, &on);
    return on ? FIT_OK_ANSWER : FIT_NO_FACE_LOGIN;
}

void fit_face_switched(fit_exchange *exchange, bool on)
{
    fit_face_service *service = exchange->app->face;
    if (!service)
        return;
    atomic_store(&service->switched_on, on);
    atomic_store(&service->switch_looked_ms, exchange->now_ms);
}

/* false: its frame is here already, or there is no more room, which the gate says better. */
static bool hold(fit_face_service *service, int64_t challenge_id, bool *full)
{
    int64_t *free_slot = NULL;
    bool there = false;
    (void)pthread_mutex_lock(&service->mutex);
    for (size_t i = 0; i < service->held_slots; i++) {
        there = there || service->held[i] == challenge_id;
        if (service->held[i] == 0)
            free_slot = &service->held[i];
    }
    if (!there && free_slot)
        *free_slot = challenge_id;
    (void)pthread_mutex_unlock(&service->mutex);
    *full = !there && !free_slot;
    return !there && free_slot;
}

static void let_go(fit_face_service *service, int64_t challenge_id)
{
    (void)pthread_mutex_lock(&service->mutex);
    for (size_t i = 0; i < service->held_slots; i++)
        if (service->held[i] == challenge_id)
            service->held[i] = 0;
    (void)pthread_mutex_unlock(&service->mutex);
}

/* The gate lets in no more than there are slots. */
static fit_face_scanner *take_scanner(fit_face_service *service)
{
    (void)pthread_mutex_lock(&service->mutex);
    assert(service->free > 0);
    fit_face_scanner *scanner = service->scanners[--service->free];
    service->scanners[service->free] = NULL;
    (void)pthread_mutex_unlock(&service->mutex);
    if (!scanner && fit_face_scanner_create(&scanner, service->models, NULL) != FIT_OK)
        scanner = NULL;
    return scanner;
}

static void give_back(fit_face_service *service, fit_face_scanner *scanner)
{
    (void)pthread_mutex_lock(&service->mutex);
    service->scanners[service->free++] = scanner;
    (void)pthread_mutex_unlock(&service->mutex);
}

static fit_problem enter(fit_exchange *exchange, int64_t challenge_id)
{
    fit_face_service *service = exchange->app->face;
    bool full;
    if (!hold(service, challenge_id, &full)) {
        exchange->retry_after_s = full ? OVERLOADED_RETRY_S : 0;
        return full ? FIT_OVERLOADED : FIT_CONFLICT;
    }
    if (fit_gate_enter(&service->gate, GATE_WAIT_MS))
        return FIT_OK_ANSWER;
    let_go(service, challenge_id);
    exchange->retry_after_s = OVERLOADED_RETRY_S;
    return FIT_OVERLOADED;
}

static fit_problem see(fit_exchange *exchange, int32_t max_side, fit_face_look *look)
{
    fit_status status = fit_photo_decode_frame(&look->pixels, exchange->bytes, exchange->bytes_len, max_side, NULL);
    if (status != FIT_OK)
        return status == FIT_ERR_MEMORY ? FIT_INTERNAL : FIT_BAD_PHOTO;
    look->frame = fit_pixels_view(&look->pixels);
    status = fit_face_find(look->scanner, &look->frame, FIT_FACE_SEARCH_NEAR, &look->face, &look->n);
    return status == FIT_OK ? FIT_OK_ANSWER : FIT_INTERNAL;
}

fit_problem fit_face_look_begin(fit_exchange *exchange, int64_t challenge_id, int32_t max_side, fit_face_look *look)
{
    const int64_t came_us = steady_us();
    fit_problem problem = enter(exchange, challenge_id);
    if (problem != FIT_OK_ANSWER)
        return problem;
    look->challenge_id = challenge_id;
    look->started_us = steady_us();
    look->n = 0;
    look->pixels = (fit_pixels){0};
    fit_metrics_face_time(exchange->app->metrics, FIT_FACE_WAITING, look->started_us - came_us);
    look->scanner = take_scanner(exchange->app->face);
    problem = look->scanner ? see(exchange, max_side, look) : FIT_INTERNAL;
    if (problem != FIT_OK_ANSWER)
        fit_face_look_end(exchange, look);
    return problem;
}

void fit_face_look_end(fit_exchange *exchange, fit_face_look *look)
{
    fit_face_service *service = exchange->app->face;
    fit_pixels_deinit(&look->pixels);
    give_back(service, look->scanner);
    fit_gate_leave(&service->gate);
    let_go(service, look->challenge_id);
    fit_metrics_face_time(exchange->app->metrics, FIT_FACE_LOOKING, steady_us() - look->started_us);
}
