#include "nn/tflite.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Field numbers of the schema's tables, in the order they are declared there. */
enum { MODEL_VERSION = 0, MODEL_OPERATOR_CODES = 1, MODEL_SUBGRAPHS = 2, MODEL_BUFFERS = 4 };
enum { CODE_OLD_BUILTIN = 0, CODE_BUILTIN = 3 };
enum { GRAPH_TENSORS = 0, GRAPH_INPUTS = 1, GRAPH_OUTPUTS = 2, GRAPH_OPERATORS = 3 };
enum {
    TENSOR_SHAPE = 0,
    TENSOR_TYPE = 1,
    TENSOR_BUFFER = 2,
    TENSOR_NAME = 3,
    TENSOR_VARIABLE = 5,
    TENSOR_SPARSITY = 6
};
enum { BUFFER_DATA = 0, BUFFER_OFFSET = 1 };
enum { OPERATOR_CODE = 0, OPERATOR_INPUTS = 1, OPERATOR_OUTPUTS = 2, OPERATOR_OPTIONS_TYPE = 3, OPERATOR_OPTIONS = 4 };

enum { SCHEMA_VERSION = 3 };

bool fit_nn_shape_equal(const fit_nn_shape *a, const fit_nn_shape *b)
{
    return a->rank == b->rank && memcmp(a->dim, b->dim, (size_t)a->rank * sizeof a->dim[0]) == 0;
}

int32_t fit_nn_operator_input(const fit_nn_file *file, const fit_nn_operator *op, size_t i)
{
    return i < op->inputs.count ? fit_nn_vector_i32(&file->reader, op->inputs, i) : -1;
}

int32_t fit_nn_operator_output(const fit_nn_file *file, const fit_nn_operator *op, size_t i)
{
    return fit_nn_vector_i32(&file->reader, op->outputs, i);
}

static void read_shape(fit_nn_reader *r, const fit_nn_table *table, fit_nn_shape *shape)
{
    const fit_nn_vector dims = fit_nn_field_vector(r, table, TENSOR_SHAPE, 4);
    if (dims.count > FIT_NN_MAX_RANK) {
        (void)fit_nn_reader_fail(r, FIT_ERR_LIMIT, dims.pos, "rank %zu, at most %d", dims.count, FIT_NN_MAX_RANK);
        return;
    }
    shape->rank = (int32_t)dims.count;
    shape->elements = 1;
    for (size_t i = 0; i < dims.count; i++) {
        const int32_t dim = fit_nn_vector_i32(r, dims, i);
        if (dim < 1) {
            (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, dims.pos + 4 * i, "size %d of dimension %zu", dim, i);
            return;
        }
        shape->dim[i] = dim;
        if (!fit_mul_size(shape->elements, (size_t)dim, &shape->elements) || shape->elements > FIT_NN_MAX_ELEMENTS) {
            (void)fit_nn_reader_fail(r, FIT_ERR_LIMIT, dims.pos, "more than %d elements", FIT_NN_MAX_ELEMENTS);
            return;
        }
    }
}

static void read_tensor(fit_nn_reader *r, const fit_nn_table *table, fit_nn_vector buffers, fit_nn_tensor *tensor)
{
    tensor->pos = table->pos;
    tensor->type = fit_nn_field_u8(r, table, TENSOR_TYPE, FIT_NN_TYPE_FLOAT32);
    tensor->variable = fit_nn_field_u8(r, table, TENSOR_VARIABLE, 0) != 0;
    tensor->name = fit_nn_field_vector(r, table, TENSOR_NAME, 1);
    tensor->sparsity = fit_nn_field_table(r, table, TENSOR_SPARSITY);
    read_shape(r, table, &tensor->shape);
    const uint32_t buffer = (uint32_t)fit_nn_field_i32(r, table, TENSOR_BUFFER, 0);
    if (r->status != FIT_OK)
        return;
    if (buffer >= buffers.count) {
        (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, table->pos, "buffer %u of %zu", buffer, buffers.count);
        return;
    }
    const fit_nn_table holder = fit_nn_vector_table(r, buffers, buffer);
    tensor->data = fit_nn_field_vector(r, &holder, BUFFER_DATA, 1);
    tensor->constant = tensor->data.count > 0;
    /* Files past 2 GB keep data behind the FlatBuffer; offset 1 is the schema's placeholder for "not so". */
    if (fit_nn_field_u64(r, &holder, BUFFER_OFFSET, 0) > 1)
        (void)fit_nn_reader_fail(r, FIT_ERR_UNSUPPORTED, holder.pos, "data outside the FlatBuffer");
}

