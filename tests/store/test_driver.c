/* What both drivers promise, through the store: values, rows, errors, transactions. */
#include <float.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <sys/stat.h>

#include "fixture.h"

static const char *const all_values = "CREATE TABLE kinds (id %s, number %s, size %s, words TEXT, bytes %s)";

static bool is_sqlite(void **state)
{
    return strcmp(fit_store_kind(harness_store(state)), "sqlite") == 0;
}

/* A table with a column of each kind. */
static void make_kinds(void **state)
{
    char sql[200];
    if (is_sqlite(state))
        (void)snprintf(sql, sizeof sql, all_values, "INTEGER PRIMARY KEY", "INTEGER", "REAL", "BLOB");
    else
        (void)snprintf(sql, sizeof sql, all_values, "BIGINT PRIMARY KEY", "BIGINT", "DOUBLE PRECISION", "BYTEA");
    execute(harness_store(state), sql);
}

static const char insert_kinds[] = "INSERT INTO kinds (id, number, size, words, bytes) VALUES ($1, $2, $3, $4, $5)";
static const char select_kinds[] = "SELECT number, size, words, bytes FROM kinds WHERE id = $1";

typedef struct kinds {
    int64_t number;
    double size;
    fit_value words, bytes;
} kinds;

static void come_back(fit_store *store, int64_t id, const kinds *k)
{
    ok(WRITE(store, fit_db_run(db, insert_kinds,
                               FIT_PARAMS(fit_int(id), fit_int(k->number), fit_real(k->size), k->words, k->bytes))));
    fit_db *db;
    ok(fit_store_begin(store, FIT_READ, &db, NULL));
    fit_rows rows = fit_db_query(db, select_kinds, FIT_PARAMS(fit_int(id)));
    assert_true(fit_rows_next(&rows));
    assert_true(fit_rows_int(&rows, 0) == k->number);
    double size = fit_rows_real(&rows, 1), expected = k->size + 0.0; /* no -0 */
    assert_memory_equal(&size, &expected, sizeof size);
    for (int i = 2; i < 4; i++) {
        const fit_value *put = i == 2 ? &k->words : &k->bytes;
        fit_value got = fit_rows_bytes(&rows, i);
        assert_false(got.null);
        assert_int_equal(got.kind, put->kind);
        assert_int_equal(got.len, put->len);
        assert_memory_equal(got.bytes, put->bytes, put->len + (i == 2)); /* a text's closing 0, too */
    }
    assert_string_equal(fit_rows_text(&rows, 2), k->words.bytes);
    assert_false(fit_rows_next(&rows));
    assert_false(fit_rows_next(&rows)); /* nor does it start again */
    ok(fit_store_end(db, fit_rows_end(&rows), NULL));
}

static void every_value_comes_back(void **state)
{
    make_kinds(state);
    static const int64_t numbers[] = {0, 1, -1, 255, 256, INT32_MAX, INT32_MIN, (int64_t)1 << 53, INT64_MAX, INT64_MIN};
    static const double sizes[] = {0, -0.0, 1.5, -1e-300, DBL_MAX, -DBL_MAX, DBL_TRUE_MIN, 0.1, 92.5, 1e15};
    /* Hangul composed and in parts, four bytes, joined emoji, right to left, U+FFFD, U+10FFFF, a byte order mark. */
    static const char *const texts[] = {"",
                                        "a",
                                        "유나 \xe1\x84\x8b\xe1\x85\xb2",
                                        "\xf0\x9f\x8f\x8b\xef\xb8\x8f\xe2\x80\x8d\xe2\x99\x80",
                                        "\xd7\xa9\xe2\x80\xae\xd7\x9c",
                                        "\xef\xbf\xbd\xf4\x8f\xbf\xbf",
                                        "\xef\xbb\xbf",
                                        "'); DROP TABLE kinds; --",
                                        "$1 @id \\ % _ \" \r\n\t\x01\x7f",
                                        "<b>&amp;</b>"};
    unsigned char every[256];
    for (int i = 0; i < 256; i++)
        every[i] = (unsigned char)i;
    for (int i = 0; i < 10; i++) {
        size_t len = i == 0 ? 0 : i == 1 ? 1 : sizeof every;
        come_back(harness_store(state), i + 1,
                  &(kinds){numbers[i], sizes[i], fit_text(texts[i]), fit_bytes(every, len)});
    }
}

