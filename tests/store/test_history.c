/* What the charts show, held against sums made here and against the repetitions, after whatever order of uploads. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"
#include "store/history.h"
#include "store/workouts.h"

enum { DAY = 20000, MAX_ROWS = 64 };

static fixture_batch b;

typedef struct seen {
    fit_daily_total totals[MAX_ROWS];
    fit_daily_fault faults[MAX_ROWS];
    size_t count, stop_after;
} seen;

static bool see_total(void *context, const fit_daily_total *total)
{
    seen *s = context;
    assert_true(s->count < MAX_ROWS);
    s->totals[s->count++] = *total;
    return s->count != s->stop_after;
}

static bool see_fault(void *context, const fit_daily_fault *fault)
{
    seen *s = context;
    assert_true(s->count < MAX_ROWS);
    s->faults[s->count++] = *fault;
    return s->count != s->stop_after;
}

/* count counted repetitions of exercise on day in one set of a workout of their own. */
static void train(fit_store *store, int64_t member, const char *exercise, int64_t day, size_t count)
{
    static int number;
    make_batch(&b, ++number, day, 1, count);
    (void)snprintf(b.batch.workout.exercise, FIT_EXERCISE_NAME_CAP, "%s", exercise);
    (void)upload(store, member, &b);
}

static int64_t differences(fit_store *store)
{
    int64_t n = -1;
    ok(WRITE(store, fit_history_rebuild(db, &n)));
    return n;
}

static void totals_are_sums_in_order(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    train(store, member, "squat", DAY + 1, 4);
    train(store, member, "curl", DAY + 1, 2);
    train(store, member, "squat", DAY - 1, 9);
    train(store, member, "squat", DAY + 2, 9);
    train(store, other, "squat", DAY, 50);
    make_batch(&b, 5000, DAY, 1, 10);
    b.repetitions[0].counted = false;
    memcpy(b.repetitions[1].faults, "shallow", 8);
    b.repetitions[2].up_ms = 7777;
    b.repetitions[3].local_day = DAY + 1;
    (void)upload(store, member, &b);

    seen s = {.count = 0};
    ok(READ(store, fit_history_totals(db, member, DAY, DAY + 1, see_total, &s)));
    assert_int_equal(3, s.count);
    const fit_daily_total expected[] = {
        {DAY, "squat", 8, 7, 1, 8 * 1500 + 7277}, {DAY + 1, "curl", 2, 2, 0, 3000}, {DAY + 1, "squat", 5, 5, 0, 7500}};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(expected[i].local_day, s.totals[i].local_day);
        assert_string_equal(expected[i].exercise, s.totals[i].exercise);
        assert_int_equal(expected[i].repetitions, s.totals[i].repetitions);
        assert_int_equal(expected[i].clean, s.totals[i].clean);
        assert_int_equal(expected[i].rejected, s.totals[i].rejected);
        assert_int_equal(expected[i].active_ms, s.totals[i].active_ms);
    }
    seen two = {.stop_after = 2};
    ok(READ(store, fit_history_totals(db, member, 0, 30000, see_total, &two)));
    assert_int_equal(2, two.count);
    seen none = {.count = 0};
    ok(READ(store, fit_history_totals(db, member, DAY + 1, DAY, see_total, &none)));
    assert_int_equal(0, none.count);
}

static void faults_are_of_counted_repetitions(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    make_batch(&b, 1, DAY, 1, 40);
    for (int i = 0; i < 40; i++) { /* 14 different ones: more than one statement's */
        (void)snprintf(b.repetitions[i].faults, FIT_FAULTS_CAP, "fault_%c fault", 'a' + i % 13);
        b.repetitions[i].counted = i != 0;
        b.repetitions[i].local_day = DAY + (i == 39);
    }
    (void)upload(store, member, &b);
    seen s = {.count = 0};
    ok(READ(store, fit_history_faults(db, member, DAY, DAY + 1, see_fault, &s)));
    assert_int_equal(14 + 2, s.count);
    assert_string_equal("fault", s.faults[0].fault);
    assert_int_equal(38, s.faults[0].amount);
    for (int i = 0; i < 13; i++) {
        char name[] = {'f', 'a', 'u', 'l', 't', '_', (char)('a' + i), 0};
        assert_string_equal(name, s.faults[1 + i].fault);
        assert_string_equal("squat", s.faults[1 + i].exercise);
        assert_int_equal(DAY, s.faults[1 + i].local_day);
        assert_int_equal(i == 0 ? 2 : 3, s.faults[1 + i].amount);
    }
    assert_int_equal(DAY + 1, s.faults[14].local_day);
    assert_string_equal("fault_a", s.faults[15].fault);
    seen one = {.stop_after = 1};
    ok(READ(store, fit_history_faults(db, member, DAY + 1, DAY + 1, see_fault, &one)));
    assert_int_equal(1, one.count);
    assert_int_equal(DAY + 1, one.faults[0].local_day);
    assert_int_equal(0, differences(store));
}

