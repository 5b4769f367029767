/* AVX2 with FMA: 16 registers of 8 floats. 6x2 vectors = 12 accumulators; 4x3 would need all 16, and clang spills. */
#define VEC_FLOATS 8
#include "simd_part.h"

#include <immintrin.h>

enum { CONV_PANEL = 2, CONV_MAX_ROWS = 8, CONV_ROWS_LCM = 24 };
#define CONV_TILES(X) X(6, 2) X(4, 2) X(1, 2) X(8, 1) X(4, 1) X(1, 1)

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return _mm256_fmadd_ps(a, b, c);
}

/* maxps and minps give their second operand when either is a NaN. */
FIT_INLINE vec vec_max(vec x, vec bound)
{
    return _mm256_max_ps(bound, x);
}

FIT_INLINE vec vec_min(vec x, vec bound)
{
    return _mm256_min_ps(bound, x);
}

FIT_INLINE vec_bits vec_dot_words(vec_words a, vec_words b, vec_bits sum)
{
    return sum + (vec_bits)_mm256_madd_epi16((__m256i)a, (__m256i)b);
}

#define KERNELS_ISA FIT_NN_ISA_AVX2
#define KERNELS_TABLE fit_nn_kernels_avx2
#include "simd_table.h"
