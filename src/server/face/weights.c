#include "server/face/weights.h"

#include <inttypes.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "server/file.h"

enum { MAX_BYTES = 64 << 20, PATH_CAP = 4096 };
enum { DETECTOR, MESH, EMBEDDER, FILES };

/* The first bits of a hash of the embedding network: the others only say where a face is. */
static void identify(const char *path, const fit_buffer *weights, fit_face_weights_id *id)
{
    unsigned char hash[crypto_generichash_BYTES_MIN];
    char copy[PATH_CAP];
    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)weights->data, weights->len, NULL, 0);
    memcpy(&id->number, hash, sizeof id->number);
    id->number = (id->number & INT64_MAX) | 1;
    snprintf(copy, sizeof copy, "%s", path);
    snprintf(id->name, sizeof id->name, "%.50s %016" PRIx64, basename(copy), (uint64_t)id->number);
}

static fit_status read_all(const fit_config *config, fit_buffer files[FILES], fit_error *error)
{
    static const char *const names[] = {
        [DETECTOR] = "face_detection_short_range.tflite", [MESH] = "face_landmark.tflite"};
    fit_status status = FIT_OK;
    for (int i = DETECTOR; i <= MESH && status == FIT_OK; i++) {
        char path[PATH_CAP];
        snprintf(path, sizeof path, "%s/models/%s", config->data_dir, names[i]);
        status = fit_server_read_file(path, &files[i], error);
    }
    return status == FIT_OK ? fit_server_read_file(config->face_model, &files[EMBEDDER], error) : status;
}

fit_status fit_face_weights_load(const fit_config *config, fit_face_models **models, fit_face_weights_id *id,
                                 fit_error *error)
{
    fit_buffer files[FILES];
    for (int i = 0; i < FILES; i++)
        fit_buffer_init(&files[i], MAX_BYTES);
    fit_status status = read_all(config, files, error);
    if (status == FIT_OK) {
        const fit_face_weights weights = {
            .detector = files[DETECTOR].data,
            .detector_len_bytes = files[DETECTOR].len,
            .mesh = files[MESH].data,
            .mesh_len_bytes = files[MESH].len,
            .embedder = files[EMBEDDER].data,
            .embedder_len_bytes = files[EMBEDDER].len,
        };
        identify(config->face_model, &files[EMBEDDER], id);
        status = fit_face_models_create(models, &weights, error);
    }
    for (int i = 0; i < FILES; i++)
        fit_buffer_deinit(&files[i]);
    return status;
}
