/* Places every run-time value in the arena, so that values share memory when they never live at the same time.
 *
 * Values that are the same memory form a group: a RESHAPE's output and its input; an output that may overwrite an input
 * nobody reads again. Groups are placed largest first, each at the lowest offset where nothing that lives at the same
 * time lies (the greedy planner of TensorFlow Lite and XNNPACK). Time is the number of the node, from 1; the model's
 * inputs live from 0 and its outputs until after the last node. */
#include <stdlib.h>

#include "base/checked.h"
#include "nn/model.h"

/* Offsets must fit a 32-bit WebAssembly memory with room for all else. */
enum { MAX_ARENA_BYTES = 1 << 30 };

typedef struct group {
    size_t bytes;
    size_t first, last; /* both inclusive */
    size_t offset;
} group;

typedef struct plan {
    fit_nn_model *model;
    size_t *last_read; /* by value: time */
    group **group_of;  /* by value; NULL: a constant, or not computed */
    group *groups;
    size_t n_groups;
    group **by_size;   /* all groups */
    group **by_offset; /* those already placed */
} plan;

static void find_last_reads(plan *p)
{
    const fit_nn_model *model = p->model;
    for (size_t i = 0; i < model->n_nodes; i++) {
        const fit_nn_node *node = &model->nodes[i];
        for (size_t k = 0; k < node->n_inputs; k++)
            p->last_read[node->input[k]] = i + 1;
        if (node->residual >= 0)
            p->last_read[node->residual] = i + 1;
    }
    for (size_t i = 0; i < model->n_outputs; i++)
        p->last_read[model->outputs[i]] = model->n_nodes + 1;
}

static bool new_group(plan *p, int32_t value, size_t first)
{
    const size_t last = p->last_read[value];
    group *g = &p->groups[p->n_groups++];
    *g = (group){.first = first, .last = last > first ? last : first};
    p->group_of[value] = g;
    return fit_align_size(p->model->values[value].shape.elements * sizeof(float), FIT_NN_ARENA_ALIGN, &g->bytes);
}

static void join_group(plan *p, int32_t value, int32_t member)
{
    group *g = p->group_of[member];
    p->group_of[value] = g;
    if (p->last_read[value] > g->last)
        g->last = p->last_read[value];
}

/* True when node's output may overwrite value: of the same size, read by nobody later, and no other operand there. */
static bool may_overwrite(const plan *p, const fit_nn_node *node, int32_t value, size_t time)
{
    const fit_nn_value *values = p->model->values;
    const group *g = p->group_of[value];
    if (!g || g->last != time || values[value].shape.elements != values[node->output].shape.elements)
        return false;
    int operands = node->residual >= 0 && p->group_of[node->residual] == g;
    for (size_t k = 0; k < node->n_inputs; k++)
        operands += p->group_of[node->input[k]] == g;
    return operands == 1;
}

/* The operand whose memory the node's output takes over, or -1. */
static int32_t overwritten(const plan *p, const fit_nn_node *node, size_t time)
{
    const unsigned traits = node->operation->traits;
    if ((traits & FIT_NN_OVER_RESIDUAL) && node->residual >= 0 && may_overwrite(p, node, node->residual, time))
        return node->residual;
    if ((traits & FIT_NN_OVER_FIRST_INPUT) && may_overwrite(p, node, node->input[0], time))
        return node->input[0];
    if ((traits & FIT_NN_OVER_SECOND_INPUT) && may_overwrite(p, node, node->input[1], time))
        return node->input[1];
    return -1;
}

static bool form_groups(plan *p)
{
    const fit_nn_model *model = p->model;
    bool good = true;
    for (size_t i = 0; i < model->n_inputs; i++)
        good = good && new_group(p, model->inputs[i], 0);
    for (size_t i = 0; i < model->n_nodes && good; i++) {
        const fit_nn_node *node = &model->nodes[i];
        const int32_t member =
            node->operation->builtin == FIT_NN_RESHAPE ? node->input[0] : overwritten(p, node, i + 1);
        if (member >= 0)
            join_group(p, node->output, member);
        else
            good = new_group(p, node->output, i + 1);
    }
    return good;
}

