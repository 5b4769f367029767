/* Lays out all weights in one block: packed for the kernels, and constants that nodes read as they are. */
#include <stdlib.h>

#include "base/checked.h"
#include "base/pages.h"
#include "nn/constant.h"
#include "nn/model.h"

enum { MAX_WEIGHT_BYTES = 1 << 29 };
/* A file must not grow without bound when it is expanded: float16 doubles, sparsity and the kernels' tiles may give a
 * few tens more. Small files get a floor. */
enum { MAX_GROWTH = 64, GROWTH_FLOOR_BYTES = 1 << 20 };

enum { ALIGN_FLOATS = FIT_NN_ARENA_ALIGN / sizeof(float) };

static bool add_aligned(size_t *total, size_t floats)
{
    size_t aligned;
    return fit_align_size(floats, ALIGN_FLOATS, &aligned) && fit_add_size(*total, aligned, total);
}

/* Floats of the block; value_at[v]: where a constant operand goes, or SIZE_MAX; node_at[n] likewise packed weights. */
static bool lay_out(const fit_nn_build *build, size_t *value_at, size_t *node_at, size_t *total)
{
    const fit_nn_model *model = build->model;
    bool good = true;
    *total = 0;
    for (size_t v = 0; v < model->n_values; v++)
        value_at[v] = SIZE_MAX;
    for (size_t i = 0; i < model->n_nodes && good; i++) {
        const fit_nn_node *node = &model->nodes[i];
        if (node->operation->packed_floats) {
            node_at[i] = *total;
            good = add_aligned(total, node->operation->packed_floats(model->kernels, &node->window));
        }
        for (size_t k = 0; k <= node->n_inputs && good; k++) {
            const int32_t operand = k < node->n_inputs ? node->input[k] : node->residual;
            if (operand < 0 || build->source[operand] < 0 || value_at[operand] != SIZE_MAX)
                continue;
            value_at[operand] = *total;
            good = add_aligned(total, model->values[operand].shape.elements);
        }
    }
    return good && fit_mul_size(*total, sizeof(float), total);
}

static size_t most_weight_bytes(const fit_nn_build *build)
{
    size_t bytes;
    if (!fit_mul_size(build->file.reader.len, MAX_GROWTH, &bytes) || bytes > MAX_WEIGHT_BYTES)
        return MAX_WEIGHT_BYTES;
    return bytes < GROWTH_FLOOR_BYTES ? GROWTH_FLOOR_BYTES : bytes;
}

static size_t elements_of(const fit_nn_build *build, int32_t tensor)
{
    return tensor >= 0 ? build->model->values[tensor].shape.elements : 0;
}

/* Room for the expanded weights and bias of any one node; NULL: no memory. */
static float *expansion_create(const fit_nn_build *build)
{
    size_t most = 1;
    for (size_t i = 0; i < build->model->n_nodes; i++) {
        const fit_nn_node *node = &build->model->nodes[i];
        const size_t own = elements_of(build, node->weights) + elements_of(build, node->bias);
        if (node->operation->pack && own > most)
            most = own;
    }
    return fit_pages_alloc(most * sizeof(float));
}

static void pack_node(const fit_nn_build *build, fit_nn_node *node, float *expansion, float *packed)
{
    float *bias = node->bias >= 0 ? expansion + elements_of(build, node->weights) : NULL;
    fit_nn_constant_floats(&build->file, build->source[node->weights], expansion);
    if (bias)
        fit_nn_constant_floats(&build->file, build->source[node->bias], bias);
    node->operation->pack(build->model->kernels, &node->window, expansion, bias, packed);
    node->packed = packed;
}

static bool fill(const fit_nn_build *build, const size_t *value_at, const size_t *node_at)
{
    fit_nn_model *model = build->model;
    float *expansion = expansion_create(build);
    if (!expansion)
        return false;
    for (size_t v = 0; v < model->n_values; v++) {
        if (value_at[v] == SIZE_MAX)
            continue;
        fit_nn_constant_floats(&build->file, build->source[v], model->weights + value_at[v]);
        model->values[v].constant = model->weights + value_at[v];
    }
    for (size_t i = 0; i < model->n_nodes; i++)
        if (model->nodes[i].operation->pack)
            pack_node(build, &model->nodes[i], expansion, model->weights + node_at[i]);
    free(expansion);
    return true;
}

fit_status fit_nn_pack(fit_nn_build *build)
{
    fit_nn_model *model = build->model;
    fit_nn_reader *reader = &build->file.reader;
    size_t *value_at = calloc(model->n_values + 1, sizeof *value_at);
    size_t *node_at = calloc(model->n_nodes + 1, sizeof *node_at);
    bool good = value_at && node_at;
    fit_nn_reader_at(reader, "model", FIT_NN_NO_INDEX);
    if (good &&
        (!lay_out(build, value_at, node_at, &model->weight_bytes) || model->weight_bytes > most_weight_bytes(build))) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_LIMIT, 0, "weights of more than %zu bytes", most_weight_bytes(build));
    } else if (good) {
        model->weights = fit_pages_alloc(model->weight_bytes + FIT_NN_ARENA_ALIGN);
        good = model->weights && fill(build, value_at, node_at);
    }
    if (!good)
        (void)fit_nn_reader_fail(reader, FIT_ERR_MEMORY, 0, "out of memory");
    free(value_at);
    free(node_at);
    return reader->status;
}
