/* The kernel tables of this build. Each FIT_KERNELS_<ISA> is defined by cmake/kernels.cmake for dispatch.c when the
 * source of that instruction set is part of the build. */
#ifndef FIT_NN_KERNELS_TABLES_H
#define FIT_NN_KERNELS_TABLES_H

#include "kernels.h"

extern const fit_nn_kernels fit_nn_kernels_reference;
extern const fit_nn_kernels fit_nn_kernels_sse2;
extern const fit_nn_kernels fit_nn_kernels_avx2;
extern const fit_nn_kernels fit_nn_kernels_avx512_pumped;
extern const fit_nn_kernels fit_nn_kernels_avx512;
extern const fit_nn_kernels fit_nn_kernels_neon;
extern const fit_nn_kernels fit_nn_kernels_wasm_simd;
extern const fit_nn_kernels fit_nn_kernels_wasm_relaxed;

#endif
