#include "cli/bench_peak.h"

#include <time.h>

enum { LOOPS = 4000000, REPEATS = 15 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Twelve independent chains hide the latency of a fused multiply-add (4 cycles, two units) and fit any register file.
 * The empty assembly keeps each chain in a register. Compiled with contraction, as the kernels are
 * (cmake/native.cmake): two instructions would halve the peak of a processor that has no units for sums beside those
 * for products. */
#define PEAK(name, attribute, lanes, register_class)                                                                   \
    attribute static double name(void)                                                                                 \
    {                                                                                                                  \
        typedef float vector __attribute__((vector_size(4 * (lanes))));                                                \
        vector sum[12] = {{0}}, factor = {0}, term = {0};                                                              \
        factor += 0.999F;                                                                                              \
        term += 0.001F;                                                                                                \
        double start = now_s();                                                                                        \
        for (long n = 0; n < LOOPS; n++) {                                                                             \
            _Pragma("GCC unroll 12") for (int k = 0; k < 12; k++)                                                      \
            {                                                                                                          \
                sum[k] = sum[k] * factor + term;                                                                       \
                __asm__ volatile("" : register_class(sum[k]));                                                         \
            }                                                                                                          \
        }                                                                                                              \
        return 2.0 * 12 * (lanes) * LOOPS / (now_s() - start);                                                         \
    }

#if defined(__x86_64__)
PEAK(peak_avx512, __attribute__((target("avx512f"))), 16, "+v")
PEAK(peak_avx2, __attribute__((target("avx2,fma"))), 8, "+x")
PEAK(peak_generic, , 4, "+x")
#elif defined(__aarch64__)
PEAK(peak_generic, , 4, "+w")
#endif

double fit_bench_peak_run(const char **vectors)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        *vectors = "avx512";
        return peak_avx512();
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        *vectors = "avx2";
        return peak_avx2();
    }
#endif
    *vectors = "generic";
    return peak_generic();
}

double fit_bench_peak_flops(const char **vectors)
{
    double best = 0;
    for (int k = 0; k < REPEATS; k++) {
        double flops = fit_bench_peak_run(vectors);
        best = flops > best ? flops : best;
    }
    return best;
}
