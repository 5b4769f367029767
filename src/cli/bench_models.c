#include <stdlib.h>

#include "base/pages.h"
#include "cli/bench.h"
#include "cli/common/models.h"
#include "cli/common/report.h"

typedef struct wanted {
    const char *file;
    size_t n_outputs;
    const char *outputs[4];
} wanted;

/* The outputs that pose/ reads. */
static const wanted all[FIT_BENCH_MODELS] = {
    {"pose_detection.tflite", 2, {"Identity", "Identity_1"}},
    {"pose_landmark_lite.tflite", 4, {"Identity", "Identity_1", "Identity_3", "Identity_4"}},
    {"pose_landmark_full.tflite", 4, {"Identity", "Identity_1", "Identity_3", "Identity_4"}},
    {"pose_landmark_heavy.tflite", 4, {"Identity", "Identity_1", "Identity_3", "Identity_4"}},
};

static fit_status load(fit_bench_model *m, const wanted *w, bool layers, fit_error *error)
{
    fit_mapping bytes;
    fit_status status = fit_models_map(w->file, &bytes, error);
    if (status != FIT_OK)
        return status;
    m->file = w->file;
    status = fit_nn_model_create(&m->model, bytes.data, bytes.len, w->outputs, w->n_outputs, FIT_NN_ISA_AUTO, error);
    fit_file_unmap(&bytes);
    if (status != FIT_OK)
        return status;
    m->arena = fit_pages_alloc(fit_nn_arena_bytes(m->model));
    if (layers)
        m->layer_ms = calloc(fit_nn_step_count(m->model), sizeof *m->layer_ms);
    return m->arena && (m->layer_ms || !layers) ? FIT_OK : fit_fail(error, FIT_ERR_MEMORY, "out of memory");
}

fit_status fit_bench_models_init(fit_bench_model models[FIT_BENCH_MODELS], bool layers, fit_error *error)
{
    fit_status status = FIT_OK;
    for (int i = 0; i < FIT_BENCH_MODELS; i++)
        models[i] = (fit_bench_model){0};
    for (int i = 0; i < FIT_BENCH_MODELS && status == FIT_OK; i++)
        status = load(&models[i], &all[i], layers, error);
    return status;
}

void fit_bench_models_deinit(fit_bench_model models[FIT_BENCH_MODELS])
{
    for (int i = 0; i < FIT_BENCH_MODELS; i++) {
        fit_nn_model_destroy(models[i].model);
        free(models[i].arena);
        free(models[i].layer_ms);
    }
}

/* Any values do, as the kernels' time does not depend on them; zeros and denormals would be a special case. */
static void fill_input(fit_bench_model *m)
{
    float *input = fit_nn_input(m->model, m->arena, 0);
    size_t elements = fit_nn_input_shape(m->model, 0)->elements;
    for (size_t i = 0; i < elements; i++)
        input[i] = (float)(i * 37 % 256) / 255;
}

static void run_once(fit_bench_model *m, int run)
{
    fill_input(m);
    double start_s = fit_cli_now_s();
    fit_nn_run(m->model, m->arena, NULL);
    m->run_ms[run] = 1000 * (fit_cli_now_s() - start_s);
    if (!m->layer_ms)
        return;
    fill_input(m);
    for (size_t step = 0; step < fit_nn_step_count(m->model); step++) {
        start_s = fit_cli_now_s();
        fit_nn_run_step(m->model, m->arena, NULL, step);
        m->layer_ms[step][run] = 1000 * (fit_cli_now_s() - start_s);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void fit_bench_models_run(fit_bench_model models[FIT_BENCH_MODELS])
{
    for (int warm_up = 0; warm_up < 2; warm_up++)
        for (int i = 0; i < FIT_BENCH_MODELS; i++)
            run_once(&models[i], 0);
    for (int run = 0; run < FIT_BENCH_RUNS; run++)
        for (int i = 0; i < FIT_BENCH_MODELS; i++)
            run_once(&models[i], run);
    for (int i = 0; i < FIT_BENCH_MODELS; i++) {
        qsort(models[i].run_ms, FIT_BENCH_RUNS, sizeof(double), compare);
        for (size_t step = 0; models[i].layer_ms && step < fit_nn_step_count(models[i].model); step++)
            qsort(models[i].layer_ms[step], FIT_BENCH_RUNS, sizeof(double), compare);
    }
}

double fit_bench_median(const double sorted[FIT_BENCH_RUNS])
{
    return sorted[FIT_BENCH_RUNS / 2];
}
