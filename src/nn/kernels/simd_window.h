/* Max pooling and bilinear resizing: a pixel at a time, vectors along the channels. */
#ifndef FIT_NN_KERNELS_SIMD_WINDOW_H
#define FIT_NN_KERNELS_SIMD_WINDOW_H

#include "bilinear.h"
#include "simd.h"

static void max_pool_pixel(const fit_window *w, const float *image, int32_t y, int32_t x, float *out)
{
    const size_t channels = (size_t)w->out_c;
    const int32_t y_begin = y < 0 ? 0 : y;
    const int32_t y_end = y + w->kernel_h > w->in_h ? w->in_h : y + w->kernel_h;
    const int32_t x_begin = x < 0 ? 0 : x;
    const int32_t x_end = x + w->kernel_w > w->in_w ? w->in_w : x + w->kernel_w;
    for (size_t block = 0; block < block_count(channels); block++) {
        const size_t c = block_start(block, channels);
        vec max = vec_splat(-INFINITY);
        for (int32_t iy = y_begin; iy < y_end; iy++) {
            for (int32_t ix = x_begin; ix < x_end; ix++) {
                const float *pixel = image + ((size_t)iy * (size_t)w->in_w + (size_t)ix) * channels;
                max = vec_max(max, vec_load_part(pixel + c, channels - c));
            }
        }
        vec_store_part(out + c, vec_clamp(max, bounds_of(w->activation)), channels - c);
    }
}

static void max_pool(const fit_window *w, const float *in, float *out, int32_t row_begin, int32_t row_end)
{
    const size_t channels = (size_t)w->out_c;
    for (int32_t row = row_begin; row < row_end; row++) {
        const float *image = in + (size_t)(row / w->out_h) * (size_t)w->in_h * (size_t)w->in_w * channels;
        const int32_t y = row % w->out_h * w->stride_h - w->pad_top;
        for (int32_t x = 0; x < w->out_w; x++)
            max_pool_pixel(w, image, y, x * w->stride_w - w->pad_left,
                           out + ((size_t)row * (size_t)w->out_w + (size_t)x) * channels);
    }
}

typedef struct bilinear_pixel {
    const float *corner[2][2]; /* [lower][right] */
    float weight_y, weight_x;  /* of the lower, of the right ones */
    bounds bounds;
} bilinear_pixel;

static void resize_pixel(const bilinear_pixel *p, size_t channels, const float *residual, float *out)
{
    const vec wy = vec_splat(p->weight_y);
    const vec wx = vec_splat(p->weight_x);
    for (size_t block = 0; block < block_count(channels); block++) {
        const size_t c = block_start(block, channels);
        vec side[2];
        for (int i = 0; i < 2; i++) {
            const vec left = vec_load_part(p->corner[i][0] + c, channels - c);
            side[i] = vec_fma(vec_load_part(p->corner[i][1] + c, channels - c) - left, wx, left);
        }
        vec v = vec_fma(side[1] - side[0], wy, side[0]);
        if (residual)
            v += vec_load_part(residual + c, channels - c);
        vec_store_part(out + c, vec_clamp(v, p->bounds), channels - c);
    }
}

static void resize_bilinear(const fit_window *w, int half_pixel, int align_corners, const float *in,
                            const float *residual, float *out, int32_t row_begin, int32_t row_end)
{
    const bounds limits = bounds_of(w->activation);
    const size_t channels = (size_t)w->in_c;
    const size_t pitch = (size_t)w->in_w * channels;
    const float scale_y = fit_bilinear_scale(w->in_h, w->out_h, align_corners);
    const float scale_x = fit_bilinear_scale(w->in_w, w->out_w, align_corners);
    size_t at = (size_t)row_begin * (size_t)w->out_w * channels;
    for (int32_t row = row_begin; row < row_end; row++) {
        const float *image = in + (size_t)(row / w->out_h) * (size_t)w->in_h * pitch;
        const fit_bilinear_tap y = fit_bilinear_tap_at(row % w->out_h, scale_y, w->in_h, half_pixel);
        const float *line[2] = {image + (size_t)y.low * pitch, image + (size_t)y.high * pitch};
        for (int32_t column = 0; column < w->out_w; column++, at += channels) {
            const fit_bilinear_tap x = fit_bilinear_tap_at(column, scale_x, w->in_w, half_pixel);
            const size_t left = (size_t)x.low * channels;
            const size_t right = (size_t)x.high * channels;
            resize_pixel(
                &(bilinear_pixel){.corner = {{line[0] + left, line[0] + right}, {line[1] + left, line[1] + right}},
                                  .weight_y = y.weight_high,
                                  .weight_x = x.weight_high,
                                  .bounds = limits},
                channels, residual ? residual + at : NULL, out + at);
        }
    }
}

#endif
