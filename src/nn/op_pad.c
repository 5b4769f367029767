/* PAD with zeros, of any dimension. Where only an image's borders are padded for a convolution, fuse.c removes it. */
#include <string.h>

#include "nn/constant.h"
#include "nn/ops.h"

enum { OPTIONS_PAD = 22 };

static bool prepare(fit_nn_build *build, fit_nn_node *node)
{
    int32_t tensor;
    int32_t paddings[2 * FIT_NN_MAX_RANK];
    if (!fit_nn_node_operands(build, node, 1) || !fit_nn_node_parameter(build, node, 1, "paddings", &tensor))
        return false;
    const fit_nn_shape *in = fit_nn_node_shape(build, node->input[0]);
    const fit_nn_shape *out = fit_nn_node_shape(build, node->output);
    if (in->rank != out->rank)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "rank %d to %d", in->rank, out->rank);
    if (!fit_nn_constant_ints(&build->file, tensor, "paddings", paddings, 2 * (size_t)in->rank))
        return false;
    for (int32_t d = 0; d < in->rank; d++) {
        const int32_t before = paddings[2 * d];
        const int32_t after = paddings[2 * d + 1];
        if (before < 0 || after < 0 || (int64_t)in->dim[d] + before + after != out->dim[d])
            return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "size %d padded by %d and %d to %d", in->dim[d],
                                     before, after, out->dim[d]);
        node->pad.before[d] = before;
        node->pad.after[d] = after;
    }
    fit_nn_node_units_by_pixel(build, node);
    return true;
}

/* Number of the input row that ends up in the given output row, or SIZE_MAX when that row is all padding. */
static size_t row_under(const fit_nn_node *node, const fit_nn_shape *in_shape, const fit_nn_shape *out_shape,
                        size_t out_row)
{
    size_t row = 0;
    size_t stride = 1;
    for (int32_t d = in_shape->rank - 2; d >= 0; d--) {
        const int64_t position = (int64_t)(out_row % (size_t)out_shape->dim[d]) - node->pad.before[d];
        out_row /= (size_t)out_shape->dim[d];
        if (position < 0 || position >= in_shape->dim[d])
            return SIZE_MAX;
        row += (size_t)position * stride;
        stride *= (size_t)in_shape->dim[d];
    }
    return row;
}

static void eval(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    const fit_nn_shape *in_shape = &frame->model->values[node->input[0]].shape;
    const fit_nn_shape *out_shape = &frame->model->values[node->output].shape;
    const float *in = fit_nn_value_read(frame, node->input[0]);
    const size_t length = fit_nn_shape_last(out_shape);
    const size_t kept = fit_nn_shape_last(in_shape);
    const size_t before = out_shape->rank ? (size_t)node->pad.before[out_shape->rank - 1] : 0;
    float *out = fit_nn_value_write(frame, node->output) + begin * length;
    for (size_t i = begin; i < end; i++, out += length) {
        const size_t row = row_under(node, in_shape, out_shape, i);
        if (row == SIZE_MAX) {
            memset(out, 0, length * sizeof *out);
            continue;
        }
        memset(out, 0, before * sizeof *out);
        memcpy(out + before, in + row * kept, kept * sizeof *out);
        memset(out + before + kept, 0, (length - before - kept) * sizeof *out);
    }
}

const fit_nn_operation fit_nn_op_pad = {
    .builtin = FIT_NN_PAD,
    .options_type = OPTIONS_PAD,
    .name = "PAD",
    .label = "pad",
    .prepare = prepare,
    .eval = eval,
};
