/* Our engine beside Debian's XNNPACK on the same pruned layers with the same weights, one thread each, one after the
 * other in every round, so that a busy machine slows both. Prints one line of JSON.
 * usage: xnnpack_peer ROUNDS MODEL.tflite PREFIX      (PREFIX as written by tools/reference/layers.mjs) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "aifit/nn.h"
#include "cli/bench_peak.h"
#include "graph.h"
#include "xnn_model.h"

enum { MAX_ROUNDS = 1000, WARM_UP = 3 };

/* The largest difference that counts as the same result, as a share of the largest value. */
static const float SAME = 1e-3F;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, size_t count)
{
    double sorted[MAX_ROUNDS];
    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static fit_nn_model *load_ours(const char *path, const graph *g)
{
    const char *names[GRAPH_MAX_OUTPUTS];
    for (size_t k = 0; k < g->n_outputs; k++) {
        names[k] = g->output[k].name;
    }
    size_t len_bytes;
    void *bytes = read_file(path, 0, &len_bytes);
    fit_nn_model *model;
    fit_error error;
    if (fit_nn_model_create(&model, bytes, len_bytes, names, g->n_outputs, FIT_NN_ISA_AUTO, &error) != FIT_OK) {
        die(path, error.text);
    }
    free(bytes);
    return model;
}

/* Largest difference of any output, as a share of that output's largest value. */
static float difference(const fit_nn_model *ours, const void *arena, const xnn_model *theirs)
{
    float worst = 0;
    for (size_t k = 0; k < fit_nn_output_count(ours); k++) {
        const float *a = fit_nn_output(ours, arena, k), *b = xnn_model_output(theirs, k);
        float largest = 0, apart = 0;
        for (size_t i = 0; i < fit_nn_output_shape(ours, k)->elements; i++) {
            largest = fmaxf(largest, fabsf(b[i]));
            apart = fmaxf(apart, fabsf(a[i] - b[i]));
        }
        worst = fmaxf(worst, largest > 0 ? apart / largest : apart);
    }
    return worst;
}

/* A smooth picture: gradients in [0, 1]. */
static void fill(float *input, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        input[i] = 0.5F + 0.5F * sinf((float)i * 1e-4F);
    }
}

typedef struct race {
    double ours_ms[MAX_ROUNDS], theirs_ms[MAX_ROUNDS], ratio[MAX_ROUNDS];
} race;

/* Inputs are copied in every round on both sides: a run may overwrite ours. */
static void run_race(race *r, size_t rounds, const fit_nn_model *ours, void *arena, xnn_model *theirs,
                     const float *input)
{
    size_t input_bytes = fit_nn_input_shape(ours, 0)->elements * sizeof *input;
    for (size_t k = 0; k < rounds + WARM_UP; k++) {
        size_t at = k < WARM_UP ? 0 : k - WARM_UP;
        for (int turn = 0; turn < 2; turn++) {
            int is_ours = (turn + (int)k) % 2 == 0; /* who goes first alternates */
            double start = now_ms();
            if (is_ours) {
                memcpy(fit_nn_input(ours, arena, 0), input, input_bytes);
                fit_nn_run(ours, arena, NULL);
            } else {
                memcpy(xnn_model_input(theirs), input, input_bytes);
                xnn_model_run(theirs);
            }
            (is_ours ? r->ours_ms : r->theirs_ms)[at] = now_ms() - start;
        }
        r->ratio[at] = r->ours_ms[at] / r->theirs_ms[at];
    }
}

int main(int argc, char **argv)
{
    size_t rounds = argc == 4 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
    if (rounds < 1 || rounds > MAX_ROUNDS) {
        fprintf(stderr, "usage: xnnpack_peer ROUNDS MODEL.tflite PREFIX\n");
        return 2;
    }
    graph g;
    graph_load(&g, argv[3]);
    fit_nn_model *ours = load_ours(argv[2], &g);
    void *arena = aligned_alloc(FIT_NN_ARENA_ALIGN, fit_nn_arena_bytes(ours));
    size_t elements = fit_nn_input_shape(ours, 0)->elements;
    float *input = calloc(elements, sizeof *input);
    race *r = calloc(1, sizeof *r);
    if (!arena || !input || !r) {
        die("memory", "not enough");
    }
    fill(input, elements);
    xnn_model *theirs = xnn_model_create(&g);
    const char *vectors;
    double peak_before = fit_bench_peak_flops(&vectors);
    run_race(r, rounds, ours, arena, theirs, input);
    double peak_after = fit_bench_peak_flops(&vectors);
    float apart = difference(ours, arena, theirs);

    double ours_ms = median(r->ours_ms, rounds), theirs_ms = median(r->theirs_ms, rounds);
    double peak = fmax(peak_before, peak_after), flops = 2e3 * (double)fit_nn_multiply_adds(ours) / ours_ms;
    printf("{\"isa\":\"%s\",\"ours_ms\":%.3f,\"xnnpack_ms\":%.3f,\"ratio\":%.3f,\"peak_gflops\":%.1f,"
           "\"peak_vectors\":\"%s\",\"peak_share\":%.3f,\"difference\":%.1e}\n",
           fit_nn_isa_name(fit_nn_model_isa(ours)), ours_ms, theirs_ms, median(r->ratio, rounds), peak * 1e-9, vectors,
           flops / peak, (double)apart);
    xnn_model_destroy(theirs);
    fit_nn_model_destroy(ours);
    graph_free(&g);
    free(arena);
    free(input);
    free(r);
    if (!(apart <= SAME)) {
        die(argv[2], "the two compute different things");
    }
    return 0;
}
