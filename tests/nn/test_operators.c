/* Every operator, by way of a small file, against a direct computation; on every instruction set of this machine. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/nn.h"
#include "craft.h"
#include "nn/model.h"

enum { MAX_FLOATS = 4096 };

static craft c; /* too large for a stack */
static float input[MAX_FLOATS];
static float weights[MAX_FLOATS];
static float bias[64];
static double expected[MAX_FLOATS];

static int setup(void **state)
{
    (void)state;
    uint32_t seed = 7;
    c = (craft){0};
    for (size_t i = 0; i < MAX_FLOATS; i++) {
        input[i] = craft_random(&seed);
        weights[i] = craft_random(&seed);
        expected[i] = NAN;
    }
    for (size_t i = 0; i < 64; i++)
        bias[i] = craft_random(&seed);
    return 0;
}

/* Runs each step unit by unit, as if every unit were another thread's. */
static void run_by_units(const fit_nn_model *model, float *arena)
{
    const fit_nn_frame frame = {model, arena, arena + model->scratch_offset};
    for (size_t i = 0; i < model->n_nodes; i++) {
        const fit_nn_node *node = &model->nodes[i];
        for (size_t unit = 0; unit < node->units; unit++)
            node->operation->eval(node, &frame, unit, unit + 1);
    }
}

static void check_run(const fit_nn_model *model, int by_units)
{
    const size_t len = fit_nn_arena_bytes(model);
    void *arena = aligned_alloc(FIT_NN_ARENA_ALIGN, len);
    assert_non_null(arena);
    memset(arena, 0xFF, len);
    memcpy(fit_nn_input(model, arena, 0), input, fit_nn_input_shape(model, 0)->elements * sizeof *input);
    if (by_units)
        run_by_units(model, arena);
    else
        fit_nn_run(model, arena, NULL);
    const float *out = fit_nn_output(model, arena, 0);
    for (size_t i = 0; i < fit_nn_output_shape(model, 0)->elements; i++)
        if (!(fabs((double)out[i] - expected[i]) <= 1e-5 * (1 + fabs(expected[i]))))
            fail_msg("%s%s: element %zu is %g, not %g", fit_nn_isa_name(fit_nn_model_isa(model)),
                     by_units ? " by units" : "", i, (double)out[i], expected[i]);
    free(arena);
}

/* Runs the crafted model on `input` and holds output 0 against `expected`. steps: what must be left after fusing. */
static void check(size_t steps)
{
    craft_write(&c);
    for (int isa = FIT_NN_ISA_REFERENCE; isa < FIT_NN_ISA_COUNT; isa++) {
        if (!fit_nn_isa_usable((fit_nn_isa)isa))
            continue;
        fit_nn_model *model = NULL;
        fit_error error;
        if (fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, (fit_nn_isa)isa, &error) != FIT_OK)
            fail_msg("%s", error.text);
        assert_int_equal(fit_nn_step_count(model), steps);
        check_run(model, 0);
        check_run(model, 1);
        fit_nn_model_destroy(model);
    }
}

static double activate(double x, int activation)
{
    if (activation != CRAFT_NONE && x < 0)
        return 0;
    return activation == CRAFT_RELU6 && x > 6 ? 6 : x;
}

/* NHWC sizes, batch included. */
typedef struct sizes {
    int n, h, w, c;
} sizes;

static float at(const float *image, sizes s, int n, int y, int x, int channel)
{
    if (y < 0 || y >= s.h || x < 0 || x >= s.w)
        return 0;
    return image[((n * s.h + y) * s.w + x) * s.c + channel];
}

/* depthwise: weights are k x k x c, else out.c x k x k x in.c. */
static void direct_conv(sizes in, sizes out, int k, int stride, int pad, int depthwise, int activation)
{
    for (int i = 0; i < out.n * out.h * out.w * out.c; i++) {
        const int channel = i % out.c;
        const int x = i / out.c % out.w;
        const int y = i / out.c / out.w % out.h;
        const int n = i / out.c / out.w / out.h;
        double sum = bias[channel];
        for (int ky = 0; ky < k; ky++)
            for (int kx = 0; kx < k; kx++)
                for (int ic = depthwise ? channel : 0; ic < (depthwise ? channel + 1 : in.c); ic++) {
                    const int w = depthwise ? (ky * k + kx) * in.c + ic : ((channel * k + ky) * k + kx) * in.c + ic;
                    sum +=
                        (double)weights[w] * (double)at(input, in, n, y * stride - pad + ky, x * stride - pad + kx, ic);
                }
        expected[i] = activate(sum, activation);
    }
}

