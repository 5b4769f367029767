/* The outbox: what waits longest goes first, and one worker has it at a time. */
#include <stdatomic.h>
#include <stdio.h>

#include "fixture.h"
#include "store/mails.h"

static void add(fit_store *store, fit_mail_kind kind, const char *address, int64_t member_id, int64_t now_ms)
{
    fit_mail mail = {.kind = kind, .language = "en", .member_id = member_id, .created_ms = now_ms, .tries = 7};
    (void)snprintf(mail.address, sizeof mail.address, "%s", address);
    ok(WRITE(store, fit_mails_add(db, &mail)));
}

static fit_status take(fit_store *store, int64_t now_ms, int64_t until_ms, fit_mail *mail)
{
    return WRITE(store, fit_mails_take(db, now_ms, until_ms, mail));
}

static void gives_what_waits_longest(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    fit_mail mail;
    is(FIT_ERR_NOT_FOUND, take(store, 9000, 9999, &mail));
    add(store, FIT_MAIL_TEST, "second@example.org", 0, 2000);
    add(store, FIT_MAIL_EMAIL, "First@example.org", member, 1000);
    add(store, FIT_MAIL_PASSWORD, "later@example.org", 0, 6000);

    ok(take(store, 5000, 8000, &mail));
    assert_string_equal("First@example.org", mail.address);
    assert_int_equal(FIT_MAIL_EMAIL, mail.kind);
    assert_string_equal("en", mail.language);
    assert_int_equal(member, mail.member_id);
    assert_int_equal(1000, mail.created_ms);
    assert_int_equal(0, mail.tries);
    int64_t first = mail.id;
    ok(take(store, 5000, 8000, &mail));
    assert_string_equal("second@example.org", mail.address);
    assert_int_equal(FIT_MAIL_TEST, mail.kind);
    assert_int_equal(0, mail.member_id);
    ok(WRITE(store, fit_mails_delete(db, mail.id)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_mails_delete(db, mail.id)));
    is(FIT_ERR_NOT_FOUND, take(store, 5999, 8000, &mail));
    ok(take(store, 6000, 8000, &mail));
    assert_int_equal(FIT_MAIL_PASSWORD, mail.kind);

    is(FIT_ERR_NOT_FOUND, take(store, 7999, 9000, &mail)); /* both are with a worker, which dies: */
    ok(take(store, 8000, 9000, &mail));
    assert_int_equal(first, mail.id);
    assert_int_equal(1, mail.tries);
}

static void puts_off_and_counts(void **state)
{
    fit_store *store = harness_store(state);
    fit_mail mail;
    fit_mail_counts counts;
    ok(READ(store, fit_mails_count(db, &counts)));
    assert_int_equal(0, counts.waiting + counts.failing);
    add(store, FIT_MAIL_TEST, "a@example.org", 0, 1000);
    add(store, FIT_MAIL_TEST, "b@example.org", 0, 1001);
    ok(take(store, 1000, 2000, &mail));
    ok(WRITE(store, fit_mails_put_off(db, mail.id, 50000, "550 no such mailbox")));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_mails_put_off(db, mail.id + 1000, 50000, "")));
    ok(READ(store, fit_mails_count(db, &counts)));
    assert_int_equal(2, counts.waiting);
    assert_int_equal(1, counts.failing);
    ok(take(store, 49999, 60000, &mail));
    assert_string_equal("b@example.org", mail.address);
    is(FIT_ERR_NOT_FOUND, take(store, 49999, 60000, &mail));
    ok(take(store, 50000, 60000, &mail));
    assert_string_equal("a@example.org", mail.address);
    assert_int_equal(1, mail.tries);
}

enum { LETTERS = 120, WORKERS = 4 };

typedef struct workers {
    fit_store *store;
    atomic_int taken[LETTERS + 1]; /* by id, from 1 */
    atomic_int ended[WORKERS];     /* with which status */
    atomic_int left[WORKERS];      /* that were due when a worker found none */
} workers;

static void take_all(void *context, int index)
{
    workers *w = context;
    fit_mail mail;
    fit_status status;
    while ((status = take(w->store, 5000, 9000, &mail)) == FIT_OK)
        atomic_fetch_add(&w->taken[mail.id], 1);
    atomic_store(&w->ended[index], (int)status);
    atomic_store(&w->left[index],
                 (int)number_of(w->store, "SELECT count(*) FROM mails WHERE next_ms <= 5000", NULL, 0));
}

static void gives_each_to_one_worker(void **state)
{
    workers w = {.store = harness_store(state)};
    for (int i = 0; i < LETTERS; i++)
        add(w.store, FIT_MAIL_TEST, "a@example.org", 0, i / 3);
    compete(WORKERS, take_all, &w);
    for (int i = 1; i <= LETTERS; i++)
        assert_int_equal(1, w.taken[i]);
    for (int i = 0; i < WORKERS; i++) {
        is(FIT_ERR_NOT_FOUND, (fit_status)w.ended[i]);
        assert_int_equal(0, w.left[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(gives_what_waits_longest),
        HARNESS_TEST(puts_off_and_counts),
        HARNESS_TEST(gives_each_to_one_worker),
    };
    return harness_run(tests);
}
