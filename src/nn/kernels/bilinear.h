/* Where bilinear resizing samples along one axis, shared by the reference and the vector kernels so that both pick
 * the same neighbours. */
#ifndef FIT_NN_KERNELS_BILINEAR_H
#define FIT_NN_KERNELS_BILINEAR_H

#include <stdint.h>

typedef struct fit_bilinear_tap {
    int32_t low, high; /* the two neighbours, low <= high, both inside 0..in_size-1 */
    float weight_high; /* 0..1; low weighs 1 - weight_high */
} fit_bilinear_tap;

/* TensorFlow Lite's rule, in float as there: scale = in/out, or (in-1)/(out-1) with align_corners; position i*scale, or
 * (i+0.5)*scale-0.5 with half_pixel. A position before the first pixel takes the first. */
static inline float fit_bilinear_scale(int32_t in_size, int32_t out_size, int align_corners)
{
    if (align_corners && out_size > 1)
        return (float)(in_size - 1) / (float)(out_size - 1);
    return (float)in_size / (float)out_size;
}

static inline fit_bilinear_tap fit_bilinear_tap_at(int32_t i, float scale, int32_t in_size, int half_pixel)
{
    float position = half_pixel ? ((float)i + 0.5F) * scale - 0.5F : (float)i * scale;
    position = position < 0.0F ? 0.0F : position;
    int32_t low = (int32_t)position;
    low = low > in_size - 1 ? in_size - 1 : low;
    const int32_t high = low + 1 > in_size - 1 ? in_size - 1 : low + 1;
    return (fit_bilinear_tap){low, high, position - (float)low};
}

#endif
