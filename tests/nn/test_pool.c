/* The pool runs each worker's share exactly once, and a model gives the same with any number of threads. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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

typedef struct places {
    int on[5];
    cpu_set_t allowed[5];
} places;

static void note_place(void *context, unsigned worker, unsigned n_workers)
{
    places *p = context;
    (void)n_workers;
    p->on[worker] = sched_getcpu();
    sched_getaffinity(0, sizeof p->allowed[worker], &p->allowed[worker]);
}

static cpu_set_t everywhere;

static int note_affinity(void **state)
{
    (void)state;
    return sched_getaffinity(0, sizeof everywhere, &everywhere);
}

static int restore_affinity(void **state)
{
    (void)state;
    return sched_setaffinity(0, sizeof everywhere, &everywhere);
}

static void go_to(size_t processor)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
}

/* Where there are processors enough; otherwise they share them all. */
static void workers_leave_the_caller_his_processor(void **state)
{
    (void)state;
    if (CPU_COUNT(&everywhere) < 2)
        skip();
    for (int threads = 2; threads <= 5; threads++) {
        const bool enough = threads <= CPU_COUNT(&everywhere);
        fit_nn_pool *pool = NULL;
        assert_int_equal(fit_nn_pool_create(&pool, (unsigned)threads, NULL), FIT_OK);
        for (size_t processor = 0; processor < CPU_SETSIZE; processor++) {
            if (!CPU_ISSET(processor, &everywhere))
                continue;
            go_to(processor);
            assert_int_equal(restore_affinity(NULL), 0); /* and stay, as a rule: nobody else wants it */
            places p;
            fit_nn_pool_run(pool, note_place, &p);
            for (int i = 1; i < threads; i++) {
                assert_int_equal(CPU_COUNT(&p.allowed[i]), CPU_COUNT(&everywhere) - enough);
                if (enough && p.on[0] == (int)processor && sched_getcpu() == (int)processor)
                    assert_false(CPU_ISSET(processor, &p.allowed[i]));
            }
        }
        fit_nn_pool_destroy(pool);
    }
}

/* Who confines a process to one processor (taskset -a) confines the workers, too. */
static void workers_follow_a_caller_who_is_confined(void **state)
{
    (void)state;
    fit_nn_pool *pool = NULL;
    assert_int_equal(fit_nn_pool_create(&pool, 2, NULL), FIT_OK);
    for (size_t processor = 0; processor < CPU_SETSIZE; processor++) {
        if (!CPU_ISSET(processor, &everywhere))
            continue;
        go_to(processor);
        places p;
        fit_nn_pool_run(pool, note_place, &p);
        assert_int_equal(p.on[0], processor);
        assert_int_equal(p.on[1], processor);
    }
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
        cmocka_unit_test_teardown(workers_leave_the_caller_his_processor, restore_affinity),
        cmocka_unit_test_teardown(workers_follow_a_caller_who_is_confined, restore_affinity),
        cmocka_unit_test(no_pool_is_one_worker),
        cmocka_unit_test(count_of_threads_is_checked),
        cmocka_unit_test(shared_steps_give_the_same),
    };
    return cmocka_run_group_tests(tests, note_affinity, NULL);
}