static void bests_are_the_earliest(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org"), other = add_member(store, "b@example.org");
    train(store, other, "squat", DAY, 99);
    train(store, member, "squat", DAY, 8);
    train(store, member, "squat", DAY, 8);
    train(store, member, "squat", DAY + 2, 12);
    train(store, member, "squat", DAY + 3, 16);
    train(store, member, "squat", DAY + 5, 16);
    train(store, member, "squat", DAY + 4, 3);
    train(store, member, "curl", DAY + 4, 1);
    make_batch(&b, 6000, DAY + 9, 1, 30); /* nothing of it counts, so it is no best */
    memcpy(b.batch.workout.exercise, "lunge", 6);
    for (int i = 0; i < 30; i++)
        b.repetitions[i].counted = false;
    (void)upload(store, member, &b);

    fit_best list[4];
    size_t count = 0;
    ok(READ(store, fit_history_bests(db, member, list, 4, &count)));
    assert_int_equal(2, count);
    assert_string_equal("curl", list[0].exercise);
    assert_string_equal("squat", list[1].exercise);
    assert_int_equal(63, list[1].total);
    assert_int_equal(DAY, list[1].best_day); /* 16 in two workouts, before 16 in one */
    assert_int_equal(16, list[1].best_day_repetitions);
    assert_int_equal(DAY + 3, list[1].best_set_day);
    assert_int_equal(16, list[1].best_set_repetitions);
    ok(READ(store, fit_history_bests(db, member, list, 1, &count)));
    assert_int_equal(1, count);

    /* A set may come in several batches, and a workout has several sets. */
    make_batch(&b, 6001, DAY + 10, 1, 14);
    (void)upload(store, member, &b);
    make_batch(&b, 6001, DAY + 10, 15, 14);
    for (int i = 4; i < 14; i++)
        b.repetitions[i].set_number = 2;
    (void)upload(store, member, &b);
    ok(READ(store, fit_history_bests(db, member, list, 4, &count)));
    assert_int_equal(28, list[1].best_day_repetitions);
    assert_int_equal(DAY + 10, list[1].best_set_day);
    assert_int_equal(18, list[1].best_set_repetitions);
    ok(WRITE(store, fit_workouts_delete(db, member, b.batch.workout.key)));
    ok(READ(store, fit_history_bests(db, member, list, 4, &count)));
    assert_int_equal(16, list[1].best_set_repetitions);
    assert_int_equal(0, differences(store));
}

static void streaks_are_days_in_a_row(void **state)
{
    static const struct {
        int days[8]; /* trained, from DAY on; -1 ends */
        int today, current, longest, longest_last, trained;
    } cases[] = {
        {{-1}, 0, 0, 0, 0, 0},
        {{0, -1}, 0, 1, 1, 0, 1},
        {{0, -1}, 1, 1, 1, 0, 1},
        {{0, -1}, 2, 0, 1, 0, 1},
        {{1, 0, 2, -1}, 2, 3, 3, 2, 3},
        {{0, 1, 2, 4, 5, 7, -1}, 8, 1, 3, 2, 6},
        {{0, 1, 3, 4, -1}, 4, 2, 2, 1, 4}, /* the first of the longest */
        {{0, 1, 2, 3, -1}, 2, 4, 4, 3, 4}, /* trained where it is tomorrow already */
    };
    fit_store *store = harness_store(state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char email[32];
        (void)snprintf(email, sizeof email, "member%zu@example.org", i);
        int64_t member = add_member(store, email);
        for (const int *day = cases[i].days; *day >= 0; day++) {
            train(store, member, "squat", DAY + *day, 3);
            train(store, member, "curl", DAY + *day, 3);
        }
        make_batch(&b, 7000, DAY - 1, 1, 1); /* nothing counted: not trained */
        b.repetitions[0].counted = false;
        (void)upload(store, member, &b);
        fit_streaks s;
        ok(READ(store, fit_history_streaks(db, member, DAY + cases[i].today, &s)));
        assert_int_equal(cases[i].current, s.current_days);
        assert_int_equal(cases[i].longest, s.longest_days);
        assert_int_equal(cases[i].trained ? DAY + cases[i].longest_last : 0, s.longest_last_day);
        assert_int_equal(cases[i].trained, s.trained_days);
    }
}

