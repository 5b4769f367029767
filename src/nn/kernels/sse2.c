/* SSE2, the floor of x86-64: 16 registers of 4 floats, no fused multiply-add, so a product takes a register of its own.
 */
#define VEC_FLOATS 4
#include "simd_part.h"

#include <emmintrin.h>

enum { CONV_PANEL = 2, CONV_MAX_ROWS = 4, CONV_ROWS_LCM = 4 };
#define CONV_TILES(X) X(4, 2) X(1, 2) X(4, 1) X(1, 1)

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return a * b + c;
}

/* maxps and minps give their second operand when either is a NaN. */
FIT_INLINE vec vec_max(vec x, vec bound)
{
    return _mm_max_ps(bound, x);
}

FIT_INLINE vec vec_min(vec x, vec bound)
{
    return _mm_min_ps(bound, x);
}

FIT_INLINE vec_bits vec_dot_words(vec_words a, vec_words b, vec_bits sum)
{
    return sum + (vec_bits)_mm_madd_epi16((__m128i)a, (__m128i)b);
}

#define KERNELS_ISA FIT_NN_ISA_SSE2
#define KERNELS_TABLE fit_nn_kernels_sse2
#include "simd_table.h"
