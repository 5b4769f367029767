/* AVX-512 (F, DQ, BW, VL): 32 registers of 16 floats. 8x3 vectors = 24 accumulators; 8 rows divide the images of the
 * pose models without rest. */
#ifndef FIT_NN_KERNELS_SIMD_AVX512_H
#define FIT_NN_KERNELS_SIMD_AVX512_H

#define VEC_FLOATS 16
#include "simd.h"

#include <immintrin.h>

enum { CONV_PANEL = 3, CONV_MAX_ROWS = 8, CONV_ROWS_LCM = 8 };
#define CONV_TILES(X) X(8, 3) X(4, 3) X(1, 3) X(8, 2) X(4, 2) X(1, 2) X(8, 1) X(4, 1) X(1, 1)

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return _mm512_fmadd_ps(a, b, c);
}

/* maxps and minps give their second operand when either is a NaN. */
FIT_INLINE vec vec_max(vec x, vec bound)
{
    return _mm512_max_ps(bound, x);
}

FIT_INLINE vec vec_min(vec x, vec bound)
{
    return _mm512_min_ps(bound, x);
}

FIT_INLINE __mmask16 mask_of(size_t n)
{
    return (__mmask16)(n < VEC_FLOATS ? (1U << n) - 1 : 0xFFFF);
}

FIT_INLINE vec vec_load_part(const float *from, size_t n)
{
    return _mm512_maskz_loadu_ps(mask_of(n), from);
}

FIT_INLINE void vec_store_part(float *to, vec v, size_t n)
{
    _mm512_mask_storeu_ps(to, mask_of(n), v);
}

/* By 32 bytes, as 64 that hang over a cache line are two accesses also where the mask ends before it. */
FIT_INLINE vec vec_load_half(const float *from, size_t n)
{
    return _mm512_castps256_ps512(_mm256_maskz_loadu_ps((__mmask8)mask_of(n), from));
}

FIT_INLINE void vec_store_half(float *to, vec v, size_t n)
{
    _mm256_mask_storeu_ps(to, (__mmask8)mask_of(n), _mm512_castps512_ps256(v));
}

FIT_INLINE vec_bits vec_dot_words(vec_words a, vec_words b, vec_bits sum)
{
    return sum + (vec_bits)_mm512_madd_epi16((__m512i)a, (__m512i)b);
}

#endif