static void rebuild_mends_and_tells(void **state)
{
    fit_store *store = harness_store(state);
    int64_t member = add_member(store, "a@example.org");
    for (int day = 0; day < 5; day++) {
        make_batch(&b, day, DAY + day, 1, 10);
        memcpy(b.repetitions[day].faults, "back_round shallow", 19);
        (void)upload(store, member, &b);
    }
    assert_int_equal(0, differences(store));
    execute(store, "UPDATE daily_totals SET clean = clean + 1 WHERE local_day = 20000");
    execute(store, "UPDATE daily_totals SET best_set = 11 WHERE local_day = 20001");
    execute(store, "DELETE FROM daily_totals WHERE local_day = 20002");
    execute(store, "UPDATE daily_totals SET local_day = 30000 WHERE local_day = 20003"); /* one missing, one too many */
    execute(store, "UPDATE daily_faults SET amount = 0 WHERE local_day = 20000 AND fault = 'shallow'");
    execute(store, "DELETE FROM daily_faults WHERE local_day = 20004");
    assert_int_equal(5 + 3, differences(store));
    assert_int_equal(0, differences(store));
    assert_int_equal(50, number_of(store, "SELECT CAST(sum(repetitions) AS BIGINT) FROM daily_totals", NULL, 0));
    assert_int_equal(10, number_of(store, "SELECT CAST(sum(amount) AS BIGINT) FROM daily_faults", NULL, 0));
    assert_int_equal(10, number_of(store, "SELECT max(best_set) FROM daily_totals", NULL, 0));
}

enum { ROUNDS = 1500, THREADS = 2, KEYS = 12 };

typedef struct players {
    fit_store *stores[THREADS];
    int64_t members[2];
    atomic_int failures, uploaded, deleted;
    atomic_long added;
} players;

/* Not rand: it is shared by threads. Knuth's MMIX generator, the high bits. */
static unsigned chance(uint64_t *seed, unsigned below)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(*seed >> 33) % below;
}

static void make_random_batch(fixture_batch *batch, uint64_t *seed)
{
    static const char *const faults[] = {"", "", "", "shallow", "back_round", "back_round shallow", "shallower"};
    static const char *const exercises[] = {"squat", "curl", "squat"};
    int key = (int)chance(seed, KEYS);
    size_t count = chance(seed, 8) == 0 ? chance(seed, 60) : chance(seed, 6);
    make_batch(batch, key, DAY, 1, count);
    (void)snprintf(batch->batch.workout.exercise, FIT_EXERCISE_NAME_CAP, "%s", exercises[key % 3]);
    batch->sets[0].ended_ms = chance(seed, 2);
    for (size_t i = 0; i < count; i++) {
        fit_repetition *repetition = &batch->repetitions[i];
        repetition->sequence = 1 + chance(seed, 100); /* some twice in one batch */
        repetition->set_number = 1 + chance(seed, 4);
        repetition->local_day = DAY + key / 4 + (chance(seed, 4) == 0) - (chance(seed, 50) == 0) * 300;
        repetition->counted = chance(seed, 4) != 0;
        repetition->down_ms = chance(seed, 3000);
        (void)snprintf(repetition->faults, FIT_FAULTS_CAP, "%s", faults[chance(seed, 7)]);
    }
}

static void play(void *context, int index)
{
    players *p = context;
    fixture_batch *batch = malloc(sizeof *batch);
    uint64_t seed = (uint64_t)index + 1;
    for (int round = 0; batch && round < ROUNDS; round++) {
        make_random_batch(batch, &seed);
        int64_t member = p->members[chance(&seed, 2)];
        bool delete = chance(&seed, 10) == 0;
        fit_status status;
        size_t added;
        do {
            added = 0;
            status = WRITE(p->stores[index], delete ? fit_workouts_delete(db, member, batch->batch.workout.key)
                                                    : fit_workouts_upload(db, member, &batch->batch, &added));
        } while (status == FIT_ERR_BUSY);
        if (status == FIT_OK) {
            atomic_fetch_add(delete ? &p->deleted : &p->uploaded, 1);
            atomic_fetch_add(&p->added, (long)added);
        } else if (!delete || status != FIT_ERR_NOT_FOUND) {
            atomic_fetch_add(&p->failures, 1);
        }
    }
    free(batch);
}

