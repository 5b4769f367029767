/* Depthwise convolution: DEPTHWISE_RUN neighbouring output pixels by one vector of channels at a time, so that a loaded
 * input serves every output whose window covers it. Kernels 3 and 5 with strides 1 and 2 are unrolled, also at the
 * edges of the image; any other takes one pixel at a time. Packed: for each block of channels the bias, then the taps
 * in row order, one vector each. */
#ifndef FIT_NN_KERNELS_SIMD_DEPTHWISE_H
#define FIT_NN_KERNELS_SIMD_DEPTHWISE_H

#include "simd.h"

/* 8 sums, 5 weights and an input fit into the 16 registers of most sets; short runs are for narrow images. */
enum { DEPTHWISE_RUN = 8, DEPTHWISE_SHORT_RUN = 4, DEPTHWISE_MAX_KERNEL = 5 };

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

/* Columns under the outputs before end that lie right of the image. */
static int32_t depthwise_right_edge(const fit_window *w, int32_t end)
{
    return (end - 1) * w->stride_w - w->pad_left + w->kernel_w - w->in_w;
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

/* What a run is compiled for. */
typedef struct depthwise_kind {
    int32_t kernel, stride, run;
    int32_t left, right; /* of the columns under it, how many lie outside the image */
} depthwise_kind;

/* A run from x, one block of channels from c. */
FIT_INLINE void depthwise_run(const depthwise_row *r, int32_t x, size_t c, const float *packed, const depthwise_kind k)
{
    const int32_t columns = (k.run - 1) * k.stride + k.kernel;
    const size_t first = (size_t)(x * k.stride - r->w->pad_left + k.left) * r->channels + c;
    vec acc[DEPTHWISE_RUN];
    FIT_UNROLL
    for (int32_t i = 0; i < k.run; i++)
        acc[i] = vec_load(packed);
    for (int32_t ky = r->ky_begin; ky < r->ky_end; ky++) {
        vec weights[DEPTHWISE_MAX_KERNEL];
        FIT_UNROLL
        for (int32_t kx = 0; kx < k.kernel; kx++)
            weights[kx] = vec_load(packed + (1 + ky * k.kernel + kx) * VEC_FLOATS);
        const float *from = r->image + (size_t)(r->y + ky) * r->pitch + first;
        FIT_UNROLL
        for (int32_t j = k.left; j < columns - k.right; j++) {
            const vec input = vec_load(from);
            from += r->channels;
            FIT_UNROLL
            for (int32_t i = 0; i < k.run; i++) {
                const int32_t kx = j - i * k.stride;
                if (kx >= 0 && kx < k.kernel)
                    acc[i] = vec_fma(input, weights[kx], acc[i]);
            }
        }
    }
    float *out = r->out + (size_t)x * r->channels + c;
    const float *residual = r->residual ? r->residual + (size_t)x * r->channels + c : NULL;
    FIT_UNROLL
    for (int32_t i = 0; i < k.run; i++) {
        vec v = acc[i];
        if (residual)
            v += vec_load(residual + (size_t)i * r->channels);
        vec_store(out, vec_clamp(v, r->bounds));
        out += r->channels;
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

/* All blocks of channels of a run. */
FIT_INLINE void depthwise_blocks(const depthwise_row *r, int32_t x, const depthwise_kind k)
{
    const float *packed = r->packed;
    for (size_t block = 0; block < block_count(r->channels); block++) {
        depthwise_run(r, x, block_start(block, r->channels), packed, k);
        packed += (size_t)(1 + k.kernel * k.kernel) * VEC_FLOATS;
    }
}

FIT_INLINE void depthwise_right(const depthwise_row *r, int32_t x, depthwise_kind k, int32_t right)
{
    k.right = 0;
    if (right <= 0)
        depthwise_blocks(r, x, k);
    k.right = 1;
    if (right == 1)
        depthwise_blocks(r, x, k);
    k.right = 2;
    if (right == 2 && k.kernel > 3)
        depthwise_blocks(r, x, k);
}

FIT_INLINE void depthwise_left(const depthwise_row *r, int32_t x, depthwise_kind k)
{
    const int32_t left = r->w->pad_left - x * k.stride;
    const int32_t right = depthwise_right_edge(r->w, x + k.run);
    k.left = 0;
    if (left <= 0)
        depthwise_right(r, x, k, right);
    k.left = 1;
    if (left == 1)
        depthwise_right(r, x, k, right);
    k.left = 2;
    if (left == 2 && k.kernel > 3)
        depthwise_right(r, x, k, right);
}

/* The last run starts early and overlaps its neighbour. */
FIT_INLINE void depthwise_runs(const depthwise_row *r, const depthwise_kind k)
{
    for (int32_t start = 0; start < r->w->out_w; start += k.run)
        depthwise_left(r, start + k.run > r->w->out_w ? r->w->out_w - k.run : start, k);
}

FIT_INLINE void depthwise_row_run(const depthwise_row *r, const int32_t kernel, const int32_t stride)
{
    if (r->w->out_w >= DEPTHWISE_RUN)
        depthwise_runs(r, (depthwise_kind){.kernel = kernel, .stride = stride, .run = DEPTHWISE_RUN});
    else
        depthwise_runs(r, (depthwise_kind){.kernel = kernel, .stride = stride, .run = DEPTHWISE_SHORT_RUN});
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
    const int32_t edge = w->kernel_w / 2;
    const int edges_unrolled = w->pad_left <= edge && depthwise_right_edge(w, w->out_w) <= edge;
    if (!kernel_unrolled || !edges_unrolled || w->stride_w > 2 || w->out_w < DEPTHWISE_SHORT_RUN ||
        w->out_c < VEC_FLOATS)
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
