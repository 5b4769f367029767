/* Faces: no template without consent, five a member and of one model, a revision that tells every change. */
#include <stdatomic.h>
#include <stdio.h>

#include "fixture.h"
#include "store/backup.h"
#include "store/face_log.h"
#include "store/faces.h"

enum { MODEL = 7, OTHER_MODEL = 8 };

static int64_t add_template(fit_store *store, int64_t member_id, int64_t model, const char *sealed, int64_t now_ms)
{
    int64_t id = 0;
    ok(WRITE(store, fit_faces_add(db, member_id, model, sealed, strlen(sealed), now_ms, &id)));
    return id;
}

static int64_t add_consenting(fit_store *store, const char *email, int64_t now_ms)
{
    const int64_t id = add_member(store, email);
    ok(WRITE(store, fit_faces_consent(db, id, now_ms)));
    return id;
}

static int64_t revision_of(fit_store *store)
{
    int64_t revision = 0;
    ok(READ(store, fit_faces_revision(db, &revision)));
    return revision;
}

static fit_member_face face_of(fit_store *store, int64_t member_id, int64_t model)
{
    fit_member_face face = {0};
    ok(READ(store, fit_faces_get(db, member_id, model, &face)));
    return face;
}

/* Templates as text: "id:member:created:sealed " each. */
typedef struct listing {
    char text[2000];
    size_t len;
    int left; /* to visit before an error */
} listing;

static fit_status list_one(void *context, const fit_stored_template *stored)
{
    listing *l = context;
    if (l->left-- == 0)
        return FIT_ERR_LIMIT;
    l->len += (size_t)snprintf(l->text + l->len, sizeof l->text - l->len, "%lld:%lld:%lld:%.*s ", (long long)stored->id,
                               (long long)stored->member_id, (long long)stored->created_ms, (int)stored->sealed.len,
                               stored->sealed.len ? stored->sealed.bytes : "");
    return FIT_OK;
}

static listing list(fit_store *store, int64_t model, int64_t first_id, bool sealed)
{
    listing l = {.left = 100};
    ok(READ(store, fit_faces_each(db, model, first_id, sealed, list_one, &l)));
    return l;
}

static void consent_comes_first(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_member(store, "a@example.org");
    int64_t id;
    fit_member_face face;
    is(FIT_ERR_NOT_FOUND, READ(store, fit_faces_get(db, a, MODEL, &face)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_faces_add(db, a, MODEL, "x", 1, 1000, &id)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_faces_set_login(db, a, FIT_LOGIN_FACE)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_faces_withdraw(db, a)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_faces_consent(db, a + 1, 1000)));

    ok(WRITE(store, fit_faces_consent(db, a, 1000)));
    face = face_of(store, a, MODEL);
    assert_int_equal(1000, face.consent_ms);
    assert_int_equal(FIT_LOGIN_FACE, face.login);
    assert_int_equal(0, face.templates + face.created_ms + face.used_ms);
    ok(WRITE(store, fit_faces_set_login(db, a, FIT_LOGIN_EMAIL_FACE)));
    ok(WRITE(store, fit_faces_consent(db, a, 2000)));
    face = face_of(store, a, MODEL);
    assert_int_equal(2000, face.consent_ms);
    assert_int_equal(FIT_LOGIN_EMAIL_FACE, face.login);

    (void)add_template(store, a, MODEL, "x", 3000);
    ok(WRITE(store, fit_faces_withdraw(db, a)));
    is(FIT_ERR_NOT_FOUND, READ(store, fit_faces_get(db, a, MODEL, &face)));
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM face_templates", NULL, 0));
}

static void logins_have_names(void **state)
{
    (void)state;
    for (fit_face_login login = FIT_LOGIN_FACE; login <= FIT_LOGIN_FACE_PASSWORD; login++) {
        fit_face_login back = FIT_LOGIN_FACE;
        assert_true(fit_face_login_of(fit_face_login_name(login), &back));
        assert_int_equal(login, back);
    }
    fit_face_login login;
    assert_false(fit_face_login_of("", &login));
    assert_false(fit_face_login_of("Face", &login));
}