/* The vector of a subgraph or operator that lists tensors, each index at least lowest. */
static fit_nn_vector read_indexes(fit_nn_reader *r, const fit_nn_table *table, unsigned field, size_t max,
                                  int32_t lowest, size_t n_tensors)
{
    const fit_nn_vector indexes = fit_nn_field_vector(r, table, field, 4);
    if (indexes.count > max)
        (void)fit_nn_reader_fail(r, FIT_ERR_LIMIT, indexes.pos, "%zu tensors listed, at most %zu", indexes.count, max);
    for (size_t i = 0; i < indexes.count && r->status == FIT_OK; i++) {
        const int32_t index = fit_nn_vector_i32(r, indexes, i);
        if (index < lowest || index >= (int32_t)n_tensors)
            (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, indexes.pos + 4 * i, "tensor %d of %zu", index, n_tensors);
    }
    return r->status == FIT_OK ? indexes : (fit_nn_vector){0};
}

static void read_operator(fit_nn_file *file, const fit_nn_table *table, fit_nn_vector codes, fit_nn_operator *op)
{
    fit_nn_reader *r = &file->reader;
    op->pos = table->pos;
    const uint32_t code = (uint32_t)fit_nn_field_i32(r, table, OPERATOR_CODE, 0);
    if (r->status == FIT_OK && code >= codes.count)
        (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, table->pos, "operator code %u of %zu", code, codes.count);
    if (r->status != FIT_OK)
        return;
    const fit_nn_table entry = fit_nn_vector_table(r, codes, code);
    /* Numbers up to 127 stand in the old byte-wide field, in files of every age; the wider field holds 0 or the same.
     */
    const int32_t old = fit_nn_field_u8(r, &entry, CODE_OLD_BUILTIN, 0);
    const int32_t wide = fit_nn_field_i32(r, &entry, CODE_BUILTIN, 0);
    op->builtin = wide > old ? wide : old;
    op->options_type = fit_nn_field_u8(r, table, OPERATOR_OPTIONS_TYPE, 0);
    op->options = fit_nn_field_table(r, table, OPERATOR_OPTIONS);
    op->inputs = read_indexes(r, table, OPERATOR_INPUTS, FIT_NN_MAX_OPERANDS, -1, file->n_tensors);
    op->outputs = read_indexes(r, table, OPERATOR_OUTPUTS, FIT_NN_MAX_PORTS, 0, file->n_tensors);
    if (r->status == FIT_OK && op->outputs.count == 0)
        (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, table->pos, "no output");
}

/* available[t]: tensor t has a value before the operator in hand runs. */
static void check_order(fit_nn_file *file, const fit_nn_operator *op, bool *available)
{
    fit_nn_reader *r = &file->reader;
    for (size_t i = 0; i < op->inputs.count; i++) {
        const int32_t input = fit_nn_operator_input(file, op, i);
        if (input >= 0 && !available[input]) {
            (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, op->pos, "reads tensor %d, which has no value yet", input);
            return;
        }
    }
    for (size_t i = 0; i < op->outputs.count; i++) {
        const int32_t output = fit_nn_operator_output(file, op, i);
        if (available[output]) {
            (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, op->pos, "writes tensor %d, which has a value", output);
            return;
        }
        available[output] = true;
    }
}

static void read_ports(fit_nn_file *file, const fit_nn_table *graph, bool *available)
{
    fit_nn_reader *r = &file->reader;
    fit_nn_reader_at(r, "subgraph", FIT_NN_NO_INDEX);
    file->inputs = read_indexes(r, graph, GRAPH_INPUTS, FIT_NN_MAX_PORTS, 0, file->n_tensors);
    file->outputs = read_indexes(r, graph, GRAPH_OUTPUTS, FIT_NN_MAX_PORTS, 0, file->n_tensors);
    for (size_t i = 0; i < file->n_tensors; i++)
        available[i] = file->tensors[i].constant;
    for (size_t i = 0; i < file->inputs.count; i++) {
        const int32_t input = fit_nn_vector_i32(r, file->inputs, i);
        if (available[input]) {
            (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, file->inputs.pos + 4 * i,
                                     "input tensor %d is a constant or listed twice", input);
            return;
        }
        available[input] = true;
    }
}

