/* The operations (op_*.c) and what their prepare functions share. */
#ifndef FIT_NN_OPS_H
#define FIT_NN_OPS_H

#include "nn/model.h"

extern const fit_nn_operation fit_nn_op_add, fit_nn_op_sub, fit_nn_op_mul;
extern const fit_nn_operation fit_nn_op_abs, fit_nn_op_relu, fit_nn_op_relu6, fit_nn_op_logistic, fit_nn_op_prelu;
extern const fit_nn_operation fit_nn_op_conv, fit_nn_op_depthwise;
extern const fit_nn_operation fit_nn_op_max_pool;
extern const fit_nn_operation fit_nn_op_resize_bilinear;
extern const fit_nn_operation fit_nn_op_pad;
extern const fit_nn_operation fit_nn_op_concatenation, fit_nn_op_depth_to_space, fit_nn_op_reshape;
extern const fit_nn_operation fit_nn_op_dequantize, fit_nn_op_densify;

/* Longest side of a window and largest stride: beyond any network in use, and keeps window arithmetic within int32. */
enum { FIT_NN_MAX_WINDOW = 64 };

/* The file's operator behind a node. */
const fit_nn_operator *fit_nn_node_operator(const fit_nn_build *build, const fit_nn_node *node);
const fit_nn_shape *fit_nn_node_shape(const fit_nn_build *build, int32_t tensor);
/* Option field of the operator; absent: the schema's default. */
uint8_t fit_nn_node_option_u8(fit_nn_build *build, const fit_nn_node *node, unsigned field);
int32_t fit_nn_node_option_i32(fit_nn_build *build, const fit_nn_node *node, unsigned field, int32_t absent);

/* Takes the operator's first n inputs, none omitted, all of float32, as the node's, and its output. */
bool fit_nn_node_operands(fit_nn_build *build, fit_nn_node *node, size_t n);
/* Input i of the file's operator, not taken as operand; false when it is omitted. */
bool fit_nn_node_parameter(fit_nn_build *build, const fit_nn_node *node, size_t i, const char *what, int32_t *tensor);
/* Reads the fused activation from an option field. */
bool fit_nn_node_activation(fit_nn_build *build, fit_nn_node *node, unsigned field);
/* Both shapes have to be equal. */
bool fit_nn_node_same_shape(fit_nn_build *build, const fit_nn_node *node, int32_t a, int32_t b);
/* Sets units to one a pixel: the product of all sizes of the output but the last. */
void fit_nn_node_units_by_pixel(const fit_nn_build *build, fit_nn_node *node);
/* Floats of such a pixel. */
size_t fit_nn_shape_last(const fit_nn_shape *shape);

/* Fills the window's sizes from input 0 and the output, both of rank 4 and equal batch. */
bool fit_nn_node_image(fit_nn_build *build, fit_nn_node *node);
/* Fills kernel, strides and padding and holds the output's size against them. kernel_h, kernel_w: at least 1. */
bool fit_nn_node_window(fit_nn_build *build, fit_nn_node *node, int32_t kernel_h, int32_t kernel_w);

#endif
