/* The pool: threads that share it, connections that are lost, waiting, several servers on one database. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "fixture.h"

enum { THREADS = 8, TIMES = 40 };

static bool is_sqlite(void **state)
{
    return strcmp(fit_store_kind(harness_store(state)), "sqlite") == 0;
}

static const char add_one[] = "UPDATE counters SET amount = amount + 1 WHERE id = $1 RETURNING amount";
static const char amount_of[] = "SELECT amount FROM counters WHERE id = $1";
static const char insert_counter[] = "INSERT INTO counters (id, amount) VALUES ($1, 0)";

static void make_counters(fit_store *store)
{
    execute(store, "CREATE TABLE counters (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL)");
    for (int id = 1; id <= 2; id++)
        ok(WRITE(store, fit_db_run(db, insert_counter, FIT_PARAMS(fit_int(id)))));
}

typedef struct counting {
    fit_store *stores[2];
    atomic_int torn;
} counting;

static fit_status add_to_both(fit_db *db)
{
    fit_status status = fit_db_change(db, add_one, FIT_PARAMS(fit_int(1)));
    return status == FIT_OK ? fit_db_change(db, add_one, FIT_PARAMS(fit_int(2))) : status;
}

static int64_t read_amount(fit_db *db, int64_t id)
{
    fit_rows rows = fit_db_query(db, amount_of, FIT_PARAMS(fit_int(id)));
    int64_t amount = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : -1;
    return fit_rows_end(&rows) == FIT_OK ? amount : -2;
}

/* Even threads write, odd ones look whether both counters go together. */
static void count_and_look(void *context, int index)
{
    counting *c = context;
    for (int i = 0; i < TIMES; i++) {
        fit_store *store = c->stores[i % 2];
        if (index % 2 == 0) {
            ok(WRITE(store, add_to_both(db)));
            continue;
        }
        fit_db *db;
        ok(fit_store_begin(store, FIT_SNAPSHOT, &db, NULL));
        if (read_amount(db, 1) != read_amount(db, 2))
            atomic_fetch_add(&c->torn, 1);
        ok(fit_store_end(db, FIT_OK, NULL));
    }
}

/* More threads than connections, on two servers. */
static void nothing_is_lost_among_threads(void **state)
{
    counting c = {0};
    for (int i = 0; i < 2; i++)
        ok(fit_store_open(&c.stores[i], harness_database(state), 2, NULL));
    make_counters(harness_store(state));
    compete(THREADS, count_and_look, &c);
    assert_int_equal(0, c.torn);
    for (int id = 1; id <= 2; id++)
        assert_int_equal(THREADS / 2 * TIMES, number_of(harness_store(state), amount_of, FIT_PARAMS(fit_int(id))));
    for (int i = 0; i < 2; i++)
        fit_store_close(c.stores[i]);
}

typedef struct opening {
    const char *database;
    fit_store *stores[THREADS];
} opening;

static void open_one(void *context, int index)
{
    opening *o = context;
    fit_error error = {0};
    if (fit_store_open(&o->stores[index], o->database, 2, &error) != FIT_OK)
        print_error("%s\n", error.text);
}

static PGconn *another_connection(const char *database)
{
    PGconn *connection = PQconnectdb(database);
    assert_int_equal(CONNECTION_OK, PQstatus(connection));
    return connection;
}

static void command(const char *database, const char *sql)
{
    PGconn *connection = another_connection(database);
    PGresult *result = PQexec(connection, sql);
    assert_true(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK);
    PQclear(result);
    PQfinish(connection);
}