static void five_are_kept_and_the_least_used_goes(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_consenting(store, "a@example.org", 1), b = add_consenting(store, "b@example.org", 1);
    int64_t ids[7];
    for (int i = 0; i < 5; i++)
        ids[i] = add_template(store, a, MODEL, "x", 1000 + i);
    (void)add_template(store, b, MODEL, "y", 1);
    ok(WRITE(store, fit_faces_used(db, ids[0], 5000)));
    ok(WRITE(store, fit_faces_used(db, ids[0], 4000))); /* later than that already */
    fit_member_face face = face_of(store, a, MODEL);
    assert_int_equal(5, face.templates);
    assert_int_equal(1004, face.created_ms);
    assert_int_equal(5000, face.used_ms);
    ids[5] = add_template(store, a, MODEL, "x", 1005); /* for ids[1] */
    ids[6] = add_template(store, a, MODEL, "x", 1006); /* for ids[2] */
    char want[200];
    (void)snprintf(want, sizeof want, "%lld:%lld:1000: %lld:%lld:1003: %lld:%lld:1004: ", (long long)ids[0],
                   (long long)a, (long long)ids[3], (long long)a, (long long)ids[4], (long long)a);
    const listing all = list(store, MODEL, 1, false);
    assert_memory_equal(want, all.text, strlen(want));
    assert_int_equal(5, face_of(store, a, MODEL).templates);
    assert_int_equal(1, face_of(store, b, MODEL).templates);
}

static void models_do_not_mix(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_consenting(store, "a@example.org", 1), b = add_consenting(store, "b@example.org", 1);
    const int64_t old = add_template(store, a, OTHER_MODEL, "old", 10), b1 = add_template(store, b, MODEL, "b1", 11);
    assert_int_equal(0, face_of(store, a, MODEL).templates); /* has to enrol again */
    assert_int_equal(1, face_of(store, a, OTHER_MODEL).templates);
    char want[100];
    (void)snprintf(want, sizeof want, "%lld:%lld:11:b1 ", (long long)b1, (long long)b);
    assert_string_equal(want, list(store, MODEL, 0, true).text);
    (void)snprintf(want, sizeof want, "%lld:%lld:10:old ", (long long)old, (long long)a);
    assert_string_equal(want, list(store, OTHER_MODEL, 0, true).text);
    (void)add_template(store, a, MODEL, "new", 12);
    assert_int_equal(1, face_of(store, a, MODEL).templates);
    assert_string_equal("", list(store, OTHER_MODEL, 0, true).text);
}

static void are_listed_from_where_one_asks(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_consenting(store, "a@example.org", 1);
    (void)add_template(store, a, MODEL, "one", 10);
    const int64_t second = add_template(store, a, MODEL, "two", 20);
    (void)add_template(store, a, MODEL, "three", 30);
    char want[100];
    (void)snprintf(want, sizeof want, "%lld:%lld:20:two %lld:%lld:30:three ", (long long)second, (long long)a,
                   (long long)second + 1, (long long)a);
    assert_string_equal(want, list(store, MODEL, second, true).text);
    assert_string_equal("", list(store, MODEL, second + 2, true).text);
    listing stopped = {.left = 1};
    is(FIT_ERR_LIMIT, READ(store, fit_faces_each(db, MODEL, 0, true, list_one, &stopped)));
}

