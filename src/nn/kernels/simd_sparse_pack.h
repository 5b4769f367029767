/* Which weights are packed as sparse (simd_sparse.h), and how: where each group of output channels starts, slice of
 * input channels by slice; then entries, for each slice and output channel one that holds its bias and the number of
 * those that follow. */
#ifndef FIT_NN_KERNELS_SIMD_SPARSE_PACK_H
#define FIT_NN_KERNELS_SIMD_SPARSE_PACK_H

#include "simd.h"

enum {
    SPARSE_VECTORS = 8, /* of pixels in a tile; as many sums hide the latency of a multiply-add (4 cycles, 2 units) */
    SPARSE_PITCH = SPARSE_VECTORS * VEC_FLOATS,
    SPARSE_GROUP = 16, /* output channels turned back at a time: one cache line of a pixel */
    /* Inputs of a slice, of the first-level cache, where each output channel looks for its own. Measured on the
     * detector: AVX2 (24 KiB) and WebAssembly take 0.68 and 0.90 of the time that whole pixels take these layers, and
     * 12 to 48 KiB lose 1 to 8 %; vectors of 16 floats (AVX-512, 32 KiB) 0.79 of the network's, and 24, 48 and 64 KiB
     * lose 1 to 4 %. */
    SPARSE_SLICE_FLOATS = VEC_FLOATS < 16 ? 6144 : 8192,
    SPARSE_SLICE_MOST = SPARSE_SLICE_FLOATS / SPARSE_PITCH, /* channels */
    SPARSE_SLICE_ROOM = SPARSE_SLICE_MOST + 3,
    SPARSE_SUMS_MOST = 1536, /* output channels that pass over the slices together; bounds the scratch */
    SPARSE_MIN_CHANNELS = 4, /* channels are turned over four at a time */
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

/* Input channels of a slice, shared out evenly, a multiple of 4. */
static size_t sparse_slice(const fit_window *w)
{
    const size_t in_c = (size_t)w->in_c;
    const size_t slices = (in_c + SPARSE_SLICE_MOST - 1) / SPARSE_SLICE_MOST;
    return ((in_c + slices - 1) / slices + 3) / 4 * 4;
}

/* Of the slice that begins where `left` channels remain; the last takes up to 3 more, so that none has fewer than
 * SPARSE_MIN_CHANNELS. */
static size_t sparse_slice_width(size_t slice, size_t left)
{
    return left < slice + SPARSE_MIN_CHANNELS ? left : slice;
}

static size_t sparse_groups(const fit_window *w)
{
    return ((size_t)w->out_c + SPARSE_GROUP - 1) / SPARSE_GROUP;
}

static size_t sparse_slices(const fit_window *w)
{
    return ((size_t)w->in_c - SPARSE_MIN_CHANNELS) / sparse_slice(w) + 1;
}

/* Where the starts, one a group and slice, end. */
static const sparse_entry *sparse_entries(const fit_window *w, const float *packed)
{
    return (const sparse_entry *)(const void *)(packed + (sparse_groups(w) * sparse_slices(w) + 1) / 2 * 2);
}

/* Worth it from two thirds of zeros on, since an entry costs two loads more than a dense weight, and if it fits where
 * the dense panels would be (`room` floats), with one entry more, which packing may write. Measured on the detector
 * (75 %), time of all its 1x1 layers, sparse / dense: SSE2 0.32, WebAssembly 0.45, AVX2 0.56, AVX-512 0.88, before
 * there were slices. */
static int sparse_worth(const fit_window *w, const float *weights, size_t room)
{
    const size_t n = (size_t)w->in_c * (size_t)w->out_c;
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        used += weights[i] != 0.0F;
    if (!sparse_possible(w) || used * 3 > n || (size_t)w->batch * (size_t)w->out_h * (size_t)w->out_w < VEC_FLOATS)
        return 0;
    const size_t slices = sparse_slices(w);
    return sparse_groups(w) * slices + 1 + 2 * (slices * (size_t)w->out_c + used + 1) <= room;
}

/* Scratch: a slice of inputs, then sums: of a group of output channels or, where there are more slices, of those that
 * pass over them together. */
static size_t sparse_scratch_floats(const fit_window *w)
{
    if (!sparse_possible(w))
        return 0;
    size_t sums = (size_t)w->in_c > SPARSE_SLICE_MOST ? sparse_groups(w) * SPARSE_GROUP : SPARSE_GROUP;
    if (sums > SPARSE_SUMS_MOST)
        sums = SPARSE_SUMS_MOST;
    return (SPARSE_SLICE_ROOM + sums) * SPARSE_PITCH;
}

static void sparse_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    const size_t in_c = (size_t)w->in_c;
    const size_t slice = sparse_slice(w);
    uint32_t *start = (uint32_t *)(void *)packed;
    sparse_entry *const entries = (sparse_entry *)(uintptr_t)sparse_entries(w, packed);
    sparse_entry *next = entries;
    for (size_t begin = 0, width; begin < in_c; begin += width) {
        width = sparse_slice_width(slice, in_c - begin);
        for (size_t c = 0; c < (size_t)w->out_c; c++) {
            if (c % SPARSE_GROUP == 0)
                *start++ = (uint32_t)(next - entries);
            const float *from = weights + c * in_c + begin;
            sparse_entry *head = next++;
            /* Where zeros and others are mixed, a branch would be guessed wrong too often. */
            for (size_t k = 0; k < width; k++) {
                *next = (sparse_entry){(uint32_t)(k * SPARSE_PITCH), from[k]};
                next += from[k] != 0.0F;
            }
            *head = (sparse_entry){(uint32_t)(next - head - 1), bias ? bias[c] : 0.0F};
        }
    }
}

#endif
