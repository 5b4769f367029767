/* Vectors of 16 floats for machines without AVX-512: the compiler makes them of what there is, so that whatever depends
 * on the width is checked on every machine, with the tiles and the tails of AVX-512. Stands in SSE2's place. */
#define VEC_FLOATS 16
#include "nn/kernels/simd_part.h"
#include "nn/kernels/simd_tail_shared.h"

enum { CONV_PANEL = 3, CONV_MAX_ROWS = 8, CONV_ROWS_LCM = 8 };
#define CONV_TILES(X) X(8, 3) X(4, 3) X(1, 3) X(8, 2) X(4, 2) X(1, 2) X(8, 1) X(4, 1) X(1, 1)
#define CONV_HALF_TILES(X) X(8, 3) X(4, 3) X(1, 3) X(8, 2) X(4, 2) X(1, 2)

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return a * b + c;
}

FIT_INLINE vec vec_max(vec x, vec bound)
{
    const vec_bits below = x < bound;
    return (vec)(((vec_bits)bound & below) | ((vec_bits)x & ~below));
}

FIT_INLINE vec vec_min(vec x, vec bound)
{
    const vec_bits above = x > bound;
    return (vec)(((vec_bits)bound & above) | ((vec_bits)x & ~above));
}

FIT_INLINE vec_bits vec_dot_words(vec_words a, vec_words b, vec_bits sum)
{
    for (size_t i = 0; i < VEC_FLOATS; i++)
        sum[i] += a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
    return sum;
}

#define KERNELS_ISA FIT_NN_ISA_SSE2
#define KERNELS_TABLE fit_nn_kernels_sse2
#include "nn/kernels/simd_table.h"
