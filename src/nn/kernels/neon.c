/* NEON on AArch64: 32 registers of 4 floats. 8x3 vectors = 24 accumulators, 3 weights, and the inputs by lane. Checked
 * under emulation; the tile is chosen by counting registers, not by timing. fmax and fmin keep a NaN. */
#define VEC_FLOATS 4
#include "simd_part.h"

#include <arm_neon.h>

enum { CONV_PANEL = 3, CONV_MAX_ROWS = 8, CONV_ROWS_LCM = 8 };
#define CONV_TILES(X) X(8, 3) X(4, 3) X(1, 3) X(8, 2) X(4, 2) X(1, 2) X(8, 1) X(4, 1) X(1, 1)

FIT_INLINE vec vec_fma(vec a, vec b, vec c)
{
    return vfmaq_f32(c, a, b);
}

FIT_INLINE vec vec_max(vec x, vec bound)
{
    return vmaxq_f32(x, bound);
}

FIT_INLINE vec vec_min(vec x, vec bound)
{
    return vminq_f32(x, bound);
}

FIT_INLINE vec_bits vec_dot_words(vec_words a, vec_words b, vec_bits sum)
{
    return vmlal_high_s16(vmlal_s16(sum, vget_low_s16(a), vget_low_s16(b)), a, b);
}

#define KERNELS_ISA FIT_NN_ISA_NEON
#define KERNELS_TABLE fit_nn_kernels_neon
#include "simd_table.h"
