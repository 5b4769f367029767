#include "crafted_models.h"

#include <stddef.h>

static const float *numbers(void)
{
    static float values[1024];
    uint32_t seed = 11;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        values[i] = craft_random(&seed);
    return values;
}

/* PAD, convolution with residual and RELU, depthwise, and two heads: the bones of the pose models. */
static void describe_backbone(craft *c)
{
    const float *w = numbers();
    const uint16_t halves[18] = {0x3C00, 0xB800, 0x2E66, 0x3555, 0x0001, 0x8400};
    const int in = craft_input(c, CRAFT_DIMS(1, 6, 6, 2));
    const int paddings = craft_ints(c, (const int32_t[]){0, 0, 1, 1, 1, 1, 0, 0}, CRAFT_DIMS(4, 2));
    const int half = craft_halves(c, halves, 18, CRAFT_DIMS(1, 3, 3, 2));
    const int depthwise = craft_value(c, "w", CRAFT_DIMS(1, 3, 3, 2));
    const int point = craft_floats(c, w, CRAFT_DIMS(4, 1, 1, 2));
    const int point2 = craft_floats(c, w, CRAFT_DIMS(4, 1, 1, 4));
    const int bias = craft_floats(c, w, CRAFT_DIMS(4));
    const int padded = craft_value(c, "padded", CRAFT_DIMS(1, 8, 8, 2));
    const int small = craft_value(c, "small", CRAFT_DIMS(1, 3, 3, 2));
    const int wide = craft_value(c, "wide", CRAFT_DIMS(1, 3, 3, 4));
    const int deep = craft_value(c, "deep", CRAFT_DIMS(1, 3, 3, 4));
    const int sum = craft_value(c, "sum", CRAFT_DIMS(1, 3, 3, 4));
    const int pooled = craft_value(c, "pooled", CRAFT_DIMS(1, 2, 2, 4));
    const int flat = craft_value(c, "flat", CRAFT_DIMS(1, 16));
    const int score = craft_value(c, "score", CRAFT_DIMS(1, 16));
    craft_op(c, CRAFT_PAD, CRAFT_INPUTS(in, paddings), padded);
    craft_op(c, CRAFT_DEQUANTIZE, CRAFT_INPUTS(half), depthwise);
    craft_depthwise(c, padded, depthwise, -1, small, CRAFT_VALID, 2, CRAFT_RELU6);
    craft_conv(c, small, point, bias, wide, CRAFT_SAME, 1, CRAFT_NONE);
    craft_conv(c, wide, point2, bias, deep, CRAFT_SAME, 1, CRAFT_NONE);
    craft_binary(c, CRAFT_ADD, wide, deep, sum, CRAFT_RELU);
    craft_pool(c, sum, pooled, CRAFT_SAME, 2, 2);
    craft_op(c, CRAFT_RESHAPE, CRAFT_INPUTS(pooled), flat);
    craft_op(c, CRAFT_LOGISTIC, CRAFT_INPUTS(flat), score);
    craft_output(c, score);
    craft_output(c, sum);
}

/* A sparse weight, and the detector's way of joining scales. */
static void describe_sparse(craft *c)
{
    static const int32_t segments[] = {0, 1, 3, 3, 4};
    static const int32_t indices[] = {0, 1, 2, 1};
    static const craft_sparsity sparsity = {
        .n_levels = 4,
        .levels = {{.size = 4}, {.size = 1}, {.size = 1}, {0, segments, 5, indices, 4, 3}},
        .traversal = {0, 1, 2, 3},
    };
    const uint16_t halves[] = {0x3C00, 0x4000, 0x4200, 0x4400};
    const int in = craft_input(c, CRAFT_DIMS(1, 4, 4, 3));
    const int stored = craft_halves(c, halves, 4, CRAFT_DIMS(4, 1, 1, 3));
    c->tensors[stored].sparsity = &sparsity;
    const int dense = craft_value(c, "dense", CRAFT_DIMS(4, 1, 1, 3));
    c->tensors[dense].type = CRAFT_FLOAT16;
    const int weights = craft_value(c, "weights", CRAFT_DIMS(4, 1, 1, 3));
    const int size = craft_ints(c, (const int32_t[]){8, 8}, CRAFT_DIMS(2));
    const int y = craft_value(c, "y", CRAFT_DIMS(1, 4, 4, 4));
    const int large = craft_value(c, "large", CRAFT_DIMS(1, 8, 8, 4));
    const int spread = craft_value(c, "spread", CRAFT_DIMS(1, 8, 8, 1));
    const int joined = craft_value(c, "joined", CRAFT_DIMS(1, 8, 8, 5));
    craft_op(c, CRAFT_DENSIFY, CRAFT_INPUTS(stored), dense);
    craft_op(c, CRAFT_DEQUANTIZE, CRAFT_INPUTS(dense), weights);
    craft_conv(c, in, weights, -1, y, CRAFT_SAME, 1, CRAFT_NONE);
    craft_set(craft_op(c, CRAFT_RESIZE_BILINEAR, CRAFT_INPUTS(y, size), large), 15, 3, 1, 1);
    craft_set(craft_op(c, CRAFT_DEPTH_TO_SPACE, CRAFT_INPUTS(y), spread), 94, 0, 4, 2);
    craft_set(craft_op(c, CRAFT_CONCATENATION, CRAFT_INPUTS(large, spread), joined), 10, 0, 4, 3);
    craft_output(c, joined);
}

