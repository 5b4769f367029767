/* The audit log. */
#include "fixture.h"
#include "store/events.h"

static void lists_newest_first_by_member(void **state)
{
    fit_store *store = harness_store(state);
    int64_t a = add_member(store, "a@example.org"), b = add_member(store, "b@example.org");
    ok(WRITE(store, fit_events_add(db, 1000, "login", a, "192.0.2.1", "")));
    ok(WRITE(store, fit_events_add(db, 2000, "login", b, "2001:db8::1", "x")));
    ok(WRITE(store, fit_events_add(db, 3000, "login_failed", 0, "192.0.2.2", "unknown")));
    ok(WRITE(store, fit_events_add(db, 3000, "password_changed", a, "192.0.2.1", "'; DROP TABLE events; --")));

    fit_audit_event list[10];
    size_t count = 0;
    ok(READ(store, fit_events_list(db, a, list, 10, &count)));
    assert_int_equal(2, count);
    assert_int_equal(3000, list[0].at_ms);
    assert_string_equal("password_changed", list[0].kind);
    assert_string_equal("'; DROP TABLE events; --", list[0].detail);
    assert_int_equal(a, list[0].member_id);
    assert_int_equal(1000, list[1].at_ms);

    ok(READ(store, fit_events_list(db, 0, list, 10, &count)));
    assert_int_equal(4, count);
    assert_int_equal(a, list[0].member_id);
    assert_int_equal(0, list[1].member_id);
    assert_string_equal("192.0.2.2", list[1].address);
    assert_int_equal(b, list[2].member_id);
    assert_string_equal("2001:db8::1", list[2].address);
    ok(READ(store, fit_events_list(db, 0, list, 3, &count)));
    assert_int_equal(3, count);
    ok(READ(store, fit_events_list(db, a, list, 1, &count)));
    assert_int_equal(1, count);
    assert_string_equal("password_changed", list[0].kind);
}

static void knows_where_a_member_logged_in_from(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_member(store, "a@example.org"), b = add_member(store, "b@example.org");
    char list[4][FIT_ADDRESS_CAP];
    size_t count = 9;
    ok(READ(store, fit_events_login_addresses(db, a, list, 4, &count)));
    assert_int_equal(0, count);
    ok(WRITE(store, fit_events_add(db, 1000, "signed_up", a, "192.0.2.1", "")));
    ok(WRITE(store, fit_events_add(db, 2000, "login", a, "192.0.2.2", "")));
    ok(WRITE(store, fit_events_add(db, 3000, "login_failed", a, "192.0.2.3", "")));
    ok(WRITE(store, fit_events_add(db, 4000, "face_login", a, "192.0.2.1", "")));
    ok(WRITE(store, fit_events_add(db, 5000, "login", b, "192.0.2.4", "")));
    ok(READ(store, fit_events_login_addresses(db, a, list, 4, &count)));
    assert_int_equal(2, count);
    assert_string_equal("192.0.2.1", list[0]);
    assert_string_equal("192.0.2.2", list[1]);
    ok(READ(store, fit_events_login_addresses(db, a, list, 1, &count)));
    assert_int_equal(1, count);
}

static void sweeps_what_is_old(void **state)
{
    fit_store *store = harness_store(state);
    for (int64_t at_ms = 1; at_ms <= 5; at_ms++)
        ok(WRITE(store, fit_events_add(db, at_ms, "login", 0, "", "")));
    ok(WRITE(store, fit_events_sweep(db, 3)));
    assert_int_equal(3, number_of(store, "SELECT min(at_ms) FROM events", NULL, 0));
    assert_int_equal(3, number_of(store, "SELECT count(*) FROM events", NULL, 0));
}

static void refuses_a_member_who_is_not_there(void **state)
{
    fit_store *store = harness_store(state);
    is(FIT_ERR_ARG, WRITE(store, fit_events_add(db, 1, "login", 12345, "", "")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(lists_newest_first_by_member),
        HARNESS_TEST(knows_where_a_member_logged_in_from),
        HARNESS_TEST(sweeps_what_is_old),
        HARNESS_TEST(refuses_a_member_who_is_not_there),
    };
    return harness_run(tests);
}
