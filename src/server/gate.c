#include "server/gate.h"

#include <errno.h>
#include <time.h>

fit_status fit_gate_init(fit_gate *gate, int room, int queue)
{
    *gate = (fit_gate){.room = room, .queue = queue};
    pthread_condattr_t steady;
    if (pthread_condattr_init(&steady) != 0)
        return FIT_ERR_MEMORY;
    (void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    int result = pthread_mutex_init(&gate->mutex, NULL) != 0 || pthread_cond_init(&gate->freed, &steady) != 0;
    (void)pthread_condattr_destroy(&steady);
    return result == 0 ? FIT_OK : FIT_ERR_MEMORY;
}

void fit_gate_deinit(fit_gate *gate)
{
    (void)pthread_cond_destroy(&gate->freed);
    (void)pthread_mutex_destroy(&gate->mutex);
}

static struct timespec steady_in(int ms)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return until;
}

bool fit_gate_enter(fit_gate *gate, int max_wait_ms)
{
    struct timespec until = steady_in(max_wait_ms);
    (void)pthread_mutex_lock(&gate->mutex);
    if (gate->inside >= gate->room && gate->waiting < gate->queue) {
        gate->waiting++;
        while (gate->inside >= gate->room && pthread_cond_timedwait(&gate->freed, &gate->mutex, &until) != ETIMEDOUT)
            ;
        gate->waiting--;
    }
    bool entered = gate->inside < gate->room;
    gate->inside += entered;
    (void)pthread_mutex_unlock(&gate->mutex);
    return entered;
}

void fit_gate_leave(fit_gate *gate)
{
    (void)pthread_mutex_lock(&gate->mutex);
    gate->inside--;
    (void)pthread_cond_signal(&gate->freed);
    (void)pthread_mutex_unlock(&gate->mutex);
}

void fit_gate_look(fit_gate *gate, int *inside, int *waiting)
{
    (void)pthread_mutex_lock(&gate->mutex);
    *inside = gate->inside;
    *waiting = gate->waiting;
    (void)pthread_mutex_unlock(&gate->mutex);
}
