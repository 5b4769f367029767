/* WebAssembly SIMD128. */
#include "simd_wasm.h"

/* A product needs a register of its own here, so fewer sums fit. */
enum { CONV_PANEL = 2, CONV_MAX_ROWS = 4, CONV_ROWS_LCM = 4 };
#define CONV_TILES(X) X(4, 2) X(1, 2) X(4, 1) X(1, 1)

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return a * b + c;
}

#define KERNELS_ISA FIT_NN_ISA_WASM_SIMD
#define KERNELS_TABLE fit_nn_kernels_wasm_simd
#include "simd_table.h"
