#include "nn/model.h"

#include <assert.h>
#include <stdlib.h>

static fit_status build_model(fit_nn_build *build, const char *const *outputs, size_t n_outputs)
{
    fit_status status = fit_nn_graph_build(build, outputs, n_outputs);
    if (status == FIT_OK)
        status = fit_nn_fuse(build);
    if (status == FIT_OK)
        status = fit_nn_plan(build);
    if (status == FIT_OK)
        status = fit_nn_pack(build);
    for (size_t i = 0; status == FIT_OK && i < build->model->n_nodes; i++)
        fit_nn_node_describe(build->model, &build->model->nodes[i]);
    return status;
}

fit_status fit_nn_model_create(fit_nn_model **out, const void *bytes, size_t len_bytes, const char *const *outputs,
                               size_t n_outputs, fit_nn_isa isa, fit_error *error)
{
    if (!out || (!bytes && len_bytes) || (!outputs && n_outputs) || isa >= FIT_NN_ISA_COUNT)
        return fit_fail(error, FIT_ERR_ARG, "NULL, or no instruction set");
    const fit_nn_kernels *kernels = fit_nn_kernels_get(isa);
    if (!kernels)
        return fit_fail(error, FIT_ERR_UNSUPPORTED, "no kernels for %s here", fit_nn_isa_name(isa));
    fit_nn_build build = {0};
    fit_status status = fit_nn_file_init(&build.file, bytes, len_bytes, error);
    if (status != FIT_OK)
        return status;
    build.model = calloc(1, sizeof *build.model);
    if (build.model) {
        build.model->kernels = kernels;
        status = build_model(&build, outputs, n_outputs);
    } else {
        status = fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    }
    free(build.source);
    fit_nn_file_deinit(&build.file);
    if (status == FIT_OK)
        *out = build.model;
    else
        fit_nn_model_destroy(build.model);
    return status;
}

void fit_nn_model_destroy(fit_nn_model *model)
{
    if (!model)
        return;
    free(model->weights);
    free(model->output_names);
    free(model->values);
    free(model->nodes);
    free(model);
}

fit_nn_isa fit_nn_model_isa(const fit_nn_model *model)
{
    return model->kernels->isa;
}

size_t fit_nn_arena_bytes(const fit_nn_model *model)
{
    return model->arena_bytes;
}

size_t fit_nn_weight_bytes(const fit_nn_model *model)
{
    return model->weight_bytes;
}

uint64_t fit_nn_multiply_adds(const fit_nn_model *model)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < model->n_nodes; i++)
        sum += model->nodes[i].multiply_adds;
    return sum;
}

size_t fit_nn_input_count(const fit_nn_model *model)
{
    return model->n_inputs;
}

size_t fit_nn_output_count(const fit_nn_model *model)
{
    return model->n_outputs;
}

const fit_nn_shape *fit_nn_input_shape(const fit_nn_model *model, size_t index)
{
    assert(index < model->n_inputs);
    return &model->values[model->inputs[index]].shape;
}

const fit_nn_shape *fit_nn_output_shape(const fit_nn_model *model, size_t index)
{
    assert(index < model->n_outputs);
    return &model->values[model->outputs[index]].shape;
}

const char *fit_nn_output_name(const fit_nn_model *model, size_t index)
{
    assert(index < model->n_outputs);
    return model->output_names[index];
}

float *fit_nn_input(const fit_nn_model *model, void *arena, size_t index)
{
    assert(index < model->n_inputs);
    return fit_nn_value_write(&(fit_nn_frame){.model = model, .arena = arena}, model->inputs[index]);
}

const float *fit_nn_output(const fit_nn_model *model, const void *arena, size_t index)
{
    assert(index < model->n_outputs);
    const float *floats = arena;
    return floats + model->values[model->outputs[index]].offset;
}
