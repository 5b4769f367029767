/* Whether the machine's processors are cores of their own. */
#ifndef BENCH_NATIVE_CORES_H
#define BENCH_NATIVE_CORES_H

#include <stdbool.h>

/* True when of two threads at once one does at least 0.8 of the multiply-adds that it ever did alone. Virtual
 * processors may be the two threads of one core, for seconds at a time: each then has half of its units, and nothing
 * that keeps them busy can gain by a second. Takes some 50 ms, of which 20 are left to threads of others to fall
 * asleep. From one thread. */
bool cores_are_two(void);

#endif
