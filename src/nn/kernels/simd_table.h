/* The whole instruction set: an ISA source defines KERNELS_TABLE and KERNELS_ISA and includes this last. */
#include "simd_conv.h"
#include "simd_depthwise.h"
#include "simd_dot.h"
#include "simd_elementwise.h"
#include "simd_window.h"

const fit_nn_kernels KERNELS_TABLE = {
    .isa = KERNELS_ISA,
    .conv_packed_floats = conv_packed_floats,
    .conv_pack = conv_pack,
    .conv_scratch_floats = conv_scratch_floats,
    .conv_units = conv_units,
    .conv = conv,
    .depthwise_packed_floats = depthwise_packed_floats,
    .depthwise_pack = depthwise_pack,
    .depthwise = depthwise,
    .max_pool = max_pool,
    .resize_bilinear = resize_bilinear,
    .add = add,
    .mul = mul,
    .sub = sub,
    .clamp = clamp,
    .abs = absolute,
    .prelu = prelu,
    .logistic = logistic,
    .dot_bytes = dot_bytes,
};
