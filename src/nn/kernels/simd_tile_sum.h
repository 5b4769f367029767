/* The sums of a tile: lines of a panel times inputs of its pixels. For simd_tile.h, which brings the tails. */
#ifndef FIT_NN_KERNELS_SIMD_TILE_SUM_H
#define FIT_NN_KERNELS_SIMD_TILE_SUM_H

#include "simd.h"

/* Steps over the inputs in a turn of the loop, 1 or 2. */
#ifndef CONV_STEPS
#define CONV_STEPS 1
#endif

/* A tile is compiled for each: pixels, whole vectors of channels and tails (0 or 1) after them. */
typedef struct tile_shape {
    size_t rows, whole, half;
} tile_shape;

/* Line i of a panel, from b on: its whole vectors and, where it has one, its tail. */
FIT_INLINE void tile_line(const float *b, const size_t i, const tile_shape s, vec *line, tail *last)
{
    FIT_UNROLL
    for (size_t n = 0; n < s.whole; n++)
        line[n] = vec_load(b + (i * (s.whole + s.half) + n) * VEC_FLOATS);
    if (s.half)
        *last = tail_load(b + (i * (s.whole + s.half) + s.whole) * VEC_FLOATS);
}

/* Adds line i from b on times input k of each pixel. */
FIT_INLINE void tile_step(const float *b, const size_t i, const float *const *a, const size_t k, const tile_shape s,
                          vec (*acc)[CONV_PANEL], tail *tails)
{
    vec weights[CONV_PANEL];
    tail last = {0};
    tile_line(b, i, s, weights, &last);
    FIT_UNROLL
    for (size_t m = 0; m < s.rows; m++) {
        const vec x = s.half ? tail_splat(a[m][k], s.whole) : vec_splat(a[m][k]);
        FIT_UNROLL
        for (size_t n = 0; n < s.whole; n++)
            acc[m][n] = vec_fma(x, weights[n], acc[m][n]);
        if (s.half)
            tail_add(tails, a, k, m, s.rows, x, last);
    }
}

/* Adds `segment` (at least 1) lines from b on, each times one input of each pixel from a[pixel] on; a may be moved.
 * Returns the line after them.
 *
 * In WebAssembly each pixel's address is counted up by itself, which two steps a turn do half as often. The way out
 * between them does not only serve odd segments: within a basic block LLVM moves a sum's first product to its second,
 * and then twice the weights have to be in registers. */
FIT_INLINE const float *tile_segment(const float *b, const float **a, size_t segment, const tile_shape s,
                                     vec (*acc)[CONV_PANEL], tail *tails)
{
    const size_t line = (s.whole + s.half) * VEC_FLOATS;
    if (CONV_STEPS == 1) {
        for (size_t k = 0; k < segment; k++, b += line)
            tile_step(b, 0, a, k, s, acc, tails);
        return b;
    }
    for (;; segment -= 2) {
        tile_step(b, 0, a, 0, s, acc, tails);
        if (segment == 1)
            return b + line;
        tile_step(b, 1, a, 1, s, acc, tails);
        if (segment == 2)
            return b + 2 * line;
        b += 2 * line;
        FIT_UNROLL
        for (size_t m = 0; m < s.rows; m++)
            a[m] += 2;
    }
}

#endif
