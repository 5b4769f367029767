/* Uploads: once each, whole, in any order, from however many servers; and deletions that take all of it back. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"
#include "store/history.h"
#include "store/workouts.h"

enum { DAY = 20000 };

static fixture_batch b; /* large; each test makes its own content */

static fit_workout get(fit_store *store, int64_t member, const char *key)
{
    fit_workout workout = {0};
    ok(READ(store, fit_workouts_get(db, member, key, &workout)));
    return workout;
}

static int64_t repetitions_stored(fit_store *store)
{
    return number_of(store, "SELECT count(*) FROM repetitions", NULL, 0);
}

static int64_t repetitions_in_totals(fit_store *store)
{
    return number_of(store, "SELECT CAST(COALESCE(sum(repetitions), 0) AS BIGINT) FROM daily_totals", NULL, 0);
}

static void check_totals(fit_store *store)
{
    int64_t differences = -1;
    ok(WRITE(store, fit_history_rebuild(db, &differences)));
    assert_int_equal(0, differences);
}

static void are_read_as_they_were_sent(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    make_batch(&b, 1, DAY, 1, 2);
    b.repetitions[0].range_deg = 91.62500000000001;
    memcpy(b.repetitions[0].faults, "back_round shallow", 19);
    memcpy(b.repetitions[0].side, "left", 5);
    b.repetitions[1].counted = false;
    memcpy(b.repetitions[1].reason, "'; DROP TABLE sets; --", 23);
    assert_int_equal(2, upload(store, member, &b));

    fit_workout workout = get(store, member, b.batch.workout.key), sent = b.batch.workout;
    assert_true(workout.id > 0);
    assert_string_equal(sent.key, workout.key);
    assert_string_equal("squat", workout.exercise);
    assert_int_equal(sent.started_ms, workout.started_ms);
    assert_int_equal(540, workout.offset_min);
    assert_int_equal(DAY, workout.local_day);
    assert_int_equal(0, workout.finished_ms);
    assert_int_equal(3, workout.plan_sets);
    assert_int_equal(10, workout.plan_repetitions);
    assert_int_equal(60, workout.plan_rest_s);

    fit_repetition *list = NULL;
    size_t count = 0;
    ok(READ(store, fit_workouts_repetitions(db, workout.id, &list, &count)));
    assert_int_equal(2, count);
    for (size_t i = 0; i < 2; i++) {
        const fit_repetition *in = &b.repetitions[i], *out = &list[i];
        assert_int_equal(in->sequence, out->sequence);
        assert_int_equal(in->set_number, out->set_number);
        assert_int_equal(in->at_ms, out->at_ms);
        assert_int_equal(in->local_day, out->local_day);
        assert_string_equal(in->side, out->side);
        assert_int_equal(in->counted, out->counted);
        assert_string_equal(in->reason, out->reason);
        assert_int_equal(in->down_ms, out->down_ms);
        assert_int_equal(in->up_ms, out->up_ms);
        assert_true(in->range_deg == out->range_deg);
        assert_string_equal(in->faults, out->faults);
    }
    free(list);
}

static void count_once(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    make_batch(&b, 1, DAY, 1, 10);
    assert_int_equal(10, upload(store, member, &b));
    assert_int_equal(0, upload(store, member, &b));
    make_batch(&b, 1, DAY, 6, 10); /* 6..10 are known */
    for (int i = 0; i < 5; i++)
        b.repetitions[i].counted = false; /* what is known stays as it is */
    assert_int_equal(5, upload(store, member, &b));
    make_batch(&b, 1, DAY, 40, 33); /* more than one statement's, late ones first */
    assert_int_equal(33, upload(store, member, &b));
    make_batch(&b, 1, DAY, 1, 80);
    assert_int_equal(80 - 15 - 33, upload(store, member, &b));
    assert_int_equal(80, repetitions_stored(store));
    assert_int_equal(80, repetitions_in_totals(store));
    make_batch(&b, 1, DAY, 1, 0);
    assert_int_equal(0, upload(store, member, &b));
    check_totals(store);
}

static void count_a_sequence_once_in_a_batch(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    make_batch(&b, 1, DAY, 1, 20);
    b.repetitions[3].sequence = 1; /* in the same statement */
    b.repetitions[3].counted = false;
    b.repetitions[18].sequence = 2; /* in the next one */
    b.repetitions[18].counted = false;
    assert_int_equal(18, upload(store, member, &b));
    assert_int_equal(18, repetitions_in_totals(store));
    check_totals(store);
}

