/* WebAssembly with relaxed SIMD: a multiply-add that is fused where the machine can. */
#include "simd_wasm.h"

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
}

#define KERNELS_ISA FIT_NN_ISA_WASM_RELAXED
#define KERNELS_TABLE fit_nn_kernels_wasm_relaxed
#include "simd_table.h"
