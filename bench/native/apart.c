#include "apart.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#include "graph.h"

enum { TURNS = 100000 };

void apart_begin(apart *a)
{
    sched_getaffinity(0, sizeof a->all, &a->all);
    CPU_ZERO(&a->own);
    CPU_SET((size_t)sched_getcpu(), &a->own);
    CPU_XOR(&a->others, &a->all, &a->own);
    sched_setaffinity(0, sizeof a->others, &a->others);
}

void apart_return(const apart *a)
{
    sched_setaffinity(0, sizeof a->own, &a->own);
}

void apart_end(const apart *a)
{
    sched_setaffinity(0, sizeof a->all, &a->all);
}

static void take_turns(atomic_int *turn, int own)
{
    for (int i = 0; i < TURNS; i++) {
        while (atomic_load_explicit(turn, memory_order_acquire) != own) {
        }
        atomic_store_explicit(turn, !own, memory_order_release);
    }
}

static void *answer(void *turn)
{
    take_turns(turn, 1);
    return NULL;
}

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

double apart_handover_ns(void)
{
    _Alignas(64) atomic_int turn = 1; /* theirs first, so that the clock starts when they are there */
    apart a;
    pthread_t other;
    apart_begin(&a);
    if (pthread_create(&other, NULL, answer, &turn) != 0) {
        die("threads", "cannot start");
    }
    apart_return(&a);
    while (atomic_load(&turn) != 0) {
    }
    double start = now_ns();
    take_turns(&turn, 0);
    pthread_join(other, NULL);
    double ns = (now_ns() - start) / (2 * TURNS);
    apart_end(&a);
    return ns;
}
