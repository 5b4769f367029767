#include "cli/common/faces.h"

#include "cli/common/file.h"
#include "cli/common/models.h"
#include "media/photo.h"

static const size_t MAX_PHOTO_BYTES = (size_t)256 << 20;

fit_status fit_faces_open(fit_faces *faces, const char *face_model, fit_error *error)
{
    const fit_status status = fit_models_face(&faces->models, face_model, error);
    return status == FIT_OK ? fit_face_scanner_create(&faces->scanner, faces->models, error) : status;
}

void fit_faces_close(fit_faces *faces)
{
    fit_pixels_deinit(&faces->photo);
    fit_face_scanner_destroy(faces->scanner);
    fit_face_models_destroy(faces->models);
    *faces = (fit_faces){0};
}

fit_status fit_faces_read(fit_faces *faces, const char *path, fit_face *face, size_t *n, fit_error *error)
{
    fit_buffer bytes;
    fit_status status = fit_file_read(path, MAX_PHOTO_BYTES, &bytes, error);
    if (status != FIT_OK)
        return status;
    status = fit_photo_decode_jpeg(&faces->photo, bytes.data, bytes.len, error);
    fit_buffer_deinit(&bytes);
    if (status != FIT_OK)
        return status;
    const fit_image view = fit_pixels_view(&faces->photo);
    status = fit_face_find(faces->scanner, &view, FIT_FACE_SEARCH_FAR, face, n);
    return status == FIT_OK ? FIT_OK : fit_fail(error, status, "%s", fit_status_name(status));
}

fit_status fit_faces_embed_found(fit_faces *faces, const fit_face *face, fit_face_embedding *embedding,
                                 fit_error *error)
{
    const fit_image view = fit_pixels_view(&faces->photo);
    const fit_status status = fit_face_embed(faces->scanner, &view, face, embedding);
    if (status == FIT_ERR_FORMAT)
        return fit_fail(error, status, "the weights that tell faces apart give no numbers for this photo");
    return status == FIT_OK ? FIT_OK : fit_fail(error, status, "%s", fit_status_name(status));
}

fit_status fit_faces_embed(fit_faces *faces, const char *path, const fit_face_limits *limits,
                           fit_face_embedding *embedding, fit_face_quality *quality, fit_error *error)
{
    fit_face face;
    size_t n;
    fit_status status = fit_faces_read(faces, path, &face, &n, error);
    if (status != FIT_OK)
        return status;
    if (n == 0)
        return fit_fail(error, FIT_ERR_NOT_FOUND, "no face is to be seen");
    if (n > 1)
        return fit_fail(error, FIT_ERR_CONFLICT, "%zu faces; it is not plain who is meant", n);
    const fit_image view = fit_pixels_view(&faces->photo);
    status = fit_face_judge(&view, &face, n, limits, quality);
    if (status != FIT_OK)
        return fit_fail(error, status, "%s", fit_status_name(status));
    return fit_faces_embed_found(faces, &face, embedding, error);
}
