/* The inner part of a convolution: a panel of output channels over a block of pixels, in tiles held in registers. An
 * ISA source lists its kinds of tiles in CONV_TILES(X), rows by vectors, those of one width together, the most rows
 * first, with CONV_PANEL the widest, CONV_MAX_ROWS the highest and CONV_ROWS_LCM a multiple of all heights.
 *
 * Where it pays, the source also lists CONV_HALF_TILES(X), for panels whose last vector, the tail, is at most half
 * full, and includes one of simd_tail_*.h, which tell how such sums are kept. */
#ifndef FIT_NN_KERNELS_SIMD_TILE_H
#define FIT_NN_KERNELS_SIMD_TILE_H

#ifndef CONV_HALF_TILES
#define CONV_HALF_TILES(X)
#include "simd_tail_shared.h"
#endif

#include "simd_span.h"
#include "simd_tile_sum.h"

typedef struct conv_plan {
    size_t segment; /* floats under one row of the window */
    size_t taps;    /* floats under the whole window */
    size_t block;   /* pixels, a multiple of every tile's rows */
    size_t channels;
    size_t kernel_h;
    bounds bounds;
} conv_plan;

/* Vectors of the panel that starts when `left` vectors of channels remain: the widest, but 4 = 2 + 2 beats 3 + 1. */
static size_t panel_vectors(size_t left)
{
    if (left >= CONV_PANEL + 2 || left == CONV_PANEL)
        return CONV_PANEL;
    return left > CONV_PANEL ? (left + 1) / 2 : left;
}

/* What is left to do of one panel; a tile function does as many of its tiles as fit, at least one, and moves on. */
typedef struct conv_work {
    const conv_plan *plan;
    const float *const *segments;
    const float *panel;
    const float *residual; /* or NULL */
    float *out;
    size_t rows;     /* pixels left */
    size_t channels; /* of the panel and after it */
} conv_work;

/* Sums of which a pixel or a channel may be missing. */
FIT_INLINE void tile_store_part(const conv_work *t, const tile_shape s, vec (*acc)[CONV_PANEL])
{
    const size_t pitch = t->plan->channels;
    const size_t vectors = s.whole + s.half;
    const size_t last = t->channels - (vectors - 1) * VEC_FLOATS;
    const bounds limits = t->plan->bounds;
    FIT_UNROLL
    for (size_t m = 0; m < s.rows; m++) {
        FIT_UNROLL
        for (size_t n = 0; n < vectors; n++) {
            const size_t at = m * pitch + n * VEC_FLOATS;
            const size_t width = n + 1 < vectors ? VEC_FLOATS : last;
            const int narrow = n == s.whole;
            if (m >= t->rows)
                continue;
            vec v = acc[m][n];
            if (t->residual)
                v += narrow ? vec_load_half(t->residual + at, width) : vec_load_part(t->residual + at, width);
            if (narrow)
                vec_store_half(t->out + at, vec_clamp(v, limits), width);
            else
                vec_store_part(t->out + at, vec_clamp(v, limits), width);
        }
    }
}

FIT_INLINE void tile_store(const conv_work *t, const tile_shape s, vec (*acc)[CONV_PANEL])
{
    if (s.half || t->rows < s.rows || t->channels < s.whole * VEC_FLOATS) {
        tile_store_part(t, s, acc);
        return;
    }
    const size_t pitch = t->plan->channels;
    if (t->residual) {
        FIT_UNROLL
        for (size_t m = 0; m < s.rows; m++) {
            FIT_UNROLL
            for (size_t n = 0; n < s.whole; n++)
                acc[m][n] += vec_load(t->residual + m * pitch + n * VEC_FLOATS);
        }
    }
    const bounds limits = t->plan->bounds;
    float *out = t->out;
    FIT_UNROLL
    for (size_t m = 0; m < s.rows; m++) {
        FIT_UNROLL
        for (size_t n = 0; n < s.whole; n++)
            vec_store(out + n * VEC_FLOATS, vec_clamp(acc[m][n], limits));
        out += pitch;
    }
}

