/* WebAssembly SIMD128. */
#include "simd_wasm.h"

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return a * b + c;
}

#define KERNELS_ISA FIT_NN_ISA_WASM_SIMD
#define KERNELS_TABLE fit_nn_kernels_wasm_simd
#include "simd_table.h"
