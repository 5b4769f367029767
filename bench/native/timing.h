/* What the native benches time with. Thread-safe. */
#ifndef BENCH_NATIVE_TIMING_H
#define BENCH_NATIVE_TIMING_H

#include <stddef.h>

enum { TIMING_MAX_VALUES = 1000 };

/* Nanoseconds since some moment. */
double timing_now_ns(void);
/* count: 1..TIMING_MAX_VALUES. */
double timing_median(const double *values, size_t count);

#endif
