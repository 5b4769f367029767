/* Making models: pruning, memory, error texts, and files that are broken in every way. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/nn.h"
#include "crafted_models.h"

static craft c;

static int setup(void **state)
{
    (void)state;
    c = (craft){0};
    return 0;
}

static fit_nn_model *create(void)
{
    fit_nn_model *model = NULL;
    fit_error error;
    craft_write(&c);
    if (fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, FIT_NN_ISA_REFERENCE, &error) != FIT_OK)
        fail_msg("%s", error.text);
    return model;
}

static void expect_error(fit_status status, const char *part)
{
    fit_nn_model *model = NULL;
    fit_error error = {0};
    craft_write(&c);
    assert_int_equal(fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, FIT_NN_ISA_REFERENCE, &error), status);
    assert_null(model);
    assert_int_equal(error.status, status);
    if (!strstr(error.text, part))
        fail_msg("\"%s\" does not hold \"%s\"", error.text, part);
}

/* Runs model in an arena filled with `poison`; the caller frees the arena. */
static void *run(const fit_nn_model *model, int poison)
{
    const size_t len = fit_nn_arena_bytes(model);
    assert_int_equal(len % FIT_NN_ARENA_ALIGN, 0);
    void *arena = aligned_alloc(FIT_NN_ARENA_ALIGN, len);
    assert_non_null(arena);
    memset(arena, poison, len);
    uint32_t seed = 3;
    for (size_t i = 0; i < fit_nn_input_shape(model, 0)->elements; i++)
        fit_nn_input(model, arena, 0)[i] = craft_random(&seed);
    fit_nn_run(model, arena, NULL);
    return arena;
}

static void crafted_models_run_whatever_the_arena_held(void **state)
{
    (void)state;
    for (const crafted_model *m = crafted_models; m->name; m++) {
        c = (craft){0};
        m->describe(&c);
        fit_nn_model *model = create();
        void *zeros = run(model, 0);
        void *nans = run(model, 0xFF);
        for (size_t i = 0; i < fit_nn_output_count(model); i++) {
            const size_t bytes = fit_nn_output_shape(model, i)->elements * sizeof(float);
            assert_memory_equal(fit_nn_output(model, zeros, i), fit_nn_output(model, nans, i), bytes);
        }
        free(zeros);
        free(nans);
        fit_nn_model_destroy(model);
    }
}

static void steps_equal_a_run(void **state)
{
    (void)state;
    crafted_models[0].describe(&c);
    fit_nn_model *model = create();
    void *whole = run(model, 0);
    void *stepped = run(model, 0);
    uint32_t seed = 3;
    for (size_t i = 0; i < fit_nn_input_shape(model, 0)->elements; i++)
        fit_nn_input(model, stepped, 0)[i] = craft_random(&seed);
    uint64_t multiply_adds = 0;
    for (size_t i = 0; i < fit_nn_step_count(model); i++) {
        const fit_nn_step_info info = fit_nn_step_info_get(model, i);
        multiply_adds += info.multiply_adds;
        assert_true(info.bytes > 0);
        fit_nn_run_step(model, stepped, NULL, i);
    }
    assert_memory_equal(fit_nn_output(model, whole, 0), fit_nn_output(model, stepped, 0), 16 * sizeof(float));
    assert_int_equal(multiply_adds, fit_nn_multiply_adds(model));
    /* depthwise 3x3x2x9, then 3x3 pixels by 4 channels from 2 and from 4; the pad, the ADD and the RESHAPE are gone */
    assert_int_equal(multiply_adds, 162 + 72 + 144);
    assert_int_equal(fit_nn_step_count(model), 5);
    assert_string_equal(fit_nn_step_info_get(model, 0).name, "depthwise 3x3/2 6x6x2>3x3x2 relu6");
    assert_string_equal(fit_nn_step_info_get(model, 2).name, "conv 1x1/1 3x3x4>3x3x4 add relu");
    free(whole);
    free(stepped);
    fit_nn_model_destroy(model);
}

