/* Every vector instruction set that this machine runs, held against the plain-C reference; and their choice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check_kernels.h"

static void check_everywhere(void **state)
{
    check_family *family = *state;
    for (int isa = FIT_NN_ISA_REFERENCE + 1; isa < FIT_NN_ISA_COUNT; isa++) {
        const fit_nn_kernels *kernels = fit_nn_kernels_get((fit_nn_isa)isa);
        if (!kernels)
            continue;
        print_message("%s %s\n", fit_nn_isa_name((fit_nn_isa)isa), family->name);
        assert_int_equal(family->run(kernels), 0);
    }
}

static void tables_name_their_own_isa(void **state)
{
    (void)state;
    for (int isa = FIT_NN_ISA_REFERENCE; isa < FIT_NN_ISA_COUNT; isa++) {
        const fit_nn_kernels *kernels = fit_nn_kernels_get((fit_nn_isa)isa);
        assert_int_equal(fit_nn_isa_usable((fit_nn_isa)isa), kernels != NULL);
        if (kernels)
            assert_int_equal(kernels->isa, isa);
    }
}

static void best_is_the_strongest_usable(void **state)
{
    (void)state;
    fit_nn_isa strongest = FIT_NN_ISA_REFERENCE;
    for (int isa = FIT_NN_ISA_REFERENCE; isa < FIT_NN_ISA_COUNT; isa++)
        if (fit_nn_isa_usable((fit_nn_isa)isa))
            strongest = (fit_nn_isa)isa;
#if defined(__x86_64__)
    if (strongest == FIT_NN_ISA_AVX512 && __builtin_cpu_is("amdfam19h"))
        strongest = FIT_NN_ISA_AVX512_PUMPED;
#endif
    assert_int_equal(fit_nn_isa_best(), strongest);
    assert_ptr_equal(fit_nn_kernels_get(FIT_NN_ISA_AUTO), fit_nn_kernels_get(strongest));
}

static void every_machine_has_vectors(void **state)
{
    (void)state;
#if defined(__x86_64__)
    assert_true(fit_nn_isa_usable(FIT_NN_ISA_SSE2));
    assert_false(fit_nn_isa_usable(FIT_NN_ISA_NEON));
#elif defined(__aarch64__)
    assert_true(fit_nn_isa_usable(FIT_NN_ISA_NEON));
    assert_false(fit_nn_isa_usable(FIT_NN_ISA_SSE2));
#endif
    assert_true(fit_nn_isa_usable(FIT_NN_ISA_REFERENCE));
    assert_string_equal(fit_nn_isa_name(FIT_NN_ISA_AVX512_PUMPED), "avx512_pumped");
    assert_string_equal(fit_nn_isa_name(FIT_NN_ISA_WASM_RELAXED), "wasm_relaxed");
}

/* By hand, since the reference shares its sampling positions with the rest: a line 0, 10 stretched. */
static void resize_samples_where_tensorflow_does(void **state)
{
    (void)state;
    static const struct {
        int32_t width;
        int half_pixel, align_corners;
        float want[4];
    } cases[] = {{4, 0, 0, {0, 5, 10, 10}}, {4, 1, 0, {0, 2.5F, 7.5F, 10}}, {3, 0, 1, {0, 5, 10}}};
    for (int isa = FIT_NN_ISA_REFERENCE; isa < FIT_NN_ISA_COUNT; isa++) {
        const fit_nn_kernels *kernels = fit_nn_kernels_get((fit_nn_isa)isa);
        for (int i = 0; kernels && i < 3; i++) {
            const fit_window w = {
                .batch = 1, .in_h = 1, .in_w = 2, .in_c = 1, .out_h = 1, .out_w = cases[i].width, .out_c = 1};
            float out[4] = {0};
            kernels->resize_bilinear(&w, cases[i].half_pixel, cases[i].align_corners, (const float[]){0, 10}, NULL, out,
                                     0, 1);
            assert_memory_equal(out, cases[i].want, sizeof out);
        }
    }
}

static buffer convolve(const fit_nn_kernels *k, const fit_window *w, const buffer *in, const buffer *weights)
{
    buffer packed = buffer_make_aligned(k->conv_packed_floats(w), GUARD_BACK);
    buffer scratch = buffer_make_aligned(k->conv_scratch_floats(w), GUARD_BACK);
    buffer out = buffer_make((size_t)(w->out_h * w->out_w * w->out_c), GUARD_BACK);
    k->conv_pack(w, weights->data, weights->data, packed.data);
    k->conv(w, in->data, packed.data, in->data, out.data, scratch.data, 0, k->conv_units(w));
    buffer_free(&scratch);
    buffer_free(&packed);
    return out;
}

/* So that which of them a CPU takes is a matter of time alone. */
static void both_avx512_sets_give_the_same_bits(void **state)
{
    (void)state;
    enum { SIDE = 5, DEPTH = 24, MOST_CHANNELS = 100, MOST_TAPS = 9 * DEPTH };
    const fit_nn_kernels *wide = fit_nn_kernels_get(FIT_NN_ISA_AVX512);
    const fit_nn_kernels *pumped = fit_nn_kernels_get(FIT_NN_ISA_AVX512_PUMPED);
    if (!wide || !pumped)
        skip();
    buffer in = buffer_make(SIDE * SIDE * MOST_CHANNELS, GUARD_BACK); /* also what is added */
    buffer weights = buffer_make(MOST_CHANNELS * MOST_TAPS, GUARD_BACK);
    fill(&in, DATA_UNIT);
    fill(&weights, DATA_UNIT);
    for (int32_t i = 2; i < 2 * (MOST_CHANNELS + 1); i++) {
        const int32_t kernel = i % 2 ? 3 : 1;
        const fit_window w = {.batch = 1,
                              .in_h = SIDE,
                              .in_w = SIDE,
                              .in_c = DEPTH,
                              .out_h = SIDE,
                              .out_w = SIDE,
                              .out_c = i / 2,
                              .kernel_h = kernel,
                              .kernel_w = kernel,
                              .stride_h = 1,
                              .stride_w = 1,
                              .pad_top = kernel / 2,
                              .pad_left = kernel / 2,
                              .activation = i % 2 ? FIT_ACT_RELU6 : FIT_ACT_NONE};
        buffer one = convolve(wide, &w, &in, &weights);
        buffer other = convolve(pumped, &w, &in, &weights);
        assert_memory_equal(one.data, other.data, one.n * sizeof *one.data);
        buffer_free(&other);
        buffer_free(&one);
    }
    buffer_free(&weights);
    buffer_free(&in);
}

int main(void)
{
    enum { OTHERS = 5 };
    struct CMUnitTest tests[CHECK_FAMILIES + OTHERS] = {
        cmocka_unit_test(tables_name_their_own_isa),           cmocka_unit_test(best_is_the_strongest_usable),
        cmocka_unit_test(every_machine_has_vectors),           cmocka_unit_test(resize_samples_where_tensorflow_does),
        cmocka_unit_test(both_avx512_sets_give_the_same_bits),
    };
    for (int i = 0; i < CHECK_FAMILIES; i++) {
        tests[OTHERS + i] = (struct CMUnitTest){
            .name = check_families[i].name, .test_func = check_everywhere, .initial_state = (void *)&check_families[i]};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
