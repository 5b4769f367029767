#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli/bench.h"
#include "cli/bench_peak.h"
#include "cli/commands.h"
#include "cli/common/options.h"

typedef struct options {
    bool json, layers;
} options;

static const fit_option known[] = {
    {.name = "json", .help = "print JSON instead of tables", FIT_OPTION_INTO(options, json)},
    {.name = "layers", .help = "also each layer", FIT_OPTION_INTO(options, layers)},
    {0},
};
static const fit_command command = {
    .name = "bench",
    .about = "Measures, on one thread: each pose network (median), its share of this core's measured\n"
             "peak of multiply-adds, the memory that it takes, and the trainer.\n",
    .options = known,
};

typedef struct machine {
    char cpu[128];
    const char *isa;     /* of the kernels */
    const char *vectors; /* that the peak was measured with */
    double peak_flops;
} machine;

static const size_t MAX_JSON_BYTES = (size_t)16 << 20;

static void read_cpu(char cpu[128])
{
    struct utsname system;
    snprintf(cpu, 128, "%s", uname(&system) == 0 ? system.machine : "unknown");
    FILE *file = fopen("/proc/cpuinfo", "re");
    char line[256];
    while (file && fgets(line, sizeof line, file)) {
        const char *value = strstr(line, ": ");
        if (strncmp(line, "model name", 10) != 0 || !value)
            continue;
        snprintf(cpu, 128, "%.*s", (int)strcspn(value + 2, "\n"), value + 2);
        break;
    }
    if (file)
        fclose(file);
}

static double gflops(uint64_t multiply_adds, double ms)
{
    return ms > 0 ? 2e-6 * (double)multiply_adds / ms : 0;
}

static void write_number(fit_json_writer *json, const char *key, double value, int decimals)
{
    fit_json_key(json, key);
    fit_json_fixed(json, value, decimals);
}

static double peak_share(uint64_t multiply_adds, double ms, const machine *where)
{
    return 1e9 * gflops(multiply_adds, ms) / where->peak_flops;
}

