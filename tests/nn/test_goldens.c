/* The seven weight files give what an independent runtime gives, on every instruction set of this machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/nn.h"
#include "golden.h"

typedef struct weights {
    void *bytes;
    size_t len;
} weights;

static weights load(const char *model)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.tflite", AIFIT_MODELS, model);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("no %s: run tools/extract_models.mjs", path);
    fseek(file, 0, SEEK_END);
    weights w = {.len = (size_t)ftell(file)};
    rewind(file);
    w.bytes = malloc(w.len);
    assert_non_null(w.bytes);
    assert_int_equal(fread(w.bytes, 1, w.len, file), w.len);
    fclose(file);
    return w;
}

static fit_nn_model *create(const weights *w, const char *const *outputs, size_t n_outputs, fit_nn_isa isa)
{
    fit_nn_model *model = NULL;
    fit_error error;
    if (fit_nn_model_create(&model, w->bytes, w->len, outputs, n_outputs, isa, &error) != FIT_OK)
        fail_msg("%s", error.text);
    return model;
}

/* An arena of NaNs, so that whatever is read before it was written shows. */
static void *poisoned_arena(const fit_nn_model *model)
{
    const size_t len = fit_nn_arena_bytes(model);
    void *arena = aligned_alloc(FIT_NN_ARENA_ALIGN, len);
    assert_non_null(arena);
    memset(arena, 0xFF, len);
    return arena;
}

static const float *output_named(const fit_nn_model *model, const void *arena, const char *name)
{
    for (size_t i = 0; i < fit_nn_output_count(model); i++)
        if (strcmp(fit_nn_output_name(model, i), name) == 0)
            return fit_nn_output(model, arena, i);
    return NULL;
}

static void check_case(const golden *g, const golden_case *c, const fit_nn_model *model, fit_nn_pool *pool,
                       const char *what)
{
    void *arena = poisoned_arena(model);
    golden_input(g, c, fit_nn_input(model, arena, 0));
    fit_nn_run(model, arena, pool);
    size_t checked = 0;
    for (size_t i = 0; i < c->n_outputs; i++) {
        const float *values = output_named(model, arena, c->outputs[i].name);
        if (!values)
            continue; /* pruned */
        golden_check(what, &c->outputs[i], values);
        checked++;
    }
    assert_int_equal(checked, fit_nn_output_count(model));
    free(arena);
}

static void check_isa(const golden *g, const weights *w, const char *name, fit_nn_isa isa)
{
    char what[64];
    snprintf(what, sizeof what, "%s (%s)", name, fit_nn_isa_name(isa));
    fit_nn_model *model = create(w, NULL, 0, isa);
    assert_int_equal(fit_nn_input_shape(model, 0)->elements, g->shape[0] * g->shape[1] * g->shape[2] * g->shape[3]);
    /* The reference is slow, above all under sanitizers, and the others are held against it by test_kernels. */
    for (size_t i = isa == FIT_NN_ISA_REFERENCE ? g->n_cases - 1 : 0; i < g->n_cases; i++)
        check_case(g, &g->cases[i], model, NULL, what);
    fit_nn_model_destroy(model);
}

static void golden_model(void **state)
{
    const char *name = *state;
    golden g;
    golden_init(&g, name);
    const weights w = load(name);
    for (int isa = FIT_NN_ISA_REFERENCE; isa < FIT_NN_ISA_COUNT; isa++)
        if (fit_nn_isa_usable((fit_nn_isa)isa))
            check_isa(&g, &w, name, (fit_nn_isa)isa);
    free(w.bytes);
    golden_deinit(&g);
}

static void pruned_outputs_are_the_same(void **state)
{
    (void)state;
    const char *const used[] = {"Identity", "Identity_1", "Identity_4"};
    golden g;
    golden_init(&g, "pose_landmark_lite");
    const weights w = load("pose_landmark_lite");
    fit_nn_model *whole = create(&w, NULL, 0, FIT_NN_ISA_AUTO);
    fit_nn_model *pruned = create(&w, used, 3, FIT_NN_ISA_AUTO);
    assert_int_equal(fit_nn_output_count(pruned), 3);
    assert_true(fit_nn_multiply_adds(pruned) < fit_nn_multiply_adds(whole));
    assert_true(fit_nn_arena_bytes(pruned) < fit_nn_arena_bytes(whole));
    check_case(&g, &g.cases[0], pruned, NULL, "pruned");
    fit_nn_model_destroy(pruned);
    fit_nn_model_destroy(whole);
    free(w.bytes);
    golden_deinit(&g);
}

static void threads_give_the_same(void **state)
{
    (void)state;
    golden g;
    golden_init(&g, "pose_detection");
    const weights w = load("pose_detection");
    fit_nn_model *model = create(&w, NULL, 0, FIT_NN_ISA_AUTO);
    for (unsigned threads = 1; threads <= 3; threads++) {
        fit_nn_pool *pool = NULL;
        assert_int_equal(fit_nn_pool_create(&pool, threads, NULL), FIT_OK);
        check_case(&g, &g.cases[0], model, pool, "threads");
        fit_nn_pool_destroy(pool);
    }
    fit_nn_model_destroy(model);
    free(w.bytes);
    golden_deinit(&g);
}

int main(void)
{
#define MODEL(name) {#name, golden_model, NULL, NULL, (void *)(uintptr_t)#name}
    const struct CMUnitTest tests[] = {
        MODEL(pose_detection),
        MODEL(pose_landmark_lite),
        MODEL(pose_landmark_full),
        MODEL(pose_landmark_heavy),
        MODEL(face_detection_short_range),
        MODEL(face_landmark),
        MODEL(MobileFaceNet),
        cmocka_unit_test(pruned_outputs_are_the_same),
        cmocka_unit_test(threads_give_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
