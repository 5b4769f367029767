/* One vector of floats, in the compiler's vector extensions. An ISA source defines before including this:
 * VEC_FLOATS, the floats of a vector, and after it what the extensions lack: vec_fma, vec_max, vec_min, vec_dot_words,
 * and the loads and stores of a part (simd_part.h where the set has no masks).
 *
 * Not-a-number policy of all vector kernels: a NaN reaches the outputs that depend on it, also through an
 * activation (vec_max and vec_min return x when x is a NaN), and no other output. Max pooling
 * and a weight of zero may drop it. Denormals
 * are computed, not flushed; no value-changing compiler flag is used but contraction of a*b+c into one rounding. */
#ifndef FIT_NN_KERNELS_SIMD_H
#define FIT_NN_KERNELS_SIMD_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tables.h"

typedef float vec __attribute__((vector_size(VEC_FLOATS * sizeof(float))));
typedef int32_t vec_bits __attribute__((vector_size(VEC_FLOATS * sizeof(float))));
typedef int16_t vec_words __attribute__((vector_size(VEC_FLOATS * sizeof(float))));
typedef int8_t vec_bytes __attribute__((vector_size(VEC_FLOATS * sizeof(float) / 2))); /* as many as words */

/* Tiles live in registers only if every loop over them is unrolled and every shape is a constant after inlining. */
#define FIT_INLINE static inline __attribute__((always_inline))
#if defined(__clang__)
#define FIT_UNROLL _Pragma("clang loop unroll(full)")
#else
#define FIT_UNROLL _Pragma("GCC unroll 32")
#endif

FIT_INLINE vec vec_load(const float *from)
{
    vec v;
    memcpy(&v, from, sizeof v);
    return v;
}

FIT_INLINE void vec_store(float *to, vec v)
{
    memcpy(to, &v, sizeof v);
}

FIT_INLINE vec vec_splat(float x)
{
    return x - (vec){0}; /* x - 0 is x for every x, -0 included; compilers see it */
}

/* a * b + c, rounded once or twice. */
FIT_INLINE vec vec_fma(vec a, vec b, vec c);
FIT_INLINE vec vec_max(vec x, vec bound);
FIT_INLINE vec vec_min(vec x, vec bound);
/* sum plus the products of a and b, each added to some lane. */
FIT_INLINE vec_bits vec_dot_words(vec_words a, vec_words b, vec_bits sum);
/* The first n floats, 1 <= n, the others zero or left alone; from VEC_FLOATS on it is the whole vector. */
FIT_INLINE vec vec_load_part(const float *from, size_t n);
FIT_INLINE void vec_store_part(float *to, vec v, size_t n);
/* The same where n is at most half a vector. */
FIT_INLINE vec vec_load_half(const float *from, size_t n);
FIT_INLINE void vec_store_half(float *to, vec v, size_t n);

/* An activation as bounds, so that no kernel branches on it: NONE is -inf..inf. */
typedef struct bounds {
    float low, high;
} bounds;

FIT_INLINE bounds bounds_of(fit_activation activation)
{
    return (bounds){activation == FIT_ACT_NONE ? -INFINITY : 0.0F, activation == FIT_ACT_RELU6 ? 6.0F : INFINITY};
}

FIT_INLINE vec vec_clamp(vec x, bounds b)
{
    return vec_min(vec_max(x, vec_splat(b.low)), vec_splat(b.high));
}

/* Channels are walked in blocks of one vector. The last block of an image with at least VEC_FLOATS channels starts
 * early and overlaps its neighbour, which costs less than a narrow tail and touches nothing outside. */
FIT_INLINE size_t block_count(size_t channels)
{
    return (channels + VEC_FLOATS - 1) / VEC_FLOATS;
}

FIT_INLINE size_t block_start(size_t block, size_t channels)
{
    const size_t start = block * VEC_FLOATS;
    return start + VEC_FLOATS > channels && channels >= VEC_FLOATS ? channels - VEC_FLOATS : start;
}

#endif
