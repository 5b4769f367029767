#include "nn/ops.h"

#include <stdarg.h>
#include <stdio.h>

/* Adding an operation: its file, its declaration in ops.h, and a line here. */
static const fit_nn_operation *const operations[] = {
    &fit_nn_op_abs,
    &fit_nn_op_add,
    &fit_nn_op_concatenation,
    &fit_nn_op_conv,
    &fit_nn_op_densify,
    &fit_nn_op_depth_to_space,
    &fit_nn_op_depthwise,
    &fit_nn_op_dequantize,
    &fit_nn_op_logistic,
    &fit_nn_op_max_pool,
    &fit_nn_op_mul,
    &fit_nn_op_pad,
    &fit_nn_op_prelu,
    &fit_nn_op_relu,
    &fit_nn_op_relu6,
    &fit_nn_op_reshape,
    &fit_nn_op_resize_bilinear,
    &fit_nn_op_sub,
};

/* Fields 0 to 2 are the same in Conv2DOptions, DepthwiseConv2DOptions and Pool2DOptions. */
enum { WINDOW_PADDING = 0, WINDOW_STRIDE_W = 1, WINDOW_STRIDE_H = 2 };
enum { PADDING_SAME = 0, PADDING_VALID = 1 };
/* Of the schema's ActivationFunctionType. */
enum { ACTIVATION_NONE = 0, ACTIVATION_RELU = 1, ACTIVATION_RELU6 = 3 };

const fit_nn_operation *fit_nn_operation_find(int32_t builtin)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (operations[i]->builtin == builtin)
            return operations[i];
    return NULL;
}

bool fit_nn_build_fail(fit_nn_build *build, const fit_nn_node *node, fit_status status, const char *format, ...)
{
    char text[FIT_ERROR_TEXT_CAP];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fit_nn_reader *reader = &build->file.reader;
    fit_nn_reader_at(reader, "operator", node->index);
    (void)fit_nn_reader_fail(reader, status, fit_nn_node_operator(build, node)->pos, "%s: %s", node->operation->name,
                             text);
    return false;
}

const fit_nn_operator *fit_nn_node_operator(const fit_nn_build *build, const fit_nn_node *node)
{
    return &build->file.operators[node->index];
}

const fit_nn_shape *fit_nn_node_shape(const fit_nn_build *build, int32_t tensor)
{
    return &build->file.tensors[tensor].shape;
}

uint8_t fit_nn_node_option_u8(fit_nn_build *build, const fit_nn_node *node, unsigned field)
{
    return fit_nn_field_u8(&build->file.reader, &fit_nn_node_operator(build, node)->options, field, 0);
}

int32_t fit_nn_node_option_i32(fit_nn_build *build, const fit_nn_node *node, unsigned field, int32_t absent)
{
    return fit_nn_field_i32(&build->file.reader, &fit_nn_node_operator(build, node)->options, field, absent);
}

static bool is_float(fit_nn_build *build, const fit_nn_node *node, int32_t tensor)
{
    const fit_nn_tensor *t = &build->file.tensors[tensor];
    if (t->type != FIT_NN_TYPE_FLOAT32)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "tensor %d has type %d, not float32", tensor,
                                 t->type);
    if (t->variable)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "tensor %d keeps state between runs", tensor);
    return true;
}

bool fit_nn_node_operands(fit_nn_build *build, fit_nn_node *node, size_t n)
{
    const fit_nn_operator *op = fit_nn_node_operator(build, node);
    for (size_t i = 0; i < n; i++) {
        node->input[i] = fit_nn_operator_input(&build->file, op, i);
        if (node->input[i] < 0)
            return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "input %zu is missing", i);
        if (!is_float(build, node, node->input[i]))
            return false;
    }
    node->n_inputs = n;
    return is_float(build, node, node->output);
}

bool fit_nn_node_parameter(fit_nn_build *build, const fit_nn_node *node, size_t i, const char *what, int32_t *tensor)
{
    *tensor = fit_nn_operator_input(&build->file, fit_nn_node_operator(build, node), i);
    return *tensor >= 0 ? true : fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "%s missing", what);
}

