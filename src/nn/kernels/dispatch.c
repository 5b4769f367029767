/* Which instruction sets this build holds and this CPU runs. The only file that looks at the CPU. */
#include "tables.h"

/* __builtin_cpu_supports answers yes only where the operating system also saves the wide registers (it reads XCR0). */
static int cpu_runs(fit_nn_isa isa)
{
    switch (isa) {
#if defined(__x86_64__)
    case FIT_NN_ISA_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case FIT_NN_ISA_AVX512_PUMPED:
    case FIT_NN_ISA_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#endif
    default:
        return 1; /* part of every CPU that this build is for; a WebAssembly module is validated when it is loaded */
    }
}

/* Whether another set suits this CPU better: Zen 4, of AMD's family 19h, has AVX-512 on units of 256 bits. All others
 * are taken to have units of 512; where one has not, the wide set costs a few percent. */
static int is_outdone(fit_nn_isa isa)
{
#if defined(__x86_64__)
    if (isa == FIT_NN_ISA_AVX512)
        return __builtin_cpu_is("amdfam19h");
#endif
    (void)isa;
    return 0;
}

static const fit_nn_kernels *table_of(fit_nn_isa isa)
{
    switch (isa) {
    case FIT_NN_ISA_REFERENCE:
        return &fit_nn_kernels_reference;
#ifdef FIT_KERNELS_SSE2
    case FIT_NN_ISA_SSE2:
        return &fit_nn_kernels_sse2;
#endif
#ifdef FIT_KERNELS_AVX2
    case FIT_NN_ISA_AVX2:
        return &fit_nn_kernels_avx2;
#endif
#ifdef FIT_KERNELS_AVX512_PUMPED
    case FIT_NN_ISA_AVX512_PUMPED:
        return &fit_nn_kernels_avx512_pumped;
#endif
#ifdef FIT_KERNELS_AVX512
    case FIT_NN_ISA_AVX512:
        return &fit_nn_kernels_avx512;
#endif
#ifdef FIT_KERNELS_NEON
    case FIT_NN_ISA_NEON:
        return &fit_nn_kernels_neon;
#endif
#ifdef FIT_KERNELS_WASM_SIMD
    case FIT_NN_ISA_WASM_SIMD:
        return &fit_nn_kernels_wasm_simd;
#endif
#ifdef FIT_KERNELS_WASM_RELAXED
    case FIT_NN_ISA_WASM_RELAXED:
        return &fit_nn_kernels_wasm_relaxed;
#endif
    default:
        return NULL;
    }
}

const fit_nn_kernels *fit_nn_kernels_get(fit_nn_isa isa)
{
    if (isa != FIT_NN_ISA_AUTO)
        return cpu_runs(isa) ? table_of(isa) : NULL;
    /* The enumeration runs from weakest to strongest within an architecture. */
    for (int i = FIT_NN_ISA_COUNT - 1; i > FIT_NN_ISA_AUTO; i--) {
        const fit_nn_kernels *kernels = fit_nn_kernels_get((fit_nn_isa)i);
        if (kernels && !is_outdone((fit_nn_isa)i))
            return kernels;
    }
    return &fit_nn_kernels_reference;
}

fit_nn_isa fit_nn_isa_best(void)
{
    return fit_nn_kernels_get(FIT_NN_ISA_AUTO)->isa;
}

int fit_nn_isa_usable(fit_nn_isa isa)
{
    return fit_nn_kernels_get(isa) != NULL;
}

const char *fit_nn_isa_name(fit_nn_isa isa)
{
    static const char *const names[FIT_NN_ISA_COUNT] = {
        "auto", "reference", "sse2", "avx2", "avx512_pumped", "avx512", "neon", "wasm_simd", "wasm_relaxed"};
    return names[isa];
}
