/* The inside of a model: an ordered list of nodes over numbered values, and how a node is built and run.
 *
 * Making a model is a line of stations, each in its own file: tflite.c reads and verifies, graph.c keeps what the
 * outputs need and lets each operation prepare its node, fuse.c merges nodes, plan.c places values in the arena,
 * pack.c lays out the weights. From then on everything here is constant and unchecked. */
#ifndef FIT_NN_MODEL_H
#define FIT_NN_MODEL_H

#include "nn/kernels/kernels.h"
#include "nn/tflite.h"

typedef struct fit_nn_build fit_nn_build;
typedef struct fit_nn_node fit_nn_node;
typedef struct fit_nn_frame fit_nn_frame;

/* Numbers of the schema's BuiltinOperator. */
enum {
    FIT_NN_ADD = 0,
    FIT_NN_CONCATENATION = 2,
    FIT_NN_CONV_2D = 3,
    FIT_NN_DEPTHWISE_CONV_2D = 4,
    FIT_NN_DEPTH_TO_SPACE = 5,
    FIT_NN_DEQUANTIZE = 6,
    FIT_NN_LOGISTIC = 14,
    FIT_NN_MAX_POOL_2D = 17,
    FIT_NN_MUL = 18,
    FIT_NN_RELU = 19,
    FIT_NN_RELU6 = 21,
    FIT_NN_RESHAPE = 22,
    FIT_NN_RESIZE_BILINEAR = 23,
    FIT_NN_PAD = 34,
    FIT_NN_SUB = 41,
    FIT_NN_PRELU = 54,
    FIT_NN_ABS = 101,
    FIT_NN_DENSIFY = 124,
};

/* What fusing and planning may do with a node. */
enum {
    FIT_NN_TAKES_PADDING = 1,    /* a PAD before it becomes part of its window */
    FIT_NN_TAKES_ACTIVATION = 2, /* a RELU after it becomes its window's activation */
    FIT_NN_TAKES_RESIDUAL = 4,   /* an ADD after it becomes its residual */
    FIT_NN_OVER_FIRST_INPUT = 8, /* the output may take the place of the first input */
    FIT_NN_OVER_SECOND_INPUT = 16,
    FIT_NN_OVER_RESIDUAL = 32,
};

/* One kind of operator; one or a few of them a file (op_*.c), listed in ops.c. */
typedef struct fit_nn_operation {
    int32_t builtin;
    uint8_t options_type; /* number in the schema's union BuiltinOptions */
    unsigned traits;
    const char *name;  /* as in the schema */
    const char *label; /* short, for step names */
    /* Verifies the operator completely and fills the node; on false the reader holds the error. */
    bool (*prepare)(fit_nn_build *build, fit_nn_node *node);
    /* Floats of packed weights, and packing them. NULL: the operation has none. weights are dense, with the zeros that
     * a sparse tensor leaves out, so that packing can see how sparse they are. */
    size_t (*packed_floats)(const fit_nn_kernels *kernels, const fit_window *window);
    void (*pack)(const fit_nn_kernels *kernels, const fit_window *window, const float *weights, const float *bias,
                 float *packed);
    /* Computes units begin..end-1 of node->units. NULL: there is nothing to run, so the node vanishes in planning. */
    void (*eval)(const fit_nn_node *node, const fit_nn_frame *frame, size_t begin, size_t end);
} fit_nn_operation;

struct fit_nn_node {
    const fit_nn_operation *operation;
    size_t index; /* of the operator in the file */
    bool live;
    int32_t input[FIT_NN_MAX_OPERANDS]; /* values read by a run; constants among them are expanded as they are */
    size_t n_inputs;
    int32_t residual; /* value added before the activation, or -1 */
    int32_t output;
    int32_t weights, bias; /* constant tensors to be packed, or -1 */
    fit_window window;     /* geometry, where the operation has one; the activation of any */
    union {
        struct {
            int half_pixel, align_corners;
        } resize;
        struct {
            int32_t before[FIT_NN_MAX_RANK];
            int32_t after[FIT_NN_MAX_RANK];
        } pad;
        int32_t block; /* of DEPTH_TO_SPACE */
        int32_t axis;  /* of CONCATENATION */
    };
    size_t units; /* of work, which a pool shares: lines or pixels of the output, or groups of its channels */
    const float *packed;
    uint64_t multiply_adds;
    char name[176];
};

/* A tensor at run time. */
typedef struct fit_nn_value {
    fit_nn_shape shape;
    const float *constant; /* or NULL: lies in the arena */
    size_t offset;         /* floats from the start of the arena */
} fit_nn_value;

struct fit_nn_model {
    const fit_nn_kernels *kernels;
    fit_nn_node *nodes; /* owned, in order of execution */
    size_t n_nodes;
    fit_nn_value *values; /* owned, numbered as the file's tensors */
    size_t n_values;
    int32_t inputs[FIT_NN_MAX_PORTS];
    size_t n_inputs;
    int32_t outputs[FIT_NN_MAX_PORTS];
    char (*output_names)[FIT_NN_MAX_NAME + 1]; /* owned */
    size_t n_outputs;
    float *weights; /* owned, aligned to FIT_NN_ARENA_ALIGN: packed weights and constants */
    size_t weight_bytes;
    size_t scratch_offset; /* of the calling thread's scratch, at the end of the arena; floats */
    size_t arena_bytes;
};

/* Exists only while a model is made. */
struct fit_nn_build {
    fit_nn_file file;
    fit_nn_model *model;
    int32_t *source; /* by tensor: the tensor whose data are its constant value, or -1: computed by a run */
};

/* What a node's eval works on. */
struct fit_nn_frame {
    const fit_nn_model *model;
    float *arena;
    float *scratch;
};

static inline const float *fit_nn_value_read(const fit_nn_frame *frame, int32_t value)
{
    const fit_nn_value *v = &frame->model->values[value];
    return v->constant ? v->constant : frame->arena + v->offset;
}

/* NULL: the node has none. */
static inline const float *fit_nn_residual_read(const fit_nn_frame *frame, const fit_nn_node *node)
{
    return node->residual >= 0 ? fit_nn_value_read(frame, node->residual) : NULL;
}

static inline float *fit_nn_value_write(const fit_nn_frame *frame, int32_t value)
{
    return frame->arena + frame->model->values[value].offset;
}

/* The operation of a builtin number, or NULL. */
const fit_nn_operation *fit_nn_operation_find(int32_t builtin);

/* Fails the build with "operator 12 (CONV_2D) at byte ..: text". Returns false. */
bool fit_nn_build_fail(fit_nn_build *build, const fit_nn_node *node, fit_status status, const char *format, ...)
    FIT_PRINTF(4, 5);

/* Bytes of scratch that each thread needs to run the node. */
size_t fit_nn_node_scratch_bytes(const fit_nn_model *model, const fit_nn_node *node);

/* Writes the node's name as fit_nn_step_info gives it. */
void fit_nn_node_describe(const fit_nn_model *model, fit_nn_node *node);

/* Stations of fit_nn_model_create, in this order; on failure the build's reader holds status and error. */
FIT_NODISCARD fit_status fit_nn_graph_build(fit_nn_build *build, const char *const *outputs, size_t n_outputs);
FIT_NODISCARD fit_status fit_nn_fuse(fit_nn_build *build);
FIT_NODISCARD fit_status fit_nn_plan(fit_nn_build *build);
FIT_NODISCARD fit_status fit_nn_pack(fit_nn_build *build);

#endif