static void read_graph(fit_nn_file *file, const fit_nn_table *model, const fit_nn_table *graph, bool *available)
{
    fit_nn_reader *r = &file->reader;
    const fit_nn_vector codes = fit_nn_field_vector(r, model, MODEL_OPERATOR_CODES, 4);
    const fit_nn_vector buffers = fit_nn_field_vector(r, model, MODEL_BUFFERS, 4);
    const fit_nn_vector tensors = fit_nn_field_vector(r, graph, GRAPH_TENSORS, 4);
    const fit_nn_vector operators = fit_nn_field_vector(r, graph, GRAPH_OPERATORS, 4);
    for (size_t i = 0; i < file->n_tensors && r->status == FIT_OK; i++) {
        fit_nn_reader_at(r, "tensor", i);
        const fit_nn_table table = fit_nn_vector_table(r, tensors, i);
        read_tensor(r, &table, buffers, &file->tensors[i]);
    }
    read_ports(file, graph, available);
    for (size_t i = 0; i < file->n_operators && r->status == FIT_OK; i++) {
        fit_nn_reader_at(r, "operator", i);
        const fit_nn_table table = fit_nn_vector_table(r, operators, i);
        read_operator(file, &table, codes, &file->operators[i]);
        if (r->status == FIT_OK)
            check_order(file, &file->operators[i], available);
    }
    for (size_t i = 0; i < file->outputs.count && r->status == FIT_OK; i++) {
        fit_nn_reader_at(r, "output", i);
        const int32_t output = fit_nn_vector_i32(r, file->outputs, i);
        if (!available[output])
            (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, file->outputs.pos, "nothing computes tensor %d", output);
    }
}

/* Counts of the first subgraph, within the limits. */
static fit_nn_table read_counts(fit_nn_file *file, const fit_nn_table *model)
{
    fit_nn_reader *r = &file->reader;
    const int32_t version = fit_nn_field_i32(r, model, MODEL_VERSION, 0);
    if (version != SCHEMA_VERSION)
        (void)fit_nn_reader_fail(r, FIT_ERR_UNSUPPORTED, model->pos, "schema version %d, not %d", version,
                                 SCHEMA_VERSION);
    const fit_nn_vector graphs = fit_nn_field_vector(r, model, MODEL_SUBGRAPHS, 4);
    if (graphs.count < 1)
        (void)fit_nn_reader_fail(r, FIT_ERR_FORMAT, model->pos, "no subgraph");
    if (r->status != FIT_OK)
        return (fit_nn_table){0};
    const fit_nn_table graph = fit_nn_vector_table(r, graphs, 0);
    file->n_tensors = fit_nn_field_vector(r, &graph, GRAPH_TENSORS, 4).count;
    file->n_operators = fit_nn_field_vector(r, &graph, GRAPH_OPERATORS, 4).count;
    if (file->n_tensors > FIT_NN_MAX_TENSORS || file->n_operators > FIT_NN_MAX_OPERATORS)
        (void)fit_nn_reader_fail(r, FIT_ERR_LIMIT, graph.pos, "%zu tensors and %zu operators, at most %d and %d",
                                 file->n_tensors, file->n_operators, FIT_NN_MAX_TENSORS, FIT_NN_MAX_OPERATORS);
    return graph;
}

fit_status fit_nn_file_init(fit_nn_file *file, const void *bytes, size_t len_bytes, fit_error *error)
{
    *file = (fit_nn_file){0};
    if (len_bytes > FIT_NN_MAX_FILE_BYTES)
        return fit_fail(error, FIT_ERR_LIMIT, "model of %zu bytes, at most %d", len_bytes, FIT_NN_MAX_FILE_BYTES);
    fit_nn_reader *r = &file->reader;
    fit_nn_reader_init(r, bytes, len_bytes, error);
    const fit_nn_table model = fit_nn_root(r, "TFL3");
    const fit_nn_table graph = r->status == FIT_OK ? read_counts(file, &model) : (fit_nn_table){0};
    if (r->status != FIT_OK)
        return r->status;
    bool *available = calloc(file->n_tensors + 1, sizeof *available);
    file->tensors = calloc(file->n_tensors + 1, sizeof *file->tensors);
    file->operators = calloc(file->n_operators + 1, sizeof *file->operators);
    if (available && file->tensors && file->operators)
        read_graph(file, &model, &graph, available);
    else
        (void)fit_nn_reader_fail(r, FIT_ERR_MEMORY, graph.pos, "out of memory");
    free(available);
    if (r->status != FIT_OK)
        fit_nn_file_deinit(file);
    return r->status;
}

void fit_nn_file_deinit(fit_nn_file *file)
{
    free(file->tensors);
    free(file->operators);
    file->tensors = NULL;
    file->operators = NULL;
}
