/* One network of the two that a tracker runs: a crop of a frame in, tensors out. */
#ifndef FIT_POSE_NETWORK_H
#define FIT_POSE_NETWORK_H

#include "aifit/image.h"
#include "aifit/nn.h"
#include "vision/sample.h"

enum { FIT_NETWORK_MAX_OUTPUTS = 4 };

/* What the product expects of a weight file. */
typedef struct fit_network_spec {
    const char *name; /* for messages */
    fit_crop crop;    /* the input: 1 x height x width x 3 */
    size_t n_outputs;
    const char *outputs[FIT_NETWORK_MAX_OUTPUTS];
    size_t elements[FIT_NETWORK_MAX_OUTPUTS]; /* of each output */
} fit_network_spec;

typedef struct fit_network {
    const fit_network_spec *spec; /* borrowed, static */
    fit_nn_model *model;          /* owned */
} fit_network;

/* The memory and threads of a run, shared by networks that run in turns. */
typedef struct fit_workspace {
    void *arena;       /* as large as the largest network asks for */
    fit_nn_pool *pool; /* may be NULL */
} fit_workspace;

/* bytes: the .tflite file, not referenced after return. Errors of fit_nn_model_create, and FIT_ERR_FORMAT when the
 * model's shapes are not those of spec. On failure *network needs no deinit. */
FIT_NODISCARD fit_status fit_network_init(fit_network *network, const fit_network_spec *spec, const void *bytes,
                                          size_t len_bytes, fit_nn_isa isa, fit_error *error);
void fit_network_deinit(fit_network *network);

/* Runs the network on the square roi of image (valid). Outputs then lie in work->arena until its next run. */
void fit_network_run(const fit_network *network, const fit_workspace *work, const fit_image *image, const fit_roi *roi);
const float *fit_network_output(const fit_network *network, const fit_workspace *work, size_t index);

#endif
