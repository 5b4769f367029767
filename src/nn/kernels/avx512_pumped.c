/* AVX-512 on units of 256 bits (AMD's Zen 4): a vector passes through them in two halves. */
#include "simd_avx512.h"
#include "simd_tail_narrow.h"

#define CONV_HALF_TILES(X) X(8, 3) X(4, 3) X(1, 3) X(8, 2) X(4, 2) X(1, 2) X(8, 1) X(4, 1) X(1, 1)

#define KERNELS_ISA FIT_NN_ISA_AVX512_PUMPED
#define KERNELS_TABLE fit_nn_kernels_avx512_pumped
#include "simd_table.h"
