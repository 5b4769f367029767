/* Dot products of bytes. Rows come from memory faster than they are multiplied only as long as they are few: from a few
 * megabytes on this waits for memory, so nothing here is cleverer than that. */
#ifndef FIT_NN_KERNELS_SIMD_DOT_H
#define FIT_NN_KERNELS_SIMD_DOT_H

#include "simd.h"

enum { VEC_WORDS = 2 * VEC_FLOATS };

FIT_INLINE vec_words words_load(const int16_t *from)
{
    vec_words v;
    memcpy(&v, from, sizeof v);
    return v;
}

FIT_INLINE vec_words words_load_bytes(const int8_t *from)
{
    vec_bytes v;
    memcpy(&v, from, sizeof v);
    return __builtin_convertvector(v, vec_words);
}

FIT_INLINE int32_t sum_of_lanes(vec_bits v)
{
    int32_t sum = 0;
    FIT_UNROLL
    for (size_t i = 0; i < VEC_FLOATS; i++)
        sum += v[i];
    return sum;
}

static void dot_bytes(const int8_t *rows, size_t n, size_t len, const int16_t *query, int32_t *out)
{
    for (size_t row = 0; row < n; row++, rows += len) {
        vec_bits sum = {0};
        for (size_t i = 0; i < len; i += VEC_WORDS)
            sum = vec_dot_words(words_load_bytes(rows + i), words_load(query + i), sum);
        out[row] = sum_of_lanes(sum);
    }
}

#endif
