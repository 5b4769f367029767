/* A bounded semaphore before what is dear: so many at once, so many waiting, the rest are turned away at once. */
#ifndef FIT_SERVER_GATE_H
#define FIT_SERVER_GATE_H

#include <pthread.h>
#include <stdbool.h>

#include "aifit/status.h"

typedef struct fit_gate {
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    int inside, waiting;
    int room, queue;
} fit_gate;

/* room: how many may be inside; queue: how many may wait. */
FIT_NODISCARD fit_status fit_gate_init(fit_gate *gate, int room, int queue);
void fit_gate_deinit(fit_gate *gate);

/* Thread-safe. false: full, or max_wait_ms passed; else fit_gate_leave must follow. */
bool fit_gate_enter(fit_gate *gate, int max_wait_ms);
void fit_gate_leave(fit_gate *gate);
/* How many are inside and how many wait, for /metrics. */
void fit_gate_look(fit_gate *gate, int *inside, int *waiting);

#endif
