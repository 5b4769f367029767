/* What one core can do at most: fused multiply-adds in registers, nothing else. */
#ifndef FIT_CLI_BENCH_PEAK_H
#define FIT_CLI_BENCH_PEAK_H

/* Floating-point operations a second (a multiply-add is two) of one thread with the widest vectors of this CPU;
 * the best of a few short runs. *vectors names them ("avx512", "avx2", "generic"). */
double fit_bench_peak_flops(const char **vectors);
/* The same, of a single run of some 10 ms. */
double fit_bench_peak_run(const char **vectors);

#endif