static void the_faces_of_disabled_members_are_left_out(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_consenting(store, "a@example.org", 1), b = add_consenting(store, "b@example.org", 1);
    const int64_t none = add_member(store, "none@example.org");
    const int64_t a1 = add_template(store, a, MODEL, "a1", 10), b1 = add_template(store, b, MODEL, "b1", 20);
    const int64_t before = revision_of(store);
    char both[200], only[100];
    (void)snprintf(only, sizeof only, "%lld:%lld:20:b1 ", (long long)b1, (long long)b);
    (void)snprintf(both, sizeof both, "%lld:%lld:10:a1 %s", (long long)a1, (long long)a, only);
    ok(WRITE(store, fit_members_set_disabled(db, none, true)));
    assert_int_equal(before, revision_of(store));
    ok(WRITE(store, fit_members_set_disabled(db, a, true)));
    const int64_t disabled = revision_of(store);
    assert_int_not_equal(before, disabled);
    assert_string_equal(only, list(store, MODEL, 0, true).text);
    ok(WRITE(store, fit_members_set_disabled(db, a, false)));
    assert_int_not_equal(disabled, revision_of(store));
    assert_string_equal(both, list(store, MODEL, 0, true).text);
}

/* Each change but a use gives another revision; what is undone does not. */
static void the_revision_tells_every_change(void **state)
{
    fit_store *store = harness_store(state);
    int64_t seen[8], n = 0, id;
    assert_int_equal(0, seen[n++] = revision_of(store));
    const int64_t a = add_consenting(store, "a@example.org", 1), b = add_consenting(store, "b@example.org", 1);
    assert_int_equal(0, revision_of(store)); /* no template yet */
    id = add_template(store, a, MODEL, "x", 10);
    seen[n++] = revision_of(store);
    (void)add_template(store, b, MODEL, "y", 20);
    seen[n++] = revision_of(store);
    ok(WRITE(store, fit_faces_used(db, id, 50)));
    ok(WRITE(store, fit_faces_sweep(db, 20)));
    assert_int_equal(seen[n - 1], revision_of(store));

    is(FIT_ERR_LIMIT, WRITE(store, fit_faces_withdraw(db, a) == FIT_OK ? FIT_ERR_LIMIT : FIT_OK)); /* undone */
    assert_int_equal(seen[n - 1], revision_of(store));

    ok(WRITE(store, fit_faces_withdraw(db, a)));
    seen[n++] = revision_of(store);
    ok(WRITE(store, fit_members_delete(db, b)));
    seen[n++] = revision_of(store);
    const int64_t c = add_consenting(store, "c@example.org", 1);
    (void)add_template(store, c, MODEL, "z", 100);
    seen[n++] = revision_of(store);
    ok(WRITE(store, fit_faces_sweep(db, 101)));
    seen[n++] = revision_of(store);
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = 0; k < i; k++)
            assert_true(seen[i] != seen[k]);
}

/* An hour is the wait's limit: only a notification ends it. */
static void every_change_wakes(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_consenting(store, "a@example.org", 1), b = add_consenting(store, "b@example.org", 1);
    const volatile bool stop = false;
    fit_waiter waiter = {.store = store};
    ok(fit_store_wait(&waiter, 100, &stop, NULL));
    (void)add_template(store, a, MODEL, "x", 10);
    ok(fit_store_wait(&waiter, 3600 * 1000, &stop, NULL));
    ok(WRITE(store, fit_faces_withdraw(db, a)));
    ok(fit_store_wait(&waiter, 3600 * 1000, &stop, NULL));
    (void)add_template(store, b, MODEL, "x", 10);
    ok(fit_store_wait(&waiter, 3600 * 1000, &stop, NULL));
    ok(WRITE(store, fit_members_delete(db, b)));
    ok(fit_store_wait(&waiter, 3600 * 1000, &stop, NULL));
    fit_waiter_close(&waiter);
}