static void totals_hold_whatever_comes(void **state)
{
    players p = {.stores = {harness_store(state)}};
    ok(fit_store_open(&p.stores[1], harness_database(state), 2, NULL)); /* another server */
    p.members[0] = add_member(p.stores[0], "a@example.org");
    p.members[1] = add_member(p.stores[0], "b@example.org");
    compete(THREADS, play, &p);
    fit_store_close(p.stores[1]);
    assert_int_equal(0, p.failures);
    assert_true(p.uploaded > ROUNDS && p.deleted > 50 && p.added > ROUNDS);
    assert_true(number_of(p.stores[0], "SELECT count(*) FROM daily_faults", NULL, 0) > 10);
    assert_int_equal(0, number_of(p.stores[0], "SELECT count(*) FROM daily_faults WHERE amount <= 0", NULL, 0));
    assert_int_equal(
        0, number_of(p.stores[0], "SELECT count(*) FROM daily_totals WHERE repetitions + rejected <= 0", NULL, 0));
    assert_int_equal(0, differences(p.stores[0]));
}

enum { QUERY_CAP = 1024, PLAN_CAP = 2048 };

/* Gives the plan of sql, whose parameters are put in as numbers, as one text. query: another one each time, and as
 * long-lived as store, since statements are known by their address. */
static void plan_of(fit_store *store, const char *sql, char query[QUERY_CAP], char plan[PLAN_CAP])
{
    static const char *const values[] = {"7", "20100", "20281"};
    bool sqlite = strcmp(fit_store_kind(store), "sqlite") == 0;
    int len = snprintf(query, QUERY_CAP, "%s", sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ");
    for (; *sql && len < QUERY_CAP - 10; sql++) {
        if (*sql == '$')
            len += snprintf(query + len, QUERY_CAP - (size_t)len, "%s", values[*++sql - '1']);
        else
            query[len++] = *sql;
    }
    query[len] = 0;
    fit_db *db;
    ok(fit_store_begin(store, FIT_READ, &db, NULL));
    fit_rows rows = fit_db_query(db, query, NULL, 0);
    plan[0] = 0;
    while (fit_rows_next(&rows)) {
        size_t used = strlen(plan);
        (void)snprintf(plan + used, PLAN_CAP - used, "%s\n", fit_rows_text(&rows, sqlite ? 3 : 0));
    }
    ok(fit_store_end(db, fit_rows_end(&rows), NULL));
}

/* A year of 50 members: enough for a planner to prefer an index if it can. */
static void fill_a_year(fit_store *store)
{
    for (int i = 0; i < 50; i++) {
        char email[32];
        (void)snprintf(email, sizeof email, "member%d@example.org", i);
        (void)add_member(store, email);
    }
    execute(store, "WITH RECURSIVE days (day) AS (SELECT 20000 UNION ALL SELECT day + 1 FROM days WHERE day < 20365), "
                   "exercises (exercise) AS (VALUES ('curl'), ('lunge'), ('push_up'), ('squat')) "
                   "INSERT INTO daily_totals (member_id, local_day, exercise, repetitions, clean, rejected, active_ms, "
                   "best_set) SELECT members.id, day, exercise, 30, 28, 2, 60000, 10 FROM members, days, exercises;"
                   "INSERT INTO daily_faults (member_id, local_day, exercise, fault, amount) "
                   "SELECT member_id, local_day, exercise, 'shallow', 2 FROM daily_totals;");
    execute(store, "ANALYZE");
}

static void charts_read_a_range_of_the_key(void **state)
{
    const char *const queries[] = {fit_history_totals_sql, fit_history_faults_sql};
    static char explaining[2][QUERY_CAP];
    fit_store *store = harness_store(state);
    fill_a_year(store);
    for (int i = 0; i < 2; i++) {
        char plan[PLAN_CAP];
        plan_of(store, queries[i], explaining[i], plan);
        if (strcmp(fit_store_kind(store), "sqlite") == 0) {
            assert_non_null(strstr(plan, "USING PRIMARY KEY (member_id=? AND local_day>? AND local_day<?)"));
            assert_null(strstr(plan, "B-TREE"));
        } else { /* keeps no rows in order of their key: it may fetch them page by page and sort those few */
            assert_non_null(strstr(plan, "_pkey"));
            assert_non_null(
                strstr(plan, "Index Cond: ((member_id = 7) AND (local_day >= 20100) AND (local_day <= 20281))"));
            assert_null(strstr(plan, "Seq Scan"));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(totals_are_sums_in_order),       HARNESS_TEST(faults_are_of_counted_repetitions),
        HARNESS_TEST(bests_are_the_earliest),         HARNESS_TEST(streaks_are_days_in_a_row),
        HARNESS_TEST(rebuild_mends_and_tells),        HARNESS_TEST(totals_hold_whatever_comes),
        HARNESS_TEST(charts_read_a_range_of_the_key),
    };
    return harness_run(tests);
}
