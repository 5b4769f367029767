/* Depthwise convolution: in unrolled runs where there are such (simd_depthwise_run.h), else one pixel at a time.
 * Packed: for each block of channels the bias, then the taps in row order, one vector each. */
#ifndef FIT_NN_KERNELS_SIMD_DEPTHWISE_H
#define FIT_NN_KERNELS_SIMD_DEPTHWISE_H

#include "simd_depthwise_run.h"

enum {
    CACHE_LINE_FLOATS = 16,
    DEPTHWISE_CACHE_FLOATS = 6144, /* 24 KiB: half of a first-level cache of 48 */
};

static size_t depthwise_taps(const fit_window *w)
{
    return (size_t)w->kernel_h * (size_t)w->kernel_w;
}

static size_t depthwise_packed_floats(const fit_window *w)
{
    return block_count((size_t)w->out_c) * VEC_FLOATS * (1 + depthwise_taps(w));
}

static void depthwise_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    const size_t channels = (size_t)w->out_c;
    for (size_t block = 0; block < block_count(channels); block++) {
        for (size_t i = 0; i < VEC_FLOATS; i++) {
            const size_t c = block_start(block, channels) + i;
            packed[i] = c < channels && bias ? bias[c] : 0.0F;
            for (size_t k = 0; k < depthwise_taps(w); k++)
                packed[(1 + k) * VEC_FLOATS + i] = c < channels ? weights[k * channels + c] : 0.0F;
        }
        packed += (1 + depthwise_taps(w)) * VEC_FLOATS;
    }
}

FIT_INLINE void depthwise_store(const depthwise_row *r, int32_t x, size_t c, vec v)
{
    const size_t at = (size_t)x * r->channels + c;
    const size_t width = r->channels - c;
    if (r->residual)
        v += vec_load_part(r->residual + at, width);
    vec_store_part(r->out + at, vec_clamp(v, r->bounds), width);
}

/* One pixel, any kernel and stride, all channels. */
static void depthwise_pixel(const depthwise_row *r, int32_t x)
{
    const fit_window *w = r->w;
    const int32_t x_in = x * w->stride_w - w->pad_left;
    const int32_t kx_begin = x_in < 0 ? -x_in : 0;
    const int32_t kx_end = x_in + w->kernel_w > w->in_w ? w->in_w - x_in : w->kernel_w;
    const size_t each = (1 + depthwise_taps(w)) * VEC_FLOATS;
    const float *packed = r->packed + r->block_begin * each;
    for (size_t block = r->block_begin; block < r->block_end; block++, packed += each) {
        const size_t c = block_start(block, r->channels);
        vec acc = vec_load(packed);
        for (int32_t ky = r->ky_begin; ky < r->ky_end; ky++) {
            for (int32_t kx = kx_begin; kx < kx_end; kx++) {
                const float *pixel = r->image + (size_t)(r->y + ky) * r->pitch + (size_t)(x_in + kx) * r->channels;
                const vec input = vec_load_part(pixel + c, r->channels - c);
                acc = vec_fma(input, vec_load(packed + (1 + ky * w->kernel_w + kx) * VEC_FLOATS), acc);
            }
        }
        depthwise_store(r, x, c, acc);
    }
}

static void depthwise_row_any(const depthwise_row *r)
{
    for (int32_t x = 0; x < r->w->out_w; x++)
        depthwise_pixel(r, x);
}

static void (*depthwise_row_for(const fit_window *w))(const depthwise_row *r)
{
    static void (*const rows[2][2])(const depthwise_row *r) = {
        {depthwise_row_3_1, depthwise_row_3_2},
        {depthwise_row_5_1, depthwise_row_5_2},
    };
    const int kernel_unrolled = w->kernel_h == w->kernel_w && (w->kernel_w == 3 || w->kernel_w == 5);
    const int32_t edge = w->kernel_w / 2;
    const int edges_unrolled = w->pad_left <= edge && depthwise_right_edge(w, w->out_w) <= edge;
    if (!kernel_unrolled || !edges_unrolled || w->stride_w > 2 || w->out_w < DEPTHWISE_SHORT_RUN ||
        w->out_c < VEC_FLOATS)
        return depthwise_row_any;
    return rows[w->kernel_w == 5][w->stride_w - 1];
}

/* Blocks of channels that pass over all rows together: the lines under a row, as far as they hold these channels, stay
 * in the first-level cache until the next row wants most of them again. Only where a block is a whole cache line: there
 * it takes 0.66 of the time under 5x5 (pose landmarks), but 1.05 to 1.1 with the short vectors of WebAssembly. */
static size_t depthwise_group(const fit_window *w)
{
    if (VEC_FLOATS < CACHE_LINE_FLOATS)
        return block_count((size_t)w->out_c);
    const size_t blocks = DEPTHWISE_CACHE_FLOATS / ((size_t)w->kernel_h * (size_t)w->in_w * VEC_FLOATS);
    return blocks ? blocks : 1;
}

static void depthwise(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                      int32_t row_begin, int32_t row_end)
{
    const size_t channels = (size_t)w->out_c;
    const size_t blocks = block_count(channels);
    const size_t group = depthwise_group(w);
    const size_t pitch = (size_t)w->in_w * channels;
    void (*const run)(const depthwise_row *r) = depthwise_row_for(w);
    for (size_t block = 0; block < blocks; block += group) {
        for (int32_t row = row_begin; row < row_end; row++) {
            const int32_t y = row % w->out_h * w->stride_h - w->pad_top;
            const size_t at = (size_t)row * (size_t)w->out_w * channels;
            run(&(depthwise_row){
                .w = w,
                .image = in + (size_t)(row / w->out_h) * (size_t)w->in_h * pitch,
                .packed = packed,
                .residual = residual ? residual + at : NULL,
                .out = out + at,
                .block_begin = block,
                .block_end = blocks - block < group ? blocks : block + group,
                .channels = channels,
                .pitch = pitch,
                .y = y,
                .ky_begin = y < 0 ? -y : 0,
                .ky_end = y + w->kernel_h > w->in_h ? w->in_h - y : w->kernel_h,
                .bounds = bounds_of(w->activation),
            });
        }
    }
}

#endif
