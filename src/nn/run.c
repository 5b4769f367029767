/* Runs nodes, and tells what each of them does. */
#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>

#include "nn/model.h"
#include "nn/pool.h"

/* Handing out shares and waiting for them takes a few microseconds, in which one core with AVX-512 does about this much
 * (80 multiply-adds a nanosecond, measured on the landmark models). Where little is computed an element of the output
 * costs as much as some 32 multiply-adds, and where there are few pixels a weight, read from memory, as more than 4. */
enum { MIN_SHARED_WORK = 500000, ELEMENT_WORK = 32, WEIGHT_WORK = 4 };

/* Each worker's share is the same part of every picture, so that it finds in its own cache what it wrote; who is done
 * early (another one may be waking up, or its core busy) takes pieces of the others'. */
enum { MAX_PIECES = 4, MIN_PIECE_PIXELS = 128 /* the kernels pass over all weights for each piece */ };

typedef struct job {
    const fit_nn_model *model;
    const fit_nn_node *node;
    float *arena;
    fit_nn_pool *pool;
    unsigned pieces;                            /* of a share */
    atomic_uint taken[FIT_NN_POOL_MAX_THREADS]; /* of each share */
} job;

static void run_pieces(job *j, const fit_nn_frame *frame, unsigned share, unsigned n_shares)
{
    const uint64_t units = j->node->units;
    const uint64_t pieces = (uint64_t)n_shares * j->pieces;
    for (;;) {
        const unsigned piece = atomic_fetch_add_explicit(&j->taken[share], 1, memory_order_relaxed);
        if (piece >= j->pieces)
            return;
        const uint64_t number = (uint64_t)share * j->pieces + piece;
        const size_t begin = (size_t)(units * number / pieces);
        const size_t end = (size_t)(units * (number + 1) / pieces);
        if (begin < end)
            j->node->operation->eval(j->node, frame, begin, end);
    }
}

static void run_share(void *context, unsigned worker, unsigned n_workers)
{
    job *j = context;
    void *scratch = worker ? fit_nn_pool_scratch(j->pool, worker) : j->arena + j->model->scratch_offset;
    const fit_nn_frame frame = {j->model, j->arena, scratch};
    for (unsigned i = 0; i < n_workers; i++)
        run_pieces(j, &frame, (worker + i) % n_workers, n_workers);
}

static unsigned pieces_of(const fit_nn_node *node, unsigned n_shares)
{
    const fit_window *w = &node->window;
    const uint64_t pixels = w->out_w > 0 ? (uint64_t)w->batch * (uint64_t)w->out_h * (uint64_t)w->out_w : node->units;
    const uint64_t pieces = pixels / ((uint64_t)n_shares * MIN_PIECE_PIXELS);
    return pieces < 1 ? 1 : pieces > MAX_PIECES ? MAX_PIECES : (unsigned)pieces;
}

static void run_alone(const fit_nn_model *model, const fit_nn_node *node, float *arena)
{
    node->operation->eval(node, &(fit_nn_frame){model, arena, arena + model->scratch_offset}, 0, node->units);
}

static void run_node(const fit_nn_model *model, const fit_nn_node *node, float *arena, fit_nn_pool *pool)
{
    assert((uintptr_t)arena % FIT_NN_ARENA_ALIGN == 0);
    const uint64_t weights = node->weights >= 0 ? model->values[node->weights].shape.elements : 0;
    const uint64_t work = node->multiply_adds + ELEMENT_WORK * (uint64_t)model->values[node->output].shape.elements +
                          WEIGHT_WORK * weights;
    const bool shared = work >= MIN_SHARED_WORK && fit_nn_node_scratch_bytes(model, node) <= FIT_NN_POOL_SCRATCH_BYTES;
    if (!pool || !shared) {
        run_alone(model, node, arena);
        return;
    }
    job j = {.model = model,
             .node = node,
             .arena = arena,
             .pool = pool,
             .pieces = pieces_of(node, fit_nn_pool_threads(pool))};
    fit_nn_pool_run(pool, run_share, &j);
}

void fit_nn_run(const fit_nn_model *model, void *arena, fit_nn_pool *pool)
{
    for (size_t i = 0; i < model->n_nodes; i++)
        run_node(model, &model->nodes[i], arena, pool);
}

void fit_nn_run_step(const fit_nn_model *model, void *arena, fit_nn_pool *pool, size_t step)
{
    run_node(model, &model->nodes[step], arena, pool);
}

size_t fit_nn_node_scratch_bytes(const fit_nn_model *model, const fit_nn_node *node)
{
    if (node->operation->builtin != FIT_NN_CONV_2D)
        return 0;
    return model->kernels->conv_scratch_floats(&node->window) * sizeof(float);
}

static void write_shape(char *text, size_t cap, const fit_nn_shape *shape)
{
    size_t len = 0;
    text[0] = 0;
    for (int32_t d = shape->rank > 1 ? 1 : 0; d < shape->rank && len < cap; d++)
        len += (size_t)snprintf(text + len, cap - len, "%s%d", len ? "x" : "", shape->dim[d]);
}

/* Sizes without the batch: "conv 3x3/2 256x256x3>128x128x24 relu". */
void fit_nn_node_describe(const fit_nn_model *model, fit_nn_node *node)
{
    static const char *const activations[] = {
        [FIT_ACT_NONE] = "", [FIT_ACT_RELU] = " relu", [FIT_ACT_RELU6] = " relu6"};
    char kernel[32] = "";
    char in[72];
    char out[72];
    if (node->window.kernel_h)
        snprintf(kernel, sizeof kernel, " %dx%d/%d", node->window.kernel_h, node->window.kernel_w,
                 node->window.stride_h);
    write_shape(in, sizeof in, &model->values[node->input[0]].shape);
    write_shape(out, sizeof out, &model->values[node->output].shape);
    snprintf(node->name, sizeof node->name, "%s%s %s>%s%s%s", node->operation->label, kernel, in, out,
             node->residual >= 0 ? " add" : "", activations[node->window.activation]);
}

size_t fit_nn_step_count(const fit_nn_model *model)
{
    return model->n_nodes;
}

static uint64_t bytes_of(const fit_nn_model *model, int32_t value)
{
    return value >= 0 ? (uint64_t)model->values[value].shape.elements * sizeof(float) : 0;
}

fit_nn_step_info fit_nn_step_info_get(const fit_nn_model *model, size_t step)
{
    const fit_nn_node *node = &model->nodes[step];
    uint64_t bytes = bytes_of(model, node->output) + bytes_of(model, node->residual) + bytes_of(model, node->weights) +
                     bytes_of(model, node->bias);
    for (size_t k = 0; k < node->n_inputs; k++)
        bytes += bytes_of(model, node->input[k]);
    return (fit_nn_step_info){.name = node->name, .multiply_adds = node->multiply_adds, .bytes = bytes};
}
