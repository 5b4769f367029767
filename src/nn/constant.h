/* Constants of a file as numbers: float32, float16 and int32, dense or sparse (TensorFlow Lite's block-sparse format).
 * A weight is expanded straight into the caller's memory, so that never more than one exists twice. */
#ifndef FIT_NN_CONSTANT_H
#define FIT_NN_CONSTANT_H

#include "nn/tflite.h"

/* True when tensor is a constant that fit_nn_constant_floats can expand; otherwise fails the reader and says why. */
bool fit_nn_constant_check_floats(fit_nn_file *file, int32_t tensor);

/* Writes all elements of a checked tensor. */
void fit_nn_constant_floats(const fit_nn_file *file, int32_t tensor, float *out);

/* Reads exactly n int32 values; otherwise fails the reader. what: names the operand in the error text. */
bool fit_nn_constant_ints(fit_nn_file *file, int32_t tensor, const char *what, int32_t *out, size_t n);

float fit_nn_float_of_half(uint16_t half);

#endif