static void conv_same_with_relu(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(2, 5, 6, 3));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(7, 3, 3, 3));
    const int b = craft_floats(&c, bias, CRAFT_DIMS(7));
    const int out = craft_value(&c, "out", CRAFT_DIMS(2, 5, 6, 7));
    craft_conv(&c, in, w, b, out, CRAFT_SAME, 1, CRAFT_RELU);
    craft_output(&c, out);
    direct_conv((sizes){2, 5, 6, 3}, (sizes){2, 5, 6, 7}, 3, 1, 1, 0, CRAFT_RELU);
    check(1);
}

static void conv_same_with_stride_pads_after(void **state)
{
    (void)state; /* 6 in, 3 out, kernel 3, stride 2: one column of padding, at the end */
    const int in = craft_input(&c, CRAFT_DIMS(1, 6, 6, 2));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(4, 3, 3, 2));
    const int b = craft_floats(&c, bias, CRAFT_DIMS(4));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 3, 3, 4));
    craft_conv(&c, in, w, b, out, CRAFT_SAME, 2, CRAFT_NONE);
    craft_output(&c, out);
    direct_conv((sizes){1, 6, 6, 2}, (sizes){1, 3, 3, 4}, 3, 2, 0, 0, CRAFT_NONE);
    check(1);
}

static void conv_valid_without_bias(void **state)
{
    (void)state;
    memset(bias, 0, sizeof bias);
    const int in = craft_input(&c, CRAFT_DIMS(1, 5, 4, 3));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(5, 3, 3, 3));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 3, 2, 5));
    craft_conv(&c, in, w, -1, out, CRAFT_VALID, 1, CRAFT_RELU6);
    craft_output(&c, out);
    for (int i = 0; i < 5 * 4 * 3; i++)
        input[i] *= 10;
    direct_conv((sizes){1, 5, 4, 3}, (sizes){1, 3, 2, 5}, 3, 1, 0, 0, CRAFT_RELU6);
    check(1);
}

static void depthwise_same(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(2, 4, 5, 6));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(1, 3, 3, 6));
    const int b = craft_floats(&c, bias, CRAFT_DIMS(6));
    const int out = craft_value(&c, "out", CRAFT_DIMS(2, 4, 5, 6));
    craft_depthwise(&c, in, w, b, out, CRAFT_SAME, 1, CRAFT_RELU);
    craft_output(&c, out);
    direct_conv((sizes){2, 4, 5, 6}, (sizes){2, 4, 5, 6}, 3, 1, 1, 1, CRAFT_RELU);
    check(1);
}

/* A PAD with two readers vanishes into both; each pads before and after by 1. */
static void padding_becomes_part_of_its_readers(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(1, 4, 4, 3));
    const int p = craft_ints(&c, (const int32_t[]){0, 0, 1, 1, 1, 1, 0, 0}, CRAFT_DIMS(4, 2));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(3, 3, 3, 3));
    const int dw = craft_floats(&c, weights, CRAFT_DIMS(1, 3, 3, 3));
    const int b = craft_floats(&c, bias, CRAFT_DIMS(3));
    const int padded = craft_value(&c, "padded", CRAFT_DIMS(1, 6, 6, 3));
    const int first = craft_value(&c, "first", CRAFT_DIMS(1, 2, 2, 3));
    const int second = craft_value(&c, "second", CRAFT_DIMS(1, 4, 4, 3));
    craft_op(&c, CRAFT_PAD, CRAFT_INPUTS(in, p), padded);
    craft_conv(&c, padded, w, b, first, CRAFT_VALID, 2, CRAFT_NONE);
    craft_depthwise(&c, padded, dw, b, second, CRAFT_VALID, 1, CRAFT_NONE);
    craft_output(&c, first);
    craft_output(&c, second);
    direct_conv((sizes){1, 4, 4, 3}, (sizes){1, 2, 2, 3}, 3, 2, 1, 0, CRAFT_NONE);
    check(2);
    c.outputs[0] = second;
    c.n_outputs = 1;
    direct_conv((sizes){1, 4, 4, 3}, (sizes){1, 4, 4, 3}, 3, 1, 1, 1, CRAFT_NONE);
    check(1);
}

