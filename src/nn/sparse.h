/* TensorFlow Lite's block-sparse tensors.
 *
 * A tensor is a tree with one level a dimension, in traversal order; dimensions cut into blocks have a second level
 * further down. A dense level has all its children; a sparse one (CSR) lists, for node i of the level above, the
 * children indices[segments[i]] .. indices[segments[i + 1] - 1]. The leaves, in order, are the stored values. */
#ifndef FIT_NN_SPARSE_H
#define FIT_NN_SPARSE_H

#include "nn/tflite.h"

enum { FIT_NN_MAX_LEVELS = 2 * FIT_NN_MAX_RANK };

typedef struct fit_nn_sparse_indexes {
    fit_nn_vector values;
    uint8_t type; /* of the schema's union SparseIndexVector */
} fit_nn_sparse_indexes;

typedef struct fit_nn_sparse_level {
    bool compressed;
    size_t size;   /* children of a dense node; the bound of indices */
    size_t stride; /* between neighbouring children, in elements of the dense tensor */
    fit_nn_sparse_indexes segments, indices;
} fit_nn_sparse_level;

typedef struct fit_nn_sparse {
    size_t n_levels;
    fit_nn_sparse_level level[FIT_NN_MAX_LEVELS];
} fit_nn_sparse;

/* Verifies the whole tree: values is the number of leaves. */
FIT_NODISCARD fit_status fit_nn_sparse_read(fit_nn_reader *reader, const fit_nn_tensor *tensor, size_t values,
                                            fit_nn_sparse *sparse);

/* Writes all elements of the dense tensor. data: the leaves, float16 (half) or float32. */
void fit_nn_sparse_expand(const fit_nn_reader *reader, const fit_nn_sparse *sparse, const uint8_t *data, bool half,
                          float *out, size_t elements);

#endif
