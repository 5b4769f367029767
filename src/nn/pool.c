#include "nn/pool.h"

#include <stdlib.h>

#ifdef __wasm__ /* no threads there */

struct fit_nn_pool {
    unsigned threads;
};

fit_status fit_nn_pool_create(fit_nn_pool **out, unsigned threads, fit_error *error)
{
    if (threads < 1 || threads > FIT_NN_POOL_MAX_THREADS)
        return fit_fail(error, FIT_ERR_ARG, "%u threads, not 1 to %d", threads, FIT_NN_POOL_MAX_THREADS);
    if (threads > 1)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "threads in WebAssembly");
    fit_nn_pool *pool = malloc(sizeof *pool);
    if (!pool)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    pool->threads = 1;
    *out = pool;
    return FIT_OK;
}

void fit_nn_pool_destroy(fit_nn_pool *pool)
{
    free(pool);
}

void fit_nn_pool_run(fit_nn_pool *pool, fit_nn_task *task, void *context)
{
    (void)pool;
    task(context, 0, 1);
}

void *fit_nn_pool_scratch(fit_nn_pool *pool, unsigned number)
{
    (void)pool;
    (void)number;
    return NULL; /* never asked for: there is no worker but the caller */
}

#else

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

/* Looks at the other side before a thread goes to sleep, with x86's pause some 20 to 60 microseconds: within a run the
 * next task comes sooner than that, and waking a thread takes about as long. */
enum { SPINS = 2000 };

typedef struct worker {
    fit_nn_pool *pool;
    unsigned number; /* from 1: the caller is worker 0 */
    pthread_t thread;
} worker;

struct fit_nn_pool {
    unsigned threads; /* the caller's included */
    unsigned char *scratch;
    worker workers[FIT_NN_POOL_MAX_THREADS - 1];
    pthread_mutex_t mutex; /* of the two conditions */
    pthread_cond_t start;
    pthread_cond_t done;
    atomic_ulong round; /* counts tasks, so that a worker knows a new one; written last */
    atomic_uint busy;
    bool quit;
    int caller_on; /* processor, when it was last seen to change; -1: not yet */
    fit_nn_task *task;
    void *context;
};

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Lets the workers run where their caller may, but for the processor that he is on, if there are enough. Linux mistakes
 * a virtual processor that sleeps for one that its host has preempted (vcpu_is_preempted) and may rather wake a worker
 * on the caller's; two threads then take as long as one. What the system refuses stays as it was until the caller
 * moves. */
static void keep_off_caller(fit_nn_pool *pool)
{
    const int processor = sched_getcpu();
    if (processor < 0 || processor == pool->caller_on)
        return;
    pool->caller_on = processor;
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return;
    if ((unsigned)CPU_COUNT(&allowed) >= pool->threads)
        CPU_CLR((size_t)processor, &allowed);
    for (unsigned i = 0; i + 1 < pool->threads; i++)
        pthread_setaffinity_np(pool->workers[i].thread, sizeof allowed, &allowed);
}

static bool is_new(fit_nn_pool *pool, unsigned long seen)
{
    return atomic_load_explicit(&pool->round, memory_order_acquire) != seen;
}

static bool is_done(fit_nn_pool *pool)
{
    return atomic_load_explicit(&pool->busy, memory_order_acquire) == 0;
}

static void wait_for_round(fit_nn_pool *pool, unsigned long seen)
{
    for (int i = 0; i < SPINS; i++) {
        if (is_new(pool, seen))
            return;
        relax();
    }
    pthread_mutex_lock(&pool->mutex);
    while (!is_new(pool, seen))
        pthread_cond_wait(&pool->start, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

static void wait_for_workers(fit_nn_pool *pool)
{
    for (int i = 0; i < SPINS; i++) {
        if (is_done(pool))
            return;
        relax();
    }
    pthread_mutex_lock(&pool->mutex);
    while (!is_done(pool))
        pthread_cond_wait(&pool->done, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

static void begin_round(fit_nn_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add_explicit(&pool->round, 1, memory_order_release);
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->mutex);
}

static void finish_share(fit_nn_pool *pool)
{
    if (atomic_fetch_sub_explicit(&pool->busy, 1, memory_order_acq_rel) > 1)
        return;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_signal(&pool->done);
    pthread_mutex_unlock(&pool->mutex);
}

static void *work(void *argument)
{
    const worker *self = argument;
    fit_nn_pool *pool = self->pool;
    for (unsigned long seen = 0;; seen++) {
        wait_for_round(pool, seen);
        if (pool->quit)
            return NULL;
        pool->task(pool->context, self->number, pool->threads);
        finish_share(pool);
    }
}

fit_status fit_nn_pool_create(fit_nn_pool **out, unsigned threads, fit_error *error)
{
    if (threads < 1 || threads > FIT_NN_POOL_MAX_THREADS)
        return fit_fail(error, FIT_ERR_ARG, "%u threads, not 1 to %d", threads, FIT_NN_POOL_MAX_THREADS);
    fit_nn_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    pool->scratch = aligned_alloc(FIT_NN_ARENA_ALIGN, (size_t)threads * FIT_NN_POOL_SCRATCH_BYTES);
    if (!pool->scratch) {
        free(pool);
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    }
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->start, NULL);
    pthread_cond_init(&pool->done, NULL);
    pool->caller_on = -1;
    pool->threads = 1;
    while (pool->threads < threads) {
        worker *next = &pool->workers[pool->threads - 1];
        *next = (worker){.pool = pool, .number = pool->threads};
        if (pthread_create(&next->thread, NULL, work, next) != 0) {
            fit_nn_pool_destroy(pool);
            return fit_fail(error, FIT_ERR_MEMORY, "cannot start a thread");
        }
        pool->threads++;
    }
    *out = pool;
    return FIT_OK;
}

void fit_nn_pool_destroy(fit_nn_pool *pool)
{
    if (!pool)
        return;
    pool->quit = true;
    begin_round(pool);
    for (unsigned i = 0; i + 1 < pool->threads; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->start);
    pthread_mutex_destroy(&pool->mutex);
    free(pool->scratch);
    free(pool);
}

void fit_nn_pool_run(fit_nn_pool *pool, fit_nn_task *task, void *context)
{
    if (!pool || pool->threads == 1) {
        task(context, 0, 1);
        return;
    }
    pool->task = task;
    pool->context = context;
    keep_off_caller(pool);
    atomic_store_explicit(&pool->busy, pool->threads - 1, memory_order_relaxed);
    begin_round(pool);
    task(context, 0, pool->threads);
    wait_for_workers(pool);
}

void *fit_nn_pool_scratch(fit_nn_pool *pool, unsigned number)
{
    return pool->scratch + (size_t)(number - 1) * FIT_NN_POOL_SCRATCH_BYTES;
}

#endif

unsigned fit_nn_pool_threads(const fit_nn_pool *pool)
{
    return pool->threads;
}