/* Borders as wide as the kernel, or a padded channel, stay a step of their own. */
static void wide_and_channel_padding_stay(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(1, 2, 2, 2));
    const int p = craft_ints(&c, (const int32_t[]){0, 0, 1, 0, 2, 3, 1, 0}, CRAFT_DIMS(4, 2));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(4, 1, 1, 3));
    const int padded = craft_value(&c, "padded", CRAFT_DIMS(1, 3, 7, 3));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 3, 7, 4));
    craft_op(&c, CRAFT_PAD, CRAFT_INPUTS(in, p), padded);
    craft_conv(&c, padded, w, -1, out, CRAFT_VALID, 1, CRAFT_NONE);
    craft_output(&c, out);
    for (int i = 0; i < 3 * 7 * 4; i++) {
        const int x = i / 4 % 7 - 2;
        const int y = i / 28 - 1;
        expected[i] = 0;
        for (int ic = 0; ic < 2; ic++)
            expected[i] += (double)at(input, (sizes){1, 2, 2, 2}, 0, y, x, ic) * (double)weights[i % 4 * 3 + ic + 1];
    }
    check(2);
}

/* conv + ADD + RELU is one step, whichever side of the ADD the convolution stands on. */
static void residual_and_activation_become_one_step(void **state)
{
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        c = (craft){0};
        const int in = craft_input(&c, CRAFT_DIMS(1, 3, 3, 4));
        const int w = craft_floats(&c, weights, CRAFT_DIMS(4, 1, 1, 4));
        const int b = craft_floats(&c, bias, CRAFT_DIMS(4));
        const int y = craft_value(&c, "y", CRAFT_DIMS(1, 3, 3, 4));
        const int sum = craft_value(&c, "sum", CRAFT_DIMS(1, 3, 3, 4));
        const int out = craft_value(&c, "out", CRAFT_DIMS(1, 3, 3, 4));
        craft_conv(&c, in, w, b, y, CRAFT_SAME, 1, CRAFT_NONE);
        craft_binary(&c, CRAFT_ADD, swapped ? in : y, swapped ? y : in, sum, CRAFT_NONE);
        craft_op(&c, CRAFT_RELU_OP, CRAFT_INPUTS(sum), out);
        craft_output(&c, out);
        direct_conv((sizes){1, 3, 3, 4}, (sizes){1, 3, 3, 4}, 1, 1, 0, 0, CRAFT_NONE);
        for (int i = 0; i < 36; i++)
            expected[i] = activate(expected[i] + (double)input[i], CRAFT_RELU);
        check(1);
    }
}

/* An activation before the ADD, or a second reader, forbids it. */
static void residual_needs_a_free_producer(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(1, 2, 2, 4));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(4, 1, 1, 4));
    const int b = craft_floats(&c, bias, CRAFT_DIMS(4));
    const int y = craft_value(&c, "y", CRAFT_DIMS(1, 2, 2, 4));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 2, 2, 4));
    craft_operator *conv = craft_conv(&c, in, w, b, y, CRAFT_SAME, 1, CRAFT_RELU);
    craft_binary(&c, CRAFT_ADD, y, in, out, CRAFT_NONE);
    craft_output(&c, out);
    direct_conv((sizes){1, 2, 2, 4}, (sizes){1, 2, 2, 4}, 1, 1, 0, 0, CRAFT_RELU);
    for (int i = 0; i < 16; i++)
        expected[i] += (double)input[i];
    check(2);
    craft_set(conv, 1, 3, 1, CRAFT_NONE);
    craft_output(&c, y);
    direct_conv((sizes){1, 2, 2, 4}, (sizes){1, 2, 2, 4}, 1, 1, 0, 0, CRAFT_NONE);
    for (int i = 0; i < 16; i++)
        expected[i] += (double)input[i];
    check(2);
}

