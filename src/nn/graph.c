/* From the file's operators to nodes: only what the wanted outputs need, constants folded. */
#include <stdlib.h>
#include <string.h>

#include "nn/constant.h"
#include "nn/model.h"

static bool name_is(const fit_nn_file *file, int32_t tensor, const char *name)
{
    const fit_nn_vector bytes = file->tensors[tensor].name;
    return bytes.count == strlen(name) && memcmp(file->reader.bytes + bytes.pos, name, bytes.count) == 0;
}

static fit_status find_output(fit_nn_build *build, const char *name, int32_t *tensor)
{
    fit_nn_file *file = &build->file;
    for (size_t i = 0; i < file->outputs.count; i++) {
        *tensor = fit_nn_vector_i32(&file->reader, file->outputs, i);
        if (name_is(file, *tensor, name))
            return FIT_OK;
    }
    fit_nn_reader_at(&file->reader, "model", FIT_NN_NO_INDEX);
    return fit_nn_reader_fail(&file->reader, FIT_ERR_NOT_FOUND, file->outputs.pos, "no output named \"%s\"", name);
}

static fit_status choose_outputs(fit_nn_build *build, const char *const *names, size_t n_names)
{
    fit_nn_file *file = &build->file;
    fit_nn_model *model = build->model;
    model->n_outputs = n_names ? n_names : file->outputs.count;
    fit_nn_reader_at(&file->reader, "model", FIT_NN_NO_INDEX);
    if (model->n_outputs > FIT_NN_MAX_PORTS)
        return fit_nn_reader_fail(&file->reader, FIT_ERR_LIMIT, file->outputs.pos, "%zu outputs", model->n_outputs);
    model->output_names = calloc(model->n_outputs + 1, sizeof *model->output_names);
    if (!model->output_names)
        return fit_nn_reader_fail(&file->reader, FIT_ERR_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < model->n_outputs; i++) {
        int32_t *output = &model->outputs[i];
        *output = n_names ? -1 : fit_nn_vector_i32(&file->reader, file->outputs, i);
        if (n_names && find_output(build, names[i], output) != FIT_OK)
            return file->reader.status;
        const fit_nn_tensor *tensor = &file->tensors[*output];
        fit_nn_reader_at(&file->reader, "tensor", (size_t)*output);
        if (tensor->name.count > FIT_NN_MAX_NAME)
            return fit_nn_reader_fail(&file->reader, FIT_ERR_LIMIT, tensor->pos, "name longer than %d",
                                      FIT_NN_MAX_NAME);
        if (tensor->type != FIT_NN_TYPE_FLOAT32)
            return fit_nn_reader_fail(&file->reader, FIT_ERR_UNSUPPORTED, tensor->pos, "output of type %d, not float32",
                                      tensor->type);
        memcpy(model->output_names[i], file->reader.bytes + tensor->name.pos, tensor->name.count);
    }
    return FIT_OK;
}

static fit_status take_inputs(fit_nn_build *build)
{
    fit_nn_file *file = &build->file;
    build->model->n_inputs = file->inputs.count;
    for (size_t i = 0; i < file->inputs.count; i++) {
        const int32_t input = fit_nn_vector_i32(&file->reader, file->inputs, i);
        const fit_nn_tensor *tensor = &file->tensors[input];
        fit_nn_reader_at(&file->reader, "tensor", (size_t)input);
        if (tensor->type != FIT_NN_TYPE_FLOAT32)
            return fit_nn_reader_fail(&file->reader, FIT_ERR_UNSUPPORTED, tensor->pos, "input of type %d, not float32",
                                      tensor->type);
        build->model->inputs[i] = input;
    }
    return FIT_OK;
}

/* needed[o]: operator o contributes to a wanted output. Producers stand before their readers, so one pass from the end
 * to the beginning is enough. */
static void walk_back(const fit_nn_build *build, bool *wanted, bool *needed)
{
    const fit_nn_file *file = &build->file;
    for (size_t i = 0; i < build->model->n_outputs; i++)
        wanted[build->model->outputs[i]] = true;
    for (size_t o = file->n_operators; o-- > 0;) {
        const fit_nn_operator *op = &file->operators[o];
        for (size_t i = 0; i < op->outputs.count; i++)
            needed[o] |= wanted[fit_nn_operator_output(file, op, i)];
        for (size_t i = 0; needed[o] && i < op->inputs.count; i++) {
            const int32_t input = fit_nn_operator_input(file, op, i);
            if (input >= 0)
                wanted[input] = true;
        }
    }
}