static void only_what_an_output_needs_is_kept(void **state)
{
    (void)state;
    crafted_models[0].describe(&c);
    c.operators[8].builtin = CRAFT_SOFTMAX; /* unsupported, but only on the way to "score" */
    craft_write(&c);
    fit_nn_model *model = NULL;
    const char *const sum[] = {"sum"};
    const char *const unknown[] = {"sun"};
    fit_error error;
    assert_int_equal(fit_nn_model_create(&model, c.bytes, c.len, sum, 1, FIT_NN_ISA_AUTO, &error), FIT_OK);
    assert_int_equal(fit_nn_output_count(model), 1);
    assert_string_equal(fit_nn_output_name(model, 0), "sum");
    assert_int_equal(fit_nn_step_count(model), 3);
    assert_int_equal(fit_nn_output_shape(model, 0)->dim[3], 4);
    fit_nn_model_destroy(model);
    model = NULL;
    assert_int_equal(fit_nn_model_create(&model, c.bytes, c.len, unknown, 1, FIT_NN_ISA_AUTO, &error),
                     FIT_ERR_NOT_FOUND);
    assert_non_null(strstr(error.text, "\"sun\""));
    assert_null(model);
    expect_error(FIT_ERR_UNSUPPORTED, "operator 8 at byte");
    expect_error(FIT_ERR_UNSUPPORTED, "operator kind 25 of the schema is unsupported");
}

/* A chain of twelve equal layers needs the memory of two, and of one where it may work in place. */
static void arena_is_shared_by_lifetime(void **state)
{
    (void)state;
    const int32_t dims[] = {1, 16, 16, 4};
    const size_t layer = 16 * 16 * 4 * sizeof(float);
    int value = craft_input(&c, dims, 4);
    for (int i = 0; i < 12; i++) {
        const int next = craft_value(&c, "x", dims, 4);
        craft_pool(&c, value, next, CRAFT_SAME, 1, 3);
        value = next;
    }
    craft_output(&c, value);
    fit_nn_model *model = create();
    assert_int_equal(fit_nn_arena_bytes(model), 2 * layer);
    fit_nn_model_destroy(model);

    c = (craft){0};
    value = craft_input(&c, dims, 4);
    for (int i = 0; i < 12; i++) {
        const int next = craft_value(&c, "x", dims, 4);
        craft_op(&c, CRAFT_ABS, CRAFT_INPUTS(value), next);
        value = next;
    }
    craft_output(&c, value);
    model = create();
    assert_int_equal(fit_nn_arena_bytes(model), layer);
    fit_nn_model_destroy(model);
}

/* An output that is read again later must outlive its reader, and an early one must survive the whole run. */
static void outputs_hold_to_the_end(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(1, 32));
    int value = craft_value(&c, "early", CRAFT_DIMS(1, 32));
    craft_op(&c, CRAFT_LOGISTIC, CRAFT_INPUTS(in), value);
    craft_output(&c, value);
    for (int i = 0; i < 6; i++) {
        const int next = craft_value(&c, "x", CRAFT_DIMS(1, 32));
        craft_op(&c, CRAFT_LOGISTIC, CRAFT_INPUTS(value), next);
        value = next;
    }
    craft_output(&c, value);
    fit_nn_model *model = create();
    void *arena = run(model, 0xFF);
    uint32_t seed = 3;
    for (int i = 0; i < 32; i++) {
        const double x = 1 / (1 + exp(-(double)craft_random(&seed)));
        assert_true(fabs((double)fit_nn_output(model, arena, 0)[i] - x) < 1e-6);
    }
    free(arena);
    fit_nn_model_destroy(model);
}

/* conv(x) + x must not be written over x while x is still being read. */
static void residual_is_not_overwritten_when_it_is_the_input(void **state)
{
    (void)state;
    float weights[3 * 3 * 2 * 2];
    uint32_t seed = 5;
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        weights[i] = craft_random(&seed);
    const int in = craft_input(&c, CRAFT_DIMS(1, 8, 8, 2));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(2, 3, 3, 2));
    const int y = craft_value(&c, "y", CRAFT_DIMS(1, 8, 8, 2));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 8, 8, 2));
    craft_conv(&c, in, w, -1, y, CRAFT_SAME, 1, CRAFT_NONE);
    craft_binary(&c, CRAFT_ADD, in, y, out, CRAFT_NONE);
    craft_output(&c, out);
    fit_nn_model *fused = create();
    assert_int_equal(fit_nn_step_count(fused), 1);
    void *arena = run(fused, 0);
    craft_output(&c, y); /* a second reader of y keeps the ADD apart */
    fit_nn_model *apart = create();
    assert_int_equal(fit_nn_step_count(apart), 2);
    void *other = run(apart, 0);
    for (int i = 0; i < 128; i++)
        assert_true(fabsf(fit_nn_output(fused, arena, 0)[i] - fit_nn_output(apart, other, 0)[i]) < 1e-5F);
    free(arena);
    free(other);
    fit_nn_model_destroy(fused);
    fit_nn_model_destroy(apart);
}