static void half_weights_are_expanded(void **state)
{
    (void)state;
    /* 1, -2, 0.5, largest, least normal, least subnormal, -0, 2/3 rounded */
    const uint16_t halves[] = {0x3C00, 0xC000, 0x3800, 0x7BFF, 0x0400, 0x0001, 0x8000, 0x3955};
    const double values[] = {1, -2, 0.5, 65504, 0x1p-14, 0x1p-24, 0, 0.66650390625};
    const int in = craft_input(&c, CRAFT_DIMS(1, 8));
    const int h = craft_halves(&c, halves, 8, CRAFT_DIMS(8));
    const int f = craft_value(&c, "f", CRAFT_DIMS(8));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 8));
    craft_op(&c, CRAFT_DEQUANTIZE, CRAFT_INPUTS(h), f);
    craft_binary(&c, CRAFT_MUL, in, f, out, CRAFT_NONE);
    craft_output(&c, out);
    for (int i = 0; i < 8; i++) {
        input[i] = i == 5 || i == 4 ? 0x1p20F : 1;
        expected[i] = values[i] * (double)input[i];
    }
    check(1);
}

/* a 2x1x3 with b 1x4x1: both repeat. */
static void check_binary(int32_t builtin)
{
    const int a = craft_input(&c, CRAFT_DIMS(2, 1, 3));
    const int b = craft_floats(&c, weights, CRAFT_DIMS(1, 4, 1));
    const int out = craft_value(&c, "out", CRAFT_DIMS(2, 4, 3));
    craft_binary(&c, builtin, a, b, out, CRAFT_RELU);
    craft_output(&c, out);
    for (int i = 0; i < 24; i++) {
        const double x = (double)input[i / 12 * 3 + i % 3];
        const double y = (double)weights[i / 3 % 4];
        expected[i] = activate(builtin == CRAFT_ADD ? x + y : builtin == CRAFT_SUB ? x - y : x * y, CRAFT_RELU);
    }
    check(1);
    setup(NULL);
    const int one = craft_floats(&c, weights, CRAFT_DIMS(5));
    const int many = craft_input(&c, CRAFT_DIMS(2, 3, 5));
    const int wide = craft_value(&c, "out", CRAFT_DIMS(2, 3, 5));
    craft_binary(&c, builtin, one, many, wide, CRAFT_NONE);
    craft_output(&c, wide);
    for (int i = 0; i < 30; i++) {
        const double x = (double)weights[i % 5];
        const double y = (double)input[i];
        expected[i] = builtin == CRAFT_ADD ? x + y : builtin == CRAFT_SUB ? x - y : x * y;
    }
    check(1);
}

static void add_broadcasts(void **state)
{
    (void)state;
    check_binary(CRAFT_ADD);
}

static void sub_broadcasts(void **state)
{
    (void)state;
    check_binary(CRAFT_SUB);
}

static void mul_broadcasts(void **state)
{
    (void)state;
    check_binary(CRAFT_MUL);
}

static void value_added_to_itself(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(7));
    const int out = craft_value(&c, "out", CRAFT_DIMS(7));
    craft_binary(&c, CRAFT_ADD, in, in, out, CRAFT_NONE);
    craft_output(&c, out);
    for (int i = 0; i < 7; i++)
        expected[i] = 2 * (double)input[i];
    check(1);
}

static void check_unary(int32_t builtin, double (*direct)(double))
{
    const int in = craft_input(&c, CRAFT_DIMS(3, 19));
    const int out = craft_value(&c, "out", CRAFT_DIMS(3, 19));
    craft_op(&c, builtin, CRAFT_INPUTS(in), out);
    craft_output(&c, out);
    for (int i = 0; i < 57; i++) {
        input[i] *= 12;
        expected[i] = direct((double)input[i]);
    }
    check(1);
}

static double relu(double x)
{
    return activate(x, CRAFT_RELU);
}

static double relu6(double x)
{
    return activate(x, CRAFT_RELU6);
}

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static void unary_operators(void **state)
{
    (void)state;
    check_unary(CRAFT_ABS, fabs);
    setup(NULL);
    check_unary(CRAFT_RELU_OP, relu);
    setup(NULL);
    check_unary(CRAFT_RELU6_OP, relu6);
    setup(NULL);
    check_unary(CRAFT_LOGISTIC, logistic);
}

