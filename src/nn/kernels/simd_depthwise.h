/* Depthwise convolution: run neighbouring output pixels by one vector of channels at a time, so that a loaded
 * input serves every output whose window covers it. Kernels 3 and 5 with strides 1 and 2 are unrolled; any other takes
 * one pixel at a time. Packed: for each block of channels the bias, then the taps in row order, one vector each. */
#ifndef FIT_NN_KERNELS_SIMD_DEPTHWISE_H
#define FIT_NN_KERNELS_SIMD_DEPTHWISE_H

#include "simd.h"

enum { DEPTHWISE_MAX_RUN = 8, DEPTHWISE_MAX_KERNEL = 5 };

/* Pixels of a run: 8 sums, 5 weights and an input fit into the 16 registers of most sets. Under 3x3 a run of 4 already
 * halves the loads, and shorter runs leave less of a narrow image to the slower edge. */
FIT_INLINE int32_t run_length(const int32_t kernel)
{
    return kernel > 3 ? 8 : 4;
}

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

/* One output row; the lines of the input under it are ky_begin .. ky_end of the window. */
typedef struct depthwise_row {
    const fit_window *w;
    const float *image;
    const float *packed;
    const float *residual; /* or NULL */
    float *out;
    size_t channels, pitch; /* floats in a pixel, in a line of the input */
    int32_t y;              /* line under ky 0; outside the image where the padding is */
    int32_t ky_begin, ky_end;
    bounds bounds;
} depthwise_row;

FIT_INLINE void depthwise_store(const depthwise_row *r, int32_t x, size_t c, vec v)
{
    const size_t at = (size_t)x * r->channels + c;
    const size_t width = r->channels - c;
    if (r->residual)
        v += vec_load_part(r->residual + at, width);
    vec_store_part(r->out + at, vec_clamp(v, r->bounds), width);
}

/* A run from x, one block of channels from c. edge: some of its columns lie outside the image, before or behind. */
FIT_INLINE void depthwise_run(const depthwise_row *r, int32_t x, size_t c, const float *packed, const int32_t kernel,
                              const int32_t stride, const int edge)
{
    const int32_t x_in = x * stride - r->w->pad_left;
    const int32_t run = run_length(kernel);
    vec acc[DEPTHWISE_MAX_RUN];
    FIT_UNROLL
    for (int32_t i = 0; i < run; i++)
        acc[i] = vec_load(packed);
    for (int32_t ky = r->ky_begin; ky < r->ky_end; ky++) {
        const float *line = r->image + (size_t)(r->y + ky) * r->pitch + c;
        vec weights[DEPTHWISE_MAX_KERNEL];
        FIT_UNROLL
        for (int32_t kx = 0; kx < kernel; kx++)
            weights[kx] = vec_load(packed + (1 + ky * kernel + kx) * VEC_FLOATS);
        FIT_UNROLL
        for (int32_t j = 0; j < (run - 1) * stride + kernel; j++) {
            if (edge && (x_in + j < 0 || x_in + j >= r->w->in_w))
                continue;
            const vec input = vec_load(line + (size_t)(x_in + j) * r->channels);
            FIT_UNROLL
            for (int32_t i = 0; i < run; i++) {
                const int32_t kx = j - i * stride;
                if (kx >= 0 && kx < kernel)
                    acc[i] = vec_fma(input, weights[kx], acc[i]);
            }
        }
    }
    FIT_UNROLL
    for (int32_t i = 0; i < run; i++) {
        if (edge && x + i >= r->w->out_w)
            break;
        depthwise_store(r, x + i, c, acc[i]);
    }
}

/* One pixel, any kernel and stride, all channels. */
static void depthwise_pixel(const depthwise_row *r, int32_t x)
{
    const fit_window *w = r->w;
    const int32_t x_in = x * w->stride_w - w->pad_left;
    const int32_t kx_begin = x_in < 0 ? -x_in : 0;
    const int32_t kx_end = x_in + w->kernel_w > w->in_w ? w->in_w - x_in : w->kernel_w;
    const float *packed = r->packed;
    for (size_t block = 0; block < block_count(r->channels); block++) {
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
        packed += (1 + depthwise_taps(w)) * VEC_FLOATS;
    }
}

FIT_INLINE void depthwise_row_run(const depthwise_row *r, const int32_t kernel, const int32_t stride)
{
    const fit_window *w = r->w;
    const int32_t run = run_length(kernel);
    for (int32_t x = 0; x < w->out_w; x += run) {
        const int32_t x_in = x * stride - w->pad_left;
        const int inside = x_in >= 0 && x_in + (run - 1) * stride + kernel <= w->in_w && x + run <= w->out_w;
        const float *packed = r->packed;
        for (size_t block = 0; block < block_count(r->channels); block++) {
            const size_t c = block_start(block, r->channels);
            if (inside)
                depthwise_run(r, x, c, packed, kernel, stride, 0);
            else
                depthwise_run(r, x, c, packed, kernel, stride, 1);
            packed += (size_t)(1 + kernel * kernel) * VEC_FLOATS;
        }
    }
}

#define DEFINE_DEPTHWISE_ROW(kernel, stride)                                                                           \
    static void depthwise_row_##kernel##_##stride(const depthwise_row *r)                                              \
    {                                                                                                                  \
        depthwise_row_run(r, kernel, stride);                                                                          \
    }
DEFINE_DEPTHWISE_ROW(3, 1)
DEFINE_DEPTHWISE_ROW(3, 2)
DEFINE_DEPTHWISE_ROW(5, 1)
DEFINE_DEPTHWISE_ROW(5, 2)

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
    if (!kernel_unrolled || w->stride_w > 2 || w->out_c < VEC_FLOATS)
        return depthwise_row_any;
    return rows[w->kernel_w == 5][w->stride_w - 1];
}

static void depthwise(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                      int32_t row_begin, int32_t row_end)
{
    const size_t channels = (size_t)w->out_c;
    const size_t pitch = (size_t)w->in_w * channels;
    void (*const run)(const depthwise_row *r) = depthwise_row_for(w);
    for (int32_t row = row_begin; row < row_end; row++) {
        const int32_t y = row % w->out_h * w->stride_h - w->pad_top;
        const size_t at = (size_t)row * (size_t)w->out_w * channels;
        run(&(depthwise_row){
            .w = w,
            .image = in + (size_t)(row / w->out_h) * (size_t)w->in_h * pitch,
            .packed = packed,
            .residual = residual ? residual + at : NULL,
            .out = out + at,
            .channels = channels,
            .pitch = pitch,
            .y = y,
            .ky_begin = y < 0 ? -y : 0,
            .ky_end = y + w->kernel_h > w->in_h ? w->in_h - y : w->kernel_h,
            .bounds = bounds_of(w->activation),
        });
    }
}

#endif
