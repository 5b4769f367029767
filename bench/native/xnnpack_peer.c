/* Our engine beside Debian's XNNPACK on the same pruned layers with the same weights, with one thread and with two, one
 * after the other in every round, so that a busy machine slows all. Prints one line of JSON.
 * usage: xnnpack_peer ROUNDS MODEL.tflite PREFIX      (PREFIX as written by tools/reference/layers.mjs) */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../timing.h"
#include "aifit/nn.h"
#include "apart.h"
#include "base/pages.h"
#include "cli/bench_peak.h"
#include "graph.h"
#include "xnn_model.h"

enum { WARM_UP = 3 };

/* The largest difference that counts as the same result, as a share of the largest value. */
static const float SAME = 1e-3F;

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
        float largest = 0, gap = 0;
        for (size_t i = 0; i < fit_nn_output_shape(ours, k)->elements; i++) {
            largest = fmaxf(largest, fabsf(b[i]));
            gap = fmaxf(gap, fabsf(a[i] - b[i]));
        }
        worst = fmaxf(worst, largest > 0 ? gap / largest : gap);
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

/* Who runs, and on how many threads. */
typedef struct racer {
    const fit_nn_model *ours; /* NULL: theirs */
    void *arena;
    fit_nn_pool *pool; /* NULL: one thread */
    xnn_model *theirs;
} racer;

/* Each by round. */
typedef struct race {
    double a_ms[TIMING_MAX_VALUES], b_ms[TIMING_MAX_VALUES], ratio[TIMING_MAX_VALUES], peak_flops[TIMING_MAX_VALUES];
} race;

/* The input is copied in every time on both sides: a run may overwrite ours. */
static double run_once(const racer *r, const float *input, size_t input_bytes)
{
    double start = timing_now_ms();
    memcpy(r->ours ? fit_nn_input(r->ours, r->arena, 0) : xnn_model_input(r->theirs), input, input_bytes);
    if (r->ours) {
        fit_nn_run(r->ours, r->arena, r->pool);
    } else {
        xnn_model_run(r->theirs);
    }
    return timing_now_ms() - start;
}

static void run_round(race *r, size_t k, const racer *a, const racer *b, const float *input, size_t input_bytes)
{
    size_t at = k < WARM_UP ? 0 : k - WARM_UP;
    if (k % 2) { /* who goes first alternates */
        r->b_ms[at] = run_once(b, input, input_bytes);
    }
    r->a_ms[at] = run_once(a, input, input_bytes);
    if (k % 2 == 0) {
        r->b_ms[at] = run_once(b, input, input_bytes);
    }
    r->ratio[at] = r->a_ms[at] / r->b_ms[at];
}

/* Returns the median of a / b, round by round. */
static double run_race(race *r, size_t rounds, racer a, racer b, const float *input, size_t input_bytes)
{
    const char *vectors;
    for (size_t k = 0; k < rounds + WARM_UP; k++) {
        run_round(r, k, &a, &b, input, input_bytes);
        r->peak_flops[k < WARM_UP ? 0 : k - WARM_UP] = fit_bench_peak_run(&vectors);
    }
    return timing_median(r->ratio, rounds);
}

/* Median of a's share of the peak that was measured in the same round. */
static double peak_share(const race *r, size_t rounds, uint64_t multiply_adds)
{
    double share[TIMING_MAX_VALUES];
    for (size_t k = 0; k < rounds; k++) {
        share[k] = 2e3 * (double)multiply_adds / r->a_ms[k] / r->peak_flops[k];
    }
    return timing_median(share, rounds);
}

/* Returns the median of two threads / one. Two threads have an arena of their own, so that what a thread wrote is not
 * always in the other's cache. */
static double scale_ours(race *r, size_t rounds, racer one, const float *input, size_t input_bytes)
{
    racer two = {.ours = one.ours, .arena = fit_pages_alloc(fit_nn_arena_bytes(one.ours))};
    if (!two.arena || fit_nn_pool_create(&two.pool, 2, NULL) != FIT_OK) {
        die("threads", "cannot start");
    }
    double ratio = run_race(r, rounds, two, one, input, input_bytes);
    fit_nn_pool_destroy(two.pool);
    free(two.arena);
    return ratio;
}

/* XNNPACK's threads stay awake for a while after a run, so they must not live beside ours. Our pool keeps its worker
 * off the caller's processor; here that is done for theirs, which Linux would often leave there (src/nn/pool.c). */
static double scale_theirs(race *r, size_t rounds, racer one, const graph *g, const float *input, size_t input_bytes)
{
    processors p;
    apart_begin(&p);
    racer two = {.theirs = xnn_model_create(g, 2)};
    apart_return(&p);
    double ratio = run_race(r, rounds, two, one, input, input_bytes);
    apart_end(&p);
    xnn_model_destroy(two.theirs);
    return ratio;
}

int main(int argc, char **argv)
{
    size_t rounds = argc == 4 ? (size_t)strtoul(argv[1], NULL, 10) : 0;
    if (rounds < 1 || rounds > TIMING_MAX_VALUES) {
        fprintf(stderr, "usage: xnnpack_peer ROUNDS MODEL.tflite PREFIX\n");
        return 2;
    }
    graph g;
    graph_load(&g, argv[3]);
    fit_nn_model *ours = load_ours(argv[2], &g);
    void *arena = fit_pages_alloc(fit_nn_arena_bytes(ours));
    size_t elements = fit_nn_input_shape(ours, 0)->elements;
    float *input = calloc(elements, sizeof *input);
    race *r = calloc(1, sizeof *r);
    if (!arena || !input || !r) {
        die("memory", "not enough");
    }
    fill(input, elements);
    size_t input_bytes = elements * sizeof *input;
    racer one = {.ours = ours, .arena = arena}, peer = {.theirs = xnn_model_create(&g, 1)};
    double ratio = run_race(r, rounds, one, peer, input, input_bytes);
    double ours_ms = timing_median(r->a_ms, rounds), theirs_ms = timing_median(r->b_ms, rounds);
    double peak = timing_median(r->peak_flops, rounds), share = peak_share(r, rounds, fit_nn_multiply_adds(ours));
    float worst = difference(ours, arena, peer.theirs);
    printf(
        "{\"isa\":\"%s\",\"ours_ms\":%.3f,\"xnnpack_ms\":%.3f,\"ratio\":%.3f,\"peak_gflops\":%.1f,\"peak_share\":%.3f,"
        "\"difference\":%.1e",
        fit_nn_isa_name(fit_nn_model_isa(ours)), ours_ms, theirs_ms, ratio, peak * 1e-9, share, (double)worst);
    if (apart_possible()) {
        double before_ns = apart_handover_ns();
        double two_ours = scale_ours(r, rounds, one, input, input_bytes);
        double between_ns = apart_handover_ns();
        double two_theirs = scale_theirs(r, rounds, peer, &g, input, input_bytes);
        double handover_ns = (before_ns + between_ns + apart_handover_ns()) / 3;
        printf(",\"two_threads\":%.3f,\"xnnpack_two_threads\":%.3f,\"handover_ns\":%.0f", two_ours, two_theirs,
               handover_ns);
    }
    puts("}");
    xnn_model_destroy(peer.theirs);
    fit_nn_model_destroy(ours);
    graph_free(&g);
    free(arena);
    free(input);
    free(r);
    if (!(worst <= SAME)) {
        die(argv[2], "the two compute different things");
    }
    return 0;
}
