/* The last vector of a panel's sums where it is at most half full: a vector of half the width. For units half as wide
 * as the vector, which half a vector occupies half as long. */
#ifndef FIT_NN_KERNELS_SIMD_TAIL_NARROW_H
#define FIT_NN_KERNELS_SIMD_TAIL_NARROW_H

#include "simd.h"

#include <immintrin.h>

typedef float tail __attribute__((vector_size(VEC_FLOATS / 2 * sizeof(float))));

FIT_INLINE tail tail_load(const float *from)
{
    tail t;
    memcpy(&t, from, sizeof t);
    return t;
}

/* One input of a pixel, for its whole vectors and its tail. Hidden from clang, which else spreads it over the tail and
 * from there, by an instruction more, over the vector. */
FIT_INLINE vec tail_splat(float x, const size_t whole)
{
    vec spread = vec_splat(x);
    if (whole > 0)
        __asm__("" : "+v"(spread));
    return spread;
}

/* sums[m] += x * weights, where x is a[m][k]. */
FIT_INLINE void tail_add(tail *sums, const float *const *a, size_t k, const size_t m, const size_t mr, vec x,
                         tail weights)
{
    (void)a, (void)k, (void)mr;
    tail low;
    memcpy(&low, &x, sizeof low);
    sums[m] = _mm256_fmadd_ps(low, weights, sums[m]);
}

/* The sums of pixel m, in the low half. */
FIT_INLINE vec tail_get(const tail *sums, const size_t m)
{
    vec v = {0};
    memcpy(&v, &sums[m], sizeof sums[m]);
    return v;
}

#endif
