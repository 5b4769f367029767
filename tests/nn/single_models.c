#include "single_models.h"

static const float ones[64] = {1, -1, 0.5F, 2};

/* in -> operator -> out of the same shape. */
static void describe_unary(craft *c, int32_t builtin)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 4, 4, 2));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 4, 4, 2));
    craft_op(c, builtin, CRAFT_INPUTS(in), out);
    craft_output(c, out);
}

static void describe_abs(craft *c)
{
    describe_unary(c, CRAFT_ABS);
}

static void describe_logistic(craft *c)
{
    describe_unary(c, CRAFT_LOGISTIC);
}

static void describe_relu(craft *c)
{
    describe_unary(c, CRAFT_RELU_OP);
}

static void describe_relu6(craft *c)
{
    describe_unary(c, CRAFT_RELU6_OP);
}

/* in and a constant row of channels. */
static void describe_row(craft *c, int32_t builtin)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 4, 4, 2));
    const int row = craft_floats(c, ones, CRAFT_DIMS(2));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 4, 4, 2));
    craft_binary(c, builtin, in, row, out, CRAFT_RELU6);
    craft_output(c, out);
}

static void describe_add(craft *c)
{
    describe_row(c, CRAFT_ADD);
}

static void describe_mul(craft *c)
{
    describe_row(c, CRAFT_MUL);
}

static void describe_sub(craft *c)
{
    describe_row(c, CRAFT_SUB);
}

static void describe_prelu(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 4, 4, 2));
    const int slope = craft_floats(c, ones, CRAFT_DIMS(1, 1, 2));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 4, 4, 2));
    craft_op(c, CRAFT_PRELU, CRAFT_INPUTS(in, slope), out);
    craft_output(c, out);
}

static void describe_concatenation(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 4, 4, 2));
    const int other = craft_input(c, CRAFT_DIMS(1, 4, 4, 3));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 4, 4, 5));
    craft_set(craft_op(c, CRAFT_CONCATENATION, CRAFT_INPUTS(in, other), out), 10, 0, 4, -1);
    craft_output(c, out);
}

static void describe_conv(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 4, 4, 2));
    const int weights = craft_floats(c, ones, CRAFT_DIMS(3, 3, 3, 2));
    const int bias = craft_floats(c, ones, CRAFT_DIMS(3));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 4, 4, 3));
    craft_conv(c, in, weights, bias, out, CRAFT_SAME, 1, CRAFT_RELU);
    craft_output(c, out);
}

static void describe_depthwise(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 5, 5, 2));
    const int weights = craft_floats(c, ones, CRAFT_DIMS(1, 3, 3, 2));
    const int bias = craft_floats(c, ones, CRAFT_DIMS(2));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 2, 2, 2));
    craft_depthwise(c, in, weights, bias, out, CRAFT_VALID, 2, CRAFT_NONE);
    craft_output(c, out);
}

static void describe_depth_to_space(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 2, 2, 8));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 4, 4, 2));
    craft_set(craft_op(c, CRAFT_DEPTH_TO_SPACE, CRAFT_INPUTS(in), out), 94, 0, 4, 2);
    craft_output(c, out);
}

/* Constants alone: the reader computes the whole model. */
static void describe_dequantize(craft *c)
{
    static const uint16_t halves[] = {0x3C00, 0x7C00, 0x0001, 0xFC01};
    const int in = craft_input(c, CRAFT_DIMS(4));
    const int half = craft_halves(c, halves, 4, CRAFT_DIMS(4));
    const int row = craft_value(c, "row", CRAFT_DIMS(4));
    const int out = craft_value(c, "out", CRAFT_DIMS(4));
    craft_op(c, CRAFT_DEQUANTIZE, CRAFT_INPUTS(half), row);
    craft_binary(c, CRAFT_ADD, in, row, out, CRAFT_NONE);
    craft_output(c, out);
}

static void describe_densify(craft *c)
{
    static const int32_t segments[] = {0, 1, 3};
    static const int32_t indices[] = {2, 0, 1};
    static const craft_sparsity sparsity = {
        .n_levels = 2,
        .levels = {{.size = 2}, {0, segments, 3, indices, 3, 1}},
        .traversal = {0, 1},
    };
    const int in = craft_input(c, CRAFT_DIMS(2, 3));
    const int stored = craft_floats(c, ones, CRAFT_DIMS(3));
    c->tensors[stored].rank = 2;
    c->tensors[stored].dim[0] = 2;
    c->tensors[stored].dim[1] = 3;
    c->tensors[stored].sparsity = &sparsity;
    const int dense = craft_value(c, "dense", CRAFT_DIMS(2, 3));
    const int out = craft_value(c, "out", CRAFT_DIMS(2, 3));
    craft_op(c, CRAFT_DENSIFY, CRAFT_INPUTS(stored), dense);
    craft_binary(c, CRAFT_MUL, in, dense, out, CRAFT_NONE);
    craft_output(c, out);
}

static void describe_max_pool(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 5, 5, 2));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 3, 3, 2));
    craft_pool(c, in, out, CRAFT_SAME, 2, 2);
    craft_output(c, out);
}

static void describe_pad(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 3, 2));
    const int paddings = craft_ints(c, (const int32_t[]){1, 0, 0, 2, 1, 1}, CRAFT_DIMS(3, 2));
    const int out = craft_value(c, "out", CRAFT_DIMS(2, 5, 4));
    craft_op(c, CRAFT_PAD, CRAFT_INPUTS(in, paddings), out);
    craft_output(c, out);
}

static void describe_reshape(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 4, 4, 2));
    const int shape = craft_ints(c, (const int32_t[]){8, -1}, CRAFT_DIMS(2));
    const int flat = craft_value(c, "flat", CRAFT_DIMS(8, 4));
    const int out = craft_value(c, "out", CRAFT_DIMS(8, 4));
    craft_op(c, CRAFT_RESHAPE, CRAFT_INPUTS(in, shape), flat);
    craft_op(c, CRAFT_ABS, CRAFT_INPUTS(flat), out);
    craft_output(c, out);
}

static void describe_resize(craft *c)
{
    const int in = craft_input(c, CRAFT_DIMS(1, 3, 3, 2));
    const int size = craft_ints(c, (const int32_t[]){5, 7}, CRAFT_DIMS(2));
    const int out = craft_value(c, "out", CRAFT_DIMS(1, 5, 7, 2));
    craft_set(craft_op(c, CRAFT_RESIZE_BILINEAR, CRAFT_INPUTS(in, size), out), 15, 2, 1, 1);
    craft_output(c, out);
}

const crafted_model single_models[] = {
    {"one_abs", describe_abs},
    {"one_add", describe_add},
    {"one_concatenation", describe_concatenation},
    {"one_conv", describe_conv},
    {"one_densify", describe_densify},
    {"one_depth_to_space", describe_depth_to_space},
    {"one_depthwise", describe_depthwise},
    {"one_dequantize", describe_dequantize},
    {"one_logistic", describe_logistic},
    {"one_max_pool", describe_max_pool},
    {"one_mul", describe_mul},
    {"one_pad", describe_pad},
    {"one_prelu", describe_prelu},
    {"one_relu", describe_relu},
    {"one_relu6", describe_relu6},
    {"one_reshape", describe_reshape},
    {"one_resize", describe_resize},
    {"one_sub", describe_sub},
    {NULL, NULL},
};