/* The stored values of the two sparse models land where the format says. */
static void sparse_weights_are_spread(void **state)
{
    (void)state;
    const float dense[4][3] = {{1, 0, 0}, {0, 2, 3}, {0, 0, 0}, {0, 4, 0}};
    crafted_models[1].describe(&c);
    c.outputs[0] = 5;
    assert_string_equal(c.tensors[5].name, "y"); /* the convolution */
    fit_nn_model *model = create();
    void *arena = run(model, 0xFF);
    uint32_t seed = 3;
    for (int pixel = 0; pixel < 16; pixel++) {
        float in[3];
        for (int i = 0; i < 3; i++)
            in[i] = craft_random(&seed);
        for (int k = 0; k < 4; k++) {
            const float sum = in[0] * dense[k][0] + in[1] * dense[k][1] + in[2] * dense[k][2];
            assert_true(fabsf(fit_nn_output(model, arena, 0)[pixel * 4 + k] - sum) < 1e-5F);
        }
    }
    free(arena);
    fit_nn_model_destroy(model);
}

static void sparse_blocks_are_spread(void **state)
{
    (void)state;
    crafted_models[3].describe(&c);
    float stored[8];
    memcpy(stored, c.tensors[1].data, sizeof stored);
    fit_nn_model *model = create();
    void *arena = run(model, 0xFF);
    /* Level 0 walks block columns, level 1 the block rows that are there: column 0 has row 1, column 1 has row 0. */
    float dense[4][4] = {{0}};
    for (int i = 0; i < 4; i++) {
        dense[2 + i / 2][i % 2] = stored[i];
        dense[i / 2][2 + i % 2] = stored[4 + i];
    }
    uint32_t seed = 3;
    for (int i = 0; i < 16; i++)
        assert_true(fabsf(fit_nn_output(model, arena, 0)[i] - craft_random(&seed) * dense[i / 4][i % 4]) < 1e-6F);
    free(arena);
    fit_nn_model_destroy(model);
}

/* The sparse model with a sparsity of our own to spoil. */
static void describe_with(craft_sparsity *sparsity)
{
    c = (craft){0};
    crafted_models[1].describe(&c);
    *sparsity = *c.tensors[1].sparsity;
    c.tensors[1].sparsity = sparsity;
}

static void wrong_sparsity_is_refused(void **state)
{
    (void)state;
    static const int32_t descending[] = {0, 3, 1, 3, 4};
    static const int32_t too_large[] = {0, 1, 3, 1};
    craft_sparsity changed;
    describe_with(&changed);
    changed.levels[3].segments = descending;
    expect_error(FIT_ERR_FORMAT, "sparse level 3 has wrong segments or indices");
    describe_with(&changed);
    changed.levels[3].n_segments = 4;
    expect_error(FIT_ERR_FORMAT, "sparse level 3 has wrong segments or indices");
    describe_with(&changed);
    changed.levels[3].indices = too_large;
    expect_error(FIT_ERR_FORMAT, "sparse level 3 has wrong segments or indices");
    describe_with(&changed);
    changed.levels[0].size = 3;
    expect_error(FIT_ERR_FORMAT, "sparse level 0 has a wrong size");
    describe_with(&changed);
    changed.traversal[0] = 1;
    expect_error(FIT_ERR_FORMAT, "sparse levels do not fit");
}

