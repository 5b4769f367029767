#include "cli/common/models.h"

#include <stdio.h>

#include "cli/common/data_dir.h"
#include "cli/common/file.h"

static const size_t MAX_BYTES = (size_t)256 << 20; /* the largest known has 28 MB */

fit_status fit_models_read(const char *file, fit_buffer *out, fit_error *error)
{
    char data[PATH_MAX], name[64], path[PATH_MAX];
    snprintf(name, sizeof name, "models/%s", file);
    fit_status status = fit_data_dir_find(data, error);
    if (status == FIT_OK)
        status = fit_path_join(path, data, name, error);
    if (status != FIT_OK)
        return status;
    fit_error cause;
    status = fit_file_read(path, MAX_BYTES, out, &cause);
    if (status == FIT_ERR_NOT_FOUND)
        return fit_fail(error, status, "the weight file %.180s is missing; 'make build' fetches it", path);
    if (status != FIT_OK)
        return fit_fail(error, status, "%.150s: %.100s", path, cause.text);
    return FIT_OK;
}

fit_status fit_models_tracker(fit_tracker **out, const char *model, const fit_tracker_options *options,
                              fit_error *error)
{
    char file[64];
    snprintf(file, sizeof file, "pose_landmark_%s.tflite", model);
    fit_buffer detector, landmark;
    fit_status status = fit_models_read("pose_detection.tflite", &detector, error);
    if (status != FIT_OK)
        return status;
    status = fit_models_read(file, &landmark, error);
    if (status == FIT_OK) {
        status = fit_tracker_create(out, detector.data, detector.len, landmark.data, landmark.len, options, error);
        fit_buffer_deinit(&landmark);
    }
    fit_buffer_deinit(&detector);
    return status;
}