static void keep_sets_and_ends_that_come_late(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    make_batch(&b, 1, DAY, 1, 1);
    int64_t started_ms = b.sets[0].started_ms;
    b.batch.set_count = 7;
    for (int i = 0; i < 7; i++)
        b.sets[i] = (fit_set){.number = 7 - i, .started_ms = started_ms + i};
    (void)upload(store, member, &b);
    b.sets[0] = (fit_set){.number = 3, .started_ms = 5, .ended_ms = 300};
    b.sets[1] = (fit_set){.number = 4, .started_ms = 5};
    b.sets[2] = (fit_set){.number = 4, .started_ms = 5, .ended_ms = 400}; /* twice in a batch */
    b.sets[3] = (fit_set){.number = 3, .started_ms = 5, .ended_ms = 333};
    b.batch.set_count = 4;
    b.batch.workout.finished_ms = 5000;
    (void)upload(store, member, &b);
    b.batch.workout.finished_ms = 6000;
    (void)upload(store, member, &b);
    b.batch.workout.finished_ms = 0;
    (void)upload(store, member, &b);

    fit_workout workout = get(store, member, b.batch.workout.key);
    assert_int_equal(5000, workout.finished_ms);
    fit_set *sets = NULL;
    size_t count = 0;
    ok(READ(store, fit_workouts_sets(db, workout.id, &sets, &count)));
    assert_int_equal(7, count);
    for (int i = 0; i < 7; i++) {
        assert_int_equal(i + 1, sets[i].number);
        assert_int_equal(started_ms + 6 - i, sets[i].started_ms);
        assert_int_equal(i == 2 ? 300 : i == 3 ? 400 : 0, sets[i].ended_ms);
    }
    free(sets);
    ok(READ(store, fit_workouts_sets(db, workout.id + 1000, &sets, &count)));
    assert_int_equal(0, count);
    assert_null(sets);
}

static void refuse_a_key_of_another(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    make_batch(&b, 1, DAY, 1, 3);
    (void)upload(store, member, &b);
    size_t added;
    b.batch.workout.started_ms++;
    is(FIT_ERR_CONFLICT, WRITE(store, fit_workouts_upload(db, member, &b.batch, &added)));
    make_batch(&b, 1, DAY, 10, 3);
    memcpy(b.batch.workout.exercise, "curl", 5);
    is(FIT_ERR_CONFLICT, WRITE(store, fit_workouts_upload(db, member, &b.batch, &added)));
    assert_int_equal(3, repetitions_stored(store));
    assert_int_equal(3, upload(store, other, &b)); /* the same key, but somebody else's */
    is(FIT_ERR_ARG, WRITE(store, fit_workouts_upload(db, other + 1000, &b.batch, &added)));

    fit_workout workout;
    assert_string_equal("squat", get(store, member, b.batch.workout.key).exercise);
    assert_string_equal("curl", get(store, other, b.batch.workout.key).exercise);
    is(FIT_ERR_NOT_FOUND, READ(store, fit_workouts_get(db, member, "no such key", &workout)));
    check_totals(store);
}

static void are_undone_whole(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    make_batch(&b, 1, DAY, 1, 40);
    memcpy(b.repetitions[35].side, "none", 5);
    size_t added = 99;
    is(FIT_ERR_ARG, WRITE(store, fit_workouts_upload(db, member, &b.batch, &added)));
    assert_int_equal(99, added);
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM workouts", NULL, 0));
    assert_int_equal(0, repetitions_stored(store));
    assert_int_equal(0, repetitions_in_totals(store));
    memcpy(b.repetitions[35].side, "left", 5);
    assert_int_equal(40, upload(store, member, &b));
}

static void are_listed_with_sums(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    make_batch(&b, 99, DAY + 5, 1, 5);
    (void)upload(store, other, &b);
    for (int i = 0; i < 5; i++) {
        make_batch(&b, i, DAY + i, 1, (size_t)i * 4); /* the first is empty */
        for (int k = 0; k < i; k++) {
            b.repetitions[k].counted = false;
            memcpy(b.repetitions[4 * i - 1 - k].faults, "shallow", 8);
        }
        b.batch.set_count = 2;
        b.sets[1] = (fit_set){.number = 2, .started_ms = 1};
        (void)upload(store, member, &b);
    }
    fit_workout_summary list[5];
    size_t count = 0;
    ok(READ(store, fit_workouts_list(db, member, INT64_MAX, list, 3, &count)));
    assert_int_equal(3, count);
    for (int i = 0; i < 3; i++) {
        int64_t n = 4 - i;
        assert_int_equal(DAY + n, list[i].workout.local_day);
        assert_int_equal(2, list[i].sets);
        assert_int_equal(3 * n, list[i].repetitions);
        assert_int_equal(2 * n, list[i].clean);
        assert_int_equal(n, list[i].rejected);
    }
    ok(READ(store, fit_workouts_list(db, member, list[2].workout.started_ms, list, 3, &count)));
    assert_int_equal(2, count);
    assert_int_equal(DAY, list[1].workout.local_day);
    assert_int_equal(0, list[1].repetitions + list[1].clean + list[1].rejected);
}