static void unsupported_is_named(void **state)
{
    (void)state;
    const float w[36] = {1};
    const int in = craft_input(&c, CRAFT_DIMS(1, 4, 4, 2));
    const int weights = craft_floats(&c, w, CRAFT_DIMS(2, 3, 3, 2));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 4, 4, 2));
    craft_operator *conv = craft_conv(&c, in, weights, -1, out, CRAFT_SAME, 1, 4);
    craft_output(&c, out);
    expect_error(FIT_ERR_UNSUPPORTED, "CONV_2D: fused activation 4");
    craft_set(conv, 1, 3, 1, CRAFT_NONE);
    craft_set(conv, 1, 4, 4, 2);
    expect_error(FIT_ERR_UNSUPPORTED, "CONV_2D: dilation 1x2");
    craft_set(conv, 1, 4, 4, 1);
    c.tensors[in].type = CRAFT_INT8;
    expect_error(FIT_ERR_UNSUPPORTED, "tensor 0 at byte");
    c.tensors[in].type = CRAFT_FLOAT32;
    c.tensors[weights].type = CRAFT_INT8;
    expect_error(FIT_ERR_UNSUPPORTED, "weights of type 9");
    c.tensors[weights].type = CRAFT_FLOAT32;
    conv->inputs[1] = in;
    expect_error(FIT_ERR_UNSUPPORTED, "weights computed at run time");
    conv->inputs[1] = weights;
    conv->options_type = 2;
    expect_error(FIT_ERR_FORMAT, "options of another operator");
}

static void contradictions_are_refused(void **state)
{
    (void)state;
    const float w[36] = {1};
    const int in = craft_input(&c, CRAFT_DIMS(1, 4, 4, 2));
    const int weights = craft_floats(&c, w, CRAFT_DIMS(2, 3, 3, 2));
    const int out = craft_value(&c, "out", CRAFT_DIMS(1, 4, 4, 2));
    craft_operator *conv = craft_conv(&c, in, weights, -1, out, CRAFT_VALID, 1, CRAFT_NONE);
    craft_output(&c, out);
    expect_error(FIT_ERR_FORMAT, "operator 0 at byte");
    expect_error(FIT_ERR_FORMAT, "4x4 does not become 4x4");
    craft_set(conv, 1, 0, 1, CRAFT_SAME);
    craft_set(conv, 1, 1, 4, 0);
    expect_error(FIT_ERR_FORMAT, "stride 1x0");
    craft_set(conv, 1, 1, 4, 1);
    c.tensors[weights].data_bytes -= 4;
    expect_error(FIT_ERR_FORMAT, "tensor 1 at byte");
    c.tensors[weights].data_bytes += 4;
    conv->inputs[0] = 7;
    expect_error(FIT_ERR_FORMAT, "tensor 7 of 3");
    conv->inputs[0] = out;
    expect_error(FIT_ERR_FORMAT, "which has no value yet");
    conv->inputs[0] = in;
    c.tensors[in].dim[1] = 0;
    expect_error(FIT_ERR_FORMAT, "size 0 of dimension 1");
    c.tensors[in].dim[1] = 4;
    conv->outputs[0] = in;
    expect_error(FIT_ERR_FORMAT, "which has a value");
    conv->outputs[0] = out;
    fit_nn_model_destroy(create()); /* and all is well again */
}

static void limits_are_kept(void **state)
{
    (void)state;
    const int in = craft_input(&c, CRAFT_DIMS(65536, 65536));
    const int out = craft_value(&c, "out", CRAFT_DIMS(65536, 65536));
    craft_op(&c, CRAFT_ABS, CRAFT_INPUTS(in), out);
    craft_output(&c, out);
    expect_error(FIT_ERR_LIMIT, "more than 268435456 elements");
    c.tensors[in].dim[0] = c.tensors[out].dim[0] = 4096;
    fit_nn_model *model = create(); /* a gibibyte of arena, in place: allowed, and nothing allocates it */
    assert_int_equal(fit_nn_arena_bytes(model), (size_t)1 << 30);
    fit_nn_model_destroy(model);
    craft_output(&c, in); /* now two of them */
    expect_error(FIT_ERR_LIMIT, "a run needs more than 1073741824 bytes");
    c.n_outputs = 1;
    c.tensors[in].rank = 7;
    for (int i = 0; i < 7; i++)
        c.tensors[in].dim[i] = 1;
    expect_error(FIT_ERR_LIMIT, "rank 7, at most 6");
}

