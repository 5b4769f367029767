/* CONCATENATION, DEPTH_TO_SPACE and RESHAPE: numbers move and stay as they are. */
#include <string.h>

#include "nn/constant.h"
#include "nn/ops.h"

enum { OPTIONS_CONCATENATION = 10, OPTIONS_RESHAPE = 17, OPTIONS_DEPTH_TO_SPACE = 94 };
enum { CONCATENATION_AXIS = 0, CONCATENATION_ACTIVATION = 1 };
enum { DEPTH_TO_SPACE_BLOCK = 0 };

static bool prepare_concatenation(fit_nn_build *build, fit_nn_node *node)
{
    const size_t n = fit_nn_node_operator(build, node)->inputs.count;
    if (!fit_nn_node_operands(build, node, n) || !fit_nn_node_activation(build, node, CONCATENATION_ACTIVATION))
        return false;
    if (node->window.activation != FIT_ACT_NONE)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "fused activation");
    const fit_nn_shape *out = fit_nn_node_shape(build, node->output);
    int32_t axis = fit_nn_node_option_i32(build, node, CONCATENATION_AXIS, 0);
    axis = axis < 0 && axis >= -out->rank ? axis + out->rank : axis;
    if (axis < 0 || axis >= out->rank)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "axis %d of rank %d", axis, out->rank);
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        fit_nn_shape in = *fit_nn_node_shape(build, node->input[i]);
        if (in.rank == out->rank) {
            sum += in.dim[axis];
            in.dim[axis] = out->dim[axis];
        }
        if (!fit_nn_shape_equal(&in, out))
            return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "tensor %d does not fit beside the others",
                                     node->input[i]);
    }
    if (sum != out->dim[axis])
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "sizes along the axis do not add up");
    node->axis = axis;
    node->units = 1;
    for (int32_t d = 0; d < axis; d++)
        node->units *= (size_t)out->dim[d];
    return true;
}

/* Each row of the output is a row of every input, one after the other; rows lie before the axis. */
static void eval_concatenation(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const fit_nn_value *values = frame->model->values;
    const size_t out_row = values[node->output].shape.elements / node->units;
    float *out = fit_nn_value_write(frame, node->output);
    size_t at = 0;
    for (size_t k = 0; k < node->n_inputs; k++) {
        const size_t row = values[node->input[k]].shape.elements / node->units;
        const float *in = fit_nn_value_read(frame, node->input[k]);
        for (size_t i = begin; i < end; i++)
            memcpy(out + i * out_row + at, in + i * row, row * sizeof *out);
        at += row;
    }
}

static bool prepare_depth_to_space(fit_nn_build *build, fit_nn_node *node)
{
    if (!fit_nn_node_operands(build, node, 1) || !fit_nn_node_image(build, node))
        return false;
    const fit_window *w = &node->window;
    const int64_t block = fit_nn_node_option_i32(build, node, DEPTH_TO_SPACE_BLOCK, 0);
    if (block < 1 || block > FIT_NN_MAX_WINDOW || w->in_h * block != w->out_h || w->in_w * block != w->out_w ||
        w->out_c * block * block != w->in_c)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "%dx%dx%d to %dx%dx%d with block %lld", w->in_h, w->in_w,
                                 w->in_c, w->out_h, w->out_w, w->out_c, (long long)block);
    node->block = (int32_t)block;
    return true;
}

/* Output pixel (y, x) takes its channels from input pixel (y / block, x / block), group (y % block) * block + x %
 * block; the groups of one y % block lie side by side, and so do the output pixels they go to. */
static void eval_depth_to_space(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const fit_window *w = &node->window;
    const size_t block = (size_t)node->block;
    const size_t run = block * (size_t)w->out_c;
    const size_t in_row = (size_t)w->in_w * (size_t)w->in_c;
    const float *in = fit_nn_value_read(frame, node->input[0]);
    float *out = fit_nn_value_write(frame, node->output) + begin * (size_t)w->in_w * run;
    for (size_t row = begin; row < end; row++) { /* out_h is a multiple of block, so batches need no care */
        const float *from = in + row / block * in_row + row % block * run;
        for (int32_t x = 0; x < w->in_w; x++, out += run, from += w->in_c)
            memcpy(out, from, run * sizeof *out);
    }
}

/* The new shape may stand in a constant, with one -1 for what is left; the output's own shape is what counts. */
static bool new_shape_agrees(fit_nn_build *build, fit_nn_node *node)
{
    const int32_t tensor = fit_nn_operator_input(&build->file, fit_nn_node_operator(build, node), 1);
    const fit_nn_shape *out = fit_nn_node_shape(build, node->output);
    int32_t dims[FIT_NN_MAX_RANK];
    if (tensor < 0)
        return true;
    if (!fit_nn_constant_ints(&build->file, tensor, "new shape", dims, (size_t)out->rank))
        return false;
    for (int32_t d = 0; d < out->rank; d++)
        if (dims[d] != out->dim[d] && dims[d] != -1)
            return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "size %d asked for, %d given", dims[d], out->dim[d]);
    return true;
}

static bool prepare_reshape(fit_nn_build *build, fit_nn_node *node)
{
    const int32_t input = fit_nn_operator_input(&build->file, fit_nn_node_operator(build, node), 0);
    if (!fit_nn_node_operands(build, node, 1) || !new_shape_agrees(build, node))
        return false;
    if (fit_nn_node_shape(build, input)->elements != fit_nn_node_shape(build, node->output)->elements)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "%zu elements to %zu",
                                 fit_nn_node_shape(build, input)->elements,
                                 fit_nn_node_shape(build, node->output)->elements);
    build->source[node->output] = build->source[input];
    return true;
}

const fit_nn_operation fit_nn_op_concatenation = {
    .builtin = FIT_NN_CONCATENATION,
    .options_type = OPTIONS_CONCATENATION,
    .name = "CONCATENATION",
    .label = "concat",
    .prepare = prepare_concatenation,
    .eval = eval_concatenation,
};

const fit_nn_operation fit_nn_op_depth_to_space = {
    .builtin = FIT_NN_DEPTH_TO_SPACE,
    .options_type = OPTIONS_DEPTH_TO_SPACE,
    .name = "DEPTH_TO_SPACE",
    .label = "depth_to_space",
    .prepare = prepare_depth_to_space,
    .eval = eval_depth_to_space,
};

/* Nothing to run: the planner puts the output where the input is. */
const fit_nn_operation fit_nn_op_reshape = {
    .builtin = FIT_NN_RESHAPE,
    .options_type = OPTIONS_RESHAPE,
    .name = "RESHAPE",
    .label = "reshape",
    .prepare = prepare_reshape,
};
