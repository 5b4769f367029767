/* Every kernel in the plainest C, summing in double: the arbiter of all others. */
#include <math.h>
#include <string.h>

#include "bilinear.h"
#include "tables.h"

static double activate(double x, fit_activation activation)
{
    if (activation == FIT_ACT_NONE)
        return x;
    if (x < 0.0)
        return 0.0;
    return activation == FIT_ACT_RELU6 && x > 6.0 ? 6.0 : x;
}

static size_t conv_taps(const fit_window *w)
{
    return (size_t)w->kernel_h * (size_t)w->kernel_w * (size_t)w->in_c;
}

/* Packed: the bias, then the weights as they came. */
static size_t conv_packed_floats(const fit_window *w)
{
    return (size_t)w->out_c * (1 + conv_taps(w));
}

static void pack(float *packed, const float *bias, size_t out_c, const float *weights, size_t n_weights)
{
    for (size_t c = 0; c < out_c; c++)
        packed[c] = bias ? bias[c] : 0.0F;
    memcpy(packed + out_c, weights, n_weights * sizeof *packed);
}

static void conv_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    pack(packed, bias, (size_t)w->out_c, weights, (size_t)w->out_c * conv_taps(w));
}

static size_t conv_scratch_floats(const fit_window *w)
{
    (void)w;
    return 0;
}

/* The input pixel under kernel position (ky, kx) of output pixel (row, x), or NULL in the padding. */
static const float *pixel_under(const fit_window *w, const float *in, int32_t row, int32_t x, int32_t ky, int32_t kx)
{
    const int32_t b = row / w->out_h;
    const int32_t iy = row % w->out_h * w->stride_h - w->pad_top + ky;
    const int32_t ix = x * w->stride_w - w->pad_left + kx;
    if (iy < 0 || iy >= w->in_h || ix < 0 || ix >= w->in_w)
        return NULL;
    return in + (((size_t)b * (size_t)w->in_h + (size_t)iy) * (size_t)w->in_w + (size_t)ix) * (size_t)w->in_c;
}

static double conv_sum(const fit_window *w, const float *in, const float *weights, int32_t row, int32_t x)
{
    double sum = 0.0;
    for (int32_t ky = 0; ky < w->kernel_h; ky++) {
        for (int32_t kx = 0; kx < w->kernel_w; kx++) {
            const float *pixel = pixel_under(w, in, row, x, ky, kx);
            for (int32_t c = 0; pixel && c < w->in_c; c++)
                sum += (double)pixel[c] * (double)weights[(ky * w->kernel_w + kx) * w->in_c + c];
        }
    }
    return sum;
}

static size_t conv_units(const fit_window *w)
{
    return (size_t)w->batch * (size_t)w->out_h;
}

static void conv(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                 float *scratch, size_t begin, size_t end)
{
    (void)scratch;
    const float *weights = packed + w->out_c;
    size_t i = begin * (size_t)w->out_w * (size_t)w->out_c;
    for (int32_t row = (int32_t)begin; row < (int32_t)end; row++) {
        for (int32_t x = 0; x < w->out_w; x++) {
            for (int32_t c = 0; c < w->out_c; c++, i++) {
                double y = (double)packed[c] + conv_sum(w, in, weights + (size_t)c * conv_taps(w), row, x);
                if (residual)
                    y += (double)residual[i];
                out[i] = (float)activate(y, w->activation);
            }
        }
    }
}

static size_t depthwise_weights(const fit_window *w)
{
    return (size_t)w->kernel_h * (size_t)w->kernel_w * (size_t)w->out_c;
}

static size_t depthwise_packed_floats(const fit_window *w)
{
    return (size_t)w->out_c + depthwise_weights(w);
}

static void depthwise_pack(const fit_window *w, const float *weights, const float *bias, float *packed)
{
    pack(packed, bias, (size_t)w->out_c, weights, depthwise_weights(w));
}

static double depthwise_sum(const fit_window *w, const float *in, const float *weights, int32_t row, int32_t x,
                            int32_t c)
{
    double sum = 0.0;
    for (int32_t ky = 0; ky < w->kernel_h; ky++) {
        for (int32_t kx = 0; kx < w->kernel_w; kx++) {
            const float *pixel = pixel_under(w, in, row, x, ky, kx);
            if (pixel)
                sum += (double)pixel[c] * (double)weights[(ky * w->kernel_w + kx) * w->out_c + c];
        }
    }
    return sum;
}

static void depthwise(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                      int32_t row_begin, int32_t row_end)
{
    size_t i = (size_t)row_begin * (size_t)w->out_w * (size_t)w->out_c;
    for (int32_t row = row_begin; row < row_end; row++) {
        for (int32_t x = 0; x < w->out_w; x++) {
            for (int32_t c = 0; c < w->out_c; c++, i++) {
                double y = (double)packed[c] + depthwise_sum(w, in, packed + w->out_c, row, x, c);
                if (residual)
                    y += (double)residual[i];
                out[i] = (float)activate(y, w->activation);
            }
        }
    }
}

