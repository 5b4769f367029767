/* ADD, SUB and MUL, with NumPy's broadcasting: shapes are aligned at their last dimension, and size 1 repeats. */
#include "nn/ops.h"

enum { OPTIONS_ADD = 11, OPTIONS_MUL = 21, OPTIONS_SUB = 28 };
enum { BINARY_ACTIVATION = 0 };

/* Size of dimension d of out in shape: 1 where shape has no such dimension. */
static int32_t aligned_dim(const fit_nn_shape *shape, const fit_nn_shape *out, int32_t d)
{
    const int32_t own = d - (out->rank - shape->rank);
    return own >= 0 ? shape->dim[own] : 1;
}

static bool prepare(fit_nn_build *build, fit_nn_node *node)
{
    if (!fit_nn_node_operands(build, node, 2) || !fit_nn_node_activation(build, node, BINARY_ACTIVATION))
        return false;
    const fit_nn_shape *a = fit_nn_node_shape(build, node->input[0]);
    const fit_nn_shape *b = fit_nn_node_shape(build, node->input[1]);
    const fit_nn_shape *out = fit_nn_node_shape(build, node->output);
    bool good = out->rank == (a->rank > b->rank ? a->rank : b->rank);
    for (int32_t d = 0; good && d < out->rank; d++) {
        const int32_t da = aligned_dim(a, out, d);
        const int32_t db = aligned_dim(b, out, d);
        good = (da == db || da == 1 || db == 1) && out->dim[d] == (da > db ? da : db);
    }
    if (!good)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "shapes of tensors %d and %d do not combine to %d",
                                 node->input[0], node->input[1], node->output);
    fit_nn_node_units_by_pixel(build, node);
    return true;
}

typedef void combine(const float *a, const float *b, float *out, size_t n, fit_activation activation);

/* Index of the first element of an operand's row under the out_row-th row of the output. */
static size_t row_start(const fit_nn_shape *shape, const fit_nn_shape *out, size_t out_row)
{
    size_t start = 0;
    size_t stride = fit_nn_shape_last(shape);
    for (int32_t d = out->rank - 2; d >= 0; d--) {
        const size_t dim = (size_t)aligned_dim(shape, out, d);
        const size_t position = out_row % (size_t)out->dim[d];
        out_row /= (size_t)out->dim[d];
        start += (dim == 1 ? 0 : position) * stride;
        stride *= dim;
    }
    return start;
}

static void combine_row(combine *kernel, const float *a, size_t n_a, const float *b, size_t n_b, float *out, size_t n,
                        fit_activation activation)
{
    if (n_a == n_b) {
        kernel(a, b, out, n, activation);
        return;
    }
    for (size_t i = 0; i < n; i++) /* one number for a whole row: in none of our models, so not worth a kernel */
        kernel(a + (n_a == 1 ? 0 : i), b + (n_b == 1 ? 0 : i), out + i, 1, activation);
}

static void eval(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end, combine *kernel)
{
    const fit_nn_value *values = frame->model->values;
    const fit_nn_shape *shape_a = &values[node->input[0]].shape;
    const fit_nn_shape *shape_b = &values[node->input[1]].shape;
    const fit_nn_shape *shape = &values[node->output].shape;
    const float *a = fit_nn_value_read(frame, node->input[0]);
    const float *b = fit_nn_value_read(frame, node->input[1]);
    float *out = fit_nn_value_write(frame, node->output);
    const size_t row = fit_nn_shape_last(shape);
    const fit_activation activation = node->window.activation;
    if (shape_a->elements == shape_b->elements) {
        kernel(a + begin * row, b + begin * row, out + begin * row, (end - begin) * row, activation);
        return;
    }
    for (size_t i = begin; i < end; i++)
        combine_row(kernel, a + row_start(shape_a, shape, i), fit_nn_shape_last(shape_a),
                    b + row_start(shape_b, shape, i), fit_nn_shape_last(shape_b), out + i * row, row, activation);
}

static void eval_add(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    eval(node, frame, begin, end, frame->model->kernels->add);
}

static void eval_sub(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    eval(node, frame, begin, end, frame->model->kernels->sub);
}

static void eval_mul(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    eval(node, frame, begin, end, frame->model->kernels->mul);
}

enum { BINARY_TRAITS = FIT_NN_TAKES_ACTIVATION | FIT_NN_OVER_FIRST_INPUT | FIT_NN_OVER_SECOND_INPUT };

const fit_nn_operation fit_nn_op_add = {
    .builtin = FIT_NN_ADD,
    .options_type = OPTIONS_ADD,
    .traits = BINARY_TRAITS,
    .name = "ADD",
    .label = "add",
    .prepare = prepare,
    .eval = eval_add,
};

const fit_nn_operation fit_nn_op_sub = {
    .builtin = FIT_NN_SUB,
    .options_type = OPTIONS_SUB,
    .traits = BINARY_TRAITS,
    .name = "SUB",
    .label = "sub",
    .prepare = prepare,
    .eval = eval_sub,
};

const fit_nn_operation fit_nn_op_mul = {
    .builtin = FIT_NN_MUL,
    .options_type = OPTIONS_MUL,
    .traits = BINARY_TRAITS,
    .name = "MUL",
    .label = "mul",
    .prepare = prepare,
    .eval = eval_mul,
};