static int larger_first(const void *a, const void *b)
{
    const group *x = *(group *const *)a;
    const group *y = *(group *const *)b;
    if (x->bytes != y->bytes)
        return x->bytes > y->bytes ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* Puts g at the lowest free offset; placed holds n groups in order of offset. */
static bool place(group *g, group **placed, size_t n, size_t *end)
{
    size_t offset = 0;
    for (size_t i = 0; i < n; i++) {
        const group *other = placed[i];
        if (other->last < g->first || g->last < other->first)
            continue;
        if (other->offset >= offset && other->offset - offset >= g->bytes)
            break;
        if (other->offset + other->bytes > offset)
            offset = other->offset + other->bytes;
    }
    g->offset = offset;
    size_t at = n;
    for (; at > 0 && placed[at - 1]->offset > offset; at--)
        placed[at] = placed[at - 1];
    placed[at] = g;
    return fit_add_size(offset, g->bytes, end) && *end <= MAX_ARENA_BYTES;
}

static bool place_all(plan *p, size_t *total)
{
    for (size_t i = 0; i < p->n_groups; i++)
        p->by_size[i] = &p->groups[i];
    qsort(p->by_size, p->n_groups, sizeof(group *), larger_first);
    *total = 0;
    for (size_t i = 0; i < p->n_groups; i++) {
        size_t end;
        if (!place(p->by_size[i], p->by_offset, i, &end))
            return false;
        *total = end > *total ? end : *total;
    }
    for (size_t v = 0; v < p->model->n_values; v++)
        if (p->group_of[v])
            p->model->values[v].offset = p->group_of[v]->offset / sizeof(float);
    return true;
}

/* Scratch of the node that needs most, in bytes. */
static bool most_scratch(const fit_nn_model *model, size_t *bytes)
{
    *bytes = 0;
    for (size_t i = 0; i < model->n_nodes; i++) {
        size_t own;
        if (!fit_align_size(fit_nn_node_scratch_bytes(model, &model->nodes[i]), FIT_NN_ARENA_ALIGN, &own))
            return false;
        *bytes = own > *bytes ? own : *bytes;
    }
    return true;
}

/* Removes the nodes whose outputs lie where their inputs are, now that they do. */
static void drop_aliases(fit_nn_model *model)
{
    size_t kept = 0;
    for (size_t i = 0; i < model->n_nodes; i++)
        if (model->nodes[i].operation->eval)
            model->nodes[kept++] = model->nodes[i];
    model->n_nodes = kept;
}

static fit_status make_plan(plan *p, fit_nn_reader *reader)
{
    fit_nn_model *model = p->model;
    find_last_reads(p);
    size_t values_bytes;
    if (!form_groups(p) || !place_all(p, &values_bytes))
        return fit_nn_reader_fail(reader, FIT_ERR_LIMIT, 0, "a run needs more than %d bytes", MAX_ARENA_BYTES);
    drop_aliases(model);
    model->scratch_offset = values_bytes / sizeof(float);
    size_t scratch_bytes;
    if (!most_scratch(model, &scratch_bytes) || !fit_add_size(values_bytes, scratch_bytes, &model->arena_bytes) ||
        model->arena_bytes > MAX_ARENA_BYTES)
        return fit_nn_reader_fail(reader, FIT_ERR_LIMIT, 0, "a run needs more than %d bytes", MAX_ARENA_BYTES);
    return FIT_OK;
}

fit_status fit_nn_plan(fit_nn_build *build)
{
    fit_nn_model *model = build->model;
    fit_nn_reader *reader = &build->file.reader;
    const size_t max_groups = model->n_inputs + model->n_nodes;
    plan p = {
        .model = model,
        .last_read = calloc(model->n_values + 1, sizeof(size_t)),
        .group_of = calloc(model->n_values + 1, sizeof(group *)),
        .groups = calloc(max_groups + 1, sizeof(group)),
        .by_size = calloc(max_groups + 1, sizeof(group *)),
        .by_offset = calloc(max_groups + 1, sizeof(group *)),
    };
    fit_nn_reader_at(reader, "model", FIT_NN_NO_INDEX);
    fit_status status;
    if (p.last_read && p.group_of && p.groups && p.by_size && p.by_offset)
        status = make_plan(&p, reader);
    else
        status = fit_nn_reader_fail(reader, FIT_ERR_MEMORY, 0, "out of memory");
    free(p.last_read);
    free(p.group_of);
    free(p.groups);
    free(p.by_size);
    free(p.by_offset);
    return status;
}
