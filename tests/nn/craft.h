/* Writes small .tflite files for tests: describe tensors and operators, then craft_write. */
#ifndef TESTS_NN_CRAFT_H
#define TESTS_NN_CRAFT_H

#include <stddef.h>
#include <stdint.h>

enum { CRAFT_FLOAT32 = 0, CRAFT_FLOAT16 = 1, CRAFT_INT32 = 2, CRAFT_INT8 = 9 };
enum { CRAFT_SAME = 0, CRAFT_VALID = 1 };
enum { CRAFT_NONE = 0, CRAFT_RELU = 1, CRAFT_RELU6 = 3 };
/* The schema's numbers of operators and of their options. */
enum {
    CRAFT_ADD = 0,
    CRAFT_CONCATENATION = 2,
    CRAFT_CONV = 3,
    CRAFT_DEPTHWISE = 4,
    CRAFT_DEPTH_TO_SPACE = 5,
    CRAFT_DEQUANTIZE = 6,
    CRAFT_LOGISTIC = 14,
    CRAFT_MAX_POOL = 17,
    CRAFT_MUL = 18,
    CRAFT_RELU_OP = 19,
    CRAFT_RELU6_OP = 21,
    CRAFT_RESHAPE = 22,
    CRAFT_RESIZE_BILINEAR = 23,
    CRAFT_SOFTMAX = 25, /* one that is not supported */
    CRAFT_PAD = 34,
    CRAFT_SUB = 41,
    CRAFT_PRELU = 54,
    CRAFT_ABS = 101,
    CRAFT_DENSIFY = 124,
};

enum {
    CRAFT_MAX_TENSORS = 32,
    CRAFT_MAX_OPERATORS = 16,
    CRAFT_MAX_OPERANDS = 20,
    CRAFT_MAX_OPTIONS = 8,
    CRAFT_MAX_DATA = 1 << 16,
    CRAFT_MAX_BYTES = 1 << 17,
};

/* One level of a sparse tensor; segments NULL: dense. */
typedef struct craft_level {
    int32_t size;
    const int32_t *segments;
    size_t n_segments;
    const int32_t *indices;
    size_t n_indices;
    uint8_t index_type; /* 1: int32, 2: uint16, 3: uint8 */
} craft_level;

typedef struct craft_sparsity {
    size_t n_levels;
    craft_level levels[8];
    int32_t traversal[8];
    size_t n_blocks;
    int32_t block_map[4];
} craft_sparsity;

typedef struct craft_tensor {
    const char *name;
    uint8_t type;
    int rank;
    int32_t dim[8];
    const void *data; /* NULL: not a constant; into the model's own copies */
    size_t data_bytes;
    const craft_sparsity *sparsity;
} craft_tensor;

typedef struct craft_option {
    unsigned field;
    size_t bytes; /* 1 or 4 */
    int32_t value;
} craft_option;

typedef struct craft_operator {
    int32_t builtin;
    int n_inputs;
    int32_t inputs[CRAFT_MAX_OPERANDS];
    int n_outputs;
    int32_t outputs[4];
    uint8_t options_type;
    int n_options;
    craft_option options[CRAFT_MAX_OPTIONS];
} craft_operator;

typedef struct craft {
    craft_tensor tensors[CRAFT_MAX_TENSORS];
    int n_tensors;
    craft_operator operators[CRAFT_MAX_OPERATORS];
    int n_operators;
    int32_t inputs[4];
    int n_inputs;
    int32_t outputs[8];
    int n_outputs;
    unsigned char data[CRAFT_MAX_DATA];
    size_t data_len;
    uint8_t bytes[CRAFT_MAX_BYTES]; /* written by craft_write */
    size_t len;
} craft;

#define CRAFT_DIMS(...) (const int32_t[]){__VA_ARGS__}, (int)(sizeof((const int32_t[]){__VA_ARGS__}) / 4)

/* Each returns the index of the new tensor. Data are copied. */
int craft_value(craft *c, const char *name, const int32_t *dims, int rank);
int craft_input(craft *c, const int32_t *dims, int rank);
int craft_floats(craft *c, const float *values, const int32_t *dims, int rank);
int craft_halves(craft *c, const uint16_t *values, size_t n, const int32_t *dims, int rank);
int craft_ints(craft *c, const int32_t *values, const int32_t *dims, int rank);
void craft_output(craft *c, int tensor);

/* Adds an operator with one output; inputs ends with CRAFT_END. */
enum { CRAFT_END = -2 };
#define CRAFT_INPUTS(...)                                                                                              \
    (const int32_t[])                                                                                                  \
    {                                                                                                                  \
        __VA_ARGS__, CRAFT_END                                                                                         \
    }
craft_operator *craft_op(craft *c, int32_t builtin, const int32_t *inputs, int output);
void craft_set(craft_operator *op, uint8_t options_type, unsigned field, size_t bytes, int32_t value);

/* Ready-made operators. bias: tensor or -1. */
craft_operator *craft_conv(craft *c, int in, int weights, int bias, int out, int padding, int stride, int activation);
craft_operator *craft_depthwise(craft *c, int in, int weights, int bias, int out, int padding, int stride,
                                int activation);
craft_operator *craft_pool(craft *c, int in, int out, int padding, int stride, int kernel);
craft_operator *craft_binary(craft *c, int32_t builtin, int a, int b, int out, int activation);

/* Writes the model's file into bytes[0, len). */
void craft_write(craft *c);

/* Deterministic numbers in [-1, 1). */
float craft_random(uint32_t *state);

#endif
