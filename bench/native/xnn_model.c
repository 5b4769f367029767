#include "xnn_model.h"

#include <math.h>
#include <pthreadpool.h>
#include <stdlib.h>
#include <string.h>
#include <xnnpack.h>

struct xnn_model {
    const graph *g;
    xnn_subgraph_t subgraph;
    pthreadpool_t pool; /* NULL: the calling thread alone */
    xnn_runtime_t runtime;
    uint32_t *value;                  /* XNNPACK's number of each tensor */
    float **external;                 /* memory of each external tensor, NULL for others */
    float *output[GRAPH_MAX_OUTPUTS]; /* parts joined */
};

static void check(enum xnn_status status, const char *what)
{
    if (status != xnn_status_success) {
        die("XNNPACK refuses", what);
    }
}

/* Mirrors the external values' numbering: the input is 0, then come the parts of the outputs. */
static uint32_t external_id(const graph *g, uint32_t tensor)
{
    uint32_t id = 0;
    if (tensor == g->input) {
        return id;
    }
    for (size_t k = 0; k < g->n_outputs; k++) {
        for (size_t part = 0; part < g->output[k].parts; part++) {
            id++;
            if (g->output[k].part[part] == tensor) {
                return id;
            }
        }
    }
    return XNN_INVALID_VALUE_ID;
}

static void define_tensors(xnn_model *model)
{
    const graph *g = model->g;
    for (uint32_t t = 0; t < g->n_tensors; t++) {
        const graph_tensor *tensor = &g->tensor[t];
        uint32_t id = external_id(g, t);
        uint32_t flags = 0;
        if (id != XNN_INVALID_VALUE_ID) {
            flags = t == g->input ? XNN_VALUE_FLAG_EXTERNAL_INPUT : XNN_VALUE_FLAG_EXTERNAL_OUTPUT;
            model->external[t] = calloc(graph_elements(tensor) + XNN_EXTRA_BYTES, sizeof(float));
        }
        check(xnn_define_tensor_value(model->subgraph, xnn_datatype_fp32, tensor->rank, tensor->dim, tensor->constant,
                                      id, flags, &model->value[t]),
              "a tensor");
    }
}

/* number: input, filter, bias, output, same padding, stride y x, dilation y x, activation. */
static enum xnn_status define_convolution(xnn_model *model, const int *number, int depthwise)
{
    const graph_tensor *filter = &model->g->tensor[number[1]];
    const uint32_t *value = model->value;
    size_t channels = model->g->tensor[number[0]].dim[3];
    uint32_t height = (uint32_t)filter->dim[1], width = (uint32_t)filter->dim[2];
    uint32_t stride_y = (uint32_t)number[5], stride_x = (uint32_t)number[6];
    uint32_t dilation_y = (uint32_t)number[7], dilation_x = (uint32_t)number[8];
    uint32_t flags = number[4] ? XNN_FLAG_TENSORFLOW_SAME_PADDING : 0;
    float low = number[9] ? 0 : -INFINITY, high = number[9] == 6 ? 6 : INFINITY;
    if (depthwise) {
        return xnn_define_depthwise_convolution_2d(model->subgraph, 0, 0, 0, 0, height, width, stride_y, stride_x,
                                                   dilation_y, dilation_x, (uint32_t)(filter->dim[3] / channels),
                                                   channels, low, high, value[number[0]], value[number[1]],
                                                   value[number[2]], value[number[3]], flags);
    }
    return xnn_define_convolution_2d(model->subgraph, 0, 0, 0, 0, height, width, stride_y, stride_x, dilation_y,
                                     dilation_x, 1, channels, filter->dim[0], low, high, value[number[0]],
                                     value[number[1]], value[number[2]], value[number[3]], flags);
}

/* number: input, output, then before and after each dimension. */
static enum xnn_status define_pad(xnn_model *model, const int *number)
{
    size_t before[GRAPH_MAX_RANK], after[GRAPH_MAX_RANK];
    for (size_t k = 0; k < model->g->tensor[number[0]].rank; k++) {
        before[k] = (size_t)number[2 + 2 * k];
        after[k] = (size_t)number[3 + 2 * k];
    }
    return xnn_define_static_constant_pad(model->subgraph, before, after, 0, model->value[number[0]],
                                          model->value[number[1]], 0);
}

/* number: input, output, align corners, half-pixel centres; neither is TensorFlow's legacy sampling. */
static enum xnn_status define_resize(xnn_model *model, const int *number)
{
    const size_t *to = model->g->tensor[number[1]].dim;
    uint32_t flags = number[2] ? XNN_FLAG_ALIGN_CORNERS : number[3] ? 0 : XNN_FLAG_TENSORFLOW_LEGACY_MODE;
    return xnn_define_static_resize_bilinear_2d(model->subgraph, to[1], to[2], model->value[number[0]],
                                                model->value[number[1]], flags);
}

