#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "server/gate.h"

static void so_many_enter_and_no_more(void **state)
{
    (void)state;
    fit_gate gate;
    assert_int_equal(fit_gate_init(&gate, 2, 0), FIT_OK);
    assert_true(fit_gate_enter(&gate, 0));
    assert_true(fit_gate_enter(&gate, 0));
    assert_false(fit_gate_enter(&gate, 60000)); /* nobody may wait: at once */
    fit_gate_leave(&gate);
    assert_true(fit_gate_enter(&gate, 0));
    fit_gate_leave(&gate);
    fit_gate_leave(&gate);
    fit_gate_deinit(&gate);
}

static void whoever_waits_gives_up_in_the_end(void **state)
{
    (void)state;
    fit_gate gate;
    int inside, waiting;
    assert_int_equal(fit_gate_init(&gate, 1, 1), FIT_OK);
    assert_true(fit_gate_enter(&gate, 0));
    assert_false(fit_gate_enter(&gate, 30));
    fit_gate_look(&gate, &inside, &waiting);
    assert_int_equal(inside, 1);
    assert_int_equal(waiting, 0);
    fit_gate_leave(&gate);
    fit_gate_deinit(&gate);
}

enum { THREADS = 16, ROUNDS = 200, ROOM = 3 };

typedef struct crowd {
    fit_gate gate;
    atomic_int inside, most, entered;
} crowd;

static void *push(void *opaque)
{
    crowd *c = opaque;
    for (int i = 0; i < ROUNDS; i++) {
        if (!fit_gate_enter(&c->gate, 60000))
            continue;
        int now = atomic_fetch_add(&c->inside, 1) + 1, most = atomic_load(&c->most);
        while (now > most && !atomic_compare_exchange_weak(&c->most, &most, now))
            ;
        usleep(50);
        atomic_fetch_sub(&c->inside, 1);
        atomic_fetch_add(&c->entered, 1);
        fit_gate_leave(&c->gate);
    }
    return NULL;
}

static void a_crowd_passes_a_few_at_a_time(void **state)
{
    (void)state;
    crowd c = {.most = 0};
    pthread_t threads[THREADS];
    assert_int_equal(fit_gate_init(&c.gate, ROOM, THREADS), FIT_OK);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, push, &c), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(c.most, ROOM);
    assert_int_equal(c.entered, THREADS * ROUNDS);
    fit_gate_deinit(&c.gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so_many_enter_and_no_more),
        cmocka_unit_test(whoever_waits_gives_up_in_the_end),
        cmocka_unit_test(a_crowd_passes_a_few_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