/* A restore brings the revision back with what it stands for. */
static void a_restore_is_a_change(void **state)
{
    fit_store *store = harness_store(state);
    char path[80];
    static int count;
    (void)snprintf(path, sizeof path, "faces%d", ++count);
    const int64_t a = add_consenting(store, "a@example.org", 1);
    (void)add_template(store, a, MODEL, "x", 10);
    int64_t rows;
    ok(fit_store_backup(store, path, NULL, NULL, &rows, NULL));
    const int64_t then = revision_of(store);
    const listing before = list(store, MODEL, 0, true);
    (void)add_template(store, a, MODEL, "y", 20);
    const int64_t later = revision_of(store);
    ok(fit_store_restore(store, path, true, NULL, NULL, &rows, NULL));
    assert_true(revision_of(store) == then && then != later);
    assert_string_equal(before.text, list(store, MODEL, 0, true).text);
}

static void what_is_not_used_goes(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t used = add_consenting(store, "used@example.org", 1),
                  idle = add_consenting(store, "idle@example.org", 1);
    const int64_t never = add_consenting(store, "never@example.org", 1);
    const int64_t fresh = add_consenting(store, "fresh@example.org", 900);
    const int64_t id = add_template(store, used, MODEL, "x", 10);
    (void)add_template(store, idle, MODEL, "y", 499);
    ok(WRITE(store, fit_faces_used(db, id, 500)));
    ok(WRITE(store, fit_faces_sweep(db, 500)));
    fit_member_face face;
    ok(READ(store, fit_faces_get(db, used, MODEL, &face)));
    ok(READ(store, fit_faces_get(db, fresh, MODEL, &face)));
    is(FIT_ERR_NOT_FOUND, READ(store, fit_faces_get(db, idle, MODEL, &face)));
    is(FIT_ERR_NOT_FOUND, READ(store, fit_faces_get(db, never, MODEL, &face)));
    assert_int_equal(1, number_of(store, "SELECT count(*) FROM face_templates", NULL, 0));
}

typedef struct enrolment {
    fit_store *store;
    int64_t member_id;
    atomic_int added, refused;
} enrolment;

static void enrol(void *context, int index)
{
    enrolment *e = context;
    for (int i = 0; i < 5; i++) {
        int64_t id;
        fit_status status;
        do /* one transaction is a removal of everything */
            status = index == 0 && i == 2 ? WRITE(e->store, fit_faces_withdraw(db, e->member_id))
                                          : WRITE(e->store, fit_faces_add(db, e->member_id, MODEL, "x", 1, i, &id));
        while (status == FIT_ERR_BUSY);
        if (status != FIT_ERR_NOT_FOUND)
            ok(status);
        atomic_fetch_add(status == FIT_OK ? &e->added : &e->refused, 1);
    }
}

static void many_enrol_at_once(void **state)
{
    enrolment e = {.store = harness_store(state)};
    e.member_id = add_consenting(e.store, "a@example.org", 1);
    compete(8, enrol, &e);
    assert_int_equal(40, e.added + e.refused);
    assert_int_equal(0,
                     number_of(e.store, "SELECT count(*) FROM face_templates", NULL, 0)); /* withdrawn is withdrawn */
    e.member_id = add_consenting(e.store, "b@example.org", 1);
    e.added = e.refused = 0;
    compete(1, enrol, &e); /* alone: two, none, and then no consent */
    assert_int_equal(3, e.added);
    ok(WRITE(e.store, fit_faces_consent(db, e.member_id, 2)));
    for (int i = 0; i < 3; i++)
        (void)add_template(e.store, e.member_id, MODEL, "x", i);
    assert_int_equal(3, face_of(e.store, e.member_id, MODEL).templates);
}

static void crowd(void *context, int index)
{
    (void)index;
    const enrolment *e = context;
    for (int i = 0; i < 4; i++) {
        int64_t id;
        fit_status status;
        do
            status = WRITE(e->store, fit_faces_add(db, e->member_id, MODEL, "x", 1, i, &id));
        while (status == FIT_ERR_BUSY);
        ok(status);
    }
}