static void are_deleted_with_their_part(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    make_batch(&b, 1, DAY, 1, 30);
    for (int i = 20; i < 30; i++) /* after midnight */
        b.repetitions[i].local_day = DAY + 1;
    memcpy(b.repetitions[2].faults, "shallow back_round", 19);
    memcpy(b.repetitions[25].faults, "shallow", 8);
    b.repetitions[26].counted = false;
    (void)upload(store, member, &b);
    (void)upload(store, other, &b);
    char first[FIT_WORKOUT_KEY_CAP];
    memcpy(first, b.batch.workout.key, sizeof first);
    make_batch(&b, 2, DAY, 1, 7);
    memcpy(b.repetitions[0].faults, "shallow", 8);
    (void)upload(store, member, &b);

    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_workouts_delete(db, member + 1000, first)));
    ok(WRITE(store, fit_workouts_delete(db, member, first)));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_workouts_delete(db, member, first)));
    static const char totals[] = "SELECT count(*) FROM daily_totals WHERE member_id = $1";
    static const char second[] = "SELECT count(*) FROM daily_totals WHERE member_id = $1 AND local_day = 20000 "
                                 "AND repetitions = 7 AND clean = 6 AND best_set = 7 AND active_ms = 10500";
    static const char faults[] = "SELECT count(*) FROM daily_faults WHERE member_id = $1";
    assert_int_equal(1, number_of(store, totals, FIT_PARAMS(fit_int(member))));
    assert_int_equal(1, number_of(store, second, FIT_PARAMS(fit_int(member))));
    assert_int_equal(1, number_of(store, faults, FIT_PARAMS(fit_int(member))));
    assert_int_equal(2, number_of(store, totals, FIT_PARAMS(fit_int(other))));
    assert_int_equal(3, number_of(store, faults, FIT_PARAMS(fit_int(other))));
    check_totals(store);

    make_batch(&b, 3, DAY, 1, 0);
    (void)upload(store, member, &b);
    ok(WRITE(store, fit_workouts_delete(db, member, b.batch.workout.key)));
    make_batch(&b, 2, DAY, 1, 0);
    ok(WRITE(store, fit_workouts_delete(db, member, b.batch.workout.key)));
    assert_int_equal(0, number_of(store, totals, FIT_PARAMS(fit_int(member))));
    assert_int_equal(0, number_of(store, faults, FIT_PARAMS(fit_int(member))));
}

typedef struct senders {
    fit_store *stores[2]; /* two servers */
    int64_t member;
    atomic_int added, failed;
} senders;

/* All send the same 25 batches of 20. */
static void send_all(void *context, int index)
{
    senders *s = context;
    fixture_batch *batch = malloc(sizeof *batch);
    for (int i = 0; batch && i < 25; i++) {
        make_batch(batch, i / 5, DAY + i / 10, 1 + i % 5 * 20, 20);
        memcpy(batch->repetitions[i % 20].faults, "shallow", 8);
        batch->batch.workout.started_ms = 1;
        batch->batch.workout.local_day = DAY;
        size_t added = 0;
        fit_status status;
        do
            status = WRITE(s->stores[index % 2], fit_workouts_upload(db, s->member, &batch->batch, &added));
        while (status == FIT_ERR_BUSY);
        atomic_fetch_add(status == FIT_OK ? &s->added : &s->failed, status == FIT_OK ? (int)added : 1);
    }
    free(batch);
}

static void count_once_from_two_servers(void **state)
{
    senders s = {.stores = {harness_store(state)}};
    ok(fit_store_open(&s.stores[1], harness_database(state), 4, NULL));
    s.member = add_member(s.stores[0], "a@example.org");
    compete(4, send_all, &s);
    fit_store_close(s.stores[1]);
    assert_int_equal(0, s.failed);
    assert_int_equal(500, s.added);
    assert_int_equal(500, repetitions_stored(s.stores[0]));
    assert_int_equal(500, repetitions_in_totals(s.stores[0]));
    check_totals(s.stores[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(are_read_as_they_were_sent),
        HARNESS_TEST(count_once),
        HARNESS_TEST(count_a_sequence_once_in_a_batch),
        HARNESS_TEST(keep_sets_and_ends_that_come_late),
        HARNESS_TEST(refuse_a_key_of_another),
        HARNESS_TEST(are_undone_whole),
        HARNESS_TEST(are_listed_with_sums),
        HARNESS_TEST(are_deleted_with_their_part),
        HARNESS_TEST(count_once_from_two_servers),
    };
    return harness_run(tests);
}
