/* Merges nodes where one kernel call can do the work of two, and drops what is then without a reader. */
#include <stdlib.h>

#include "nn/model.h"

typedef struct fusion {
    fit_nn_model *model;
    fit_nn_node **producer; /* by value; NULL: input or constant */
    size_t *n_readers;      /* by value; a model output counts as one */
} fusion;

static void count_readers(fusion *f)
{
    fit_nn_model *model = f->model;
    for (size_t i = 0; i < model->n_outputs; i++)
        f->n_readers[model->outputs[i]]++;
    for (size_t i = 0; i < model->n_nodes; i++) {
        const fit_nn_node *node = &model->nodes[i];
        for (size_t k = 0; k < node->n_inputs; k++)
            f->n_readers[node->input[k]]++;
    }
}

/* A window may read zeros around the image where a PAD would have written them. Only borders narrower than the kernel,
 * so that every window still touches the image. */
static void fuse_padding(fusion *f, fit_nn_node *node)
{
    const fit_nn_node *pad = f->producer[node->input[0]];
    if (!pad || pad->operation->builtin != FIT_NN_PAD)
        return;
    fit_window *w = &node->window;
    const int32_t *before = pad->pad.before;
    const int32_t *after = pad->pad.after;
    if (before[0] || after[0] || before[3] || after[3] || before[1] + w->pad_top >= w->kernel_h ||
        before[2] + w->pad_left >= w->kernel_w || after[1] >= w->kernel_h || after[2] >= w->kernel_w)
        return;
    w->in_h -= before[1] + after[1];
    w->in_w -= before[2] + after[2];
    w->pad_top += before[1];
    w->pad_left += before[2];
    f->n_readers[node->input[0]]--;
    node->input[0] = pad->input[0];
    f->n_readers[node->input[0]]++;
}

/* The node that alone is read for value, when its activation is still free and it has all of traits. */
static fit_nn_node *mergeable(const fusion *f, int32_t value, unsigned traits)
{
    fit_nn_node *node = f->producer[value];
    if (!node || f->n_readers[value] != 1 || (node->operation->traits & traits) != traits ||
        node->window.activation != FIT_ACT_NONE)
        return NULL;
    return node;
}

static void fuse_activation(fusion *f, fit_nn_node *relu)
{
    fit_nn_node *node = mergeable(f, relu->input[0], FIT_NN_TAKES_ACTIVATION);
    if (!node)
        return;
    node->window.activation = relu->operation->builtin == FIT_NN_RELU6 ? FIT_ACT_RELU6 : FIT_ACT_RELU;
    node->output = relu->output;
    f->producer[node->output] = node;
    relu->live = false;
}

/* The merged node stands where the ADD stood, since only there both operands are known to exist. */
static void fuse_residual(fusion *f, fit_nn_node *add)
{
    const fit_nn_value *values = f->model->values;
    if (!fit_nn_shape_equal(&values[add->input[0]].shape, &values[add->input[1]].shape))
        return;
    fit_nn_node *first = mergeable(f, add->input[0], FIT_NN_TAKES_RESIDUAL);
    fit_nn_node *second = mergeable(f, add->input[1], FIT_NN_TAKES_RESIDUAL);
    first = first && first->residual < 0 ? first : NULL;
    second = second && second->residual < 0 ? second : NULL;
    fit_nn_node *node = !first || (second && second > first) ? second : first; /* the later one, which moves least */
    if (!node)
        return;
    const int32_t other = node == first ? add->input[1] : add->input[0];
    const int32_t output = add->output;
    const fit_activation activation = add->window.activation;
    node->live = false;
    *add = *node;
    add->live = true;
    add->residual = other;
    add->output = output;
    add->window.activation = activation;
    f->producer[output] = add;
}

static void merge(fusion *f)
{
    for (size_t i = 0; i < f->model->n_nodes; i++) {
        fit_nn_node *node = &f->model->nodes[i];
        f->producer[node->output] = node;
        if (node->operation->traits & FIT_NN_TAKES_PADDING)
            fuse_padding(f, node);
        else if (node->operation->builtin == FIT_NN_RELU || node->operation->builtin == FIT_NN_RELU6)
            fuse_activation(f, node);
        else if (node->operation->builtin == FIT_NN_ADD)
            fuse_residual(f, node);
    }
}

/* Keeps the live nodes whose output somebody reads. */
static void sweep(fusion *f)
{
    fit_nn_model *model = f->model;
    size_t kept = 0;
    for (size_t i = 0; i < model->n_nodes; i++)
        if (model->nodes[i].live && f->n_readers[model->nodes[i].output] > 0)
            model->nodes[kept++] = model->nodes[i];
    model->n_nodes = kept;
}

fit_status fit_nn_fuse(fit_nn_build *build)
{
    fit_nn_model *model = build->model;
    fusion f = {
        .model = model,
        .producer = calloc(model->n_values + 1, sizeof(fit_nn_node *)),
        .n_readers = calloc(model->n_values + 1, sizeof(size_t)),
    };
    fit_status status = FIT_OK;
    if (f.producer && f.n_readers) {
        count_readers(&f);
        merge(&f);
        sweep(&f);
    } else {
        status = fit_nn_reader_fail(&build->file.reader, FIT_ERR_MEMORY, 0, "out of memory");
    }
    free(f.producer);
    free(f.n_readers);
    return status;
}
