/* The pool runs each worker's share exactly once, and a model gives the same with any number of threads. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/nn.h"
#include "craft.h"
#include "nn/pool.h"

typedef struct tally {
    unsigned calls[64];
    unsigned n_workers;
} tally;

static void count(void *context, unsigned worker, unsigned n_workers)
{
    tally *t = context;
    t->calls[worker]++;
    if (worker == 0)
        t->n_workers = n_workers;
}

static void each_worker_is_called_once_a_task(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 5; threads++) {
        fit_nn_pool *pool = NULL;
        assert_int_equal(fit_nn_pool_create(&pool, threads, NULL), FIT_OK);
        tally t = {0};
        for (int round = 0; round < 1000; round++)
            fit_nn_pool_run(pool, count, &t);
        assert_int_equal(t.n_workers, threads);
        for (unsigned i = 0; i < 64; i++)
            assert_int_equal(t.calls[i], i < threads ? 1000 : 0);
        fit_nn_pool_destroy(pool);
    }
}

static void note_processor(void *context, unsigned worker, unsigned n_workers)
{
    (void)n_workers;
    ((int *)context)[worker] = sched_getcpu();
}

static void workers_leave_the_caller_his_processor(void **state)
{
    (void)state;
    cpu_set_t all;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    if (CPU_COUNT(&all) < 2)
        skip();
    fit_nn_pool *pool = NULL;
    assert_int_equal(fit_nn_pool_create(&pool, 3, NULL), FIT_OK);
    for (size_t processor = 0; processor < CPU_SETSIZE; processor++) {
        if (!CPU_ISSET(processor, &all))
            continue;
        cpu_set_t here;
        CPU_ZERO(&here);
        CPU_SET(processor, &here);
        assert_int_equal(sched_setaffinity(0, sizeof here, &here), 0);
        for (int round = 0; round < 100; round++) {
            int on[3] = {-1, -1, -1};
            fit_nn_pool_run(pool, note_processor, on);
            assert_int_equal(on[0], processor);
            assert_int_not_equal(on[1], processor);
            assert_int_not_equal(on[2], processor);
        }
    }
    assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0);
    fit_nn_pool_destroy(pool);
}

static void no_pool_is_one_worker(void **state)
{
    (void)state;
    tally t = {0};
    fit_nn_pool_run(NULL, count, &t);
    assert_int_equal(t.n_workers, 1);
    assert_int_equal(t.calls[0], 1);
    fit_nn_pool_destroy(NULL);
}

static void count_of_threads_is_checked(void **state)
{
    (void)state;
    fit_nn_pool *pool = NULL;
    fit_error error;
    assert_int_equal(fit_nn_pool_create(&pool, 0, &error), FIT_ERR_ARG);
    assert_int_equal(fit_nn_pool_create(&pool, 65, &error), FIT_ERR_ARG);
    assert_null(pool);
}

static craft c;

/* Enough work to be shared, and fewer rows than threads in the last step. */
static void shared_steps_give_the_same(void **state)
{
    (void)state;
    static float weights[5 * 31 * 3 * 16];
    uint32_t seed = 9;
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        weights[i] = craft_random(&seed);
    const int in = craft_input(&c, CRAFT_DIMS(2, 31, 40, 16));
    const int w = craft_floats(&c, weights, CRAFT_DIMS(16, 3, 3, 16));
    const int slope = craft_floats(&c, weights, CRAFT_DIMS(1, 1, 16));
    const int y = craft_value(&c, "y", CRAFT_DIMS(2, 31, 40, 16));
    const int z = craft_value(&c, "z", CRAFT_DIMS(2, 31, 40, 16));
    const int high = craft_floats(&c, weights, CRAFT_DIMS(5, 31, 3, 16));
    const int out = craft_value(&c, "out", CRAFT_DIMS(2, 1, 38, 5));
    craft_conv(&c, in, w, -1, y, CRAFT_SAME, 1, CRAFT_NONE);
    craft_op(&c, CRAFT_PRELU, CRAFT_INPUTS(y, slope), z);
    craft_conv(&c, z, high, -1, out, CRAFT_VALID, 1, CRAFT_NONE);
    craft_output(&c, out);
    craft_write(&c);
    fit_nn_model *model = NULL;
    fit_error error;
    if (fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, FIT_NN_ISA_AUTO, &error) != FIT_OK)
        fail_msg("%s", error.text);
    float first[2 * 38 * 5];
    assert_int_equal(fit_nn_output_shape(model, 0)->elements, sizeof first / sizeof *first);
    void *arena = aligned_alloc(FIT_NN_ARENA_ALIGN, fit_nn_arena_bytes(model));
    assert_non_null(arena);
    for (unsigned threads = 1; threads <= 5; threads++) {
        fit_nn_pool *pool = NULL;
        assert_int_equal(fit_nn_pool_create(&pool, threads, NULL), FIT_OK);
        memset(arena, 0xFF, fit_nn_arena_bytes(model));
        seed = 21;
        for (size_t i = 0; i < fit_nn_input_shape(model, 0)->elements; i++)
            fit_nn_input(model, arena, 0)[i] = craft_random(&seed);
        fit_nn_run(model, arena, pool);
        if (threads == 1)
            memcpy(first, fit_nn_output(model, arena, 0), sizeof first);
        for (size_t i = 0; i < sizeof first / sizeof *first; i++)
            assert_float_equal(fit_nn_output(model, arena, 0)[i], first[i], 1e-4);
        fit_nn_pool_destroy(pool);
    }
    free(arena);
    fit_nn_model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_worker_is_called_once_a_task),
        cmocka_unit_test(workers_leave_the_caller_his_processor),
        cmocka_unit_test(no_pool_is_one_worker),
        cmocka_unit_test(count_of_threads_is_checked),
        cmocka_unit_test(shared_steps_give_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