/* number: input, output, same padding, stride y x, window y x. */
static enum xnn_status define_max_pool(xnn_model *model, const int *number)
{
    return xnn_define_max_pooling_2d(model->subgraph, 0, 0, 0, 0, (uint32_t)number[5], (uint32_t)number[6],
                                     (uint32_t)number[3], (uint32_t)number[4], 1, 1, -INFINITY, INFINITY,
                                     model->value[number[0]], model->value[number[1]],
                                     number[2] ? XNN_FLAG_TENSORFLOW_SAME_PADDING : 0);
}

static void define_operator(xnn_model *model, const graph_operator *op)
{
    const int *number = op->number;
    const uint32_t *value = model->value;
    enum xnn_status status = xnn_status_unsupported_parameter;
    if (strcmp(op->kind, "CONV_2D") == 0) {
        status = define_convolution(model, number, 0);
    } else if (strcmp(op->kind, "DEPTHWISE_CONV_2D") == 0) {
        status = define_convolution(model, number, 1);
    } else if (strcmp(op->kind, "ADD") == 0) {
        status = xnn_define_add2(model->subgraph, number[3] ? 0 : -INFINITY, number[3] == 6 ? 6 : INFINITY,
                                 value[number[0]], value[number[1]], value[number[2]], 0);
    } else if (strcmp(op->kind, "PAD") == 0) {
        status = define_pad(model, number);
    } else if (strcmp(op->kind, "RESIZE_BILINEAR") == 0) {
        status = define_resize(model, number);
    } else if (strcmp(op->kind, "MAX_POOL_2D") == 0) {
        status = define_max_pool(model, number);
    } else if (strcmp(op->kind, "LOGISTIC") == 0) {
        status = xnn_define_sigmoid(model->subgraph, value[number[0]], value[number[1]], 0);
    } else if (strcmp(op->kind, "DEPTH_TO_SPACE") == 0) {
        status = xnn_define_depth_to_space(model->subgraph, value[number[0]], value[number[1]], (uint32_t)number[2], 0);
    }
    check(status, op->kind);
}

static void set_up(xnn_model *model)
{
    const graph *g = model->g;
    struct xnn_external_value values[1 + GRAPH_MAX_OUTPUTS * GRAPH_MAX_PARTS];
    size_t n = 0;
    for (uint32_t t = 0; t < g->n_tensors; t++) {
        if (model->external[t]) {
            values[n++] = (struct xnn_external_value){model->value[t], model->external[t]};
        }
    }
    check(xnn_setup_runtime(model->runtime, n, values), "the memory");
}

xnn_model *xnn_model_create(const graph *g, unsigned threads)
{
    check(xnn_initialize(NULL), "this CPU");
    xnn_model *model = calloc(1, sizeof *model);
    model->g = g;
    model->pool = threads > 1 ? pthreadpool_create(threads) : NULL;
    model->value = calloc(g->n_tensors, sizeof *model->value);
    model->external = calloc(g->n_tensors, sizeof *model->external);
    uint32_t externals = 1;
    for (size_t k = 0; k < g->n_outputs; k++) {
        size_t elements = 0;
        for (size_t part = 0; part < g->output[k].parts; part++) {
            elements += graph_elements(&g->tensor[g->output[k].part[part]]);
        }
        model->output[k] = calloc(elements, sizeof(float));
        externals += (uint32_t)g->output[k].parts;
    }
    check(xnn_create_subgraph(externals, 0, &model->subgraph), "the graph");
    define_tensors(model);
    for (size_t k = 0; k < g->n_operators; k++) {
        define_operator(model, &g->op[k]);
    }
    /* The detector's weights are sparse, but XNN_FLAG_SPARSE_INFERENCE leaves its time (and its result) as it is. */
    check(xnn_create_runtime_v2(model->subgraph, model->pool, 0, &model->runtime), "the plan");
    set_up(model);
    return model;
}

void xnn_model_destroy(xnn_model *model)
{
    xnn_delete_runtime(model->runtime);
    xnn_delete_subgraph(model->subgraph);
    pthreadpool_destroy(model->pool);
    for (size_t t = 0; t < model->g->n_tensors; t++) {
        free(model->external[t]);
    }
    for (size_t k = 0; k < model->g->n_outputs; k++) {
        free(model->output[k]);
    }
    free(model->external);
    free(model->value);
    free(model);
}

float *xnn_model_input(xnn_model *model)
{
    return model->external[model->g->input];
}

void xnn_model_run(xnn_model *model)
{
    check(xnn_invoke_runtime(model->runtime), "to run");
    for (size_t k = 0; k < model->g->n_outputs; k++) {
        float *at = model->output[k];
        for (size_t part = 0; part < model->g->output[k].parts; part++) {
            uint32_t tensor = model->g->output[k].part[part];
            size_t elements = graph_elements(&model->g->tensor[tensor]);
            memcpy(at, model->external[tensor], elements * sizeof(float));
            at += elements;
        }
    }
}

const float *xnn_model_output(const xnn_model *model, size_t k)
{
    return model->output[k];
}
