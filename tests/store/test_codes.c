/* Codes sent by e-mail, and invitations: right once, wrong a few times. */
#include <stdatomic.h>

#include "fixture.h"
#include "store/codes.h"

static const unsigned char one[FIT_CODE_HASH_LEN] = {1, 0, 255, 39}, two[FIT_CODE_HASH_LEN] = {2};

typedef struct answer {
    fit_status status;
    bool right;
    int64_t member_id;
} answer;

static answer use(fit_store *store, fit_code_purpose purpose, const char *email, const unsigned char *hash,
                  int64_t now_ms)
{
    answer a = {.right = false, .member_id = -1};
    a.status = WRITE(store, fit_codes_use(db, purpose, email, hash, now_ms, &a.right, &a.member_id));
    return a;
}

static void put(fit_store *store, fit_code_purpose purpose, const char *email, int64_t member_id,
                const unsigned char *hash)
{
    ok(WRITE(store, fit_codes_put(db, purpose, email, member_id, hash, 5, 300000)));
}

static void works_once(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    put(store, FIT_CODE_PASSWORD, "A@Example.org", member, one);
    put(store, FIT_CODE_EMAIL, "a@example.org", member, two);
    answer a = use(store, FIT_CODE_PASSWORD, "a@EXAMPLE.org", one, 299999);
    ok(a.status);
    assert_true(a.right);
    assert_int_equal(member, a.member_id);
    is(FIT_ERR_NOT_FOUND, use(store, FIT_CODE_PASSWORD, "a@example.org", one, 1000).status);
    assert_true(use(store, FIT_CODE_EMAIL, "a@example.org", two, 1000).right);
}

static void takes_five_wrong_ones(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    put(store, FIT_CODE_PASSWORD, "a@example.org", member, one);
    for (int i = 0; i < 5; i++) {
        answer a = use(store, FIT_CODE_PASSWORD, "a@example.org", two, 1000);
        ok(a.status);
        assert_false(a.right);
        assert_int_equal(0, a.member_id);
    }
    is(FIT_ERR_NOT_FOUND, use(store, FIT_CODE_PASSWORD, "a@example.org", one, 1000).status);
    put(store, FIT_CODE_PASSWORD, "a@example.org", member, two); /* another letter, five tries again */
    assert_false(use(store, FIT_CODE_PASSWORD, "a@example.org", one, 1000).right);
    assert_true(use(store, FIT_CODE_PASSWORD, "a@example.org", two, 1000).right);
}

static void expires(void **state)
{
    fit_store *store = harness_store(state);
    put(store, FIT_CODE_PASSWORD, "a@example.org", 0, one);
    is(FIT_ERR_NOT_FOUND, use(store, FIT_CODE_PASSWORD, "a@example.org", one, 300000).status);
    ok(WRITE(store, fit_codes_sweep(db, 299999)));
    assert_int_equal(1, number_of(store, "SELECT count(*) FROM codes", NULL, 0));
    ok(WRITE(store, fit_codes_sweep(db, 300000)));
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM codes", NULL, 0));
}

static void may_be_nobodys(void **state)
{
    fit_store *store = harness_store(state);
    put(store, FIT_CODE_PASSWORD, "nobody@example.org", 0, one);
    assert_false(use(store, FIT_CODE_PASSWORD, "nobody@example.org", two, 1000).right);
    answer a = use(store, FIT_CODE_PASSWORD, "nobody@example.org", one, 1000);
    assert_true(a.right);
    assert_int_equal(0, a.member_id);
}

typedef struct guesses {
    fit_store *store;
    const unsigned char *hash;
    atomic_int right, wrong, refused;
} guesses;

static void guess(void *context, int index)
{
    (void)index;
    guesses *g = context;
    for (int i = 0; i < 5; i++) {
        answer a = use(g->store, FIT_CODE_PASSWORD, "a@example.org", g->hash, 1000);
        if (a.status == FIT_ERR_NOT_FOUND)
            atomic_fetch_add(&g->refused, 1);
        else if (a.status == FIT_OK)
            atomic_fetch_add(a.right ? &g->right : &g->wrong, 1);
    }
}