static void what_is_large_comes_back(void **state)
{
    make_kinds(state);
    enum { LEN = 3 << 20 };
    char *text = malloc(LEN + 1);
    assert_non_null(text);
    for (int i = 0; i < LEN; i++)
        text[i] = (char)('a' + i % 26);
    text[LEN] = '\0';
    come_back(harness_store(state), 1, &(kinds){1, 1, fit_text(text), fit_bytes(text, LEN)});
    free(text);
}

static void null_is_null_of_every_kind(void **state)
{
    make_kinds(state);
    fit_value null[4];
    static const fit_value_kind order[] = {FIT_VALUE_INT, FIT_VALUE_REAL, FIT_VALUE_TEXT, FIT_VALUE_BYTES};
    for (int i = 0; i < 4; i++)
        null[i] = (fit_value){.kind = order[i], .null = true};
    fit_store *store = harness_store(state);
    ok(WRITE(store, fit_db_run(db, insert_kinds, FIT_PARAMS(fit_int(1), null[0], null[1], null[2], null[3]))));
    /* The same statement with values, and with NULL again: none is left of the last time. */
    ok(WRITE(store, fit_db_run(db, insert_kinds,
                               FIT_PARAMS(fit_int(2), fit_int(7), fit_real(7), fit_text("7"), fit_bytes("7", 1)))));
    ok(WRITE(store, fit_db_run(db, insert_kinds, FIT_PARAMS(fit_int(3), null[0], null[1], null[2], null[3]))));
    fit_db *db;
    ok(fit_store_begin(store, FIT_READ, &db, NULL));
    for (int id = 1; id <= 3; id++) {
        fit_rows rows = fit_db_query(db, select_kinds, FIT_PARAMS(fit_int(id)));
        assert_true(fit_rows_next(&rows));
        for (int i = 0; i < 4; i++)
            assert_true(fit_rows_null(&rows, i) == (id != 2));
        if (id != 2) {
            assert_int_equal(0, fit_rows_int(&rows, 0));
            assert_true(fit_rows_real(&rows, 1) == 0);
            assert_string_equal("", fit_rows_text(&rows, 2));
            assert_int_equal(0, fit_rows_bytes(&rows, 3).len);
        }
        ok(fit_rows_end(&rows));
    }
    ok(fit_store_end(db, FIT_OK, NULL));
}

static int64_t count_kinds(fit_store *store)
{
    return number_of(store, "SELECT count(*) FROM kinds", NULL, 0);
}

static const char insert_id[] = "INSERT INTO kinds (id) VALUES ($1)";

static void what_is_taken_is_a_conflict(void **state)
{
    make_kinds(state);
    fit_store *store = harness_store(state);
    execute(store, "CREATE UNIQUE INDEX words ON kinds (words)");
    static const char insert[] = "INSERT INTO kinds (id, words) VALUES ($1, $2)";
    ok(WRITE(store, fit_db_run(db, insert, FIT_PARAMS(fit_int(1), fit_text("secret")))));
    is(FIT_ERR_CONFLICT, WRITE(store, fit_db_run(db, insert, FIT_PARAMS(fit_int(1), fit_text("other")))));
    fit_db *db;
    fit_error error;
    ok(fit_store_begin(store, FIT_WRITE, &db, NULL));
    is(FIT_ERR_CONFLICT, fit_db_run(db, insert, FIT_PARAMS(fit_int(2), fit_text("secret"))));
    is(FIT_ERR_CONFLICT, fit_store_end(db, FIT_ERR_CONFLICT, &error));
    is(FIT_ERR_CONFLICT, error.status);
    assert_null(strstr(error.text, "secret")); /* a log may have it */
    assert_true(strlen(error.text) > 10);
    assert_int_equal(1, count_kinds(store));
}

