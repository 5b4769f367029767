/* Convolution as a packed matrix product.
 *
 * A tile is CONV_ROWS(nv) output pixels by nv vectors of output channels, held in registers. In NHWC the kernel_w *
 * in_c inputs under one row of the window are contiguous, so a pixel is kernel_h pointers to segments of that length; a
 * segment that hangs over the left or right edge is copied between zeros, one above or below the image is all zeros.
 * A 1x1 convolution is the case of one segment a pixel, read where it lies.
 *
 * Pixels are taken in blocks whose inputs stay in the second-level cache while every panel of weights passes over them.
 * Packed: panels of nv vectors of channels, each the bias and then for every tap of the window nv vectors. */
#ifndef FIT_NN_KERNELS_SIMD_CONV_H
#define FIT_NN_KERNELS_SIMD_CONV_H

#include "simd.h"

enum {
    CONV_BLOCK_FLOATS = 32768, /* 128 KiB of inputs: a part of any second-level cache of the last ten years */
    CONV_MAX_BLOCK = 512,      /* pixels; bounds the pointers where a pixel's inputs are few */
};

typedef struct conv_plan {
    size_t segment; /* floats under one row of the window */
    size_t taps;    /* floats under the whole window */
    size_t block;   /* pixels, a multiple of every tile's rows */
    size_t channels;
    size_t kernel_h;
    bounds bounds;
} conv_plan;

static conv_plan conv_plan_of(const fit_window *w)
{
    conv_plan plan = {
        .segment = (size_t)w->kernel_w * (size_t)w->in_c,
        .channels = (size_t)w->out_c,
        .kernel_h = (size_t)w->kernel_h,
        .bounds = bounds_of(w->activation),
    };
    plan.taps = plan.segment * plan.kernel_h;
    size_t block = CONV_BLOCK_FLOATS / plan.taps;
    block = block > CONV_MAX_BLOCK ? CONV_MAX_BLOCK : block;
    plan.block = block / CONV_ROWS_LCM * CONV_ROWS_LCM;
    if (plan.block == 0)
        plan.block = CONV_ROWS_LCM;
    return plan;
}

/* Vectors of the panel that starts when `left` vectors of channels remain: the widest, but 4 = 2 + 2 beats 3 + 1. */
static size_t panel_vectors(size_t left)
{
    if (left >= CONV_PANEL + 2 || left == CONV_PANEL)
        return CONV_PANEL;
    return left > CONV_PANEL ? (left + 1) / 2 : left;
}

static size_t conv_packed_floats(const fit_window *w)
{
    const conv_plan plan = conv_plan_of(w);
    return block_count(plan.channels) * VEC_FLOATS * (1 + plan.taps);
}

static void conv_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    const conv_plan plan = conv_plan_of(w);
    size_t left = block_count(plan.channels);
    for (size_t start = 0; left > 0;) {
        const size_t width = panel_vectors(left) * VEC_FLOATS;
        for (size_t i = 0; i < width; i++) {
            const size_t c = start + i;
            packed[i] = c < plan.channels && bias ? bias[c] : 0.0F;
            for (size_t k = 0; k < plan.taps; k++)
                packed[(1 + k) * width + i] = c < plan.channels ? weights[c * plan.taps + k] : 0.0F;
        }
        packed += (1 + plan.taps) * width;
        start += width;
        left -= width / VEC_FLOATS;
    }
}

/* Pointers first, then the zero segment, then the copies of a block. */
static size_t pointer_floats(const conv_plan *plan)
{
    return plan->block * plan->kernel_h * (sizeof(const float *) / sizeof(float));
}

static size_t conv_scratch_floats(const fit_window *w)
{
    const conv_plan plan = conv_plan_of(w);
    return pointer_floats(&plan) + plan.segment + plan.block * plan.taps;
}

