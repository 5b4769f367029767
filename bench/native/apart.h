/* Two threads on processors of their own, and how near these are to each other. */
#ifndef BENCH_NATIVE_APART_H
#define BENCH_NATIVE_APART_H

#include <sched.h>

/* What the calling thread may use, parted. */
typedef struct apart {
    cpu_set_t all, own, others;
} apart;

/* Sends the caller to the other processors, where threads that it starts from now on remain. From one thread. */
void apart_begin(apart *a);
/* Back to its own processor, where it stays. */
void apart_return(const apart *a);
/* Free to run on all. */
void apart_end(const apart *a);

/* Nanoseconds until a thread on another processor has seen what this one wrote, the mean of 200,000: some 30 where they
 * share a third-level cache, 160 where not (Zen 4). The processors of a virtual machine move from one to the other. */
double apart_handover_ns(void);

#endif
