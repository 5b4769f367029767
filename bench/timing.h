/* What the benches in C time with. Thread-safe. */
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H

#include <stddef.h>

enum { TIMING_MAX_VALUES = 1000 };

/* Milliseconds since some moment. */
double timing_now_ms(void);
/* count: 1..TIMING_MAX_VALUES. */
double timing_median(const double *values, size_t count);

#endif
