/* What both WebAssembly instruction sets share. On x86-64 an engine has 15 registers of 4 floats to give. */
#ifndef FIT_NN_KERNELS_SIMD_WASM_H
#define FIT_NN_KERNELS_SIMD_WASM_H

#define VEC_FLOATS 4
#define CONV_STEPS 2
#include "simd_part.h"

#include <wasm_simd128.h>

/* pmax and pmin give their first operand when either is a NaN. */
FIT_INLINE vec vec_max(vec x, vec bound)
{
    return (vec)wasm_f32x4_pmax((v128_t)x, (v128_t)bound);
}

FIT_INLINE vec vec_min(vec x, vec bound)
{
    return (vec)wasm_f32x4_pmin((v128_t)x, (v128_t)bound);
}

FIT_INLINE vec_bits vec_dot_words(vec_words a, vec_words b, vec_bits sum)
{
    return sum + (vec_bits)wasm_i32x4_dot_i16x8((v128_t)a, (v128_t)b);
}

#endif
