/* One network of those that a tracker or a scanner runs in turns: a crop of a picture in, tensors out. */
#ifndef FIT_NETWORK_NETWORK_H
#define FIT_NETWORK_NETWORK_H

#include "aifit/image.h"
#include "aifit/nn.h"
#include "vision/sample.h"

enum { FIT_NETWORK_MAX_OUTPUTS = 4 };

/* What the product expects of a weight file. */
typedef struct fit_network_spec {
    const char *name; /* for messages */
    int32_t pictures; /* seen at once */
    fit_crop crop;    /* the input: pictures x height x width x 3, square */
    size_t n_outputs;
    const char *outputs[FIT_NETWORK_MAX_OUTPUTS];
    size_t elements[FIT_NETWORK_MAX_OUTPUTS]; /* of each output */
} fit_network_spec;

typedef struct fit_network {
    const fit_network_spec *spec; /* borrowed, static */
    fit_nn_model *model;          /* owned */
} fit_network;

/* The memory and threads of a run, shared by networks that run in turns. All zero is valid and empty. */
typedef struct fit_workspace {
    void *arena;       /* owned; as large as the largest network asks for */
    fit_nn_pool *pool; /* owned; NULL: the calling thread alone */
} fit_workspace;

/* bytes: the .tflite file, not referenced after return. Errors of fit_nn_model_create, and FIT_ERR_FORMAT when the
 * model's shapes are not those of spec. On failure *network needs no deinit. */
FIT_NODISCARD fit_status fit_network_init(fit_network *network, const fit_network_spec *spec, const void *bytes,
                                          size_t len_bytes, fit_nn_isa isa, fit_error *error);
void fit_network_deinit(fit_network *network);

/* Room for a run of any of the n networks. threads: 0 and 1 mean no pool. Errors: FIT_ERR_MEMORY and those of
 * fit_nn_pool_create; *work is to be deinitialised even then. */
FIT_NODISCARD fit_status fit_workspace_init(fit_workspace *work, const fit_network *const *networks, size_t n,
                                            unsigned threads, fit_error *error);
void fit_workspace_deinit(fit_workspace *work);

/* Writes the square roi of image (valid) into the first picture of the input, and returns the input, which holds until
 * the next run in work. */
float *fit_network_load(const fit_network *network, const fit_workspace *work, const fit_image *image,
                        const fit_roi *roi);

/* Runs the network on the input loaded before. Outputs then lie in work->arena until its next run. */
void fit_network_run(const fit_network *network, const fit_workspace *work);
const float *fit_network_output(const fit_network *network, const fit_workspace *work, size_t index);

#endif
