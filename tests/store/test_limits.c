/* Token buckets: what is in one, how it fills, and that servers share it. */
#include <stdatomic.h>
#include <stdio.h>

#include "fixture.h"
#include "store/limits.h"

enum { BURST = 3, EACH_MS = 1000 };

static const int64_t t0 = 1700000000000;

static int64_t take(fit_store *store, const char *key, int64_t now_ms)
{
    int64_t wait_ms = -1;
    ok(WRITE(store, fit_limits_take(db, key, BURST, EACH_MS, now_ms, &wait_ms)));
    return wait_ms;
}

static void gives_a_burst_then_one_at_a_time(void **state)
{
    fit_store *store = harness_store(state);
    for (int i = 0; i < BURST; i++)
        assert_int_equal(0, take(store, "login:a", t0));
    assert_int_equal(1000, take(store, "login:a", t0));
    assert_int_equal(1000, take(store, "login:a", t0)); /* to be refused costs nothing */
    assert_int_equal(1, take(store, "login:a", t0 + 999));
    assert_int_equal(0, take(store, "login:a", t0 + 1000));
    assert_int_equal(1000, take(store, "login:a", t0 + 1000));
    assert_int_equal(0, take(store, "login:b", t0 + 1000));
}

static void holds_no_more_than_a_burst(void **state)
{
    fit_store *store = harness_store(state);
    assert_int_equal(0, take(store, "k", t0));
    for (int i = 0; i < BURST; i++)
        assert_int_equal(0, take(store, "k", t0 + 3600000));
    assert_int_equal(1000, take(store, "k", t0 + 3600000));
    for (int i = 0; i < 20; i++) /* at the rate it fills */
        assert_int_equal(0, take(store, "k", t0 + 3600000 + EACH_MS * (i + 1)));
}

static void survives_a_clock_set_back(void **state)
{
    fit_store *store = harness_store(state);
    assert_int_equal(0, take(store, "k", t0));
    assert_int_equal(4000, take(store, "k", t0 - 5000)); /* full at t0 + 1000, may be so 3000 from now */
    assert_int_equal(0, take(store, "k", t0 - 1000));
}

static void is_cleared_and_swept(void **state)
{
    fit_store *store = harness_store(state);
    for (int i = 0; i < BURST; i++)
        assert_int_equal(0, take(store, "k", t0));
    ok(WRITE(store, fit_limits_clear(db, "k")));
    assert_int_equal(0, take(store, "k", t0));
    assert_int_equal(0, take(store, "full later", t0 + 1));
    ok(WRITE(store, fit_limits_sweep(db, t0 + EACH_MS)));
    assert_int_equal(1, number_of(store, "SELECT count(*) FROM limits", NULL, 0));
    assert_int_equal(1, number_of(store, "SELECT count(*) FROM limits WHERE key = 'full later'", NULL, 0));
    ok(WRITE(store, fit_limits_sweep(db, t0 + EACH_MS + 1)));
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM limits", NULL, 0));
}

static void one_is_given_back(void **state)
{
    fit_store *store = harness_store(state);
    for (int i = 0; i < BURST; i++)
        assert_int_equal(0, take(store, "k", t0));
    ok(WRITE(store, fit_limits_give_back(db, "k", EACH_MS)));
    assert_int_equal(0, take(store, "k", t0));
    assert_int_equal(EACH_MS, take(store, "k", t0));
    ok(WRITE(store, fit_limits_give_back(db, "nobody's", EACH_MS)));
    assert_int_equal(1, number_of(store, "SELECT count(*) FROM limits", NULL, 0));
}

typedef struct crowd {
    fit_store *store;
    atomic_int granted, refused;
} crowd;

static void take_many(void *context, int index)
{
    (void)index;
    crowd *c = context;
    for (int i = 0; i < 30; i++) {
        int64_t wait_ms = -1;
        if (WRITE(c->store, fit_limits_take(db, "shared", 20, EACH_MS, t0, &wait_ms)) == FIT_OK)
            atomic_fetch_add(wait_ms == 0 ? &c->granted : &c->refused, 1);
    }
}

static void is_shared_exactly(void **state)
{
    crowd c = {.store = harness_store(state)};
    compete(4, take_many, &c);
    assert_int_equal(20, c.granted);
    assert_int_equal(100, c.refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(gives_a_burst_then_one_at_a_time),
        HARNESS_TEST(holds_no_more_than_a_burst),
        HARNESS_TEST(survives_a_clock_set_back),
        HARNESS_TEST(is_cleared_and_swept),
        HARNESS_TEST(one_is_given_back),
        HARNESS_TEST(is_shared_exactly),
    };
    return harness_run(tests);
}