static void no_more_than_five_of_many_at_once(void **state)
{
    enrolment e = {.store = harness_store(state)};
    e.member_id = add_consenting(e.store, "a@example.org", 1);
    compete(8, crowd, &e);
    assert_int_equal(FIT_MAX_TEMPLATES, number_of(e.store, "SELECT count(*) FROM face_templates", NULL, 0));
}

static void uses_are_listed_and_end(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_member(store, "a@example.org"), b = add_member(store, "b@example.org");
    ok(WRITE(store, fit_face_uses_add(db, a, "192.0.2.1", "Firefox", 1000)));
    ok(WRITE(store, fit_face_uses_add(db, a, "2001:db8::1", "유나의 폰", 2000)));
    ok(WRITE(store, fit_face_uses_add(db, b, "", "", 3000)));
    static fit_face_use uses[FIT_MAX_FACE_USES];
    size_t count = 0;
    ok(READ(store, fit_face_uses_list(db, a, uses, &count)));
    assert_int_equal(2, count);
    assert_int_equal(2000, uses[0].at_ms);
    assert_string_equal("2001:db8::1", uses[0].address);
    assert_string_equal("유나의 폰", uses[0].user_agent);
    assert_int_equal(1000, uses[1].at_ms);
    for (int i = 0; i < FIT_MAX_FACE_USES; i++)
        ok(WRITE(store, fit_face_uses_add(db, a, "", "", 3000 + i)));
    ok(READ(store, fit_face_uses_list(db, a, uses, &count)));
    assert_int_equal(FIT_MAX_FACE_USES, count);
    assert_int_equal(3000, uses[FIT_MAX_FACE_USES - 1].at_ms);
    assert_int_equal(FIT_MAX_FACE_USES + 1, number_of(store, "SELECT count(*) FROM face_uses", NULL, 0));
    ok(WRITE(store, fit_face_uses_sweep(db, 3001)));
    assert_int_equal(FIT_MAX_FACE_USES - 1, number_of(store, "SELECT count(*) FROM face_uses", NULL, 0));
}

static void duplicates_are_told_to_the_administrator(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_consenting(store, "a@example.org", 1), b = add_consenting(store, "b@example.org", 1);
    const int64_t c = add_consenting(store, "c@example.org", 1), none = add_member(store, "none@example.org");
    ok(WRITE(store, fit_duplicates_put(db, a, b, 1000)));
    ok(WRITE(store, fit_duplicates_put(db, c, a, 2000)));
    ok(WRITE(store, fit_duplicates_put(db, a, b, 3000)));
    ok(WRITE(store, fit_duplicates_put(db, a, none, 4000)));
    static fit_duplicate duplicates[FIT_MAX_DUPLICATES];
    size_t count = 0;
    ok(READ(store, fit_duplicates_list(db, duplicates, &count)));
    assert_int_equal(2, count);
    assert_int_equal(a, duplicates[0].member_id);
    assert_int_equal(b, duplicates[0].other_id);
    assert_string_equal("a@example.org", duplicates[0].email);
    assert_string_equal("b@example.org", duplicates[0].other_email);
    assert_int_equal(3000, duplicates[0].found_ms);
    assert_int_equal(c, duplicates[1].member_id);
    ok(WRITE(store, fit_duplicates_delete(db, a, b)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_duplicates_delete(db, a, b)));
    ok(WRITE(store, fit_faces_withdraw(db, a)));
    ok(READ(store, fit_duplicates_list(db, duplicates, &count)));
    assert_int_equal(0, count);
}

static void count_logins(void *context, int index)
{
    fit_store *store = context;
    for (int i = 0; i < 10; i++) {
        fit_status status;
        do
            status = WRITE(store, fit_daily_faces_count(db, 20000 + i % 2, (fit_face_outcome)(index % 3)));
        while (status == FIT_ERR_BUSY);
        ok(status);
    }
}