/* Copies the columns x .. x + kernel_w of a line between zeros to copy; at least one of them lies inside. */
static void copy_edge(const fit_window *w, const float *line, int32_t x, float *copy)
{
    const size_t channels = (size_t)w->in_c;
    const int32_t begin = x < 0 ? 0 : x;
    const int32_t end = x + w->kernel_w > w->in_w ? w->in_w : x + w->kernel_w;
    memset(copy, 0, (size_t)w->kernel_w * channels * sizeof *copy);
    memcpy(copy + (size_t)(begin - x) * channels, line + (size_t)begin * channels,
           (size_t)(end - begin) * channels * sizeof *copy);
}

/* Fills one line of segments, those under row ky of the window, for the n pixels from `first`. Copies go to spare;
 * returns what is left of it. */
static float *find_line(const fit_window *w, const conv_plan *plan, const float *in, size_t first, size_t n, int32_t ky,
                        const float *zeros, const float **line, float *spare)
{
    const size_t pitch = (size_t)w->in_w * (size_t)w->in_c;
    int32_t column = (int32_t)(first % (size_t)w->out_w);
    size_t row = first / (size_t)w->out_w;
    for (size_t i = 0; i < n; row++, column = 0) {
        const int32_t y = (int32_t)(row % (size_t)w->out_h) * w->stride_h - w->pad_top + ky;
        const float *source =
            y < 0 || y >= w->in_h ? NULL : in + (row / (size_t)w->out_h * (size_t)w->in_h + (size_t)y) * pitch;
        for (; column < w->out_w && i < n; column++, i++) {
            const int32_t x = column * w->stride_w - w->pad_left;
            if (!source || x + w->kernel_w <= 0 || x >= w->in_w) {
                line[i] = zeros;
            } else if (x >= 0 && x + w->kernel_w <= w->in_w) {
                line[i] = source + (size_t)x * (size_t)w->in_c;
            } else {
                copy_edge(w, source, x, spare);
                line[i] = spare;
                spare += plan->segment;
            }
        }
    }
    return spare;
}