/* PRELU, once as an operator and once written out, with broadcast constants. */
static void describe_prelu(craft *c)
{
    const float *w = numbers();
    const int in = craft_input(c, CRAFT_DIMS(2, 3, 3, 4));
    const int slope = craft_floats(c, w, CRAFT_DIMS(1, 1, 4));
    const int alpha = craft_floats(c, w, CRAFT_DIMS(4));
    const int32_t *dims = (const int32_t[]){2, 3, 3, 4};
    const int curved = craft_value(c, "curved", dims, 4);
    const int positive = craft_value(c, "positive", dims, 4);
    const int magnitude = craft_value(c, "magnitude", dims, 4);
    const int negative = craft_value(c, "negative", dims, 4);
    const int scaled = craft_value(c, "scaled", dims, 4);
    const int out = craft_value(c, "out", dims, 4);
    const int capped = craft_value(c, "capped", dims, 4);
    craft_op(c, CRAFT_PRELU, CRAFT_INPUTS(in, slope), curved);
    craft_op(c, CRAFT_RELU_OP, CRAFT_INPUTS(curved), positive);
    craft_op(c, CRAFT_ABS, CRAFT_INPUTS(curved), magnitude);
    craft_binary(c, CRAFT_SUB, curved, magnitude, negative, CRAFT_NONE);
    craft_binary(c, CRAFT_MUL, alpha, negative, scaled, CRAFT_NONE);
    craft_binary(c, CRAFT_ADD, positive, scaled, out, CRAFT_NONE);
    craft_op(c, CRAFT_RELU6_OP, CRAFT_INPUTS(in), capped);
    craft_output(c, out);
    craft_output(c, capped);
}

/* Blocks of 2x2 within a 4x4 matrix, traversed column blocks first. */
static void describe_blocks(craft *c)
{
    static const int32_t segments[] = {0, 1, 2};
    static const int32_t indices[] = {1, 0};
    static const craft_sparsity sparsity = {
        .n_levels = 4,
        .levels = {{.size = 2}, {0, segments, 3, indices, 2, 2}, {.size = 2}, {.size = 2}},
        .traversal = {1, 0, 2, 3},
        .n_blocks = 2,
        .block_map = {0, 1},
    };
    const float *w = numbers();
    const int in = craft_input(c, CRAFT_DIMS(4, 4));
    const int stored = craft_floats(c, w, CRAFT_DIMS(2, 4));
    c->tensors[stored].dim[0] = 4;
    c->tensors[stored].sparsity = &sparsity;
    const int dense = craft_value(c, "dense", CRAFT_DIMS(4, 4));
    const int out = craft_value(c, "out", CRAFT_DIMS(4, 4));
    craft_op(c, CRAFT_DENSIFY, CRAFT_INPUTS(stored), dense);
    craft_binary(c, CRAFT_MUL, in, dense, out, CRAFT_NONE);
    craft_output(c, out);
}

const crafted_model crafted_models[] = {
    {"backbone", describe_backbone},
    {"sparse", describe_sparse},
    {"prelu", describe_prelu},
    {"blocks", describe_blocks},
    {NULL, NULL},
};