static void write_layers(fit_json_writer *json, const fit_bench_model *m, const machine *where)
{
    fit_json_key(json, "layers");
    fit_json_array_open(json);
    for (size_t i = 0; i < fit_nn_step_count(m->model); i++) {
        fit_nn_step_info step = fit_nn_step_info_get(m->model, i);
        double ms = fit_bench_median(m->layer_ms[i]);
        fit_json_object_open(json);
        fit_json_key(json, "name");
        fit_json_string(json, step.name);
        write_number(json, "ms", ms, 4);
        fit_json_key(json, "multiply_adds");
        fit_json_int(json, (int64_t)step.multiply_adds);
        fit_json_key(json, "bytes");
        fit_json_int(json, (int64_t)step.bytes);
        write_number(json, "gflops", gflops(step.multiply_adds, ms), 2);
        write_number(json, "peak_share", peak_share(step.multiply_adds, ms, where), 4);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void write_model(fit_json_writer *json, const fit_bench_model *m, const machine *where)
{
    double ms = fit_bench_median(m->run_ms);
    uint64_t multiply_adds = fit_nn_multiply_adds(m->model);
    fit_json_object_open(json);
    fit_json_key(json, "name");
    fit_json_string(json, m->file);
    write_number(json, "ms", ms, 4);
    fit_json_key(json, "multiply_adds");
    fit_json_int(json, (int64_t)multiply_adds);
    write_number(json, "gflops", gflops(multiply_adds, ms), 2);
    write_number(json, "peak_share", peak_share(multiply_adds, ms, where), 4);
    fit_json_key(json, "weight_bytes");
    fit_json_int(json, (int64_t)fit_nn_weight_bytes(m->model));
    fit_json_key(json, "arena_bytes");
    fit_json_int(json, (int64_t)fit_nn_arena_bytes(m->model));
    if (m->layer_ms)
        write_layers(json, m, where);
    fit_json_object_close(json);
}

static fit_exit print_json(const fit_bench_model *models, const machine *where, double trainer_us)
{
    fit_buffer text;
    fit_buffer_init(&text, MAX_JSON_BYTES);
    fit_json_writer json;
    fit_json_begin(&json, &text);
    fit_json_object_open(&json);
    fit_json_key(&json, "cpu");
    fit_json_string(&json, where->cpu);
    fit_json_key(&json, "isa");
    fit_json_string(&json, where->isa);
    write_number(&json, "peak_gflops", where->peak_flops * 1e-9, 1);
    fit_json_key(&json, "models");
    fit_json_array_open(&json);
    for (int i = 0; i < FIT_BENCH_MODELS; i++)
        write_model(&json, &models[i], where);
    fit_json_array_close(&json);
    fit_json_key(&json, "trainer");
    fit_json_object_open(&json);
    write_number(&json, "us_per_frame", trainer_us, 3);
    fit_json_object_close(&json);
    fit_json_object_close(&json);
    fit_exit result = FIT_EXIT_OK;
    if (json.status == FIT_OK)
        puts(text.data);
    else
        result = fit_cli_fail("out of memory for the result");
    fit_buffer_deinit(&text);
    return result;
}

static void print_layers(const fit_bench_model *m, const machine *where)
{
    printf("\n%s\n%9s %12s %9s %8s %8s  layer\n", m->file, "ms", "mult-adds", "GFLOP/s", "of peak", "MB");
    for (size_t i = 0; i < fit_nn_step_count(m->model); i++) {
        fit_nn_step_info step = fit_nn_step_info_get(m->model, i);
        double ms = fit_bench_median(m->layer_ms[i]);
        printf("%9.4f %12llu %9.1f %7.1f%% %8.2f  %s\n", ms, (unsigned long long)step.multiply_adds,
               gflops(step.multiply_adds, ms), 100 * peak_share(step.multiply_adds, ms, where),
               (double)step.bytes * 1e-6, step.name);
    }
}

static void print_tables(const fit_bench_model *models, const machine *where, double trainer_us)
{
    printf("%s, kernels: %s, one thread; peak of multiply-adds (%s): %.1f GFLOP/s\n\n", where->cpu, where->isa,
           where->vectors, where->peak_flops * 1e-9);
    printf("%-28s %9s %12s %9s %8s %10s %9s\n", "model", "ms", "mult-adds", "GFLOP/s", "of peak", "weights MB",
           "arena MB");
    for (int i = 0; i < FIT_BENCH_MODELS; i++) {
        double ms = fit_bench_median(models[i].run_ms);
        uint64_t multiply_adds = fit_nn_multiply_adds(models[i].model);
        printf("%-28s %9.3f %12llu %9.1f %7.1f%% %10.1f %9.1f\n", models[i].file, ms, (unsigned long long)multiply_adds,
               gflops(multiply_adds, ms), 100 * peak_share(multiply_adds, ms, where),
               1e-6 * (double)fit_nn_weight_bytes(models[i].model), 1e-6 * (double)fit_nn_arena_bytes(models[i].model));
    }
    printf("\ntrainer: %.2f microseconds a frame (slowest exercise)\n", trainer_us);
    for (int i = 0; i < FIT_BENCH_MODELS && models[i].layer_ms; i++)
        print_layers(&models[i], where);
}

static fit_exit bench(const options *o)
{
    fit_bench_model models[FIT_BENCH_MODELS];
    fit_error error;
    fit_exit result = FIT_EXIT_OK;
    if (fit_bench_models_init(models, o->layers, &error) != FIT_OK) {
        result = fit_cli_fail("%s", error.text);
        goto cleanup;
    }
    machine where = {.isa = fit_nn_isa_name(fit_nn_model_isa(models[0].model))};
    read_cpu(where.cpu);
    double before = fit_bench_peak_flops(&where.vectors);
    fit_bench_models_run(models);
    where.peak_flops = fmax(before, fit_bench_peak_flops(&where.vectors)); /* the machine may have been busy once */
    double trainer_us = fit_bench_trainer_us();
    if (trainer_us < 0)
        result = FIT_EXIT_FAILURE;
    else if (o->json)
        result = print_json(models, &where, trainer_us);
    else
        print_tables(models, &where, trainer_us);
cleanup:
    fit_bench_models_deinit(models);
    return result;
}

fit_exit fit_cli_bench(int argc, char **argv)
{
    options o = {0};
    fit_exit result;
    int end;
    return fit_command_parse(&command, argc, argv, &o, &end, &result) ? bench(&o) : result;
}