static void counts_guesses_made_at_once(void **state)
{
    guesses g = {.store = harness_store(state), .hash = two};
    put(g.store, FIT_CODE_PASSWORD, "a@example.org", 0, one);
    compete(8, guess, &g);
    assert_int_equal(0, g.right);
    assert_int_equal(5, g.wrong);
    assert_int_equal(35, g.refused);

    guesses h = {.store = g.store, .hash = one};
    put(h.store, FIT_CODE_PASSWORD, "a@example.org", 0, one);
    compete(8, guess, &h);
    assert_int_equal(1, h.right);
    assert_int_equal(0, h.wrong);
    assert_int_equal(39, h.refused);
}

static int64_t invite(fit_store *store, const unsigned char *hash, fit_role role, const char *note)
{
    fit_invitation invitation = {.role = role, .created_ms = 1000, .expires_ms = 5000};
    memcpy(invitation.note, note, strlen(note) + 1);
    int64_t id = 0;
    ok(WRITE(store, fit_invitations_add(db, hash, &invitation, &id)));
    return id;
}

static void invites_once(void **state)
{
    fit_store *store = harness_store(state);
    int64_t a = invite(store, one, FIT_ROLE_ADMINISTRATOR, "첫 번째"), b = invite(store, two, FIT_ROLE_MEMBER, "");
    fit_role role = FIT_ROLE_MEMBER;
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_invitations_use(db, one, 5000, &role)));
    ok(WRITE(store, fit_invitations_use(db, one, 4999, &role)));
    assert_int_equal(FIT_ROLE_ADMINISTRATOR, role);
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_invitations_use(db, one, 4999, &role)));

    fit_invitation list[FIT_MAX_INVITATIONS];
    size_t count = 0;
    ok(READ(store, fit_invitations_list(db, list, &count)));
    assert_int_equal(2, count);
    assert_int_equal(b, list[0].id);
    assert_int_equal(FIT_ROLE_MEMBER, list[0].role);
    assert_int_equal(0, list[0].used_ms);
    assert_int_equal(a, list[1].id);
    assert_string_equal("첫 번째", list[1].note);
    assert_int_equal(4999, list[1].used_ms);
    assert_int_equal(1000, list[1].created_ms);
    assert_int_equal(5000, list[1].expires_ms);

    ok(WRITE(store, fit_invitations_delete(db, b)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_invitations_delete(db, b)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_invitations_use(db, two, 2000, &role)));
}

static void refuses_a_code_twice(void **state)
{
    fit_store *store = harness_store(state);
    (void)invite(store, one, FIT_ROLE_MEMBER, "");
    fit_invitation again = {.role = FIT_ROLE_MEMBER};
    int64_t id;
    is(FIT_ERR_CONFLICT, WRITE(store, fit_invitations_add(db, one, &again, &id)));
}

static void sign_up(void *context, int index)
{
    (void)index;
    guesses *g = context;
    fit_role role;
    fit_status status = WRITE(g->store, fit_invitations_use(db, g->hash, 2000, &role));
    atomic_fetch_add(status == FIT_OK ? &g->right : &g->refused, 1);
}

static void invites_one_of_many(void **state)
{
    guesses g = {.store = harness_store(state), .hash = one};
    (void)invite(g.store, one, FIT_ROLE_MEMBER, "");
    compete(8, sign_up, &g);
    assert_int_equal(1, g.right);
    assert_int_equal(7, g.refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(works_once),           HARNESS_TEST(takes_five_wrong_ones),       HARNESS_TEST(expires),
        HARNESS_TEST(may_be_nobodys),       HARNESS_TEST(counts_guesses_made_at_once), HARNESS_TEST(invites_once),
        HARNESS_TEST(refuses_a_code_twice), HARNESS_TEST(invites_one_of_many),
    };
    return harness_run(tests);
}
