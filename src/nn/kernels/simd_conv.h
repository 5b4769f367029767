/* Convolution as a packed matrix product (simd_tile.h).
 *
 * In NHWC the kernel_w * in_c inputs under one row of the window are contiguous, so a pixel is kernel_h pointers to
 * segments of that length; a segment that hangs over the left or right edge is copied between zeros, one above or below
 * the image is all zeros. A 1x1 convolution is the case of one segment a pixel, read where it lies.
 *
 * Pixels are taken in blocks whose inputs stay in the second-level cache while every panel of weights passes over them.
 * Packed: one vector whose first float tells dense (0) from sparse (1); then panels of nv vectors of channels, each the
 * bias and then for every tap of the window nv vectors, or what simd_sparse.h packs. */
#ifndef FIT_NN_KERNELS_SIMD_CONV_H
#define FIT_NN_KERNELS_SIMD_CONV_H

#include "simd_sparse.h"
#include "simd_tile.h"

enum {
    CONV_BLOCK_FLOATS = 32768, /* 128 KiB of inputs: a part of any second-level cache of the last ten years */
    CONV_MAX_BLOCK = 512,      /* pixels; bounds the pointers where a pixel's inputs are few */
};

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

static size_t conv_packed_floats(const fit_window *w)
{
    const conv_plan plan = conv_plan_of(w);
    return (1 + block_count(plan.channels) * (1 + plan.taps)) * VEC_FLOATS;
}

/* taps x used weights, channel by channel, to lines of width, tap by tap. */
static void turn_panel(const float *weights, size_t taps, size_t used, size_t width, float *panel)
{
    for (size_t i = 0; i < used; i += 4) {
        const size_t c = i + 4 <= used ? i : used - 4;
        for (size_t k = 0; k < taps; k += 4) {
            const size_t t = k + 4 <= taps ? k : taps - 4;
            const float *row = weights + c * taps + t;
            turn_quads((const float *const[4]){row, row + taps, row + 2 * taps, row + 3 * taps}, panel + t * width + c,
                       width);
        }
    }
}

static void dense_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    const conv_plan plan = conv_plan_of(w);
    size_t left = block_count(plan.channels);
    for (size_t start = 0; left > 0;) {
        const size_t width = panel_vectors(left) * VEC_FLOATS;
        const size_t used = plan.channels - start < width ? plan.channels - start : width;
        const float *from = weights + start * plan.taps;
        if (used < width)
            memset(packed, 0, (1 + plan.taps) * width * sizeof *packed);
        for (size_t i = 0; i < used; i++)
            packed[i] = bias ? bias[start + i] : 0.0F;
        if (used >= 4 && plan.taps >= 4) {
            turn_panel(from, plan.taps, used, width, packed + width);
        } else {
            for (size_t i = 0; i < used * plan.taps; i++)
                packed[(1 + i % plan.taps) * width + i / plan.taps] = from[i];
        }
        packed += (1 + plan.taps) * width;
        start += width;
        left -= width / VEC_FLOATS;
    }
}

static void conv_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    const int sparse = sparse_worth(w, weights);
    vec_store(packed, vec_splat(sparse ? 1.0F : 0.0F));
    (sparse ? sparse_pack : dense_pack)(w, weights, bias, packed + VEC_FLOATS);
}

/* Pointers first, then the zero segment, then the copies of a block. */
static size_t pointer_floats(const conv_plan *plan)
{
    return plan->block * plan->kernel_h * (sizeof(const float *) / sizeof(float));
}

static size_t conv_scratch_floats(const fit_window *w)
{
    const conv_plan plan = conv_plan_of(w);
    const size_t dense = pointer_floats(&plan) + plan.segment + plan.block * plan.taps;
    const size_t sparse = sparse_scratch_floats(w);
    return sparse > dense ? sparse : dense;
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

/* How many of n windows, of which the first begins at column x and lies within the line, do so one after another. */
static size_t whole_windows(const fit_window *w, int32_t x, size_t n)
{
    const size_t whole = (size_t)((w->in_w - w->kernel_w - x) / w->stride_w) + 1;
    return whole < n ? whole : n;
}

/* Segments of n windows, from the one of output column `column` on, over one line of the image; NULL: above or below
 * it. Copies go to spare; returns what is left of it. */
static float *find_row(const fit_window *w, size_t segment, const float *source, size_t column, size_t n,
                       const float *zeros, const float **segments, float *spare)
{
    const size_t step = (size_t)w->stride_w * (size_t)w->in_c;
    for (size_t i = 0, run; i < n; i += run) {
        const int32_t x = (int32_t)(column + i) * w->stride_w - w->pad_left;
        run = 1;
        if (!source || x + w->kernel_w <= 0 || x >= w->in_w) {
            segments[i] = zeros;
        } else if (x >= 0 && x + w->kernel_w <= w->in_w) {
            run = whole_windows(w, x, n - i);
            const float *at = source + (size_t)x * (size_t)w->in_c;
            for (size_t k = 0; k < run; k++)
                segments[i + k] = at + k * step;
        } else {
            copy_edge(w, source, x, spare);
            segments[i] = spare;
            spare += segment;
        }
    }
    return spare;
}

/* Fills one line of segments, those under row ky of the window, for the n pixels from `first`. Copies go to spare;
 * returns what is left of it. */
static float *find_line(const fit_window *w, const conv_plan *plan, const float *in, size_t first, size_t n, int32_t ky,
                        const float *zeros, const float **line, float *spare)
{
    const size_t pitch = (size_t)w->in_w * (size_t)w->in_c;
    size_t column = first % (size_t)w->out_w;
    size_t row = first / (size_t)w->out_w;
    for (size_t i = 0, run; i < n; i += run, row++, column = 0) {
        const int32_t y = (int32_t)(row % (size_t)w->out_h) * w->stride_h - w->pad_top + ky;
        const float *source =
            y < 0 || y >= w->in_h ? NULL : in + (row / (size_t)w->out_h * (size_t)w->in_h + (size_t)y) * pitch;
        run = (size_t)w->out_w - column < n - i ? (size_t)w->out_w - column : n - i;
        spare = find_row(w, plan->segment, source, column, run, zeros, line + i, spare);
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

static void dense_conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                       float *scratch, size_t first, size_t end)
{
    const conv_plan plan = conv_plan_of(w);
    const float **segments = (const float **)(void *)scratch;
    float *spare = scratch + pointer_floats(&plan);
    for (; first < end; first += plan.block) {
        const size_t n = end - first < plan.block ? end - first : plan.block;
        find_segments(w, &plan, in, first, n, segments, spare);
        const size_t at = first * plan.channels;
        conv_block(&plan, segments, n, packed, residual ? residual + at : NULL, out + at);
    }
}

static void conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                 float *scratch, int32_t row_begin, int32_t row_end)
{
    const size_t first = (size_t)row_begin * (size_t)w->out_w;
    const size_t end = (size_t)row_end * (size_t)w->out_w;
    (packed[0] != 0.0F ? sparse_conv : dense_conv)(w, in, packed + VEC_FLOATS, residual, out, scratch, first, end);
}

#endif
