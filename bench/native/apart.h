/* Two threads on processors of their own, and how near these are to each other. From one thread. */
#ifndef BENCH_NATIVE_APART_H
#define BENCH_NATIVE_APART_H

#include <sched.h>
#include <stdbool.h>

/* What the calling thread may use, parted. */
typedef struct processors {
    cpu_set_t all, own, others;
} processors;

/* True when the calling thread may use another processor than its own. */
bool apart_possible(void);
/* Sends the caller to the other processors, where threads that it starts from now on remain. apart_possible. */
void apart_begin(processors *p);
/* Back to its own processor, where it stays. */
void apart_return(const processors *p);
/* Free to run on all. */
void apart_end(const processors *p);

/* Nanoseconds until a thread on another processor has seen what this one wrote: some 50 where the two share a
 * third-level cache, 160 where not (Zen 4). The processors of a virtual machine move from one to the other. The median
 * of 100 blocks of 2,000, so that time slices lost do not count. apart_possible. */
double apart_handover_ns(void);

#endif
