/* nn: verifies, prunes, plans and runs a TensorFlow Lite model (.tflite), float32.
 *
 * A model is made once and then never changes: it may be shared by any number of threads. All mutable state
 * of a run lies in an arena that the caller owns, one an executing thread. Nothing is allocated by a run. */
#ifndef AIFIT_NN_H
#define AIFIT_NN_H

#include <stdint.h>

#include "aifit/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fit_nn_model fit_nn_model;
typedef struct fit_nn_pool fit_nn_pool;

enum {
    FIT_NN_MAX_RANK = 6,
    FIT_NN_ARENA_ALIGN = 64, /* a cache line, and the widest vector (AVX-512) */
};

/* Instruction set of the kernels. AUTO picks the one that suits this CPU best; a test can force each. */
typedef enum fit_nn_isa {
    FIT_NN_ISA_AUTO,
    FIT_NN_ISA_REFERENCE, /* plain C, the arbiter */
    FIT_NN_ISA_SSE2,
    FIT_NN_ISA_AVX2,
    FIT_NN_ISA_AVX512_PUMPED, /* AVX-512 on units of 256 bits (Zen 4); the same bits as AVX512 */
    FIT_NN_ISA_AVX512,
    FIT_NN_ISA_NEON,
    FIT_NN_ISA_WASM_SIMD,
    FIT_NN_ISA_WASM_RELAXED,
    FIT_NN_ISA_COUNT
} fit_nn_isa;

/* rank: 0..FIT_NN_MAX_RANK; dim: each >= 1; elements: their product. Layout is row-major, images NHWC. */
typedef struct fit_nn_shape {
    int32_t rank;
    int32_t dim[FIT_NN_MAX_RANK];
    size_t elements;
} fit_nn_shape;

/* Makes a model from the bytes of a .tflite file. Everything in the file is verified before use, so hostile
 * bytes are safe; bytes is not referenced after return.
 * outputs: names of the wanted outputs, n_outputs of them; only what they need is kept. n_outputs 0 keeps all
 * outputs of the file, in its order.
 * isa: FIT_NN_ISA_AUTO but in tests; FIT_ERR_UNSUPPORTED when this CPU cannot run it.
 * *out: to be freed with fit_nn_model_destroy.
 * Errors: FIT_ERR_FORMAT (malformed; names the tensor or operator), FIT_ERR_UNSUPPORTED (operator or type this
 * program cannot run), FIT_ERR_LIMIT, FIT_ERR_NOT_FOUND (no such output), FIT_ERR_MEMORY, FIT_ERR_ARG (NULL; no such
 * isa). error->offset: where in the file. Thread-safe.
 * Limits: file 512 MB, 8192 tensors, 4096 operators of 16 inputs, 64 inputs and outputs, 2^28 elements a tensor,
 * windows and strides of 64; arena 1 GB; packed weights 512 MB and 64 times the file, but at least 1 MB. */
FIT_NODISCARD fit_status fit_nn_model_create(fit_nn_model **out, const void *bytes, size_t len_bytes,
                                             const char *const *outputs, size_t n_outputs, fit_nn_isa isa,
                                             fit_error *error);
/* model may be NULL. No run may be under way. */
void fit_nn_model_destroy(fit_nn_model *model);

/* Instruction set in use, never AUTO; and its name ("avx512"). */
fit_nn_isa fit_nn_model_isa(const fit_nn_model *model);
const char *fit_nn_isa_name(fit_nn_isa isa);
/* The instruction set that AUTO means here / whether this CPU runs isa. Thread-safe. */
fit_nn_isa fit_nn_isa_best(void);
int fit_nn_isa_usable(fit_nn_isa isa);

/* Bytes of arena that a run needs, a multiple of FIT_NN_ARENA_ALIGN, the same for every run; bytes of packed weights.
 */
size_t fit_nn_arena_bytes(const fit_nn_model *model);
size_t fit_nn_weight_bytes(const fit_nn_model *model);
/* Multiply-adds of a run after pruning. */
uint64_t fit_nn_multiply_adds(const fit_nn_model *model);

size_t fit_nn_input_count(const fit_nn_model *model);
size_t fit_nn_output_count(const fit_nn_model *model);
/* Shape of an input or output, borrowed from the model; index must be in range. */
const fit_nn_shape *fit_nn_input_shape(const fit_nn_model *model, size_t index);
const fit_nn_shape *fit_nn_output_shape(const fit_nn_model *model, size_t index);
const char *fit_nn_output_name(const fit_nn_model *model, size_t index);

/* Where to write an input before a run and read an output after it. arena: FIT_NN_ARENA_ALIGN-aligned and at least
 * fit_nn_arena_bytes long. Inputs are overwritten by a run; outputs hold until the next run in this arena. */
float *fit_nn_input(const fit_nn_model *model, void *arena, size_t index);
const float *fit_nn_output(const fit_nn_model *model, const void *arena, size_t index);

/* Runs the model once. pool: NULL runs on the calling thread alone. An arena and a pool serve one run at a time. */
void fit_nn_run(const fit_nn_model *model, void *arena, fit_nn_pool *pool);

/* threads: 1..64 in all, the caller's included. *out: freed with fit_nn_pool_destroy. FIT_ERR_ARG, FIT_ERR_MEMORY;
 * FIT_ERR_UNSUPPORTED in WebAssembly for more than 1. The threads stay awake for some tens of microseconds after a
 * step, waiting for the next, then sleep: ask for no more of them than there are cores. They run where their caller
 * may, and where there are processors enough not on the one on which he starts a step. Steps too small to be worth
 * sharing run on the caller's thread. */
FIT_NODISCARD fit_status fit_nn_pool_create(fit_nn_pool **out, unsigned threads, fit_error *error);
void fit_nn_pool_destroy(fit_nn_pool *pool);

/* For benchmarks: what each step (a layer after fusion) did. name: borrowed, e.g. "conv 3x3/2 128x128x3>64x64x32". */
typedef struct fit_nn_step_info {
    const char *name;
    uint64_t multiply_adds;
    uint64_t bytes; /* read and written, weights included */
} fit_nn_step_info;
size_t fit_nn_step_count(const fit_nn_model *model);
fit_nn_step_info fit_nn_step_info_get(const fit_nn_model *model, size_t step);
/* Runs one step; running 0..count-1 in order equals fit_nn_run. */
void fit_nn_run_step(const fit_nn_model *model, void *arena, fit_nn_pool *pool, size_t step);

#ifdef __cplusplus
}
#endif
#endif
