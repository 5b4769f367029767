/* One model with its arena, for benchmarks and for comparing outputs across runtimes. */
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "wasm/error.h"
#include "wasm/exports.h"

enum { MAX_OUTPUTS = 16 };

struct fit_wasm_model {
    fit_nn_model *nn;
    void *arena;
};

fit_wasm_model *fit_wasm_model_create(const void *bytes, size_t len_bytes, const char *outputs, size_t n_outputs)
{
    fit_error *error = fit_wasm_error_slot();
    const char *names[MAX_OUTPUTS];
    if (n_outputs > MAX_OUTPUTS) {
        (void)fit_fail(error, FIT_ERR_LIMIT, "at most %d outputs", MAX_OUTPUTS);
        return NULL;
    }
    for (size_t i = 0; i < n_outputs; i++) {
        names[i] = outputs;
        outputs += strlen(outputs) + 1;
    }
    fit_wasm_model *model = calloc(1, sizeof *model);
    if (!model) {
        (void)fit_fail(error, FIT_ERR_MEMORY, "out of memory");
        return NULL;
    }
    if (fit_nn_model_create(&model->nn, bytes, len_bytes, names, n_outputs, FIT_NN_ISA_AUTO, error) != FIT_OK)
        goto fail;
    model->arena = fit_pages_alloc(fit_nn_arena_bytes(model->nn));
    if (!model->arena) {
        (void)fit_fail(error, FIT_ERR_MEMORY, "out of memory");
        goto fail;
    }
    return model;
fail:
    fit_wasm_model_destroy(model);
    return NULL;
}

void fit_wasm_model_destroy(fit_wasm_model *model)
{
    if (!model)
        return;
    fit_nn_model_destroy(model->nn);
    free(model->arena);
    free(model);
}

float *fit_wasm_model_input(fit_wasm_model *model, size_t index)
{
    return fit_nn_input(model->nn, model->arena, index);
}

size_t fit_wasm_model_input_elements(const fit_wasm_model *model, size_t index)
{
    return fit_nn_input_shape(model->nn, index)->elements;
}

const float *fit_wasm_model_output(const fit_wasm_model *model, size_t index)
{
    return fit_nn_output(model->nn, model->arena, index);
}

size_t fit_wasm_model_output_elements(const fit_wasm_model *model, size_t index)
{
    return fit_nn_output_shape(model->nn, index)->elements;
}

void fit_wasm_model_run(fit_wasm_model *model)
{
    fit_nn_run(model->nn, model->arena, NULL);
}

double fit_wasm_model_multiply_adds(const fit_wasm_model *model)
{
    return (double)fit_nn_multiply_adds(model->nn);
}

const char *fit_wasm_model_isa(const fit_wasm_model *model)
{
    return fit_nn_isa_name(fit_nn_model_isa(model->nn));
}

size_t fit_wasm_model_step_count(const fit_wasm_model *model)
{
    return fit_nn_step_count(model->nn);
}

const char *fit_wasm_model_step_name(const fit_wasm_model *model, size_t step)
{
    return fit_nn_step_info_get(model->nn, step).name;
}

double fit_wasm_model_step_multiply_adds(const fit_wasm_model *model, size_t step)
{
    return (double)fit_nn_step_info_get(model->nn, step).multiply_adds;
}

void fit_wasm_model_step_run(fit_wasm_model *model, size_t step)
{
    fit_nn_run_step(model->nn, model->arena, NULL, step);
}
