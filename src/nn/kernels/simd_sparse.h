/* A 1x1 convolution whose weights are mostly zeros (the pose detector's are 75 %).
 *
 * Vectors run along pixels here, so that every weight that is left is worth one multiply-add a vector: a tile of pixels
 * is turned over to channel-major, each output channel gathers its non-zero inputs, and sixteen of them at a time are
 * turned back. Packed: a stream of entries, for each output channel one that holds its bias and the number of those
 * that follow. */
#ifndef FIT_NN_KERNELS_SIMD_SPARSE_H
#define FIT_NN_KERNELS_SIMD_SPARSE_H

#include "simd_turn.h"

enum {
    SPARSE_VECTORS = 8, /* of pixels in a tile; as many sums hide the latency of a multiply-add (4 cycles, 2 units) */
    SPARSE_PITCH = SPARSE_VECTORS * VEC_FLOATS,
    SPARSE_GROUP = 16, /* output channels turned back at a time: one cache line of a pixel */
    SPARSE_MIN_CHANNELS = 4,
};

typedef struct sparse_entry {
    uint32_t offset; /* of the input channel in the tile, in floats; in a channel's first entry: how many follow */
    float weight;    /* there: the bias */
} sparse_entry;

/* Where output pixels are input pixels, one to one. */
FIT_INLINE int sparse_possible(const fit_window *w)
{
    return w->kernel_h == 1 && w->kernel_w == 1 && w->pad_top == 0 && w->pad_left == 0 && w->in_h == w->out_h &&
           w->in_w == w->out_w && w->in_c >= SPARSE_MIN_CHANNELS;
}

/* Worth it from two thirds of zeros on, since an entry costs two loads more than a dense weight. Measured on the
 * detector (75 %), time of all its 1x1 layers, sparse / dense: SSE2 0.32, WebAssembly 0.45, AVX2 0.56, AVX-512 0.88.
 * Two floats an entry then fit where the dense panels would have been, and one entry more, which packing may write:
 * from SPARSE_MIN_CHANNELS on. */
static int sparse_worth(const fit_window *w, const float *weights)
{
    const size_t n = (size_t)w->in_c * (size_t)w->out_c;
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        used += weights[i] != 0.0F;
    return sparse_possible(w) && used * 3 <= n && (size_t)w->batch * (size_t)w->out_h * (size_t)w->out_w >= VEC_FLOATS;
}

static size_t sparse_scratch_floats(const fit_window *w)
{
    return sparse_possible(w) ? ((size_t)w->in_c + SPARSE_GROUP) * SPARSE_PITCH : 0;
}

static void sparse_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    sparse_entry *next = (sparse_entry *)(void *)packed;
    for (int32_t c = 0; c < w->out_c; c++) {
        sparse_entry *head = next++;
        /* Where zeros and others are mixed, a branch would be guessed wrong too often. */
        for (int32_t k = 0; k < w->in_c; k++, weights++) {
            *next = (sparse_entry){(uint32_t)k * SPARSE_PITCH, *weights};
            next += *weights != 0.0F;
        }
        *head = (sparse_entry){(uint32_t)(next - head - 1), bias ? bias[c] : 0.0F};
    }
}

/* n pixels of `channels` each to tile[channel * SPARSE_PITCH + pixel]; the last pixel fills the lanes up to `lanes`. */
static void turn_over(const float *in, size_t channels, size_t n, size_t lanes, float *tile)
{
    for (size_t k = 0; k < channels; k += 4) {
        const size_t at = k + 4 <= channels ? k : channels - 4;
        for (size_t p = 0; p < lanes; p += 4) {
            const float *rows[4];
            for (size_t i = 0; i < 4; i++)
                rows[i] = in + (p + i < n ? p + i : n - 1) * channels + at;
            turn_quads(rows, tile + at * SPARSE_PITCH + p, SPARSE_PITCH);
        }
    }
}

