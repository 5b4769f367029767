/* Sessions: found as long as they may be used, and ended when they are told to. */
#include <stdio.h>

#include "fixture.h"
#include "store/sessions.h"

static void hash_of(int number, unsigned char hash[FIT_TOKEN_HASH_LEN])
{
    memset(hash, 0, FIT_TOKEN_HASH_LEN);
    memcpy(hash + 3, &number, sizeof number);
}

static int64_t log_in(fit_store *store, int64_t member, int number, int64_t now_ms)
{
    unsigned char hash[FIT_TOKEN_HASH_LEN];
    hash_of(number, hash);
    int64_t id = 0;
    ok(WRITE(store, fit_sessions_add(db, hash, member, true, "2001:db8::1", "Mozilla/5.0 (테스트)", now_ms, &id)));
    return id;
}

static fit_status find(fit_store *store, int number, int64_t idle_from_ms, int64_t made_from_ms, fit_session *session)
{
    unsigned char hash[FIT_TOKEN_HASH_LEN];
    hash_of(number, hash);
    return READ(store, fit_sessions_find(db, hash, idle_from_ms, made_from_ms, session));
}

static void is_found_with_its_member(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    ok(WRITE(store, fit_members_set_role(db, member, FIT_ROLE_ADMINISTRATOR)));
    execute(store, "UPDATE members SET weekly_days = 5");
    int64_t id = log_in(store, member, 1, 1000);
    fit_session session;
    ok(find(store, 1, 1000, 1000, &session));
    assert_int_equal(id, session.id);
    assert_int_equal(member, session.member_id);
    assert_int_equal(FIT_ROLE_ADMINISTRATOR, session.role);
    assert_string_equal("ko", session.language);
    assert_int_equal(5, session.weekly_days);
    assert_int_equal(1000, session.created_ms);
    assert_int_equal(1000, session.used_ms);
    assert_string_equal("2001:db8::1", session.address);
    assert_string_equal("Mozilla/5.0 (테스트)", session.user_agent);
    is(FIT_ERR_NOT_FOUND, find(store, 2, 0, 0, &session));
    is(FIT_ERR_NOT_FOUND, find(store, 1, 1001, 0, &session));
    is(FIT_ERR_NOT_FOUND, find(store, 1, 0, 1001, &session));

    ok(WRITE(store, fit_sessions_touch(db, id, 5000)));
    ok(WRITE(store, fit_sessions_touch(db, id, 4000))); /* two servers, a later one first */
    ok(find(store, 1, 5000, 1000, &session));
    assert_int_equal(5000, session.used_ms);
    ok(WRITE(store, fit_sessions_touch(db, id + 1000, 6000)));
}

static void knows_when_the_password_was_given(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t member = add_member(store, "a@example.org");
    unsigned char hash[FIT_TOKEN_HASH_LEN];
    fit_session session;
    int64_t id;
    (void)log_in(store, member, 1, 1000);
    ok(find(store, 1, 0, 0, &session));
    assert_int_equal(1000, session.password_ms);
    hash_of(2, hash);
    ok(WRITE(store, fit_sessions_add(db, hash, member, false, "", "", 2000, &id)));
    ok(find(store, 2, 0, 0, &session));
    assert_int_equal(0, session.password_ms);
    ok(WRITE(store, fit_sessions_prove(db, id, 3000)));
    ok(find(store, 2, 0, 0, &session));
    assert_int_equal(3000, session.password_ms);
    ok(find(store, 1, 0, 0, &session));
    assert_int_equal(1000, session.password_ms);
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_sessions_prove(db, id + 1000, 3000)));
}

static void ends_when_its_member_is_disabled(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    fit_session session;
    (void)log_in(store, member, 1, 1000);
    execute(store, "UPDATE members SET disabled = 1");
    is(FIT_ERR_NOT_FOUND, find(store, 1, 0, 0, &session));
    execute(store, "UPDATE members SET disabled = 0");
    ok(find(store, 1, 0, 0, &session));
    ok(WRITE(store, fit_members_set_disabled(db, member, true)));
    ok(WRITE(store, fit_members_set_disabled(db, member, false)));
    is(FIT_ERR_NOT_FOUND, find(store, 1, 0, 0, &session));
}

