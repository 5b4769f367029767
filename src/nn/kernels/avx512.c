/* AVX-512 on units of 512 bits. */
#include "simd_avx512.h"
#include "simd_tail_shared.h"

/* Of one vector alone they gain nothing: there the loads of inputs are the limit. */
#define CONV_HALF_TILES(X) X(8, 3) X(4, 3) X(1, 3) X(8, 2) X(4, 2) X(1, 2)

#define KERNELS_ISA FIT_NN_ISA_AVX512
#define KERNELS_TABLE fit_nn_kernels_avx512
#include "simd_table.h"
