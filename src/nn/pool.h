/* A few threads that share one task at a time. */
#ifndef FIT_NN_POOL_H
#define FIT_NN_POOL_H

#include "aifit/nn.h"

/* Scratch of each worker but the caller, who brings his own. */
enum { FIT_NN_POOL_SCRATCH_BYTES = 1 << 20, FIT_NN_POOL_MAX_THREADS = 64 };

typedef void fit_nn_task(void *context, unsigned worker, unsigned n_workers);

/* Calls task once for each worker 0..n_workers-1, worker 0 on the calling thread, and returns when all have finished.
 * pool may be NULL: one worker. One caller at a time. */
void fit_nn_pool_run(fit_nn_pool *pool, fit_nn_task *task, void *context);

/* Workers of a task, the caller included. */
unsigned fit_nn_pool_threads(const fit_nn_pool *pool);

/* number: of a worker, from 1 to n_workers - 1. Aligned to FIT_NN_ARENA_ALIGN. */
void *fit_nn_pool_scratch(fit_nn_pool *pool, unsigned number);

#endif
