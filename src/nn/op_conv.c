/* CONV_2D and DEPTHWISE_CONV_2D. Both take constant weights, which are packed once for the kernels. */
#include "nn/constant.h"
#include "nn/ops.h"

enum { CONV_ACTIVATION = 3, CONV_DILATION_W = 4, CONV_DILATION_H = 5 };
enum { DEPTHWISE_MULTIPLIER = 3, DEPTHWISE_ACTIVATION = 4, DEPTHWISE_DILATION_W = 5, DEPTHWISE_DILATION_H = 6 };
enum { OPTIONS_CONV = 1, OPTIONS_DEPTHWISE = 2 };

/* Takes a constant of the operator (input i) whose data may have passed through DEQUANTIZE and DENSIFY. */
static bool take_constant(fit_nn_build *build, const fit_nn_node *node, size_t i, const char *what, int32_t *tensor)
{
    if (!fit_nn_node_parameter(build, node, i, what, tensor))
        return false;
    if (build->source[*tensor] < 0)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "%s computed at run time", what);
    if (build->file.tensors[*tensor].type != FIT_NN_TYPE_FLOAT32)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "%s of type %d, not float32", what,
                                 build->file.tensors[*tensor].type);
    return fit_nn_constant_check_floats(&build->file, build->source[*tensor]);
}

static bool prepare_weights(fit_nn_build *build, fit_nn_node *node, int32_t out_of_weights, const fit_nn_shape *weights)
{
    if (node->window.out_c != out_of_weights)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "weights give %d channels, not %d", out_of_weights,
                                 node->window.out_c);
    if (!fit_nn_node_window(build, node, weights->dim[1], weights->dim[2]))
        return false;
    if (fit_nn_operator_input(&build->file, fit_nn_node_operator(build, node), 2) < 0)
        return true; /* no bias */
    if (!take_constant(build, node, 2, "bias", &node->bias))
        return false;
    if (fit_nn_node_shape(build, node->bias)->elements != (size_t)out_of_weights)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "bias of %zu values for %d channels",
                                 fit_nn_node_shape(build, node->bias)->elements, out_of_weights);
    return true;
}

static bool check_dilation(fit_nn_build *build, const fit_nn_node *node, unsigned field_w, unsigned field_h)
{
    const int32_t w = fit_nn_node_option_i32(build, node, field_w, 1);
    const int32_t h = fit_nn_node_option_i32(build, node, field_h, 1);
    if (w != 1 || h != 1)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "dilation %dx%d", h, w);
    return true;
}

/* What conv and depthwise have in common: one image in, one out, weights of rank 4. */
static bool prepare_image(fit_nn_build *build, fit_nn_node *node, unsigned activation_field)
{
    if (!fit_nn_node_operands(build, node, 1) || !fit_nn_node_image(build, node) ||
        !take_constant(build, node, 1, "weights", &node->weights) ||
        !fit_nn_node_activation(build, node, activation_field))
        return false;
    const fit_nn_shape *weights = fit_nn_node_shape(build, node->weights);
    if (weights->rank != 4)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "weights of rank %d, not 4", weights->rank);
    return true;
}

static bool prepare_conv(fit_nn_build *build, fit_nn_node *node)
{
    if (!prepare_image(build, node, CONV_ACTIVATION) || !check_dilation(build, node, CONV_DILATION_W, CONV_DILATION_H))
        return false;
    const fit_nn_shape *weights = fit_nn_node_shape(build, node->weights);
    if (weights->dim[3] != node->window.in_c)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "weights for %d input channels of %d (grouped?)",
                                 weights->dim[3], node->window.in_c);
    if (!prepare_weights(build, node, weights->dim[0], weights))
        return false;
    const fit_nn_shape *out = fit_nn_node_shape(build, node->output);
    node->multiply_adds = (uint64_t)out->elements * (weights->elements / (size_t)weights->dim[0]);
    node->units = build->model->kernels->conv_units(&node->window);
    return true;
}

static bool prepare_depthwise(fit_nn_build *build, fit_nn_node *node)
{
    if (!prepare_image(build, node, DEPTHWISE_ACTIVATION) ||
        !check_dilation(build, node, DEPTHWISE_DILATION_W, DEPTHWISE_DILATION_H))
        return false;
    const fit_nn_shape *weights = fit_nn_node_shape(build, node->weights);
    const int32_t multiplier = fit_nn_node_option_i32(build, node, DEPTHWISE_MULTIPLIER, 0);
    if (weights->dim[0] != 1)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "weights of first size %d, not 1", weights->dim[0]);
    /* 0, left out by some converters, means the ratio of the channels. */
    if (multiplier > 1 || node->window.out_c != node->window.in_c)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "%d channels to %d, multiplier %d",
                                 node->window.in_c, node->window.out_c, multiplier);
    if (!prepare_weights(build, node, weights->dim[3], weights))
        return false;
    const fit_nn_shape *out = fit_nn_node_shape(build, node->output);
    node->multiply_adds = (uint64_t)out->elements * (uint64_t)weights->dim[1] * (uint64_t)weights->dim[2];
    return true;
}

static size_t conv_packed_floats(const fit_nn_kernels *kernels, const fit_window *window)
{
    return kernels->conv_packed_floats(window);
}

static void conv_pack(const fit_nn_kernels *kernels, const fit_window *window, const float *weights, const float *bias,
                      float *packed)
{
    kernels->conv_pack(window, weights, bias, packed);
}

static size_t depthwise_packed_floats(const fit_nn_kernels *kernels, const fit_window *window)
{
    return kernels->depthwise_packed_floats(window);
}

static void depthwise_pack(const fit_nn_kernels *kernels, const fit_window *window, const float *weights,
                           const float *bias, float *packed)
{
    kernels->depthwise_pack(window, weights, bias, packed);
}

static void eval_conv(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    frame->model->kernels->conv(&node->window, fit_nn_value_read(frame, node->input[0]), node->packed,
                                fit_nn_residual_read(frame, node), fit_nn_value_write(frame, node->output),
                                frame->scratch, begin, end);
}

static void eval_depthwise(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    frame->model->kernels->depthwise(&node->window, fit_nn_value_read(frame, node->input[0]), node->packed,
                                     fit_nn_residual_read(frame, node), fit_nn_value_write(frame, node->output),
                                     (int32_t)begin, (int32_t)end);
}

const fit_nn_operation fit_nn_op_conv = {
    .builtin = FIT_NN_CONV_2D,
    .options_type = OPTIONS_CONV,
    .traits = FIT_NN_TAKES_PADDING | FIT_NN_TAKES_ACTIVATION | FIT_NN_TAKES_RESIDUAL | FIT_NN_OVER_RESIDUAL,
    .name = "CONV_2D",
    .label = "conv",
    .prepare = prepare_conv,
    .packed_floats = conv_packed_floats,
    .pack = conv_pack,
    .eval = eval_conv,
};

const fit_nn_operation fit_nn_op_depthwise = {
    .builtin = FIT_NN_DEPTHWISE_CONV_2D,
    .options_type = OPTIONS_DEPTHWISE,
    .traits = FIT_NN_TAKES_PADDING | FIT_NN_TAKES_ACTIVATION | FIT_NN_TAKES_RESIDUAL,
    .name = "DEPTHWISE_CONV_2D",
    .label = "depthwise",
    .prepare = prepare_depthwise,
    .packed_floats = depthwise_packed_floats,
    .pack = depthwise_pack,
    .eval = eval_depthwise,
};