static void prelu_has_a_slope_a_channel(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(1, 2, 3, 5));
    const int slope = craft_floats(&c, weights, CRAFT_DIMS(1, 1, 5));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 2, 3, 5));
    craft_op(&c, CRAFT_PRELU, CRAFT_INPUTS(in, slope), out);
    craft_output(&c, out);
    for (int i = 0; i < 30; i++)
        expected[i] = (double)input[i] * (input[i] < 0 ? (double)weights[i % 5] : 1);
    check(1);
}

static void max_pool_ignores_what_is_outside(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(1, 5, 5, 3));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 3, 3, 3));
    craft_pool(&c, in, out, CRAFT_SAME, 2, 3);
    craft_output(&c, out);
    for (int i = 0; i < 75; i++)
        input[i] -= 2; /* all negative: a zero from outside would win */
    for (int i = 0; i < 27; i++) {
        expected[i] = -INFINITY;
        for (int y = i / 9 * 2 - 1; y <= i / 9 * 2 + 1; y++)
            for (int x = i / 3 % 3 * 2 - 1; x <= i / 3 % 3 * 2 + 1; x++)
                if (y >= 0 && y < 5 && x >= 0 && x < 5)
                    expected[i] = fmax(expected[i], (double)input[(y * 5 + x) * 3 + i % 3]);
    }
    check(1);
}

/* add: something is added to it, which the kernel does at once. */
static void check_resize(int half_pixel, int align_corners, int add)
{
    const int in = craft_input(&c, CRAFT_DIMS(2, 3, 4, 5));
    const int size = craft_ints(&c, (const int32_t[]){7, 6}, CRAFT_DIMS(2));
    const int resized = craft_value(&c, add ? "resized" : "out", CRAFT_DIMS(2, 7, 6, 5));
    craft_operator *op = craft_op(&c, CRAFT_RESIZE_BILINEAR, CRAFT_INPUTS(in, size), resized);
    craft_set(op, 15, 2, 1, align_corners);
    craft_set(op, 15, 3, 1, half_pixel);
    int out = resized;
    if (add) {
        out = craft_value(&c, "out", CRAFT_DIMS(2, 7, 6, 5));
        craft_op(&c, CRAFT_ADD, CRAFT_INPUTS(resized, craft_floats(&c, weights, CRAFT_DIMS(2, 7, 6, 5))), out);
    }
    craft_output(&c, out);
    const double scale_y = align_corners ? 2.0 / 6 : 3.0 / 7;
    const double scale_x = align_corners ? 3.0 / 5 : 4.0 / 6;
    for (int i = 0; i < 2 * 7 * 6 * 5; i++) {
        const double shift = half_pixel ? 0.5 : 0;
        const double y = fmin(fmax((i / 30 % 7 + shift) * scale_y - shift, 0), 2);
        const double x = fmin(fmax((i / 5 % 6 + shift) * scale_x - shift, 0), 3);
        const int y0 = (int)y;
        const int x0 = (int)x;
        const int y1 = y0 < 2 ? y0 + 1 : 2;
        const int x1 = x0 < 3 ? x0 + 1 : 3;
        const sizes s = {2, 3, 4, 5};
        const int n = i / 210;
        const int channel = i % 5;
        expected[i] = (1 - (y - y0)) * ((1 - (x - x0)) * (double)at(input, s, n, y0, x0, channel) +
                                        (x - x0) * (double)at(input, s, n, y0, x1, channel)) +
                      (y - y0) * ((1 - (x - x0)) * (double)at(input, s, n, y1, x0, channel) +
                                  (x - x0) * (double)at(input, s, n, y1, x1, channel)) +
                      (add ? (double)weights[i] : 0);
    }
    check(1);
}

static void resize_bilinear_in_three_ways(void **state)
{
    (void)state;
    check_resize(0, 0, 0);
    setup(NULL);
    check_resize(1, 0, 0);
    setup(NULL);
    check_resize(0, 1, 0);
}

static void resize_bilinear_takes_an_add(void **state)
{
    (void)state;
    check_resize(0, 0, 1);
}

static void check_concatenation(int axis, int outer, int row_a, int row_b, const int32_t *dims_b, const int32_t *dims)
{
    const int a = craft_input(&c, CRAFT_DIMS(2, 3, 4));
    const int b = craft_floats(&c, weights, dims_b, 3);
    const int out = craft_value(&c, "out", dims, 3);
    craft_operator *op = craft_op(&c, CRAFT_CONCATENATION, CRAFT_INPUTS(a, b), out);
    craft_set(op, 10, 0, 4, axis);
    craft_output(&c, out);
    for (int i = 0; i < outer * (row_a + row_b); i++) {
        const int row = i / (row_a + row_b);
        const int k = i % (row_a + row_b);
        expected[i] = (double)(k < row_a ? input[row * row_a + k] : weights[row * row_b + k - row_a]);
    }
    check(1);
}