static void what_the_schema_forbids_is_refused(void **state)
{
    fit_store *store = harness_store(state);
    static const char goal[] = "INSERT INTO goals (member_id, exercise, weekly_repetitions) VALUES ($1, 'squat', 1) "
                               "RETURNING member_id";
    static const char language[] = "UPDATE members SET language = 'xx'";
    static const char nothing[] = "UPDATE members SET nickname = NULL";
    add_member(store, "a@example.org");
    is(FIT_ERR_ARG, WRITE(store, fit_db_run(db, language, NULL, 0)));
    is(FIT_ERR_ARG, WRITE(store, fit_db_run(db, nothing, NULL, 0)));
    is(FIT_ERR_ARG, WRITE(store, fit_db_change(db, goal, FIT_PARAMS(fit_int(77)))));
    /* Nor does a reference to nobody slip through when not all rows are read. */
    fit_db *db;
    ok(fit_store_begin(store, FIT_WRITE, &db, NULL));
    fit_rows rows = fit_db_query(db, goal, FIT_PARAMS(fit_int(77)));
    (void)fit_rows_next(&rows);
    is(FIT_ERR_ARG, fit_rows_end(&rows));
    is(FIT_ERR_ARG, fit_store_end(db, FIT_OK, NULL));
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM goals", NULL, 0));
}

static void a_wrong_query_fails_and_the_next_works(void **state)
{
    fit_store *store = harness_store(state);
    static const char no_table[] = "SELECT 1 FROM nowhere";
    static const char no_column[] = "SELECT \"nowhere\" FROM members";
    static const char no_sql[] = "SELEKT";
    is(FIT_ERR_IO, READ(store, fit_db_run(db, no_table, NULL, 0)));
    is(FIT_ERR_IO, READ(store, fit_db_run(db, no_column, NULL, 0)));
    is(FIT_ERR_IO, WRITE(store, fit_db_run(db, no_sql, NULL, 0)));
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM members", NULL, 0));
}

static void no_row_is_not_an_error_unless_one_was_to_change(void **state)
{
    fit_store *store = harness_store(state);
    static const char update[] = "UPDATE members SET nickname = $1 WHERE id = $2 RETURNING id";
    int64_t id = add_member(store, "a@example.org");
    ok(WRITE(store, fit_db_run(db, update, FIT_PARAMS(fit_text("b"), fit_int(id + 1)))));
    is(FIT_ERR_NOT_FOUND, WRITE(store, fit_db_change(db, update, FIT_PARAMS(fit_text("b"), fit_int(id + 1)))));
    ok(WRITE(store, fit_db_change(db, update, FIT_PARAMS(fit_text("b"), fit_int(id)))));
}

/* $2 before $1, and $1 twice: by number, not by place. */
static void parameters_go_by_their_number(void **state)
{
    static const char sql[] = "SELECT 10 * $2 + $1 + 100 * $1";
    assert_int_equal(323, number_of(harness_store(state), sql, FIT_PARAMS(fit_int(3), fit_int(2))));
}

