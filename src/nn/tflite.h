/* A .tflite file, verified: its tensors, operators, inputs and outputs, with every index and product checked.
 *
 * Facts are from the public TensorFlow Lite schema (version 3). Only the first subgraph is read. After
 * fit_nn_file_init succeeded: every tensor index below is in range (-1 only where an operator omits an optional
 * input), every shape has rank and sizes within the limits, every operator reads only tensors that exist by then, and
 * every tensor is produced at most once. Views borrow the file's bytes. */
#ifndef FIT_NN_TFLITE_H
#define FIT_NN_TFLITE_H

#include "aifit/nn.h"
#include "nn/flatbuffer.h"

enum {
    FIT_NN_MAX_FILE_BYTES = 1 << 29,
    FIT_NN_MAX_TENSORS = 8192,
    FIT_NN_MAX_OPERATORS = 4096,
    FIT_NN_MAX_OPERANDS = 16, /* inputs of one operator */
    FIT_NN_MAX_PORTS = 64,    /* inputs or outputs of the model */
    FIT_NN_MAX_NAME = 255,
    /* Elements of a tensor: keeps any product of two of its sizes within int32 and its bytes within a gibibyte. */
    FIT_NN_MAX_ELEMENTS = 1 << 28,
};

/* Numbers of the schema's TensorType that this program computes with. */
enum { FIT_NN_TYPE_FLOAT32 = 0, FIT_NN_TYPE_FLOAT16 = 1, FIT_NN_TYPE_INT32 = 2 };

typedef struct fit_nn_tensor {
    fit_nn_shape shape;
    uint8_t type;
    bool variable;
    bool constant;         /* data holds its value */
    fit_nn_vector data;    /* bytes */
    fit_nn_table sparsity; /* absent: dense */
    fit_nn_vector name;    /* bytes, printable or not */
    size_t pos;            /* of its table, for error texts */
} fit_nn_tensor;

typedef struct fit_nn_operator {
    int32_t builtin; /* number of the schema's BuiltinOperator */
    fit_nn_vector inputs;
    fit_nn_vector outputs; /* at least one */
    uint8_t options_type;  /* of the schema's union BuiltinOptions; 0: none */
    fit_nn_table options;  /* absent: all defaults */
    size_t pos;
} fit_nn_operator;

typedef struct fit_nn_file {
    fit_nn_reader reader;
    fit_nn_tensor *tensors; /* owned */
    size_t n_tensors;
    fit_nn_operator *operators; /* owned, each after the producers of its inputs */
    size_t n_operators;
    fit_nn_vector inputs;
    fit_nn_vector outputs;
} fit_nn_file;

/* Reads and verifies. bytes must outlive file. On failure there is nothing to deinit. */
FIT_NODISCARD fit_status fit_nn_file_init(fit_nn_file *file, const void *bytes, size_t len_bytes, fit_error *error);
void fit_nn_file_deinit(fit_nn_file *file);

/* Tensor index of an operator's i-th input, -1 where it is omitted or i is beyond the end. */
int32_t fit_nn_operator_input(const fit_nn_file *file, const fit_nn_operator *op, size_t i);
/* Of its i-th output, which exists. */
int32_t fit_nn_operator_output(const fit_nn_file *file, const fit_nn_operator *op, size_t i);

bool fit_nn_shape_equal(const fit_nn_shape *a, const fit_nn_shape *b);

#endif
