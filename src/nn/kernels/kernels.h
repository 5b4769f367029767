/* kernels: the arithmetic of nn, compiled once per instruction set from one source.
 *
 * Invariants: tensors are float32, NHWC, dense, aligned to at least 4 bytes (arena tensors to 64). Shapes were
 * verified when the model was made, so kernels check nothing. No kernel reads or writes a byte outside the tensors it
 * was given (tests put guard pages behind them). Work is cut into units that a pool can share, mostly output
 * rows: rows count over batch * out_h. No kernel allocates; scratch, where asked for, is one per thread. */
#ifndef FIT_NN_KERNELS_H
#define FIT_NN_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "aifit/nn.h"

typedef enum fit_activation { FIT_ACT_NONE, FIT_ACT_RELU, FIT_ACT_RELU6 } fit_activation;

/* Geometry of a convolution, depthwise convolution or pooling. pad_top and pad_left are zeros outside the input
 * (for pooling: absent); bottom and right follow from the sizes. */
typedef struct fit_window {
    int32_t batch;
    int32_t in_h, in_w, in_c;
    int32_t out_h, out_w, out_c;
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w;
    int32_t pad_top, pad_left;
    fit_activation activation;
} fit_window;

typedef struct fit_nn_kernels {
    fit_nn_isa isa;

    /* Convolution. weights: out_c x kernel_h x kernel_w x in_c (the file's order), bias: out_c or NULL for zeros.
     * pack is called once at load; packed: 64-byte aligned, conv_packed_floats long. scratch: 64-byte aligned,
     * conv_scratch_floats long (may be 0). residual: NULL, or a tensor shaped like out that is added before the
     * activation; it may be out itself. begin, end: of conv_units units of work, each either a row of the output or,
     * where there are few pixels, a group of its channels. */
    size_t (*conv_packed_floats)(const fit_window *w);
    void (*conv_pack)(const fit_window *w, const float *weights, const float *bias, float *packed);
    size_t (*conv_scratch_floats)(const fit_window *w);
    size_t (*conv_units)(const fit_window *w);
    void (*conv)(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                 float *scratch, size_t begin, size_t end);

    /* Depthwise convolution, multiplier 1 (out_c == in_c). weights: kernel_h x kernel_w x out_c. packed: 64-byte
     * aligned. residual: as above, but it must not be out. */
    size_t (*depthwise_packed_floats)(const fit_window *w);
    void (*depthwise_pack)(const fit_window *w, const float *weights, const float *bias, float *packed);
    void (*depthwise)(const fit_window *w, const float *in, const float *packed, const float *residual, float *out,
                      int32_t row_begin, int32_t row_end);

    void (*max_pool)(const fit_window *w, const float *in, float *out, int32_t row_begin, int32_t row_end);
    /* Bilinear to out_h x out_w, plus residual (or NULL; not out); half_pixel and align_corners as in TensorFlow Lite.
     * Only batch, sizes and activation of w are read. */
    void (*resize_bilinear)(const fit_window *w, int half_pixel, int align_corners, const float *in,
                            const float *residual, float *out, int32_t row_begin, int32_t row_end);

    /* Elementwise over n floats; out may be an input. add: with activation. prelu: slope repeats every channels. */
    void (*add)(const float *a, const float *b, float *out, size_t n, fit_activation activation);
    void (*mul)(const float *a, const float *b, float *out, size_t n, fit_activation activation);
    void (*sub)(const float *a, const float *b, float *out, size_t n, fit_activation activation);
    void (*clamp)(const float *in, float *out, size_t n, float low, float high);
    void (*abs)(const float *in, float *out, size_t n);
    void (*prelu)(const float *in, const float *slope, float *out, size_t n, size_t channels);
    void (*logistic)(const float *in, float *out, size_t n);

    /* Dot products of n rows of len bytes, one behind the other, with query: out[r] is the exact sum over i of
     * rows[r * len + i] * query[i]. len: a multiple of 32, at most 2^16; query: -128..127 each. */
    void (*dot_bytes)(const int8_t *rows, size_t n, size_t len, const int16_t *query, int32_t *out);
} fit_nn_kernels;

/* The table of isa (AUTO: the best here), or NULL when this machine or this build cannot run it. Thread-safe.
 * fit_nn_isa_best, fit_nn_isa_usable and fit_nn_isa_name of aifit/nn.h are defined beside it, in dispatch.c. */
const fit_nn_kernels *fit_nn_kernels_get(fit_nn_isa isa);

#endif
