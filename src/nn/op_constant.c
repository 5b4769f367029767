/* DEQUANTIZE (float16 to float32) and DENSIFY of constants: folded at load, since the source's data say it all. */
#include "nn/ops.h"

enum { OPTIONS_DEQUANTIZE = 38, OPTIONS_DENSIFY = 99 };

static bool fold(fit_nn_build *build, fit_nn_node *node)
{
    int32_t input;
    if (!fit_nn_node_parameter(build, node, 0, "input", &input) ||
        !fit_nn_node_same_shape(build, node, input, node->output))
        return false;
    if (build->source[input] < 0)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "of a value computed at run time");
    build->source[node->output] = build->source[input];
    return true;
}

static bool prepare_dequantize(fit_nn_build *build, fit_nn_node *node)
{
    if (!fold(build, node))
        return false;
    const fit_nn_tensor *from = &build->file.tensors[build->source[node->output]];
    const fit_nn_tensor *to = &build->file.tensors[node->output];
    if (from->type != FIT_NN_TYPE_FLOAT16 || to->type != FIT_NN_TYPE_FLOAT32)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "type %d to %d, not float16 to float32", from->type,
                                 to->type);
    return true;
}

static bool prepare_densify(fit_nn_build *build, fit_nn_node *node)
{
    if (!fold(build, node))
        return false;
    const fit_nn_tensor *from = &build->file.tensors[build->source[node->output]];
    const fit_nn_tensor *to = &build->file.tensors[node->output];
    if (from->type != to->type)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "type %d to %d", from->type, to->type);
    return true;
}

const fit_nn_operation fit_nn_op_dequantize = {
    .builtin = FIT_NN_DEQUANTIZE,
    .options_type = OPTIONS_DEQUANTIZE,
    .name = "DEQUANTIZE",
    .label = "dequantize",
    .prepare = prepare_dequantize,
};

const fit_nn_operation fit_nn_op_densify = {
    .builtin = FIT_NN_DENSIFY,
    .options_type = OPTIONS_DENSIFY,
    .name = "DENSIFY",
    .label = "densify",
    .prepare = prepare_densify,
};