static void a_failure_undoes_everything(void **state)
{
    make_kinds(state);
    fit_store *store = harness_store(state);
    fit_db *own;
    ok(fit_store_begin(store, FIT_WRITE, &own, NULL));
    ok(fit_db_run(own, insert_id, FIT_PARAMS(fit_int(1))));
    is(FIT_ERR_NOT_FOUND, fit_store_end(own, FIT_ERR_NOT_FOUND, NULL));
    assert_int_equal(0, count_kinds(store));

    /* A statement that failed counts, even for a caller who says that all is well, and nothing follows it. */
    fit_error error = {0};
    ok(fit_store_begin(store, FIT_WRITE, &own, NULL));
    ok(fit_db_run(own, insert_id, FIT_PARAMS(fit_int(1))));
    is(FIT_ERR_CONFLICT, fit_db_run(own, insert_id, FIT_PARAMS(fit_int(1))));
    is(FIT_ERR_CONFLICT, fit_db_run(own, insert_id, FIT_PARAMS(fit_int(2))));
    is(FIT_ERR_CONFLICT, fit_store_end(own, FIT_OK, &error));
    is(FIT_ERR_CONFLICT, error.status);
    assert_int_equal(0, count_kinds(store));
    ok(WRITE(store, fit_db_run(db, insert_id, FIT_PARAMS(fit_int(1)))));
    assert_int_equal(1, count_kinds(store));
}

static void whoever_reads_changes_nothing(void **state)
{
    make_kinds(state);
    fit_store *store = harness_store(state);
    is(FIT_ERR_IO, IN_TRANSACTION(store, FIT_READ, fit_db_run(db, insert_id, FIT_PARAMS(fit_int(1)))));
    is(FIT_ERR_IO, IN_TRANSACTION(store, FIT_SNAPSHOT, fit_db_run(db, insert_id, FIT_PARAMS(fit_int(1)))));
    assert_int_equal(0, count_kinds(store));
}

static int64_t count_in(fit_db *db)
{
    static const char sql[] = "SELECT count(*) FROM kinds";
    fit_rows rows = fit_db_query(db, sql, NULL, 0);
    int64_t count = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : -1;
    ok(fit_rows_end(&rows));
    return count;
}

static void a_snapshot_stands_still(void **state)
{
    make_kinds(state);
    fit_store *store = harness_store(state), *other = NULL;
    ok(fit_store_open(&other, harness_database(state), 1, NULL));
    fit_db *snapshot, *reader;
    ok(fit_store_begin(store, FIT_SNAPSHOT, &snapshot, NULL));
    ok(fit_store_begin(other, FIT_READ, &reader, NULL)); /* on another store: one thread, one connection of each */
    assert_int_equal(0, count_in(snapshot));
    assert_int_equal(0, count_in(reader));
    fit_store *writer = NULL;
    ok(fit_store_open(&writer, harness_database(state), 1, NULL));
    ok(WRITE(writer, fit_db_run(db, insert_id, FIT_PARAMS(fit_int(1)))));
    assert_int_equal(0, count_in(snapshot));
    assert_int_equal(1, count_in(reader));
    ok(fit_store_end(snapshot, FIT_OK, NULL));
    ok(fit_store_end(reader, FIT_OK, NULL));
    assert_int_equal(1, count_kinds(store));
    fit_store_close(writer);
    fit_store_close(other);
}

static void ids_go_on_and_are_never_given_twice(void **state)
{
    fit_store *store = harness_store(state);
    int64_t first = add_member(store, "a@example.org");
    static const char remove[] = "DELETE FROM members WHERE id = $1 RETURNING id";
    ok(WRITE(store, fit_db_change(db, remove, FIT_PARAMS(fit_int(first)))));
    assert_true(add_member(store, "b@example.org") > first);
    static const char keyed[] = "INSERT INTO members (id, email, email_key, nickname, born_day, language, role, "
                                "password_hash, created_ms) VALUES (5000, 'c', 'c', 'c', 0, 'ko', 'member', '', 0)";
    ok(WRITE(store, fit_db_run(db, keyed, NULL, 0) == FIT_OK ? fit_db_continue_ids(db, "members") : FIT_ERR_ARG));
    assert_int_equal(5001, add_member(store, "d@example.org"));
}

