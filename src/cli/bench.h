/* The figures that `aifit bench` measures. */
#ifndef FIT_CLI_BENCH_H
#define FIT_CLI_BENCH_H

#include "aifit/nn.h"
#include "base/json_writer.h"

enum { FIT_BENCH_MODELS = 4, FIT_BENCH_RUNS = 21 };

typedef struct fit_bench_model {
    const char *file;
    fit_nn_model *model;                /* owned */
    void *arena;                        /* owned */
    double run_ms[FIT_BENCH_RUNS];      /* of each run; sorted at the end */
    double (*layer_ms)[FIT_BENCH_RUNS]; /* owned, NULL without layers: of each step and run; sorted at the end */
} fit_bench_model;

/* Loads the four pose models with the outputs that the product asks for. The caller deinits, after an error too.
 * layers: also time each layer. */
FIT_NODISCARD fit_status fit_bench_models_init(fit_bench_model models[FIT_BENCH_MODELS], bool layers, fit_error *error);
void fit_bench_models_deinit(fit_bench_model models[FIT_BENCH_MODELS]);

/* Runs the models in turns, so that a busy machine disturbs all alike. */
void fit_bench_models_run(fit_bench_model models[FIT_BENCH_MODELS]);

double fit_bench_median(const double sorted[FIT_BENCH_RUNS]);

/* Microseconds a frame of the slowest of the installed exercises, on a person who moves all limbs; prints one line and
 * returns a negative number on failure. */
double fit_bench_trainer_us(void);

#endif
