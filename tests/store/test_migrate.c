/* Migrations: whole or not at all, in order, once, and never back. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "store/migrate.h"

static const char *const *dialect_of(fit_store *store)
{
    return strcmp(fit_store_kind(store), "sqlite") == 0 ? fit_sqlite_driver.dialect : fit_postgres_driver.dialect;
}

/* The program's own and those that follow. */
static fit_status migrate(fit_store *store, const fit_migration *more, size_t count, fit_error *error)
{
    fit_migration list[8];
    assert_true(fit_migration_count + count <= 8);
    memcpy(list, fit_migrations, fit_migration_count * sizeof *list);
    memcpy(list + fit_migration_count, more, count * sizeof *list);
    return fit_store_migrate(store, dialect_of(store), list, fit_migration_count + count, error);
}

static int64_t version_of(fit_store *store)
{
    return number_of(store, "SELECT version FROM schema_version", NULL, 0);
}

static const fit_migration things = {
    "0002_things", "-- it's @nothing: a comment may say anything\n"
                   "CREATE TABLE things (id @id, number @int, size @real, bytes @bytes,\n"
                   "    words TEXT NOT NULL DEFAULT 'me@example.org -- ''it''s'' @int') @table;\n"
                   "CREATE TABLE pairs (a @int, b @int, PRIMARY KEY (a, b)) @clustered; -- without a line's end"};
static const fit_migration one_thing = {"0003_one_thing", "INSERT INTO things (number) VALUES (10 - 3)"};

static void every_word_is_understood(void **state)
{
    fit_store *store = harness_store(state);
    const fit_migration more[] = {things, one_thing};
    ok(migrate(store, more, 2, NULL));
    assert_int_equal((int)fit_migration_count + 2, version_of(store));
    assert_int_equal(1, number_of(store,
                                  "SELECT count(*) FROM things WHERE id = 1 AND number = 7 AND "
                                  "words = 'me@example.org -- ''it''s'' @int'",
                                  NULL, 0));
    ok(migrate(store, more, 2, NULL)); /* once */
    assert_int_equal(1, number_of(store, "SELECT count(*) FROM things WHERE size IS NULL", NULL, 0));
}

static void an_unknown_word_is_an_error(void **state)
{
    fit_store *store = harness_store(state);
    static const char *const wrong[] = {"@integer", "@", "@i", "@INT"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char sql[100];
        (void)snprintf(sql, sizeof sql, "CREATE TABLE wrong (number %s)", wrong[i]);
        fit_error error = {0};
        is(FIT_ERR_FORMAT, migrate(store, &(fit_migration){"0002_wrong", sql}, 1, &error));
        is(FIT_ERR_FORMAT, error.status);
        assert_non_null(strstr(error.text, "0002_wrong"));
        assert_non_null(strstr(error.text, wrong[i]));
    }
    assert_int_equal((int)fit_migration_count, version_of(store));
}

static void what_fails_is_undone_and_may_be_repaired(void **state)
{
    fit_store *store = harness_store(state);
    const fit_migration broken[] = {
        things, {"0003_broken", "INSERT INTO things (number) VALUES (1); CREATE TABLE halves (id @id); SELEKT 1"}};
    fit_error error = {0};
    is(FIT_ERR_IO, migrate(store, broken, 2, &error));
    is(FIT_ERR_IO, error.status);
    assert_non_null(strstr(error.text, "0003_broken"));
    assert_non_null(strstr(error.text, "SELEKT"));
    assert_int_equal((int)fit_migration_count + 1, version_of(store)); /* those before it stay */
    assert_int_equal(0, number_of(store, "SELECT count(*) FROM things", NULL, 0));
    static const char halves[] = "SELECT count(*) FROM halves";
    is(FIT_ERR_IO, READ(store, fit_db_run(db, halves, NULL, 0)));

    const fit_migration repaired[] = {things, {"0003_repaired", "CREATE TABLE halves (id @id)"}};
    ok(migrate(store, repaired, 2, NULL));
    assert_int_equal(0, number_of(store, halves, NULL, 0));
}

static void a_newer_database_is_refused_and_kept(void **state)
{
    fit_store *store = harness_store(state), *old = NULL;
    ok(migrate(store, &things, 1, NULL));
    (void)add_member(store, "a@example.org");
    fit_error error = {0};
    is(FIT_ERR_UNSUPPORTED, fit_store_open(&old, harness_database(state), 1, &error));
    is(FIT_ERR_UNSUPPORTED, error.status);
    assert_null(old);
    assert_int_equal((int)fit_migration_count + 1, version_of(store));
    assert_int_equal(1, number_of(store, "SELECT count(*) FROM members", NULL, 0));
}

static const fit_migration steps[] = {
    {"0002", "CREATE TABLE a (id @int NOT NULL)"},  {"0003", "INSERT INTO a (id) VALUES (3)"},
    {"0004", "INSERT INTO a (id) VALUES (4)"},      {"0005", "INSERT INTO a (id) SELECT id + 10 FROM a"},
    {"0006", "CREATE UNIQUE INDEX a_id ON a (id)"},
};

typedef struct upgrades {
    fit_store *stores[8];
    fit_status status[8];
} upgrades;

static void upgrade(void *context, int index)
{
    upgrades *u = context;
    fit_error error = {0};
    u->status[index] = migrate(u->stores[index], steps, 5, &error);
    if (u->status[index] != FIT_OK)
        print_error("%s\n", error.text);
}

static void several_bring_it_up_to_date_at_once(void **state)
{
    upgrades u = {0};
    for (int i = 0; i < 8; i++)
        ok(fit_store_open(&u.stores[i], harness_database(state), 1, NULL));
    compete(8, upgrade, &u);
    for (int i = 0; i < 8; i++)
        ok(u.status[i]);
    assert_int_equal((int)fit_migration_count + 5, version_of(u.stores[0]));
    assert_int_equal(3 + 4 + 13 + 14, number_of(u.stores[1], "SELECT CAST(sum(id) AS BIGINT) FROM a", NULL, 0));
    for (int i = 0; i < 8; i++)
        fit_store_close(u.stores[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(every_word_is_understood),
        HARNESS_TEST(an_unknown_word_is_an_error),
        HARNESS_TEST(what_fails_is_undone_and_may_be_repaired),
        HARNESS_TEST(a_newer_database_is_refused_and_kept),
        HARNESS_TEST(several_bring_it_up_to_date_at_once),
    };
    return harness_run(tests);
}
