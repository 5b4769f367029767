/* A 1x1 convolution whose weights are mostly zeros (the pose detector's are 75 %).
 *
 * Vectors run along pixels here, so that every weight that is left is worth one multiply-add a vector: a slice of the
 * input channels of a tile of pixels is turned over to channel-major, each output channel gathers its non-zero inputs,
 * and after the last slice sixteen of them at a time are turned back. */
#ifndef FIT_NN_KERNELS_SIMD_SPARSE_H
#define FIT_NN_KERNELS_SIMD_SPARSE_H

#include "simd_span.h"
#include "simd_sparse_pack.h"
#include "simd_turn.h"

_Static_assert(CONV_GROUP % SPARSE_GROUP == 0 && SPARSE_SUMS_MOST % SPARSE_GROUP == 0, "whole groups");

/* `channels`, at least 4, of n pixels that are `pitch` floats apart to tile[channel * SPARSE_PITCH + pixel]; the last
 * pixel fills the lanes up to `lanes`. */
static void turn_over(const float *in, size_t pitch, size_t channels, size_t n, size_t lanes, float *tile)
{
    for (size_t k = 0; k < channels; k += 4) {
        const size_t at = k + 4 <= channels ? k : channels - 4;
        for (size_t p = 0; p < lanes; p += 4) {
            const float *rows[4];
            for (size_t i = 0; i < 4; i++)
                rows[i] = in + (p + i < n ? p + i : n - 1) * pitch + at;
            turn_quads(rows, tile + at * SPARSE_PITCH + p, SPARSE_PITCH);
        }
    }
}

/* Sums of up to SPARSE_GROUP output channels over nv vectors of pixels, from the bias on (`first`) or added to sums. */
FIT_INLINE void sparse_sum(const sparse_entry *next, size_t channels, const float *tile, float *sums, int first,
                           const size_t nv)
{
    for (size_t c = 0; c < channels; c++) {
        vec acc[SPARSE_VECTORS];
        FIT_UNROLL
        for (size_t n = 0; n < nv; n++)
            acc[n] = first ? vec_splat(next->weight) : vec_load(sums + c * SPARSE_PITCH + n * VEC_FLOATS);
        const sparse_entry *end = next + 1 + next->offset;
        for (next++; next < end; next++) {
            const vec weight = vec_splat(next->weight);
            const float *x = tile + next->offset;
            FIT_UNROLL
            for (size_t n = 0; n < nv; n++)
                acc[n] = vec_fma(weight, vec_load(x + n * VEC_FLOATS), acc[n]);
        }
        FIT_UNROLL
        for (size_t n = 0; n < nv; n++)
            vec_store(sums + c * SPARSE_PITCH + n * VEC_FLOATS, acc[n]);
    }
}

#define SPARSE_SUMS(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8)
#define DEFINE_SPARSE_SUM(nv)                                                                                          \
    static void sparse_sum_##nv(const sparse_entry *next, size_t channels, const float *tile, float *sums, int first)  \
    {                                                                                                                  \
        sparse_sum(next, channels, tile, sums, first, nv);                                                             \
    }
SPARSE_SUMS(DEFINE_SPARSE_SUM)

#define LIST_SPARSE_SUM(nv) sparse_sum_##nv,
static void (*const sparse_sums[SPARSE_VECTORS])(const sparse_entry *next, size_t channels, const float *tile,
                                                 float *sums, int first) = {SPARSE_SUMS(LIST_SPARSE_SUM)};

/* The n pixels of a group of output channels back to where they belong; residual (or NULL) and out at its first. Of a
 * narrow last group the sums beyond `channels` are whatever was there, turned but not stored. All are turned before any
 * is read again: a vector is written in quarters, and reading it at once would wait for them (AVX2 0.92, WebAssembly
 * 0.94 of all 1x1 layers' time). */
static void turn_back(const fit_window *w, const float *sums, size_t n, size_t channels, const float *residual,
                      float *out)
{
    const bounds limits = bounds_of(w->activation);
    const size_t pitch = (size_t)w->out_c;
    float turned[SPARSE_PITCH * SPARSE_GROUP];
    for (size_t p = 0; p < n; p += 4) {
        for (size_t c = 0; c < SPARSE_GROUP; c += 4) {
            const float *column = sums + c * SPARSE_PITCH + p;
            turn_quads((const float *const[4]){column, column + SPARSE_PITCH, column + 2 * SPARSE_PITCH,
                                               column + 3 * SPARSE_PITCH},
                       turned + p * SPARSE_GROUP + c, SPARSE_GROUP);
        }
    }
    for (size_t p = 0; p < n; p++) {
        for (size_t c = 0; c < channels; c += VEC_FLOATS) {
            vec v = vec_load(turned + p * SPARSE_GROUP + c);
            if (residual)
                v += vec_load_part(residual + p * pitch + c, channels - c);
            vec_store_part(out + p * pitch + c, vec_clamp(v, limits), channels - c);
        }
    }
}

/* The output channels from c to end of n pixels, which `vectors` hold; in, residual (or NULL) and out at the first. */
static void sparse_tile(const fit_window *w, size_t c, size_t end, const float *in, const float *packed,
                        const float *residual, float *out, float *scratch, size_t n, size_t vectors)
{
    const size_t in_c = (size_t)w->in_c;
    const size_t slice = sparse_slice(w);
    const size_t groups = sparse_groups(w);
    const uint32_t *start = (const uint32_t *)(const void *)packed;
    const sparse_entry *entries = sparse_entries(w, packed);
    for (size_t begin = 0, width; begin < in_c; begin += width, start += groups) {
        width = sparse_slice_width(slice, in_c - begin);
        float *sums = scratch + SPARSE_SLICE_ROOM * SPARSE_PITCH;
        turn_over(in + begin, in_c, width, n, vectors * VEC_FLOATS, scratch);
        for (size_t at = c; at < end; at += SPARSE_GROUP) {
            const size_t channels = end - at < SPARSE_GROUP ? end - at : SPARSE_GROUP;
            sparse_sums[vectors - 1](entries + start[at / SPARSE_GROUP], channels, scratch, sums, begin == 0);
            if (begin + width == in_c)
                turn_back(w, sums, n, channels, residual ? residual + at : NULL, out + at);
            if (in_c > SPARSE_SLICE_MOST)
                sums += SPARSE_GROUP * SPARSE_PITCH;
        }
    }
}

static void sparse_conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                        float *scratch, conv_span span)
{
    for (size_t n; span.first < span.end; span.first += n) {
        /* The vectors that are left are shared out evenly: two tiles of 7 and 6 beat 8 and 5. */
        const size_t left = block_count(span.end - span.first);
        const size_t tiles = (left + SPARSE_VECTORS - 1) / SPARSE_VECTORS;
        const size_t vectors = (left + tiles - 1) / tiles;
        n = span.end - span.first < vectors * VEC_FLOATS ? span.end - span.first : vectors * VEC_FLOATS;
        const size_t at = span.first * (size_t)w->out_c;
        for (size_t c = span.first_channel, end; c < span.end_channel; c = end) {
            end = span.end_channel - c < SPARSE_SUMS_MOST ? span.end_channel : c + SPARSE_SUMS_MOST;
            sparse_tile(w, c, end, in + span.first * (size_t)w->in_c, packed, residual ? residual + at : NULL, out + at,
                        scratch, n, vectors);
        }
    }
}

#endif
