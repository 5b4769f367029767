#include "server/follower.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/face_seal.h"
#include "server/log.h"
#include "store/faces.h"

/* A proxy before PostgreSQL may swallow notifications: the revision is looked at this often in any case. */
enum { LOOK_EVERY_MS = 1500, UNREACHABLE_WAIT_S = 1 };

/* A template that was seen; what cannot be opened is not in the gallery. */
typedef struct known {
    int64_t id, member_id, created_ms;
    bool opened;
} known;

struct fit_follower {
    fit_store *store;
    const fit_secrets *secrets;
    fit_gallery *gallery;
    int64_t model;
    pthread_t thread;
    volatile bool stop;
    bool current; /* known are those of revision */
    int64_t revision;
    known *known; /* in order of id */
    size_t count, cap;
    size_t closed; /* which cannot be opened */
};

/* A walk along the stored templates: known ones are kept, those from first_new on have to be loaded. */
typedef struct walk {
    fit_follower *follower;
    size_t seen, kept;
    int64_t first_new; /* 0: none */
} walk;

static void forget(fit_follower *follower, const known *k)
{
    if (!k->opened) {
        follower->closed--;
        return;
    }
    const fit_status status = fit_gallery_remove(follower->gallery, k->id);
    assert(status == FIT_OK && "nobody else changes the gallery");
    (void)status;
}

static bool is_same(const known *k, const fit_stored_template *stored)
{
    return k->id == stored->id && k->member_id == stored->member_id && k->created_ms == stored->created_ms;
}

static fit_status compare(void *context, const fit_stored_template *stored)
{
    walk *w = context;
    fit_follower *follower = w->follower;
    known *list = follower->known;
    while (w->seen < follower->count &&
           (list[w->seen].id < stored->id || (list[w->seen].id == stored->id && !is_same(&list[w->seen], stored))))
        forget(follower, &list[w->seen++]);
    if (w->seen < follower->count && is_same(&list[w->seen], stored))
        list[w->kept++] = list[w->seen++];
    else if (w->first_new == 0)
        w->first_new = stored->id;
    return FIT_OK;
}

/* Removes from known and gallery what is stored no more. When that fails half-way, what was not reached is kept. */
static fit_status drop_the_gone(fit_follower *follower, fit_db *db, int64_t *first_new)
{
    walk w = {.follower = follower};
    fit_status status = fit_faces_each(db, follower->model, 0, false, compare, &w);
    for (; status == FIT_OK && w.seen < follower->count; w.seen++)
        forget(follower, &follower->known[w.seen]);
    const size_t left = follower->count - w.seen;
    if (left > 0) /* none: there may be no list yet */
        memmove(follower->known + w.kept, follower->known + w.seen, left * sizeof *follower->known);
    follower->count = w.kept + left;
    *first_new = w.first_new;
    return status;
}

static fit_status make_room(fit_follower *follower)
{
    if (follower->count < follower->cap)
        return FIT_OK;
    const size_t cap = follower->cap ? 2 * follower->cap : 64;
    known *list = realloc(follower->known, cap * sizeof *list);
    if (!list)
        return FIT_ERR_MEMORY;
    follower->known = list;
    follower->cap = cap;
    return FIT_OK;
}

/* Where id is, or belongs: nearly always at the end. */
static size_t place_of(const fit_follower *follower, int64_t id)
{
    size_t low = 0, high = follower->count;
    if (high == 0 || follower->known[high - 1].id < id)
        return high;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (follower->known[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static fit_status load(void *context, const fit_stored_template *stored)
{
    fit_follower *follower = context;
    const size_t place = place_of(follower, stored->id);
    if (place < follower->count && follower->known[place].id == stored->id)
        return FIT_OK;
    fit_status status = make_room(follower);
    if (status != FIT_OK)
        return status;
    fit_face_embedding face;
    status = fit_face_unseal(follower->secrets, stored->member_id, follower->model, stored->sealed.bytes,
                             stored->sealed.len, &face);
    if (status == FIT_OK)
        status = fit_gallery_add(follower->gallery, stored->id, stored->member_id, &face);
    explicit_bzero(&face, sizeof face);
    if (status == FIT_ERR_MEMORY)
        return status;
    known *at = &follower->known[place];
    memmove(at + 1, at, (follower->count++ - place) * sizeof *at);
    *at = (known){stored->id, stored->member_id, stored->created_ms, status == FIT_OK};
    follower->closed += !at->opened;
    return FIT_OK;
}

static fit_status follow(fit_follower *follower, fit_db *db)
{
    int64_t revision, first_new = 0;
    fit_status status = fit_faces_revision(db, &revision);
    if (status != FIT_OK || (follower->current && revision == follower->revision))
        return status;
    follower->current = false;
    status = drop_the_gone(follower, db, &first_new);
    if (status == FIT_OK && first_new != 0)
        status = fit_faces_each(db, follower->model, first_new, true, load, follower);
    follower->current = status == FIT_OK;
    follower->revision = revision;
    return status;
}

static fit_status refresh(fit_follower *follower, fit_error *error)
{
    const size_t closed = follower->closed;
    fit_db *db;
    fit_status status = fit_store_begin(follower->store, FIT_SNAPSHOT, &db, error);
    if (status != FIT_OK)
        return status;
    status = fit_store_end(db, follow(follower, db), error);
    if (follower->closed > closed)
        fit_log(FIT_LOG_WARNING, NULL,
                "face templates that this key file does not open: %zu; their members have to enrol again",
                follower->closed);
    return status;
}

static void *run(void *context)
{
    fit_follower *follower = context;
    fit_waiter waiter = {.store = follower->store};
    bool failed = false;
    while (!follower->stop) {
        fit_error error = {0};
        fit_status status = fit_store_wait(&waiter, LOOK_EVERY_MS, &follower->stop, &error);
        if (status == FIT_OK && !follower->stop)
            status = refresh(follower, &error);
        if (status != FIT_OK && !failed) /* once, not every second */
            fit_log(FIT_LOG_WARNING, NULL, "faces: changes cannot be followed: %s", error.text);
        failed = status != FIT_OK;
        if (failed && !follower->stop)
            (void)nanosleep(&(struct timespec){.tv_sec = UNREACHABLE_WAIT_S}, NULL);
    }
    fit_waiter_close(&waiter);
    return NULL;
}

static void destroy(fit_follower *follower)
{
    free(follower->known);
    free(follower);
}

fit_status fit_follower_load(fit_store *store, const fit_secrets *secrets, fit_gallery *gallery, int64_t model,
                             fit_error *error)
{
    fit_follower once = {.store = store, .secrets = secrets, .gallery = gallery, .model = model};
    const fit_status status = refresh(&once, error);
    free(once.known);
    return status;
}

fit_status fit_follower_start(fit_follower **out, fit_store *store, const fit_secrets *secrets, fit_gallery *gallery,
                              int64_t model, fit_error *error)
{
    fit_follower *follower = calloc(1, sizeof *follower);
    if (!follower)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    follower->store = store;
    follower->secrets = secrets;
    follower->gallery = gallery;
    follower->model = model;
    fit_status status = refresh(follower, error);
    if (status == FIT_OK && pthread_create(&follower->thread, NULL, run, follower) != 0)
        status = fit_fail(error, FIT_ERR_MEMORY, "no thread can be started");
    if (status == FIT_OK)
        *out = follower;
    else
        destroy(follower);
    return status;
}

void fit_follower_stop(fit_follower *follower)
{
    if (!follower)
        return;
    follower->stop = true;
    (void)pthread_join(follower->thread, NULL);
    destroy(follower);
}
