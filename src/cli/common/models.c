#include "cli/common/models.h"

#include <stdio.h>

#include "cli/common/data_dir.h"

static const size_t MAX_BYTES = (size_t)256 << 20; /* the largest known has 28 MB */

static fit_status map_path(const char *path, fit_mapping *out, fit_error *error)
{
    fit_error cause;
    const fit_status status = fit_file_map(path, MAX_BYTES, out, &cause);
    return status == FIT_OK ? FIT_OK : fit_fail(error, status, "%.150s: %.100s", path, cause.text);
}

fit_status fit_models_map(const char *file, fit_mapping *out, fit_error *error)
{
    char data[PATH_MAX], name[64], path[PATH_MAX];
    snprintf(name, sizeof name, "models/%s", file);
    fit_status status = fit_data_dir_find(data, error);
    if (status == FIT_OK)
        status = fit_path_join(path, data, name, error);
    if (status != FIT_OK)
        return status;
    status = map_path(path, out, error);
    if (status == FIT_ERR_NOT_FOUND)
        return fit_fail(error, status, "the weight file %.180s is missing; 'make build' fetches it", path);
    return status;
}

fit_status fit_models_tracker(fit_tracker **out, const char *model, const fit_tracker_options *options,
                              fit_error *error)
{
    char file[64];
    snprintf(file, sizeof file, "pose_landmark_%s.tflite", model);
    fit_mapping detector, landmark;
    fit_status status = fit_models_map("pose_detection.tflite", &detector, error);
    if (status != FIT_OK)
        return status;
    status = fit_models_map(file, &landmark, error);
    if (status == FIT_OK) {
        status = fit_tracker_create(out, detector.data, detector.len, landmark.data, landmark.len, options, error);
        fit_file_unmap(&landmark);
    }
    fit_file_unmap(&detector);
    return status;
}

fit_status fit_models_face(fit_face_models **out, const char *embedder, fit_error *error)
{
    enum { DETECTOR, MESH, EMBEDDER, N_FILES };
    fit_mapping bytes[N_FILES] = {0};
    fit_status status = fit_models_map("face_detection_short_range.tflite", &bytes[DETECTOR], error);
    if (status == FIT_OK)
        status = fit_models_map("face_landmark.tflite", &bytes[MESH], error);
    if (status == FIT_OK)
        status = embedder ? map_path(embedder, &bytes[EMBEDDER], error)
                          : fit_models_map("MobileFaceNet.tflite", &bytes[EMBEDDER], error);
    if (status == FIT_OK) {
        const fit_face_weights weights = {
            .detector = bytes[DETECTOR].data,
            .detector_len_bytes = bytes[DETECTOR].len,
            .mesh = bytes[MESH].data,
            .mesh_len_bytes = bytes[MESH].len,
            .embedder = bytes[EMBEDDER].data,
            .embedder_len_bytes = bytes[EMBEDDER].len,
        };
        fit_error cause;
        status = fit_face_models_create(out, &weights, &cause);
        if (status != FIT_OK && embedder)
            (void)fit_fail(error, status, "%.160s (--face-model %.60s)", cause.text, embedder);
        else if (status != FIT_OK)
            (void)fit_fail(error, status, "%s", cause.text);
    }
    for (int i = 0; i < N_FILES; i++)
        fit_file_unmap(&bytes[i]);
    return status;
}