static float window_max(const fit_window *w, const float *in, int32_t row, int32_t x, int32_t c)
{
    float max = -INFINITY;
    for (int32_t ky = 0; ky < w->kernel_h; ky++) {
        for (int32_t kx = 0; kx < w->kernel_w; kx++) {
            const float *pixel = pixel_under(w, in, row, x, ky, kx);
            if (pixel && pixel[c] > max)
                max = pixel[c];
        }
    }
    return max;
}

static void max_pool(const fit_window *w, const float *in, float *out, int32_t row_begin, int32_t row_end)
{
    size_t i = (size_t)row_begin * (size_t)w->out_w * (size_t)w->out_c;
    for (int32_t row = row_begin; row < row_end; row++)
        for (int32_t x = 0; x < w->out_w; x++)
            for (int32_t c = 0; c < w->out_c; c++, i++)
                out[i] = (float)activate((double)window_max(w, in, row, x, c), w->activation);
}

static void resize_bilinear(const fit_window *w, int half_pixel, int align_corners, const float *in,
                            const float *residual, float *out, int32_t row_begin, int32_t row_end)
{
    const float scale_y = fit_bilinear_scale(w->in_h, w->out_h, align_corners);
    const float scale_x = fit_bilinear_scale(w->in_w, w->out_w, align_corners);
    const size_t channels = (size_t)w->in_c;
    size_t i = (size_t)row_begin * (size_t)w->out_w * channels;
    for (int32_t row = row_begin; row < row_end; row++) {
        const float *image = in + (size_t)(row / w->out_h) * (size_t)w->in_h * (size_t)w->in_w * channels;
        const fit_bilinear_tap y = fit_bilinear_tap_at(row % w->out_h, scale_y, w->in_h, half_pixel);
        const float *top = image + (size_t)y.low * (size_t)w->in_w * channels;
        const float *bottom = image + (size_t)y.high * (size_t)w->in_w * channels;
        const double wy = (double)y.weight_high;
        for (int32_t column = 0; column < w->out_w; column++) {
            const fit_bilinear_tap x = fit_bilinear_tap_at(column, scale_x, w->in_w, half_pixel);
            const size_t left = (size_t)x.low * channels;
            const size_t right = (size_t)x.high * channels;
            const double wx = (double)x.weight_high;
            for (size_t c = 0; c < channels; c++, i++) {
                const double upper = (double)top[left + c] * (1.0 - wx) + (double)top[right + c] * wx;
                const double lower = (double)bottom[left + c] * (1.0 - wx) + (double)bottom[right + c] * wx;
                const double value = upper * (1.0 - wy) + lower * wy + (residual ? (double)residual[i] : 0.0);
                out[i] = (float)activate(value, w->activation);
            }
        }
    }
}

static void add(const float *a, const float *b, float *out, size_t n, fit_activation activation)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (float)activate((double)(a[i] + b[i]), activation);
}

static void mul(const float *a, const float *b, float *out, size_t n, fit_activation activation)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (float)activate((double)(a[i] * b[i]), activation);
}

static void sub(const float *a, const float *b, float *out, size_t n, fit_activation activation)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (float)activate((double)(a[i] - b[i]), activation);
}

static void clamp(const float *in, float *out, size_t n, float low, float high)
{
    for (size_t i = 0; i < n; i++) {
        const float x = in[i] < low ? low : in[i];
        out[i] = x > high ? high : x;
    }
}

static void absolute(const float *in, float *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = fabsf(in[i]);
}

static void prelu(const float *in, const float *slope, float *out, size_t n, size_t channels)
{
    for (size_t i = 0; i < n; i++)
        out[i] = in[i] < 0.0F ? in[i] * slope[i % channels] : in[i];
}

static void logistic(const float *in, float *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (float)(1.0 / (1.0 + exp(-(double)in[i])));
}

static void dot_bytes(const int8_t *rows, size_t n, size_t len, const int16_t *query, int32_t *out)
{
    for (size_t row = 0; row < n; row++, rows += len) {
        int32_t sum = 0;
        for (size_t i = 0; i < len; i++)
            sum += rows[i] * query[i];
        out[row] = sum;
    }
}

const fit_nn_kernels fit_nn_kernels_reference = {
    .isa = FIT_NN_ISA_REFERENCE,
    .conv_packed_floats = conv_packed_floats,
    .conv_pack = conv_pack,
    .conv_scratch_floats = conv_scratch_floats,
    .conv_units = conv_units,
    .conv = conv,
    .depthwise_packed_floats = depthwise_packed_floats,
    .depthwise_pack = depthwise_pack,
    .depthwise = depthwise,
    .max_pool = max_pool,
    .resize_bilinear = resize_bilinear,
    .add = add,
    .mul = mul,
    .sub = sub,
    .clamp = clamp,
    .abs = absolute,
    .prelu = prelu,
    .logistic = logistic,
    .dot_bytes = dot_bytes,
};