/* Sums of up to SPARSE_GROUP output channels over nv vectors of pixels; returns the next entry. */
FIT_INLINE const sparse_entry *sparse_sum(const sparse_entry *next, size_t channels, const float *tile, float *sums,
                                          const size_t nv)
{
    for (size_t c = 0; c < channels; c++) {
        vec acc[SPARSE_VECTORS];
        FIT_UNROLL
        for (size_t n = 0; n < nv; n++)
            acc[n] = vec_splat(next->weight);
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
    return next;
}

#define SPARSE_SUMS(X) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8)
#define DEFINE_SPARSE_SUM(nv)                                                                                          \
    static const sparse_entry *sparse_sum_##nv(const sparse_entry *next, size_t channels, const float *tile,           \
                                               float *sums)                                                            \
    {                                                                                                                  \
        return sparse_sum(next, channels, tile, sums, nv);                                                             \
    }
SPARSE_SUMS(DEFINE_SPARSE_SUM)

#define LIST_SPARSE_SUM(nv) sparse_sum_##nv,
static const sparse_entry *(*const sparse_sums[SPARSE_VECTORS])(const sparse_entry *next, size_t channels,
                                                                const float *tile,
                                                                float *sums) = {SPARSE_SUMS(LIST_SPARSE_SUM)};

/* The n pixels of a group of output channels back to where they belong; residual (or NULL) and out at its first. Of a
 * narrow last group the sums beyond `channels` are whatever was there, turned but not stored. */
static void turn_back(const fit_window *w, const float *sums, size_t n, size_t channels, const float *residual,
                      float *out)
{
    const bounds limits = bounds_of(w->activation);
    const size_t pitch = (size_t)w->out_c;
    for (size_t p = 0; p < n; p++) {
        float four[4 * SPARSE_GROUP];
        if (p % 4 == 0) {
            for (size_t c = 0; c < SPARSE_GROUP; c += 4) {
                const float *column = sums + c * SPARSE_PITCH + p;
                turn_quads((const float *const[4]){column, column + SPARSE_PITCH, column + 2 * SPARSE_PITCH,
                                                   column + 3 * SPARSE_PITCH},
                           four + c, SPARSE_GROUP);
            }
        }
        for (size_t c = 0; c < channels; c += VEC_FLOATS) {
            vec v = vec_load(four + p % 4 * SPARSE_GROUP + c);
            if (residual)
                v += vec_load_part(residual + p * pitch + c, channels - c);
            vec_store_part(out + p * pitch + c, vec_clamp(v, limits), channels - c);
        }
    }
}

static void sparse_conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                        float *scratch, size_t first, size_t end)
{
    const size_t in_c = (size_t)w->in_c;
    const size_t out_c = (size_t)w->out_c;
    float *sums = scratch + in_c * SPARSE_PITCH;
    while (first < end) {
        /* The vectors that are left are shared out evenly: two tiles of 7 and 6 beat 8 and 5. */
        const size_t left = block_count(end - first);
        const size_t tiles = (left + SPARSE_VECTORS - 1) / SPARSE_VECTORS;
        const size_t vectors = (left + tiles - 1) / tiles;
        const size_t n = end - first < vectors * VEC_FLOATS ? end - first : vectors * VEC_FLOATS;
        turn_over(in + first * in_c, in_c, n, vectors * VEC_FLOATS, scratch);
        const sparse_entry *next = (const sparse_entry *)(const void *)packed;
        for (size_t c = 0; c < out_c; c += SPARSE_GROUP) {
            const size_t channels = out_c - c < SPARSE_GROUP ? out_c - c : SPARSE_GROUP;
            next = sparse_sums[vectors - 1](next, channels, scratch, sums);
            const size_t at = first * out_c + c;
            turn_back(w, sums, n, channels, residual ? residual + at : NULL, out + at);
        }
        first += n;
    }
}

#endif