/* As when the disk is full, since no file may grow: nothing of the transaction stays, and there is life after it. */
static void a_full_disk_loses_nothing(void **state)
{
    make_kinds(state);
    fit_store *store = harness_store(state);
    ok(WRITE(store, fit_db_run(db, insert_id, FIT_PARAMS(fit_int(1)))));
    (void)signal(SIGXFSZ, SIG_IGN);
    struct rlimit before;
    assert_int_equal(0, getrlimit(RLIMIT_FSIZE, &before));
    struct rlimit small = {.rlim_cur = 1 << 20, .rlim_max = before.rlim_max};
    assert_int_equal(0, setrlimit(RLIMIT_FSIZE, &small));
    static char large[4 << 20];
    fit_status status = WRITE(store, fit_db_run(db, insert_kinds,
                                                FIT_PARAMS(fit_int(2), fit_int(0), fit_real(0), fit_text("x"),
                                                           fit_bytes(large, sizeof large))));
    assert_int_equal(0, setrlimit(RLIMIT_FSIZE, &before));
    is(FIT_ERR_LIMIT, status);
    assert_int_equal(1, count_kinds(store));
    ok(WRITE(store, fit_db_run(db, insert_id, FIT_PARAMS(fit_int(2)))));
    assert_int_equal(2, count_kinds(store));
}

static void a_file_is_for_its_owner_alone(void **state)
{
    make_kinds(state);
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        char path[200];
        struct stat info;
        (void)snprintf(path, sizeof path, "%s%s", harness_database(state) + strlen("sqlite:"), endings[i]);
        assert_int_equal(0, stat(path, &info));
        assert_int_equal(0600, info.st_mode & 0777);
    }
}

static void what_is_no_database_is_refused(void **state)
{
    static const struct {
        const char *database;
        fit_status status;
    } wrong[] = {
        {"", FIT_ERR_ARG},
        {"sqlite:", FIT_ERR_ARG},
        {"sqlite::memory:", FIT_ERR_ARG},
        {"sqlite:file:x?mode=memory", FIT_ERR_ARG},
        {"mysql://x", FIT_ERR_ARG},
        {"aifit.db", FIT_ERR_ARG},
        {"sqlite:/nowhere/at/all", FIT_ERR_IO},
        {"sqlite:/", FIT_ERR_IO},
        {"postgresql:///nothing?host=/nowhere", FIT_ERR_IO},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fit_store *store = NULL;
        fit_error error = {0};
        is(wrong[i].status, fit_store_open(&store, wrong[i].database, 1, &error));
        is(wrong[i].status, error.status);
        assert_null(store);
        assert_true(strlen(error.text) > 10);
    }
}

static void what_is_damaged_is_refused(void **state)
{
    char path[200], database[220];
    (void)snprintf(path, sizeof path, "%s.damaged", harness_database(state) + strlen("sqlite:"));
    (void)snprintf(database, sizeof database, "sqlite:%s", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 1000; i++)
        (void)fputs("this is no database\n", file);
    (void)fclose(file);
    fit_store *store = NULL;
    is(FIT_ERR_FORMAT, fit_store_open(&store, database, 1, NULL));
    assert_null(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(every_value_comes_back),
        HARNESS_TEST(what_is_large_comes_back),
        HARNESS_TEST(null_is_null_of_every_kind),
        HARNESS_TEST(what_is_taken_is_a_conflict),
        HARNESS_TEST(what_the_schema_forbids_is_refused),
        HARNESS_TEST(a_wrong_query_fails_and_the_next_works),
        HARNESS_TEST(no_row_is_not_an_error_unless_one_was_to_change),
        HARNESS_TEST(parameters_go_by_their_number),
        HARNESS_TEST(a_failure_undoes_everything),
        HARNESS_TEST(whoever_reads_changes_nothing),
        HARNESS_TEST(a_snapshot_stands_still),
        HARNESS_TEST(ids_go_on_and_are_never_given_twice),
        HARNESS_TEST_ON_SQLITE(a_full_disk_loses_nothing),
        HARNESS_TEST_ON_SQLITE(a_file_is_for_its_owner_alone),
        HARNESS_TEST(what_is_no_database_is_refused),
        HARNESS_TEST_ON_SQLITE(what_is_damaged_is_refused),
    };
    return harness_run(tests);
}