static bool prepare(fit_nn_build *build, size_t index, fit_nn_node *node)
{
    fit_nn_reader *reader = &build->file.reader;
    const fit_nn_operator *op = &build->file.operators[index];
    fit_nn_reader_at(reader, "operator", index);
    *node = (fit_nn_node){.index = index, .live = true, .residual = -1, .weights = -1, .bias = -1};
    node->operation = fit_nn_operation_find(op->builtin);
    node->output = fit_nn_operator_output(&build->file, op, 0);
    if (!node->operation) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_UNSUPPORTED, op->pos, "operator kind %d of the schema is unsupported",
                                 op->builtin);
        return false;
    }
    if (op->outputs.count != 1)
        return fit_nn_build_fail(build, node, FIT_ERR_UNSUPPORTED, "%zu outputs", op->outputs.count);
    if (op->options_type && op->options_type != node->operation->options_type)
        return fit_nn_build_fail(build, node, FIT_ERR_FORMAT, "options of another operator (%d)", op->options_type);
    if (!node->operation->prepare(build, node))
        return false;
    for (size_t i = 0; i < node->n_inputs; i++) {
        const int32_t source = build->source[node->input[i]];
        if (source >= 0 && !fit_nn_constant_check_floats(&build->file, source))
            return false;
    }
    return reader->status == FIT_OK; /* an option field may have been unreadable */
}

static fit_status prepare_needed(fit_nn_build *build, const bool *needed)
{
    fit_nn_model *model = build->model;
    for (size_t o = 0; o < build->file.n_operators; o++) {
        if (!needed[o])
            continue;
        fit_nn_node *node = &model->nodes[model->n_nodes];
        if (!prepare(build, o, node))
            return build->file.reader.status;
        if (build->source[node->output] < 0) /* else folded */
            model->n_nodes++;
    }
    for (size_t i = 0; i < model->n_outputs; i++) {
        const int32_t output = model->outputs[i];
        fit_nn_reader_at(&build->file.reader, "tensor", (size_t)output);
        if (build->source[output] >= 0)
            return fit_nn_reader_fail(&build->file.reader, FIT_ERR_UNSUPPORTED, build->file.tensors[output].pos,
                                      "output is a constant");
    }
    return FIT_OK;
}

static fit_status allocate(fit_nn_build *build)
{
    fit_nn_model *model = build->model;
    model->n_values = build->file.n_tensors;
    model->values = calloc(model->n_values + 1, sizeof *model->values);
    model->nodes = calloc(build->file.n_operators + 1, sizeof *model->nodes);
    build->source = calloc(model->n_values + 1, sizeof *build->source);
    if (!model->values || !model->nodes || !build->source)
        return fit_nn_reader_fail(&build->file.reader, FIT_ERR_MEMORY, 0, "out of memory");
    for (size_t i = 0; i < model->n_values; i++) {
        model->values[i].shape = build->file.tensors[i].shape;
        build->source[i] = build->file.tensors[i].constant ? (int32_t)i : -1;
    }
    return FIT_OK;
}

fit_status fit_nn_graph_build(fit_nn_build *build, const char *const *outputs, size_t n_outputs)
{
    fit_status status = choose_outputs(build, outputs, n_outputs);
    if (status == FIT_OK)
        status = take_inputs(build);
    if (status == FIT_OK)
        status = allocate(build);
    if (status != FIT_OK)
        return status;
    bool *wanted = calloc(build->file.n_tensors + 1, sizeof *wanted);
    bool *needed = calloc(build->file.n_operators + 1, sizeof *needed);
    if (wanted && needed) {
        walk_back(build, wanted, needed);
        status = prepare_needed(build, needed);
    } else {
        status = fit_nn_reader_fail(&build->file.reader, FIT_ERR_MEMORY, 0, "out of memory");
    }
    free(wanted);
    free(needed);
    return status;
}