static bool sum_day(void *context, const fit_daily_faces *day)
{
    fit_daily_faces *sum = context;
    assert_true(day->local_day > sum->local_day);
    sum->local_day = day->local_day;
    sum->accepted += day->accepted;
    sum->rejected += day->rejected;
    sum->spoofs += day->spoofs;
    return day->local_day < 20001;
}

static void logins_are_counted_by_day(void **state)
{
    fit_store *store = harness_store(state);
    compete(8, count_logins, store);
    ok(WRITE(store, fit_daily_faces_count(db, 20002, FIT_FACE_SPOOF)));
    fit_daily_faces sum = {0};
    ok(READ(store, fit_daily_faces_each(db, 20000, 20000, sum_day, &sum)));
    assert_true(sum.accepted == 15 && sum.rejected == 15 && sum.spoofs == 10);
    sum = (fit_daily_faces){0};
    ok(READ(store, fit_daily_faces_each(db, 0, 30000, sum_day, &sum))); /* ends at 20001 */
    assert_true(sum.accepted == 30 && sum.rejected == 30 && sum.spoofs == 20);
}

static void one_template_is_listed_and_removed(void **state)
{
    fit_store *store = harness_store(state);
    const int64_t a = add_consenting(store, "a@example.org", 1000), b = add_consenting(store, "b@example.org", 1000);
    const int64_t first = add_template(store, a, MODEL, "one", 1000),
                  second = add_template(store, a, MODEL, "two", 2000);
    fit_own_template own[FIT_MAX_TEMPLATES];
    size_t count = 0;
    ok(WRITE(store, fit_faces_used(db, first, 5000)));
    ok(READ(store, fit_faces_list(db, a, own, &count)));
    assert_int_equal(2, count);
    assert_int_equal(second, own[0].id);
    assert_int_equal(MODEL, own[0].model);
    assert_int_equal(0, own[0].used_ms);
    assert_int_equal(first, own[1].id);
    assert_int_equal(1000, own[1].created_ms);
    assert_int_equal(5000, own[1].used_ms);

    int64_t before = revision_of(store);
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_faces_remove(db, b, first)));
    assert_int_equal(before, revision_of(store));
    ok(WRITE(store, fit_faces_remove(db, a, first)));
    assert_int_not_equal(before, revision_of(store));
    ok(READ(store, fit_faces_list(db, a, own, &count)));
    assert_int_equal(1, count);
    assert_int_equal(second, own[0].id);
}

static void the_switch_is_on_until_it_is_set(void **state)
{
    fit_store *store = harness_store(state);
    bool on = false;
    ok(READ(store, fit_faces_switched_on(db, &on)));
    assert_true(on);
    ok(WRITE(store, fit_faces_switch(db, false)));
    ok(READ(store, fit_faces_switched_on(db, &on)));
    assert_false(on);
    ok(WRITE(store, fit_faces_switch(db, true)));
    ok(READ(store, fit_faces_switched_on(db, &on)));
    assert_true(on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(consent_comes_first),
        cmocka_unit_test(logins_have_names),
        HARNESS_TEST(five_are_kept_and_the_least_used_goes),
        HARNESS_TEST(models_do_not_mix),
        HARNESS_TEST(are_listed_from_where_one_asks),
        HARNESS_TEST(the_faces_of_disabled_members_are_left_out),
        HARNESS_TEST(the_revision_tells_every_change),
        HARNESS_TEST(every_change_wakes),
        HARNESS_TEST(a_restore_is_a_change),
        HARNESS_TEST(what_is_not_used_goes),
        HARNESS_TEST(many_enrol_at_once),
        HARNESS_TEST(no_more_than_five_of_many_at_once),
        HARNESS_TEST(uses_are_listed_and_end),
        HARNESS_TEST(duplicates_are_told_to_the_administrator),
        HARNESS_TEST(logins_are_counted_by_day),
        HARNESS_TEST(one_template_is_listed_and_removed),
        HARNESS_TEST(the_switch_is_on_until_it_is_set),
    };
    return harness_run(tests);
}
