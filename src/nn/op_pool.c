/* MAX_POOL_2D. */
#include "nn/ops.h"

enum { OPTIONS_POOL = 5 };
enum { POOL_WIDTH = 3, POOL_HEIGHT = 4, POOL_ACTIVATION = 5 };

static bool prepare(fit_nn_build *build, fit_nn_node *node)
{
    if (!fit_nn_node_operands(build, node, 1) || !fit_nn_node_image(build, node) ||
        !fit_nn_node_activation(build, node, POOL_ACTIVATION))
        return false;
    if (node->window.in_c != node->window.out_c)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "%d channels to %d", node->window.in_c,
                                 node->window.out_c);
    return fit_nn_node_window(build, node, fit_nn_node_option_i32(build, node, POOL_HEIGHT, 0),
                              fit_nn_node_option_i32(build, node, POOL_WIDTH, 0));
}

static void eval(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    frame->model->kernels->max_pool(&node->window, fit_nn_value_read(frame, node->input[0]),
                                    fit_nn_value_write(frame, node->output), (int32_t)begin, (int32_t)end);
}

const fit_nn_operation fit_nn_op_max_pool = {
    .builtin = FIT_NN_MAX_POOL_2D,
    .options_type = OPTIONS_POOL,
    .traits = FIT_NN_TAKES_ACTIVATION,
    .name = "MAX_POOL_2D",
    .label = "max_pool",
    .prepare = prepare,
    .eval = eval,
};