static void are_listed_and_limited(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    (void)log_in(store, other, 1000, 1);
    int64_t first = log_in(store, member, 0, 1000);
    for (int i = 1; i < FIT_MAX_SESSIONS; i++)
        (void)log_in(store, member, i, 1000 + i);
    ok(WRITE(store, fit_sessions_touch(db, first, 9000)));
    int64_t last = log_in(store, member, FIT_MAX_SESSIONS, 9500);

    fit_session list[FIT_MAX_SESSIONS];
    size_t count = 0;
    ok(READ(store, fit_sessions_list(db, member, list, &count)));
    assert_int_equal(FIT_MAX_SESSIONS, count);
    assert_int_equal(last, list[0].id);
    assert_int_equal(first, list[1].id); /* old, but used */
    assert_int_equal(1002, list[count - 1].used_ms);
    fit_session session;
    is(FIT_ERR_NOT_FOUND, find(store, 1, 0, 0, &session));
    ok(find(store, 1000, 0, 0, &session));
}

static void are_ended(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    int64_t a = log_in(store, member, 1, 1000), b = log_in(store, member, 2, 1000);
    int64_t c = log_in(store, other, 3, 1000);
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_sessions_delete(db, other, a)));
    ok(WRITE(store, fit_sessions_delete(db, member, a)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_sessions_delete(db, member, a)));
    (void)log_in(store, member, 4, 1000);
    ok(WRITE(store, fit_sessions_delete_all(db, member, b)));
    fit_session session;
    ok(find(store, 2, 0, 0, &session));
    is(FIT_ERR_NOT_FOUND, find(store, 4, 0, 0, &session));
    ok(WRITE(store, fit_sessions_delete_all(db, member, 0)));
    is(FIT_ERR_NOT_FOUND, find(store, 2, 0, 0, &session));
    ok(find(store, 3, 0, 0, &session));
    assert_int_equal(c, session.id);
}

static void are_swept(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    int64_t old = log_in(store, member, 1, 1000);
    ok(WRITE(store, fit_sessions_touch(db, old, 9000)));
    (void)log_in(store, member, 2, 4000); /* idle */
    (void)log_in(store, member, 3, 5000);
    ok(WRITE(store, fit_sessions_sweep(db, 5000, 2000)));
    fit_session session;
    is(FIT_ERR_NOT_FOUND, find(store, 1, 0, 0, &session));
    is(FIT_ERR_NOT_FOUND, find(store, 2, 0, 0, &session));
    ok(find(store, 3, 0, 0, &session));
}

static void have_a_token_each(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    (void)log_in(store, member, 1, 1000);
    unsigned char hash[FIT_TOKEN_HASH_LEN];
    hash_of(1, hash);
    int64_t id;
    is(FIT_ERR_CONFLICT, WRITE(store, fit_sessions_add(db, hash, member, false, "", "", 2000, &id)));
}

static void keep_so_much_of_a_name(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    char agent[30000];
    memset(agent, 'a', sizeof agent - 1);
    agent[sizeof agent - 1] = 0;
    memcpy(agent + FIT_USER_AGENT_CAP - 3, "핏", strlen("핏")); /* across the limit */
    unsigned char hash[FIT_TOKEN_HASH_LEN];
    hash_of(1, hash);
    int64_t id;
    ok(WRITE(store, fit_sessions_add(db, hash, member, true, "", agent, 1000, &id)));
    assert_int_equal(FIT_USER_AGENT_CAP - 3, number_of(store, "SELECT length(user_agent) FROM sessions", NULL, 0));
    fit_session session;
    ok(find(store, 1, 0, 0, &session));
    assert_int_equal(FIT_USER_AGENT_CAP - 3, strlen(session.user_agent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(is_found_with_its_member),
        HARNESS_TEST(knows_when_the_password_was_given),
        HARNESS_TEST(ends_when_its_member_is_disabled),
        HARNESS_TEST(are_listed_and_limited),
        HARNESS_TEST(are_ended),
        HARNESS_TEST(are_swept),
        HARNESS_TEST(have_a_token_each),
        HARNESS_TEST(keep_so_much_of_a_name),
    };
    return harness_run(tests);
}