static void concatenation_on_any_axis(void **state)
{
    (void)state;
    check_concatenation(0, 1, 24, 12, (const int32_t[]){1, 3, 4}, (const int32_t[]){3, 3, 4});
    setup(NULL);
    check_concatenation(1, 2, 12, 20, (const int32_t[]){2, 5, 4}, (const int32_t[]){2, 8, 4});
    setup(NULL);
    check_concatenation(-1, 6, 4, 3, (const int32_t[]){2, 3, 3}, (const int32_t[]){2, 3, 7});
}

static void depth_to_space_by_blocks(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(2, 2, 3, 12));
    const int out = craft_value(&c, "out", CRAFT_DIMS(2, 4, 6, 3));
    craft_operator *op = craft_op(&c, CRAFT_DEPTH_TO_SPACE, CRAFT_INPUTS(in), out);
    craft_set(op, 94, 0, 4, 2);
    craft_output(&c, out);
    for (int i = 0; i < 144; i++) {
        const int y = i / 18 % 4;
        const int x = i / 3 % 6;
        expected[i] = (double)at(input, (sizes){2, 2, 3, 12}, i / 72, y / 2, x / 2, (y % 2 * 2 + x % 2) * 3 + i % 3);
    }
    check(1);
}

static void reshape_takes_no_step(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(2, 6));
    const int shape = craft_ints(&c, (const int32_t[]){3, -1}, CRAFT_DIMS(2));
    const int reshaped = craft_value(&c, "reshaped", CRAFT_DIMS(3, 4));
    const int out = craft_value(&c, "out", CRAFT_DIMS(3, 4));
    craft_op(&c, CRAFT_RESHAPE, CRAFT_INPUTS(in, shape), reshaped);
    craft_op(&c, CRAFT_ABS, CRAFT_INPUTS(reshaped), out);
    craft_output(&c, out);
    for (int i = 0; i < 12; i++)
        expected[i] = fabs((double)input[i]);
    check(1);
}

static void pad_of_any_dimension(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(2, 2));
    const int p = craft_ints(&c, (const int32_t[]){1, 2, 0, 3}, CRAFT_DIMS(2, 2));
    const int out = craft_value(&c, "out", CRAFT_DIMS(5, 5));
    craft_op(&c, CRAFT_PAD, CRAFT_INPUTS(in, p), out);
    craft_output(&c, out);
    for (int i = 0; i < 25; i++) {
        const int y = i / 5 - 1;
        expected[i] = y >= 0 && y < 2 && i % 5 < 2 ? (double)input[y * 2 + i % 5] : 0;
    }
    check(1);
}

int main(void)
{
#define OPERATOR(test) cmocka_unit_test_setup(test, setup)
    const struct CMUnitTest tests[] = {
        OPERATOR(conv_same_with_relu),
        OPERATOR(conv_same_with_stride_pads_after),
        OPERATOR(conv_valid_without_bias),
        OPERATOR(depthwise_same),
        OPERATOR(padding_becomes_part_of_its_readers),
        OPERATOR(wide_and_channel_padding_stay),
        OPERATOR(residual_and_activation_become_one_step),
        OPERATOR(residual_needs_a_free_producer),
        OPERATOR(half_weights_are_expanded),
        OPERATOR(add_broadcasts),
        OPERATOR(sub_broadcasts),
        OPERATOR(mul_broadcasts),
        OPERATOR(value_added_to_itself),
        OPERATOR(unary_operators),
        OPERATOR(prelu_has_a_slope_a_channel),
        OPERATOR(max_pool_ignores_what_is_outside),
        OPERATOR(resize_bilinear_in_three_ways),
        OPERATOR(resize_bilinear_takes_an_add),
        OPERATOR(concatenation_on_any_axis),
        OPERATOR(depth_to_space_by_blocks),
        OPERATOR(reshape_takes_no_step),
        OPERATOR(pad_of_any_dimension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