/* An empty database, made anew for each round, which THREADS servers open at once. */
static void several_open_an_empty_database_at_once(void **state)
{
    int rounds = is_sqlite(state) ? 30 : 5; /* its switch to a log collides only now and then */
    for (int round = 0; round < rounds; round++) {
        char empty[220];
        opening o = {.database = empty};
        if (is_sqlite(state)) {
            (void)snprintf(empty, sizeof empty, "%s.empty%d", harness_database(state), round);
        } else {
            (void)snprintf(empty, sizeof empty, "%s", harness_database(state));
            command(empty, "SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        }
        compete(THREADS, open_one, &o);
        for (int i = 0; i < THREADS; i++)
            assert_non_null(o.stores[i]);
        (void)add_member(o.stores[round % THREADS], "a@example.org");
        for (int i = 0; i < THREADS; i++) {
            assert_int_equal(1, number_of(o.stores[i], "SELECT count(*) FROM members", NULL, 0));
            fit_store_close(o.stores[i]);
        }
    }
}

/* Whatever else the process holds on the file: another program's last close must not take it for unused. */
static void another_program_does_not_take_the_log_away(void **state)
{
    fit_store *store = harness_store(state);
    char wal[200];
    (void)snprintf(wal, sizeof wal, "%s-wal", harness_database(state) + strlen("sqlite:"));
    (void)add_member(store, "a@example.org");
    pid_t child = fork();
    if (child == 0) { /* opens, looks, closes, as a command beside the server does */
        fit_store *other = NULL;
        bool opened = fit_store_open(&other, harness_database(state), 1, NULL) == FIT_OK;
        fit_store_close(other);
        _exit(opened ? 0 : 1);
    }
    int status;
    assert_int_equal(child, waitpid(child, &status, 0));
    assert_int_equal(0, status);
    struct stat info;
    assert_int_equal(0, stat(wal, &info));
    (void)add_member(store, "b@example.org");
    fit_store *third = NULL;
    ok(fit_store_open(&third, harness_database(state), 1, NULL));
    assert_int_equal(2, number_of(third, "SELECT count(*) FROM members", NULL, 0));
    fit_store_close(third);
}

static const char terminate_others[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                       "WHERE datname = current_database() AND pid <> pg_backend_pid()";

/* Waits until those backends have gone. */
static void terminate_all(void **state)
{
    PGconn *connection = another_connection(harness_database(state));
    for (int n = -1; n != 0;) {
        PGresult *result = PQexec(connection, terminate_others);
        n = PQntuples(result);
        assert_int_equal(PGRES_TUPLES_OK, PQresultStatus(result));
        PQclear(result);
        (void)usleep(200);
    }
    PQfinish(connection);
}

static void a_lost_connection_is_made_again(void **state)
{
    fit_store *store = harness_store(state);
    make_counters(store);

    /* While idle: nobody notices. */
    for (int i = 0; i < TIMES; i++) {
        assert_int_equal(i, number_of(store, amount_of, FIT_PARAMS(fit_int(1))));
        terminate_all(state);
        ok(WRITE(store, add_to_both(db)));
        terminate_all(state);
    }
    /* In a transaction: it fails, and nothing of it stays. */
    fit_db *db;
    fit_error error = {0};
    ok(fit_store_begin(store, FIT_WRITE, &db, NULL));
    ok(fit_db_change(db, add_one, FIT_PARAMS(fit_int(1))));
    terminate_all(state);
    is(FIT_ERR_IO, fit_db_change(db, add_one, FIT_PARAMS(fit_int(2))));
    is(FIT_ERR_IO, fit_store_end(db, FIT_OK, &error));
    is(FIT_ERR_IO, error.status);
    assert_int_equal(TIMES, number_of(store, amount_of, FIT_PARAMS(fit_int(1))));
    /* In its commit. */
    fit_db *second;
    ok(fit_store_begin(store, FIT_WRITE, &second, NULL));
    ok(fit_db_change(second, add_one, FIT_PARAMS(fit_int(1))));
    terminate_all(state);
    is(FIT_ERR_IO, fit_store_end(second, FIT_OK, &error));
    assert_int_equal(TIMES, number_of(store, amount_of, FIT_PARAMS(fit_int(1))));
}

/* Two transactions that wait for each other: one is told to try again, the other goes through. */
static void a_deadlock_is_busy(void **state)
{
    fit_store *store = harness_store(state);
    make_counters(store);
    fit_db *one;
    ok(fit_store_begin(store, FIT_WRITE, &one, NULL));
    ok(fit_db_change(one, add_one, FIT_PARAMS(fit_int(1))));
    PGconn *other = another_connection(harness_database(state));
    PQclear(PQexec(other, "SET deadlock_timeout = '60s'")); /* so that the store's is the one that notices */
    PQclear(PQexec(other, "BEGIN; UPDATE counters SET amount = amount + 100 WHERE id = 2"));
    assert_int_equal(1, PQsendQuery(other, "UPDATE counters SET amount = amount + 100 WHERE id = 1"));
    is(FIT_ERR_BUSY, fit_db_change(one, add_one, FIT_PARAMS(fit_int(2))));
    is(FIT_ERR_BUSY, fit_store_end(one, FIT_OK, NULL));
    for (PGresult *result; (result = PQgetResult(other)); PQclear(result))
        assert_int_equal(PGRES_COMMAND_OK, PQresultStatus(result));
    PQclear(PQexec(other, "COMMIT"));
    PQfinish(other);
    assert_int_equal(100, number_of(store, amount_of, FIT_PARAMS(fit_int(1))));
}

typedef struct waiting {
    fit_waiter waiter;
    atomic_int rounds; /* how often the wait has ended */
    volatile bool stop;
    fit_status status;
} waiting;

static void *wait_again_and_again(void *context)
{
    waiting *w = context;
    while (w->status == FIT_OK && !w->stop) {
        w->status = fit_store_wait(&w->waiter, 3600 * 1000, &w->stop, NULL);
        atomic_fetch_add(&w->rounds, 1);
    }
    return NULL;
}

static void await_round(waiting *w, int rounds)
{
    for (int i = 0; atomic_load(&w->rounds) < rounds && i < 30000; i++)
        (void)usleep(1000);
    assert_true(atomic_load(&w->rounds) >= rounds);
}

static fit_status notify(fit_db *db)
{
    fit_status status = fit_db_change(db, add_one, FIT_PARAMS(fit_int(1)));
    return status == FIT_OK ? fit_db_notify(db) : status;
}

/* The wait is an hour long: only a notification ends it. */
static void whoever_waits_is_woken(void **state)
{
    fit_store *store = harness_store(state);
    make_counters(store);
    /* Two of one server, one of another. */
    enum { WAITERS = 3 };
    fit_store *second = NULL;
    ok(fit_store_open(&second, harness_database(state), 1, NULL));
    waiting w[WAITERS] = {{.waiter.store = second}, {.waiter.store = store}, {.waiter.store = store}};
    pthread_t threads[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
        assert_int_equal(0, pthread_create(&threads[i], NULL, wait_again_and_again, &w[i]));
        await_round(&w[i], 1); /* the first wait is short: nobody knows what came before */
    }
    for (int round = 0; round < 3; round++) {
        int before[WAITERS];
        for (int i = 0; i < WAITERS; i++)
            before[i] = atomic_load(&w[i].rounds);
        ok(WRITE(round % 2 ? second : store, notify(db)));
        for (int i = 0; i < WAITERS; i++)
            await_round(&w[i], before[i] + 1);
    }
    for (int i = 0; i < WAITERS; i++)
        w[i].stop = true; /* within a second, although the hour has not passed */
    for (int i = 0; i < WAITERS; i++) {
        assert_int_equal(0, pthread_join(threads[i], NULL));
        ok(w[i].status);
        fit_waiter_close(&w[i].waiter);
    }
    fit_store_close(second);
}

static void what_is_undone_wakes_nobody(void **state)
{
    fit_store *store = harness_store(state);
    make_counters(store);
    volatile bool stop = false;
    waiting w = {.waiter.store = store};
    ok(fit_store_wait(&w.waiter, 100, &stop, NULL));
    fit_db *db;
    ok(fit_store_begin(store, FIT_WRITE, &db, NULL));
    ok(notify(db));
    is(FIT_ERR_NOT_FOUND, fit_store_end(db, FIT_ERR_NOT_FOUND, NULL));
    pthread_t thread;
    assert_int_equal(0, pthread_create(&thread, NULL, wait_again_and_again, &w));
    (void)usleep(1500 * 1000); /* longer than one look */
    assert_int_equal(0, atomic_load(&w.rounds));
    w.stop = true;
    assert_int_equal(0, pthread_join(thread, NULL));
    ok(w.status);
    fit_waiter_close(&w.waiter);
}

static void waiting_survives_a_lost_connection(void **state)
{
    fit_store *store = harness_store(state);
    make_counters(store);
    volatile bool stop = false;
    fit_waiter waiter = {.store = store};
    ok(fit_store_wait(&waiter, 100, &stop, NULL));
    terminate_all(state);
    is(FIT_ERR_IO, fit_store_wait(&waiter, 10000, &stop, NULL));
    ok(fit_store_wait(&waiter, 10000, &stop, NULL)); /* connected again, and short: something may have been missed */
    ok(WRITE(store, notify(db)));
    ok(fit_store_wait(&waiter, 10000, &stop, NULL));
    fit_waiter_close(&waiter);
}

typedef struct observed {
    int count[3];
    fit_status status;
    int64_t least_us;
} observed;

static void observe(void *context, fit_access access, int64_t elapsed_us, fit_status status)
{
    observed *o = context;
    o->count[access]++;
    o->status = status;
    if (elapsed_us < o->least_us)
        o->least_us = elapsed_us;
}

static void an_observer_sees_every_transaction(void **state)
{
    fit_store *store = harness_store(state);
    make_counters(store);
    observed o = {0};
    fit_store_observe(store, observe, &o);
    ok(READ(store, FIT_OK));
    ok(WRITE(store, add_to_both(db)));
    ok(IN_TRANSACTION(store, FIT_SNAPSHOT, FIT_OK));
    ok(o.status);
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_db_change(db, add_one, FIT_PARAMS(fit_int(9)))));
    is(FIT_ERR_NOT_FOUND, o.status);
    assert_int_equal(1, o.count[FIT_READ]);
    assert_int_equal(1, o.count[FIT_SNAPSHOT]);
    assert_int_equal(2, o.count[FIT_WRITE]);
    assert_true(o.least_us >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(nothing_is_lost_among_threads),
        HARNESS_TEST(several_open_an_empty_database_at_once),
        HARNESS_TEST_ON_SQLITE(another_program_does_not_take_the_log_away),
        HARNESS_TEST_ON_POSTGRES(a_lost_connection_is_made_again),
        HARNESS_TEST_ON_POSTGRES(a_deadlock_is_busy),
        HARNESS_TEST(whoever_waits_is_woken),
        HARNESS_TEST(what_is_undone_wakes_nobody),
        HARNESS_TEST_ON_POSTGRES(waiting_survives_a_lost_connection),
        HARNESS_TEST(an_observer_sees_every_transaction),
    };
    return harness_run(tests);
}
