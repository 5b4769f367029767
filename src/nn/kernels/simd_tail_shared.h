/* The last vector of a panel's sums where it is at most half full: it serves two pixels, an even one in its low half
 * and the next in its high half. For units as wide as the vector, which half a vector would occupy like a whole one. */
#ifndef FIT_NN_KERNELS_SIMD_TAIL_SHARED_H
#define FIT_NN_KERNELS_SIMD_TAIL_SHARED_H

#include "simd.h"

typedef vec tail;

/* The low half of one and the high half of the other; by bits, as that is what both compilers see through. */
FIT_INLINE vec vec_join(vec low, vec high)
{
    vec_bits of_low = {0};
    FIT_UNROLL
    for (size_t i = 0; i < VEC_FLOATS / 2; i++)
        of_low[i] = -1;
    return (vec)(((vec_bits)low & of_low) | ((vec_bits)high & ~of_low));
}

/* The halves exchanged. */
FIT_INLINE vec vec_swap(vec v)
{
    vec swapped = v;
    FIT_UNROLL
    for (size_t i = 0; i < VEC_FLOATS; i++)
        swapped[i] = v[(i + VEC_FLOATS / 2) % VEC_FLOATS];
    return swapped;
}

/* The low half of from, for both pixels. */
FIT_INLINE tail tail_load(const float *from)
{
    const vec line = vec_load(from);
    return vec_join(line, vec_swap(line));
}

/* One input of a pixel, for its whole vectors and its tail. */
FIT_INLINE vec tail_splat(float x, const size_t whole)
{
    (void)whole;
    return vec_splat(x);
}

/* sums[m] += x * weights, where x is a[m][k]; of mr pixels, m rising. */
FIT_INLINE void tail_add(tail *sums, const float *const *a, size_t k, const size_t m, const size_t mr, vec x,
                         tail weights)
{
    if (m % 2 == 0) {
        const vec both = m + 1 < mr ? vec_join(x, vec_splat(a[m + 1][k])) : x;
        sums[m] = vec_fma(both, weights, sums[m]);
    }
}

/* The sums of pixel m, in the low half. */
FIT_INLINE vec tail_get(const tail *sums, const size_t m)
{
    return m % 2 == 0 ? sums[m] : vec_swap(sums[m - 1]);
}

#endif
