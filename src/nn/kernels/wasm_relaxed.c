/* WebAssembly with relaxed SIMD: a multiply-add that is fused where the machine can. */
#include "simd_wasm.h"

/* 6x2 sums, two weights and an input are all 15 registers. Against 4x2, time of pose landmarks full: 0.94 in V8 13.6
 * and Chromium 156, but 1.22 in V8 12.4 and older (Chrome 124), which keep too few of the rows' addresses in registers.
 */
enum { CONV_PANEL = 2, CONV_MAX_ROWS = 6, CONV_ROWS_LCM = 12 };
#define CONV_TILES(X) X(6, 2) X(4, 2) X(1, 2) X(6, 1) X(4, 1) X(1, 1)

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
}

#define KERNELS_ISA FIT_NN_ISA_WASM_RELAXED
#define KERNELS_TABLE fit_nn_kernels_wasm_relaxed
#include "simd_table.h"
