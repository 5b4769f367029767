/* Whether the machine's processors are cores of their own. */
#ifndef BENCH_NATIVE_CORES_H
#define BENCH_NATIVE_CORES_H

#include <stdbool.h>

/* True when two threads at once do multiply-adds as fast as one alone. Virtual processors may be the two threads of one
 * core, for seconds at a time: each then has half of its units, and nothing that keeps them busy can gain by a second.
 * Takes some 50 ms, of which 20 are left to threads of others to fall asleep. From one thread. */
bool cores_are_two(void);

#endif