bool fit_nn_node_activation(fit_nn_build *build, fit_nn_node *node, unsigned field)
{
    const uint8_t number = fit_nn_node_option_u8(build, node, field);
    switch (number) {
    case ACTIVATION_NONE:
        node->window.activation = FIT_ACT_NONE;
        return true;
    case ACTIVATION_RELU:
        node->window.activation = FIT_ACT_RELU;
        return true;
    case ACTIVATION_RELU6:
        node->window.activation = FIT_ACT_RELU6;
        return true;
    default:
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "fused activation %d", number);
    }
}

bool fit_nn_node_same_shape(fit_nn_build *build, const fit_nn_node *node, int32_t a, int32_t b)
{
    if (!fit_nn_shape_equal(fit_nn_node_shape(build, a), fit_nn_node_shape(build, b)))
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "tensors %d and %d differ in shape", a, b);
    return true;
}

size_t fit_nn_shape_last(const fit_nn_shape *shape)
{
    return shape->rank ? (size_t)shape->dim[shape->rank - 1] : 1;
}

void fit_nn_node_units_by_pixel(const fit_nn_build *build, fit_nn_node *node)
{
    const fit_nn_shape *shape = fit_nn_node_shape(build, node->output);
    node->units = shape->elements / fit_nn_shape_last(shape);
}

bool fit_nn_node_image(fit_nn_build *build, fit_nn_node *node)
{
    const fit_nn_shape *in = fit_nn_node_shape(build, node->input[0]);
    const fit_nn_shape *out = fit_nn_node_shape(build, node->output);
    if (in->rank != 4 || out->rank != 4)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "rank %d to %d, not 4", in->rank, out->rank);
    if (in->dim[0] != out->dim[0])
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "batch of %d to %d", in->dim[0], out->dim[0]);
    fit_window *w = &node->window;
    w->batch = in->dim[0];
    w->in_h = in->dim[1];
    w->in_w = in->dim[2];
    w->in_c = in->dim[3];
    w->out_h = out->dim[1];
    w->out_w = out->dim[2];
    w->out_c = out->dim[3];
    node->units = (size_t)w->batch * (size_t)w->out_h;
    return true;
}

/* One axis of a window: TensorFlow's SAME pads so that out = ceil(in / stride), half of it (rounded down) in front;
 * VALID does not pad. Returns the padding in front, or -1 when out is not what in, kernel and stride give. */
static int32_t pad_in_front(int32_t in, int32_t out, int32_t kernel, int32_t stride, bool same)
{
    const int32_t true_out = same ? (in - 1) / stride + 1 : (in - kernel) / stride + 1;
    if (out != true_out || (!same && in < kernel))
        return -1;
    const int32_t total = (out - 1) * stride + kernel - in;
    return same && total > 0 ? total / 2 : 0;
}

bool fit_nn_node_window(fit_nn_build *build, fit_nn_node *node, int32_t kernel_h, int32_t kernel_w)
{
    fit_window *w = &node->window;
    const uint8_t padding = fit_nn_node_option_u8(build, node, WINDOW_PADDING);
    w->kernel_h = kernel_h;
    w->kernel_w = kernel_w;
    w->stride_w = fit_nn_node_option_i32(build, node, WINDOW_STRIDE_W, 0);
    w->stride_h = fit_nn_node_option_i32(build, node, WINDOW_STRIDE_H, 0);
    if (padding > PADDING_VALID)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "padding %d", padding);
    if (w->stride_h < 1 || w->stride_w < 1 || kernel_h < 1 || kernel_w < 1)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "window of %dx%d, stride %dx%d", kernel_h, kernel_w,
                                 w->stride_h, w->stride_w);
    if (w->stride_h > FIT_NN_MAX_WINDOW || w->stride_w > FIT_NN_MAX_WINDOW || kernel_h > FIT_NN_MAX_WINDOW ||
        kernel_w > FIT_NN_MAX_WINDOW)
        return fit_nn_build_fail(build, node, FIT_ERR_LIMIT, "window of %dx%d, stride %dx%d, at most %d", kernel_h,
                                 kernel_w, w->stride_h, w->stride_w, FIT_NN_MAX_WINDOW);
    w->pad_top = pad_in_front(w->in_h, w->out_h, kernel_h, w->stride_h, padding == PADDING_SAME);
    w->pad_left = pad_in_front(w->in_w, w->out_w, kernel_w, w->stride_w, padding == PADDING_SAME);
    if (w->pad_top < 0 || w->pad_left < 0)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "%dx%d does not become %dx%d", w->in_h, w->in_w, w->out_h,
                                 w->out_w);
    return true;
}
