/* Faces in photo files. */
#ifndef FIT_CLI_FACES_H
#define FIT_CLI_FACES_H

#include "face/quality.h"
#include "media/pixels.h"

/* What a command keeps to read faces with. All zero is valid and empty. */
typedef struct fit_faces {
    fit_face_models *models;
    fit_face_scanner *scanner;
    fit_pixels photo; /* the one read last */
} fit_faces;

/* The option of the commands that measure faces, into a field of theirs. */
#define FIT_FACE_MODEL_OPTION(into)                                                                                    \
    {"face-model", "FILE", "other weights that tell faces apart (default: those beside the program)", into}

/* Reads the weights; face_model: what that option gave, or NULL. Errors of fit_models_face and fit_face_scanner_create;
 * *faces is to be closed even then. */
FIT_NODISCARD fit_status fit_faces_open(fit_faces *faces, const char *face_model, fit_error *error);
void fit_faces_close(fit_faces *faces);

/* Decodes the JPEG photo at path into faces->photo and finds the largest face in it and how many there are, as
 * fit_face_find does: FIT_OK even without any.
 * Errors of fit_file_read and fit_photo_decode_jpeg; the text does not repeat the path. */
FIT_NODISCARD fit_status fit_faces_read(fit_faces *faces, const char *path, fit_face *face, size_t *n,
                                        fit_error *error);

/* Whose the face is that fit_faces_read found. FIT_ERR_FORMAT: the weights give no finite numbers. */
FIT_NODISCARD fit_status fit_faces_embed_found(fit_faces *faces, const fit_face *face, fit_face_embedding *embedding,
                                               fit_error *error);

/* Both, of a photo of one person. FIT_ERR_NOT_FOUND: no face; FIT_ERR_CONFLICT: several. quality: by limits. */
FIT_NODISCARD fit_status fit_faces_embed(fit_faces *faces, const char *path, const fit_face_limits *limits,
                                         fit_face_embedding *embedding, fit_face_quality *quality, fit_error *error);

#endif
