#include "nn/pool.h"

#include <stdlib.h>

enum { MAX_THREADS = 64 };

#ifdef __wasm__ /* no threads there */

struct fit_nn_pool {
    unsigned threads;
};

fit_status fit_nn_pool_create(fit_nn_pool **out, unsigned threads, fit_error *error)
{
    if (threads < 1 || threads > MAX_THREADS)
        return fit_fail(error, FIT_ERR_ARG, "%u threads, not 1 to %d", threads, MAX_THREADS);
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
#include <stdbool.h>

typedef struct worker {
    fit_nn_pool *pool;
    unsigned number; /* from 1: the caller is worker 0 */
    pthread_t thread;
} worker;

struct fit_nn_pool {
    unsigned threads; /* the caller's included */
    unsigned char *scratch;
    worker workers[MAX_THREADS - 1];
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t start;
    pthread_cond_t done;
    unsigned long round; /* counts tasks, so that a worker knows a new one */
    unsigned busy;
    bool quit;
    fit_nn_task *task;
    void *context;
};

static void *work(void *argument)
{
    const worker *self = argument;
    fit_nn_pool *pool = self->pool;
    unsigned long seen = 0;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (!pool->quit && pool->round == seen)
            pthread_cond_wait(&pool->start, &pool->mutex);
        if (pool->quit)
            break;
        seen = pool->round;
        fit_nn_task *task = pool->task;
        void *context = pool->context;
        pthread_mutex_unlock(&pool->mutex);
        task(context, self->number, pool->threads);
        pthread_mutex_lock(&pool->mutex);
        if (--pool->busy == 0)
            pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

fit_status fit_nn_pool_create(fit_nn_pool **out, unsigned threads, fit_error *error)
{
    if (threads < 1 || threads > MAX_THREADS)
        return fit_fail(error, FIT_ERR_ARG, "%u threads, not 1 to %d", threads, MAX_THREADS);
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
    pthread_mutex_lock(&pool->mutex);
    pool->quit = true;
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->mutex);
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
    pthread_mutex_lock(&pool->mutex);
    pool->task = task;
    pool->context = context;
    pool->busy = pool->threads - 1;
    pool->round++;
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->mutex);
    task(context, 0, pool->threads);
    pthread_mutex_lock(&pool->mutex);
    while (pool->busy > 0)
        pthread_cond_wait(&pool->done, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
}

void *fit_nn_pool_scratch(fit_nn_pool *pool, unsigned number)
{
    return pool->scratch + (size_t)(number - 1) * FIT_NN_POOL_SCRATCH_BYTES;
}

#endif
