/* The transpose that packing and the sparse convolution are made of. */
#ifndef FIT_NN_KERNELS_SIMD_TURN_H
#define FIT_NN_KERNELS_SIMD_TURN_H

#include "simd.h"

/* Transposes go by 4x4 in every instruction set. */
typedef float quad __attribute__((vector_size(4 * sizeof(float))));

/* Four rows of `from` become four columns; row i is at from[i]. */
FIT_INLINE void turn_quads(const float *const from[4], float *to, size_t to_pitch)
{
    quad r[4];
    memcpy(&r[0], from[0], sizeof r[0]);
    memcpy(&r[1], from[1], sizeof r[1]);
    memcpy(&r[2], from[2], sizeof r[2]);
    memcpy(&r[3], from[3], sizeof r[3]);
    const quad low01 = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5);
    const quad high01 = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
    const quad low23 = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
    const quad high23 = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
    const quad columns[4] = {
        __builtin_shufflevector(low01, low23, 0, 1, 4, 5),
        __builtin_shufflevector(low01, low23, 2, 3, 6, 7),
        __builtin_shufflevector(high01, high23, 0, 1, 4, 5),
        __builtin_shufflevector(high01, high23, 2, 3, 6, 7),
    };
    memcpy(to, &columns[0], sizeof columns[0]);
    memcpy(to + to_pitch, &columns[1], sizeof columns[1]);
    memcpy(to + 2 * to_pitch, &columns[2], sizeof columns[2]);
    memcpy(to + 3 * to_pitch, &columns[3], sizeof columns[3]);
}

#endif
