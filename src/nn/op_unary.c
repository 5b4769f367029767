/* ABS, RELU, RELU6, LOGISTIC and PRELU: each element by itself. */
#include <math.h>

#include "nn/ops.h"

enum { OPTIONS_NONE = 0, OPTIONS_ABS = 78 };

static bool prepare(fit_nn_build *build, fit_nn_node *node)
{
    if (!fit_nn_node_operands(build, node, 1) || !fit_nn_node_same_shape(build, node, node->input[0], node->output))
        return false;
    fit_nn_node_units_by_pixel(build, node);
    return true;
}

/* The slope holds one number a channel. */
static bool prepare_prelu(fit_nn_build *build, fit_nn_node *node)
{
    if (!fit_nn_node_operands(build, node, 2) || !fit_nn_node_same_shape(build, node, node->input[0], node->output))
        return false;
    const fit_nn_shape *slope = fit_nn_node_shape(build, node->input[1]);
    const size_t channels = fit_nn_shape_last(fit_nn_node_shape(build, node->output));
    if (slope->elements != channels || fit_nn_shape_last(slope) != channels)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "%zu slopes for %zu channels", slope->elements,
                                 channels);
    fit_nn_node_units_by_pixel(build, node);
    return true;
}

typedef struct span {
    const float *in;
    float *out;
    size_t n;
    size_t channels;
} span;

static span span_of(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const size_t row = fit_nn_shape_last(&frame->model->values[node->output].shape);
    return (span){
        .in = fit_nn_value_read(frame, node->input[0]) + begin * row,
        .out = fit_nn_value_write(frame, node->output) + begin * row,
        .n = (end - begin) * row,
        .channels = row,
    };
}

static void eval_abs(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const span s = span_of(node, frame, begin, end);
    frame->model->kernels->abs(s.in, s.out, s.n);
}

static void eval_relu(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const span s = span_of(node, frame, begin, end);
    frame->model->kernels->clamp(s.in, s.out, s.n, 0.0F, INFINITY);
}

static void eval_relu6(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const span s = span_of(node, frame, begin, end);
    frame->model->kernels->clamp(s.in, s.out, s.n, 0.0F, 6.0F);
}

static void eval_logistic(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const span s = span_of(node, frame, begin, end);
    frame->model->kernels->logistic(s.in, s.out, s.n);
}

static void eval_prelu(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const span s = span_of(node, frame, begin, end);
    frame->model->kernels->prelu(s.in, fit_nn_value_read(frame, node->input[1]), s.out, s.n, s.channels);
}

const fit_nn_operation fit_nn_op_abs = {
    .builtin = FIT_NN_ABS,
    .options_type = OPTIONS_ABS,
    .traits = FIT_NN_OVER_FIRST_INPUT,
    .name = "ABS",
    .label = "abs",
    .prepare = prepare,
    .eval = eval_abs,
};

const fit_nn_operation fit_nn_op_relu = {
    .builtin = FIT_NN_RELU,
    .options_type = OPTIONS_NONE,
    .traits = FIT_NN_OVER_FIRST_INPUT,
    .name = "RELU",
    .label = "relu",
    .prepare = prepare,
    .eval = eval_relu,
};

const fit_nn_operation fit_nn_op_relu6 = {
    .builtin = FIT_NN_RELU6,
    .options_type = OPTIONS_NONE,
    .traits = FIT_NN_OVER_FIRST_INPUT,
    .name = "RELU6",
    .label = "relu6",
    .prepare = prepare,
    .eval = eval_relu6,
};

const fit_nn_operation fit_nn_op_logistic = {
    .builtin = FIT_NN_LOGISTIC,
    .options_type = OPTIONS_NONE,
    .traits = FIT_NN_OVER_FIRST_INPUT,
    .name = "LOGISTIC",
    .label = "logistic",
    .prepare = prepare,
    .eval = eval_logistic,
};

const fit_nn_operation fit_nn_op_prelu = {
    .builtin = FIT_NN_PRELU,
    .options_type = OPTIONS_NONE,
    .traits = FIT_NN_OVER_FIRST_INPUT,
    .name = "PRELU",
    .label = "prelu",
    .prepare = prepare_prelu,
    .eval = eval_prelu,
};