/* Sparse weights that grow without bound are refused before anything is allocated. */
static void growth_is_limited(void **state)
{
    (void)state;
    static int32_t segments[4097];
    static const int32_t indices[] = {5};
    for (int i = 1; i <= 4096; i++)
        segments[i] = 1;
    const craft_sparsity sparsity = {
        .n_levels = 2,
        .levels = {{.size = 4096}, {0, segments, 4097, indices, 1, 3}},
        .traversal = {0, 1},
    };
    const float one = 1;
    const int in = craft_input(&c, CRAFT_DIMS(4096, 65536));
    const int stored = craft_floats(&c, &one, CRAFT_DIMS(1));
    c.tensors[stored].rank = 2;
    c.tensors[stored].dim[0] = 4096;
    c.tensors[stored].dim[1] = 65536;
    c.tensors[stored].sparsity = &sparsity;
    const int out = craft_value(&c, "out", CRAFT_DIMS(4096, 65536));
    craft_binary(&c, CRAFT_MUL, in, stored, out, CRAFT_NONE);
    craft_output(&c, out);
    expect_error(FIT_ERR_LIMIT, "weights of more than");
}

static void not_a_model(void **state)
{
    (void)state;
    fit_nn_model *model = NULL;
    fit_error error;
    assert_int_equal(fit_nn_model_create(&model, "", 0, NULL, 0, FIT_NN_ISA_AUTO, &error), FIT_ERR_FORMAT);
    assert_string_equal(error.text, "model at byte 4: not a TensorFlow Lite model: no \"TFL3\" there");
    assert_int_equal(fit_nn_model_create(&model, NULL, 8, NULL, 0, FIT_NN_ISA_AUTO, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_nn_model_create(&model, "12345678", 8, NULL, 0, FIT_NN_ISA_COUNT, NULL), FIT_ERR_ARG);
}

/* A copy in memory of exactly its size, so that a sanitizer sees any read behind it. Runs what still makes sense. */
static void try_bytes(const uint8_t *bytes, size_t len)
{
    uint8_t *copy = malloc(len + 1);
    assert_non_null(copy);
    uint8_t *exact = realloc(copy, len ? len : 1);
    assert_non_null(exact);
    memcpy(exact, bytes, len);
    fit_nn_model *model = NULL;
    fit_error error = {0};
    const fit_status status = fit_nn_model_create(&model, exact, len, NULL, 0, FIT_NN_ISA_AUTO, &error);
    if (status == FIT_OK) {
        if (fit_nn_arena_bytes(model) < 1 << 20 && fit_nn_multiply_adds(model) < 1 << 20 &&
            fit_nn_input_count(model) > 0)
            free(run(model, 0));
        fit_nn_model_destroy(model);
    } else {
        assert_null(model);
        assert_int_equal(error.status, status);
        assert_true(error.text[0] != 0);
    }
    free(exact);
}

static void truncated_at_every_byte(void **state)
{
    (void)state;
    for (const crafted_model *m = crafted_models; m->name; m++) {
        c = (craft){0};
        m->describe(&c);
        craft_write(&c);
        for (size_t len = 0; len < c.len; len++)
            try_bytes(c.bytes, len);
    }
}

static void every_byte_changed(void **state)
{
    (void)state;
    static const uint8_t changes[] = {0x01, 0x80, 0xFF, 0x04};
    for (const crafted_model *m = crafted_models; m->name; m++) {
        c = (craft){0};
        m->describe(&c);
        craft_write(&c);
        for (size_t i = 0; i < c.len; i++) {
            for (size_t k = 0; k < sizeof changes; k++) {
                c.bytes[i] ^= changes[k];
                try_bytes(c.bytes, c.len);
                c.bytes[i] ^= changes[k];
            }
        }
    }
}

int main(void)
{
#define MODEL(test) cmocka_unit_test_setup(test, setup)
    const struct CMUnitTest tests[] = {
        MODEL(crafted_models_run_whatever_the_arena_held),
        MODEL(steps_equal_a_run),
        MODEL(only_what_an_output_needs_is_kept),
        MODEL(arena_is_shared_by_lifetime),
        MODEL(outputs_hold_to_the_end),
        MODEL(residual_is_not_overwritten_when_it_is_the_input),
        MODEL(sparse_weights_are_spread),
        MODEL(sparse_blocks_are_spread),
        MODEL(wrong_sparsity_is_refused),
        MODEL(unsupported_is_named),
        MODEL(contradictions_are_refused),
        MODEL(limits_are_kept),
        MODEL(growth_is_limited),
        MODEL(not_a_model),
        MODEL(truncated_at_every_byte),
        MODEL(every_byte_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