/* Fills segments[ky * block + i]; the last pixel stands in for those that a tile lacks. */
static void find_segments(const fit_window *w, const conv_plan *plan, const float *in, size_t first, size_t n,
                          const float **segments, float *spare)
{
    const float *zeros = spare;
    memset(spare, 0, plan->segment * sizeof *spare);
    spare += plan->segment;
    for (size_t ky = 0; ky < plan->kernel_h; ky++) {
        const float **line = segments + ky * plan->block;
        spare = find_line(w, plan, in, first, n, (int32_t)ky, zeros, line, spare);
        for (size_t i = n; i % CONV_ROWS_LCM != 0; i++)
            line[i] = line[n - 1];
    }
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

FIT_INLINE void tile_store(const conv_work *t, const size_t mr, const size_t nv, vec (*acc)[CONV_PANEL])
{
    const size_t pitch = t->plan->channels;
    const size_t last = t->channels - (nv - 1) * VEC_FLOATS;
    const vec low = vec_splat(t->plan->bounds.low);
    const vec high = vec_splat(t->plan->bounds.high);
    FIT_UNROLL
    for (size_t m = 0; m < mr; m++) {
        FIT_UNROLL
        for (size_t n = 0; n < nv; n++) {
            const size_t at = m * pitch + n * VEC_FLOATS;
            const size_t width = n + 1 < nv ? VEC_FLOATS : last;
            if (m >= t->rows)
                continue;
            vec v = acc[m][n];
            if (t->residual)
                v += vec_load_part(t->residual + at, width);
            vec_store_part(t->out + at, vec_min(vec_max(v, low), high), width);
        }
    }
}

FIT_INLINE void tile_sum(const conv_work *t, const size_t mr, const size_t nv, vec (*acc)[CONV_PANEL])
{
    const float *b = t->panel;
    FIT_UNROLL
    for (size_t m = 0; m < mr; m++) {
        FIT_UNROLL
        for (size_t n = 0; n < nv; n++)
            acc[m][n] = vec_load(b + n * VEC_FLOATS);
    }
    b += nv * VEC_FLOATS;
    const size_t segment = t->plan->segment;
    for (size_t ky = 0; ky < t->plan->kernel_h; ky++) {
        const float *a[CONV_MAX_ROWS];
        FIT_UNROLL
        for (size_t m = 0; m < mr; m++)
            a[m] = t->segments[ky * t->plan->block + m];
        for (size_t k = 0; k < segment; k++) {
            vec weights[CONV_PANEL];
            FIT_UNROLL
            for (size_t n = 0; n < nv; n++)
                weights[n] = vec_load(b + n * VEC_FLOATS);
            b += nv * VEC_FLOATS;
            FIT_UNROLL
            for (size_t m = 0; m < mr; m++) {
                const vec x = vec_splat(a[m][k]);
                FIT_UNROLL
                for (size_t n = 0; n < nv; n++)
                    acc[m][n] = vec_fma(x, weights[n], acc[m][n]);
            }
        }
    }
}

FIT_INLINE void tile_run(conv_work *work, const size_t mr, const size_t nv)
{
    conv_work t = *work;
    do {
        vec acc[CONV_MAX_ROWS][CONV_PANEL];
        tile_sum(&t, mr, nv, acc);
        tile_store(&t, mr, nv, acc);
        t.segments += mr;
        t.residual = t.residual ? t.residual + mr * t.plan->channels : NULL;
        t.out += mr * t.plan->channels;
        t.rows = t.rows > mr ? t.rows - mr : 0;
    } while (t.rows >= mr);
    *work = t;
}

#define DEFINE_TILE(mr, nv)                                                                                            \
    static void tile_##mr##x##nv(conv_work *work)                                                                      \
    {                                                                                                                  \
        tile_run(work, mr, nv);                                                                                        \
    }
CONV_TILES(DEFINE_TILE)

typedef struct tile_kind {
    size_t rows, vectors;
    void (*run)(conv_work *work);
} tile_kind;

#define LIST_TILE(mr, nv) {mr, nv, tile_##mr##x##nv},
static const tile_kind tile_kinds[] = {CONV_TILES(LIST_TILE)};
enum { TILE_KINDS = sizeof tile_kinds / sizeof tile_kinds[0] };

/* The kinds of one width stand together, the most rows first: the last one that still holds `rows`, else the first. */
static const tile_kind *tile_for(size_t vectors, size_t rows)
{
    const tile_kind *best = NULL;
    for (size_t i = 0; i < TILE_KINDS; i++)
        if (tile_kinds[i].vectors == vectors && (!best || tile_kinds[i].rows >= rows))
            best = &tile_kinds[i];
    return best;
}

/* All panels over the n pixels of a block; residual and out point at its first pixel. */
static void conv_block(const conv_plan *plan, const float *const *segments, size_t n, const float *packed,
                       const float *residual, float *out)
{
    size_t left = block_count(plan->channels);
    for (size_t start = 0; left > 0;) {
        const size_t vectors = panel_vectors(left);
        conv_work work = {
            .plan = plan,
            .segments = segments,
            .panel = packed,
            .residual = residual ? residual + start : NULL,
            .out = out + start,
            .rows = n,
            .channels = plan->channels - start,
        };
        while (work.rows > 0)
            tile_for(vectors, work.rows)->run(&work);
        packed += (1 + plan->taps) * vectors * VEC_FLOATS;
        start += vectors * VEC_FLOATS;
        left -= vectors;
    }
}

static void conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                 float *scratch, int32_t row_begin, int32_t row_end)
{
    const conv_plan plan = conv_plan_of(w);
    const float **segments = (const float **)(void *)scratch;
    float *spare = scratch + pointer_floats(&plan);
    const size_t end = (size_t)row_end * (size_t)w->out_w;
    for (size_t first = (size_t)row_begin * (size_t)w->out_w; first < end; first += plan.block) {
        const size_t n = end - first < plan.block ? end - first : plan.block;
        find_segments(w, &plan, in, first, n, segments, spare);
        const size_t at = first * plan.channels;
        conv_block(&plan, segments, n, packed, residual ? residual + at : NULL, out + at);
    }
}

#endif
