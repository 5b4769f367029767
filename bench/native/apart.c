#include "apart.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "../timing.h"
#include "graph.h"

enum { BLOCKS = 100, TURNS = 1000 /* of each thread in a block */ };

static processors part(void)
{
    processors p;
    CPU_ZERO(&p.own);
    CPU_SET((size_t)sched_getcpu(), &p.own);
    sched_getaffinity(0, sizeof p.all, &p.all);
    CPU_XOR(&p.others, &p.all, &p.own);
    return p;
}

bool apart_possible(void)
{
    processors p = part();
    return CPU_COUNT(&p.others) > 0;
}

void apart_begin(processors *p)
{
    *p = part();
    sched_setaffinity(0, sizeof p->others, &p->others);
}

void apart_return(const processors *p)
{
    sched_setaffinity(0, sizeof p->own, &p->own);
}

void apart_end(const processors *p)
{
    sched_setaffinity(0, sizeof p->all, &p->all);
}

/* Whose turn it is, on a cache line of its own. */
typedef struct line {
    _Alignas(64) atomic_int turn;
    char rest[64 - sizeof(atomic_int)];
} line;

static void take_turns(line *l, int own, int turns)
{
    for (int i = 0; i < turns; i++) {
        while (atomic_load_explicit(&l->turn, memory_order_acquire) != own) {
        }
        atomic_store_explicit(&l->turn, !own, memory_order_release);
    }
}

static void *answer(void *l)
{
    take_turns(l, 1, 1 + BLOCKS * TURNS);
    return NULL;
}

double apart_handover_ns(void)
{
    line l = {.turn = 1}; /* theirs first, so that the clock starts when they are there */
    processors p;
    pthread_t other;
    double ns[BLOCKS];
    apart_begin(&p);
    if (pthread_create(&other, NULL, answer, &l) != 0) {
        die("threads", "cannot start");
    }
    apart_return(&p);
    while (atomic_load(&l.turn) != 0) {
    }
    for (int i = 0; i < BLOCKS; i++) {
        double start = timing_now_ms();
        take_turns(&l, 0, TURNS);
        ns[i] = 1e6 * (timing_now_ms() - start) / (2 * TURNS);
    }
    pthread_join(other, NULL);
    apart_end(&p);
    return timing_median(ns, BLOCKS);
}
