#include "face/scanner.h"

#include <stdlib.h>

fit_status fit_face_models_create(fit_face_models **out, const fit_face_weights *weights, fit_error *error)
{
    fit_face_models *models = calloc(1, sizeof *models);
    if (!models)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory for the face models");
    fit_status status = fit_network_init(&models->detector, &fit_face_detector_spec, weights->detector,
                                         weights->detector_len_bytes, FIT_NN_ISA_AUTO, error);
    if (status == FIT_OK)
        status = fit_network_init(&models->mesh, &fit_face_mesh_spec, weights->mesh, weights->mesh_len_bytes,
                                  FIT_NN_ISA_AUTO, error);
    if (status == FIT_OK)
        status = fit_network_init(&models->embedder, &fit_face_embedder_spec, weights->embedder,
                                  weights->embedder_len_bytes, FIT_NN_ISA_AUTO, error);
    if (status == FIT_OK)
        *out = models;
    else
        fit_face_models_destroy(models);
    return status;
}

void fit_face_models_destroy(fit_face_models *models)
{
    if (!models)
        return;
    fit_network_deinit(&models->embedder);
    fit_network_deinit(&models->mesh);
    fit_network_deinit(&models->detector);
    free(models);
}

fit_status fit_face_scanner_create(fit_face_scanner **out, const fit_face_models *models, fit_error *error)
{
    fit_face_scanner *scanner = calloc(1, sizeof *scanner);
    if (!scanner)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory for a face scanner");
    scanner->models = models;
    const fit_network *const networks[] = {&models->detector, &models->mesh, &models->embedder};
    const fit_status status =
        fit_workspace_init(&scanner->work, networks, sizeof networks / sizeof *networks, 1, error);
    if (status == FIT_OK)
        *out = scanner;
    else
        fit_face_scanner_destroy(scanner);
    return status;
}

void fit_face_scanner_destroy(fit_face_scanner *scanner)
{
    if (!scanner)
        return;
    fit_workspace_deinit(&scanner->work);
    free(scanner);
}
