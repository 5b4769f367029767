/* A hostile .tflite file: made into a model, and run when that is cheap. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aifit/nn.h"

/* So that no input takes long; vector kernels need some 200 KB of scratch. */
enum { MAX_ARENA_BYTES = 1 << 19, MAX_MULTIPLY_ADDS = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(const fit_nn_model *model)
{
    const size_t len = fit_nn_arena_bytes(model);
    if (len == 0 || len > MAX_ARENA_BYTES || fit_nn_multiply_adds(model) > MAX_MULTIPLY_ADDS)
        return;
    void *arena = aligned_alloc(FIT_NN_ARENA_ALIGN, len);
    if (!arena)
        return;
    memset(arena, 0, len);
    for (size_t step = 0; step < fit_nn_step_count(model); step++)
        if (fit_nn_step_info_get(model, step).bytes > 0)
            fit_nn_run_step(model, arena, NULL, step);
    for (size_t i = 0; i < fit_nn_output_count(model); i++) {
        volatile float last = fit_nn_output(model, arena, i)[fit_nn_output_shape(model, i)->elements - 1];
        (void)last;
    }
    free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fit_nn_model *model = NULL;
    fit_error error;
    if (fit_nn_model_create(&model, data, size, NULL, 0, FIT_NN_ISA_AUTO, &error) == FIT_OK) {
        run(model);
        fit_nn_model_destroy(model);
    }
    return 0;
}
