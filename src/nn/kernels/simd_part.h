/* Loads and stores of a part of a vector, for sets without masked ones. */
#ifndef FIT_NN_KERNELS_SIMD_PART_H
#define FIT_NN_KERNELS_SIMD_PART_H

#include "simd.h"

/* Copies n < VEC_FLOATS floats in pieces of constant size: a memcpy of n would be a call. */
FIT_INLINE void copy_part(float *to, const float *from, size_t n)
{
    size_t done = 0;
    FIT_UNROLL
    for (size_t piece = VEC_FLOATS / 2; piece > 0; piece /= 2) {
        if (n & piece) {
            memcpy(to + done, from + done, piece * sizeof *to);
            done += piece;
        }
    }
}

FIT_INLINE vec vec_load_part(const float *from, size_t n)
{
    if (n >= VEC_FLOATS)
        return vec_load(from);
    vec v = {0};
    float part[VEC_FLOATS];
    memcpy(part, &v, sizeof v);
    copy_part(part, from, n);
    return vec_load(part);
}

FIT_INLINE void vec_store_part(float *to, vec v, size_t n)
{
    if (n >= VEC_FLOATS) {
        vec_store(to, v);
        return;
    }
    float part[VEC_FLOATS];
    vec_store(part, v);
    copy_part(to, part, n);
}

FIT_INLINE vec vec_load_half(const float *from, size_t n)
{
    return vec_load_part(from, n);
}

FIT_INLINE void vec_store_half(float *to, vec v, size_t n)
{
    vec_store_part(to, v, n);
}

#endif
