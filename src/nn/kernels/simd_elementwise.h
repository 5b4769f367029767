/* Elementwise kernels. Each works on whole vectors and then on one part of a vector, so out may be an input. */
#ifndef FIT_NN_KERNELS_SIMD_ELEMENTWISE_H
#define FIT_NN_KERNELS_SIMD_ELEMENTWISE_H

#include "simd.h"

typedef vec binary_op(vec a, vec b);

FIT_INLINE vec op_add(vec a, vec b)
{
    return a + b;
}

FIT_INLINE vec op_mul(vec a, vec b)
{
    return a * b;
}

FIT_INLINE vec op_sub(vec a, vec b)
{
    return a - b;
}

FIT_INLINE void binary(binary_op *op, const float *a, const float *b, float *out, size_t n, fit_activation activation)
{
    const bounds limits = bounds_of(activation);
    for (size_t i = 0; i < n; i += VEC_FLOATS) {
        const vec y = op(vec_load_part(a + i, n - i), vec_load_part(b + i, n - i));
        vec_store_part(out + i, vec_clamp(y, limits), n - i);
    }
}

static void add(const float *a, const float *b, float *out, size_t n, fit_activation activation)
{
    binary(op_add, a, b, out, n, activation);
}

static void mul(const float *a, const float *b, float *out, size_t n, fit_activation activation)
{
    binary(op_mul, a, b, out, n, activation);
}

static void sub(const float *a, const float *b, float *out, size_t n, fit_activation activation)
{
    binary(op_sub, a, b, out, n, activation);
}

static void clamp(const float *in, float *out, size_t n, float low, float high)
{
    for (size_t i = 0; i < n; i += VEC_FLOATS)
        vec_store_part(out + i, vec_clamp(vec_load_part(in + i, n - i), (bounds){low, high}), n - i);
}

static void absolute(const float *in, float *out, size_t n)
{
    const vec_bits sign = INT32_MAX - (vec_bits){0};
    for (size_t i = 0; i < n; i += VEC_FLOATS)
        vec_store_part(out + i, (vec)((vec_bits)vec_load_part(in + i, n - i) & sign), n - i);
}

static void prelu(const float *in, const float *slope, float *out, size_t n, size_t channels)
{
    const vec zero = {0};
    for (size_t pixel = 0; pixel < n; pixel += channels) {
        for (size_t c = 0; c < channels; c += VEC_FLOATS) {
            const vec x = vec_load_part(in + pixel + c, channels - c);
            const vec y = vec_fma(vec_min(x, zero), vec_load_part(slope + c, channels - c), vec_max(x, zero));
            vec_store_part(out + pixel + c, y, channels - c);
        }
    }
}

/* e^x for x in -87..88, to 4 units of the last place: x = n ln 2 + r with |r| <= ln 2 / 2, e^r by its Taylor series,
 * whose first dropped term r^8/8! is under 6e-9, and 2^n put into the exponent. ln 2 is split so that n * high is
 * exact. */
FIT_INLINE vec vec_exp(vec x)
{
    const float log2_e = 1.44269504F;
    const float ln2_high = 0.693359375F;
    const float ln2_low = -2.12194440e-4F;
    const vec shifter = vec_splat(12582912.0F); /* 1.5 * 2^23: adding it rounds to an integer in the low bits */
    const vec shifted = x * log2_e + shifter;
    const vec n = shifted - shifter;
    const vec r = x - n * ln2_high - n * ln2_low;
    vec p = vec_splat(1.0F / 5040.0F);
    p = p * r + 1.0F / 720.0F;
    p = p * r + 1.0F / 120.0F;
    p = p * r + 1.0F / 24.0F;
    p = p * r + 1.0F / 6.0F;
    p = p * r + 0.5F;
    p = p * r + 1.0F;
    p = p * r + 1.0F;
    const vec_bits exponent = (vec_bits)shifted << 23;
    return (vec)((vec_bits)p + exponent);
}

static void logistic(const float *in, float *out, size_t n)
{
    for (size_t i = 0; i < n; i += VEC_FLOATS) {
        const vec x = vec_load_part(in + i, n - i);
        const vec e = vec_exp(vec_clamp(-x, (bounds){-87.0F, 88.0F}));
        vec_store_part(out + i, 1.0F / (1.0F + e), n - i);
    }
}

#endif
