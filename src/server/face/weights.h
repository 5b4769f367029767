/* The weight files of the networks for faces, as the configuration names them. */
#ifndef FIT_SERVER_FACE_WEIGHTS_H
#define FIT_SERVER_FACE_WEIGHTS_H

#include "aifit/face.h"
#include "server/config.h"

/* Templates made with other weights have another number and are never compared. */
typedef struct fit_face_weights_id {
    int64_t number; /* above 0 */
    char name[80];  /* for people */
} fit_face_weights_id;

/* *models: freed with fit_face_models_destroy. FIT_ERR_NOT_FOUND: a file is not there; errors of
 * fit_face_models_create. */
FIT_NODISCARD fit_status fit_face_weights_load(const fit_config *config, fit_face_models **models,
                                               fit_face_weights_id *id, fit_error *error);

#endif
