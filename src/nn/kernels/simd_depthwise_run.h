/* The inner part of a depthwise convolution: DEPTHWISE_RUN neighbouring output pixels by one vector of channels at a
 * time, so that a loaded input serves every output whose window covers it. Kernels 3 and 5 with strides 1 and 2 are
 * unrolled, also at the edges of the image, where it is known which columns are missing. */
#ifndef FIT_NN_KERNELS_SIMD_DEPTHWISE_RUN_H
#define FIT_NN_KERNELS_SIMD_DEPTHWISE_RUN_H

#include "simd.h"

/* 8 sums, 5 weights and an input fit into the 16 registers of most sets; short runs are for narrow images. */
enum { DEPTHWISE_RUN = 8, DEPTHWISE_SHORT_RUN = 4, DEPTHWISE_MAX_KERNEL = 5 };

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
    size_t block_begin, block_end; /* of the channels' */
    size_t channels, pitch;        /* floats in a pixel, in a line of the input */
    int32_t y;                     /* line under ky 0; outside the image where the padding is */
    int32_t ky_begin, ky_end;
    bounds bounds;
} depthwise_row;

/* What a run is compiled for. Of columns outside there are at most kernel / 2 on a side (simd_depthwise.h sees to it).
 */
typedef struct depthwise_kind {
    int32_t kernel, stride, run;
    int32_t left, right; /* of the columns under it, how many lie outside the image */
} depthwise_kind;

/* A run from x, one block of channels from c. */
FIT_INLINE void depthwise_run(const depthwise_row *r, int32_t x, size_t c, const float *packed, const depthwise_kind k)
{
    const size_t channels = r->channels;
    const int32_t columns = (k.run - 1) * k.stride + k.kernel;
    const float *line = r->image + (size_t)(r->y + r->ky_begin) * r->pitch +
                        (size_t)(x * k.stride - r->w->pad_left + k.left) * channels + c;
    vec acc[DEPTHWISE_RUN];
    FIT_UNROLL
    for (int32_t i = 0; i < k.run; i++)
        acc[i] = vec_load(packed);
    packed += (1 + r->ky_begin * k.kernel) * VEC_FLOATS;
    for (int32_t rows = r->ky_end - r->ky_begin; rows > 0; rows--) {
        vec weights[DEPTHWISE_MAX_KERNEL];
        FIT_UNROLL
        for (int32_t kx = 0; kx < k.kernel; kx++)
            weights[kx] = vec_load(packed + kx * VEC_FLOATS);
        packed += k.kernel * VEC_FLOATS;
        const float *from = line;
        line += r->pitch;
        FIT_UNROLL
        for (int32_t j = k.left; j < columns - k.right; j++) {
            const vec input = vec_load(from);
            from += channels;
            FIT_UNROLL
            for (int32_t i = 0; i < k.run; i++) {
                const int32_t kx = j - i * k.stride;
                if (kx >= 0 && kx < k.kernel)
                    acc[i] = vec_fma(input, weights[kx], acc[i]);
            }
        }
    }
    const size_t at = (size_t)x * channels + c;
    if (r->residual) {
        const float *residual = r->residual + at;
        FIT_UNROLL
        for (int32_t i = 0; i < k.run; i++) {
            acc[i] += vec_load(residual);
            residual += channels;
        }
    }
    const bounds limits = r->bounds; /* a copy: a store could change the row's, for all the compiler knows */
    float *out = r->out + at;
    FIT_UNROLL
    for (int32_t i = 0; i < k.run; i++) {
        vec_store(out, vec_clamp(acc[i], limits));
        out += channels;
    }
}

FIT_INLINE void depthwise_blocks(const depthwise_row *r, int32_t x, const depthwise_kind k)
{
    const size_t each = (size_t)(1 + k.kernel * k.kernel) * VEC_FLOATS;
    const float *packed = r->packed + r->block_begin * each;
    for (size_t block = r->block_begin; block < r->block_end; block++, packed += each)
        depthwise_run(r, x, block_start(block, r->channels), packed, k);
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

#endif