FIT_INLINE void tile_sum(const conv_work *t, const tile_shape s, vec (*acc)[CONV_PANEL])
{
    const float *b = t->panel;
    tail tails[CONV_MAX_ROWS];
    FIT_UNROLL
    for (size_t m = 0; m < s.rows; m++)
        tile_line(b, 0, s, acc[m], &tails[m]);
    b += (s.whole + s.half) * VEC_FLOATS;
    for (size_t ky = 0; ky < t->plan->kernel_h; ky++) {
        const float *a[CONV_MAX_ROWS];
        FIT_UNROLL
        for (size_t m = 0; m < s.rows; m++)
            a[m] = t->segments[ky * t->plan->block + m];
        b = tile_segment(b, a, t->plan->segment, s, acc, tails);
    }
    if (s.half) {
        FIT_UNROLL
        for (size_t m = 0; m < s.rows; m++)
            acc[m][s.whole] = tail_get(tails, m);
    }
}

FIT_INLINE void tile_run(conv_work *work, const tile_shape s)
{
    conv_work t = *work;
    do {
        vec acc[CONV_MAX_ROWS][CONV_PANEL];
        tile_sum(&t, s, acc);
        tile_store(&t, s, acc);
        t.segments += s.rows;
        t.residual = t.residual ? t.residual + s.rows * t.plan->channels : NULL;
        t.out += s.rows * t.plan->channels;
        t.rows = t.rows > s.rows ? t.rows - s.rows : 0;
    } while (t.rows >= s.rows);
    *work = t;
}

#define DEFINE_TILE(mr, nv)                                                                                            \
    static void tile_##mr##x##nv(conv_work *work)                                                                      \
    {                                                                                                                  \
        tile_run(work, (tile_shape){.rows = mr, .whole = nv});                                                         \
    }
#define DEFINE_HALF_TILE(mr, nv)                                                                                       \
    static void half_tile_##mr##x##nv(conv_work *work)                                                                 \
    {                                                                                                                  \
        tile_run(work, (tile_shape){.rows = mr, .whole = (nv) - 1, .half = 1});                                        \
    }
CONV_TILES(DEFINE_TILE)
CONV_HALF_TILES(DEFINE_HALF_TILE)

typedef struct tile_kind {
    size_t rows, width; /* pixels, channels */
    void (*run)(conv_work *work);
} tile_kind;

#define LIST_TILE(mr, nv) {mr, (nv) * VEC_FLOATS, tile_##mr##x##nv},
#define LIST_HALF_TILE(mr, nv) {mr, (nv) * VEC_FLOATS - VEC_FLOATS / 2, half_tile_##mr##x##nv},
static const tile_kind tile_kinds[] = {CONV_TILES(LIST_TILE) CONV_HALF_TILES(LIST_HALF_TILE)};
enum { TILE_KINDS = sizeof tile_kinds / sizeof tile_kinds[0] };

/* Of the narrowest tiles that hold the channels: the lowest that holds all the rows, else the highest. */
static const tile_kind *tile_for(size_t channels, size_t rows)
{
    const tile_kind *best = NULL;
    for (const tile_kind *kind = tile_kinds; kind < tile_kinds + TILE_KINDS; kind++)
        if (kind->width >= channels &&
            (!best || kind->width < best->width || (kind->width == best->width && kind->rows >= rows)))
            best = kind;
    return best;
}

/* The panels that begin in the span's channels over the n pixels of a block; residual and out point at its first
 * pixel. */
static void conv_block(const conv_plan *plan, const conv_span *span, const float *const *segments, size_t n,
                       const float *packed, const float *residual, float *out)
{
    size_t left = block_count(plan->channels);
    for (size_t start = 0; left > 0;) {
        const size_t vectors = panel_vectors(left);
        const size_t width = vectors * VEC_FLOATS;
        conv_work work = {
            .plan = plan,
            .segments = segments,
            .panel = packed,
            .residual = residual ? residual + start : NULL,
            .out = out + start,
            .rows = n,
            .channels = plan->channels - start,
        };
        if (start < span->first_channel || start >= span->end_channel)
            work.rows = 0;
        while (work.rows > 0)
            tile_for(work.channels < width ? work.channels : width, work.rows)->run(&work);
        packed += (1 + plan->taps) * width;
        start += width;
        left -= vectors;
    }
}

#endif
