/* RESIZE_BILINEAR. */
#include "nn/constant.h"
#include "nn/ops.h"

enum { OPTIONS_RESIZE_BILINEAR = 15 };
enum { RESIZE_ALIGN_CORNERS = 2, RESIZE_HALF_PIXEL = 3 };

static bool prepare(fit_nn_build *build, fit_nn_node *node)
{
    int32_t tensor;
    int32_t size[2];
    if (!fit_nn_node_operands(build, node, 1) || !fit_nn_node_image(build, node) ||
        !fit_nn_node_parameter(build, node, 1, "size", &tensor) ||
        !fit_nn_constant_ints(&build->file, tensor, "size", size, 2))
        return false;
    const fit_window *w = &node->window;
    if (size[0] != w->out_h || size[1] != w->out_w || w->in_c != w->out_c)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "%dx%dx%d to %dx%dx%d with size %dx%d", w->in_h, w->in_w,
                                 w->in_c, w->out_h, w->out_w, w->out_c, size[0], size[1]);
    node->resize.align_corners = fit_nn_node_option_u8(build, node, RESIZE_ALIGN_CORNERS) != 0;
    node->resize.half_pixel = fit_nn_node_option_u8(build, node, RESIZE_HALF_PIXEL) != 0;
    if (node->resize.align_corners && node->resize.half_pixel)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "align_corners with half_pixel_centers");
    return true;
}

static void eval(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end)
{
    frame->model->kernels->resize_bilinear(&node->window, node->resize.half_pixel, node->resize.align_corners,
                                           fit_nn_value_read(frame, node->input[0]), fit_nn_residual_read(frame, node),
                                           fit_nn_value_write(frame, node->output), (int32_t)begin, (int32_t)end);
}

const fit_nn_operation fit_nn_op_resize_bilinear = {
    .builtin = FIT_NN_RESIZE_BILINEAR,
    .options_type = OPTIONS_RESIZE_BILINEAR,
    .traits = FIT_NN_TAKES_ACTIVATION | FIT_NN_TAKES_RESIDUAL,
    .name = "RESIZE_BILINEAR",
    .label = "resize",
    .prepare = prepare,
    .eval = eval,
};
