/* Challenges: found until they end, each frame taken once, decided once. */
#include <stdatomic.h>
#include <stdio.h>

#include "fixture.h"
#include "store/challenges.h"

static const unsigned char secret[FIT_CHALLENGE_HASH_LEN] = {1, 0, 255}, other[FIT_CHALLENGE_HASH_LEN] = {2};

static void issue(fit_store *store, const unsigned char *hash, int64_t member_id)
{
    const fit_stored_challenge challenge = {
        .member_id = member_id, .steps = "left blink", .issued_ms = 1000, .expires_ms = 21000};
    int64_t id = 0;
    ok(WRITE(store, fit_challenges_add(db, hash, &challenge, &id)));
    assert_true(id > 0);
}

/* The state as text. */
static fit_status find(fit_store *store, const unsigned char *hash, int64_t now_ms, fit_stored_challenge *challenge,
                       char state[100])
{
    fit_buffer sealed;
    fit_buffer_init(&sealed, 99);
    fit_status status = READ(store, fit_challenges_find(db, hash, now_ms, challenge, &sealed));
    (void)snprintf(state, 100, "%.*s", (int)sealed.len, sealed.len ? sealed.data : "");
    fit_buffer_deinit(&sealed);
    return status;
}

static fit_status advance(fit_store *store, const fit_stored_challenge *challenge, const char *state)
{
    return WRITE(store, fit_challenges_advance(db, challenge, state, strlen(state)));
}

static void go_from_frame_to_frame(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t member_id = add_member(store, "a@example.org");
    issue(store, secret, member_id);
    issue(store, other, 0);
    fit_stored_challenge c = {0}, stale;
    char now[100];
    ok(find(store, secret, 20999, &c, now));
    assert_string_equal("", now);
    assert_string_equal("left blink", c.steps);
    assert_true(c.member_id == member_id && c.issued_ms == 1000 && c.expires_ms == 21000 && c.frames == 0);
    stale = c;
    ok(advance(store, &c, "after one"));
    is(FIT_ERR_CONFLICT, advance(store, &stale, "a repeated frame"));
    is(FIT_ERR_CONFLICT, WRITE(store, fit_challenges_finish(db, &stale)));
    ok(find(store, secret, 2000, &c, now));
    assert_string_equal("after one", now);
    assert_int_equal(1, c.frames);
    ok(advance(store, &c, "after two"));
    ok(find(store, secret, 2000, &c, now));
    ok(WRITE(store, fit_challenges_finish(db, &c)));
    is(FIT_ERR_CONFLICT, WRITE(store, fit_challenges_finish(db, &c)));
    is(FIT_ERR_CONFLICT, advance(store, &c, "too late"));
    is(FIT_ERR_NOT_FOUND, find(store, secret, 2000, &c, now));
    ok(find(store, other, 2000, &c, now));
    assert_int_equal(0, c.member_id);
    assert_string_equal("", now);
}

static void end_in_time(void **state)
{
    fit_store *store = harness_store(state);
    issue(store, secret, 0);
    fit_stored_challenge c;
    char now[100];
    is(FIT_ERR_NOT_FOUND, find(store, secret, 21000, &c, now));
    is(FIT_ERR_NOT_FOUND, find(store, other, 2000, &c, now));
    ok(WRITE(store, fit_challenges_sweep(db, 20999)));
    ok(find(store, secret, 2000, &c, now));
    ok(WRITE(store, fit_challenges_sweep(db, 21000)));
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM face_challenges", NULL, 0));
}

static void refuse_a_secret_twice_and_a_member_who_is_none(void **state)
{
    fit_store *store = harness_store(state);
    issue(store, secret, 0);
    fit_stored_challenge c = {.steps = "left"};
    int64_t id;
    is(FIT_ERR_CONFLICT, WRITE(store, fit_challenges_add(db, secret, &c, &id)));
    c.member_id = 77;
    is(FIT_ERR_ARG, WRITE(store, fit_challenges_add(db, other, &c, &id)));
}

typedef struct race {
    fit_store *store;
    atomic_int won, lost;
} race;

/* All have found the same state; several servers have a frame each. */
static void take(void *context, int index)
{
    (void)index;
    race *r = context;
    fit_stored_challenge c;
    char state[100];
    ok(find(r->store, secret, 2000, &c, state));
    c.frames = 0;
    fit_status status;
    do
        status = advance(r->store, &c, "mine");
    while (status == FIT_ERR_BUSY);
    if (status != FIT_ERR_CONFLICT)
        ok(status);
    atomic_fetch_add(status == FIT_OK ? &r->won : &r->lost, 1);
}

static void decide(void *context, int index)
{
    (void)index;
    race *r = context;
    fit_stored_challenge c = {0};
    fit_status status;
    fit_buffer sealed;
    fit_buffer_init(&sealed, 99);
    status = READ(r->store, fit_challenges_find(db, secret, 2000, &c, &sealed));
    fit_buffer_deinit(&sealed);
    while (status == FIT_OK && (status = WRITE(r->store, fit_challenges_finish(db, &c))) == FIT_ERR_BUSY)
        status = FIT_OK;
    atomic_fetch_add(status == FIT_OK ? &r->won : &r->lost, 1);
}

static void are_taken_and_decided_by_one_of_many(void **state)
{
    race r = {.store = harness_store(state)};
    issue(r.store, secret, 0);
    compete(8, take, &r);
    assert_true(r.won == 1 && r.lost == 7);
    fit_stored_challenge c;
    char now[100];
    ok(find(r.store, secret, 2000, &c, now));
    assert_int_equal(1, c.frames);
    r.won = r.lost = 0;
    compete(8, decide, &r);
    assert_true(r.won == 1 && r.lost == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(go_from_frame_to_frame),
        HARNESS_TEST(end_in_time),
        HARNESS_TEST(refuse_a_secret_twice_and_a_member_who_is_none),
        HARNESS_TEST(are_taken_and_decided_by_one_of_many),
    };
    return harness_run(tests);
}
