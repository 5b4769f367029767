#include "network/network.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/pages.h"

static bool shapes_fit(const fit_nn_model *model, const fit_network_spec *spec)
{
    if (fit_nn_input_count(model) != 1)
        return false;
    const fit_nn_shape *in = fit_nn_input_shape(model, 0);
    bool fit = in->rank == 4 && in->dim[0] == spec->pictures && in->dim[1] == spec->crop.height &&
               in->dim[2] == spec->crop.width && in->dim[3] == 3;
    for (size_t i = 0; i < spec->n_outputs; i++)
        fit = fit && fit_nn_output_shape(model, i)->elements == spec->elements[i];
    return fit;
}

fit_status fit_network_init(fit_network *network, const fit_network_spec *spec, const void *bytes, size_t len_bytes,
                            fit_nn_isa isa, fit_error *error)
{
    fit_nn_model *model = NULL;
    fit_error cause;
    const fit_status status =
        fit_nn_model_create(&model, bytes, len_bytes, spec->outputs, spec->n_outputs, isa, &cause);
    if (status != FIT_OK && status != FIT_ERR_NOT_FOUND) /* an output is missing */
        return fit_fail(error, status, "weights of the %s: %s", spec->name, cause.text);
    if (status != FIT_OK || !shapes_fit(model, spec)) {
        fit_nn_model_destroy(model);
        return fit_fail(error, FIT_ERR_FORMAT, "these weights are not those of the %s", spec->name);
    }
    *network = (fit_network){.spec = spec, .model = model};
    return FIT_OK;
}

void fit_network_deinit(fit_network *network)
{
    fit_nn_model_destroy(network->model);
    network->model = NULL;
}

fit_status fit_workspace_init(fit_workspace *work, const fit_network *const *networks, size_t n, unsigned threads,
                              fit_error *error)
{
    size_t arena_bytes = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t bytes = fit_nn_arena_bytes(networks[i]->model);
        if (bytes > arena_bytes)
            arena_bytes = bytes;
    }
    *work = (fit_workspace){.arena = fit_pages_alloc(arena_bytes)};
    if (!work->arena)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory for the networks (%zu bytes)", arena_bytes);
    return threads > 1 ? fit_nn_pool_create(&work->pool, threads, error) : FIT_OK;
}

void fit_workspace_deinit(fit_workspace *work)
{
    fit_nn_pool_destroy(work->pool);
    free(work->arena);
    *work = (fit_workspace){0};
}

float *fit_network_load(const fit_network *network, const fit_workspace *work, const fit_image *image,
                        const fit_roi *roi)
{
    const fit_crop *crop = &network->spec->crop;
    assert(crop->width == crop->height);
    float *input = fit_nn_input(network->model, work->arena, 0);
    const fit_affine to_image = fit_roi_to_image(roi, (float)crop->width);
    fit_crop_sample(crop, image, &to_image, input);
    return input;
}

void fit_network_run(const fit_network *network, const fit_workspace *work)
{
    fit_nn_run(network->model, work->arena, work->pool);
}

const float *fit_network_output(const fit_network *network, const fit_workspace *work, size_t index)
{
    return fit_nn_output(network->model, work->arena, index);
}
