/* Convolution as a packed matrix product (simd_tile.h) over the inputs where they lie (simd_segments.h).
 *
 * Pixels are taken in blocks whose inputs stay in the second-level cache while every panel of weights passes over them.
 * Packed: one vector whose first float tells dense (0) from sparse (1); then panels of nv vectors of channels, each the
 * bias and then for every tap of the window nv vectors, or what simd_sparse_pack.h packs. */
#ifndef FIT_NN_KERNELS_SIMD_CONV_H
#define FIT_NN_KERNELS_SIMD_CONV_H

#include "simd_segments.h"
#include "simd_sparse.h"

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
    const int sparse = sparse_worth(w, weights, conv_packed_floats(w) - VEC_FLOATS);
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

static void dense_conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                       float *scratch, conv_span span)
{
    const conv_plan plan = conv_plan_of(w);
    const float **segments = (const float **)(void *)scratch;
    float *spare = scratch + pointer_floats(&plan);
    for (size_t first = span.first; first < span.end; first += plan.block) {
        const size_t n = span.end - first < plan.block ? span.end - first : plan.block;
        find_segments(w, &plan, in, first, n, segments, spare);
        const size_t at = first * plan.channels;
        conv_block(&plan, &span, segments, n, packed, residual ? residual + at : NULL, out + at);
    }
}

static void conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                 float *scratch, size_t begin, size_t end)
{
    (packed[0] != 0.0F ? sparse_conv : dense_conv)(w, in, packed + VEC_FLOATS, residual, out, scratch,
                                                   span_of(w, begin, end));
}

#endif
