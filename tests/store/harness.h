/* Each test runs twice: on a fresh SQLite file, and on a fresh database of a PostgreSQL server that lives as long as
 * the test program, in a temporary folder, on a Unix socket. */
#ifndef TESTS_STORE_HARNESS_H
#define TESTS_STORE_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store.h"

/* The store of the test that runs, open and empty; the harness closes it. */
fit_store *harness_store(void **state);
/* What fit_store_open takes, for another server on the same database. */
const char *harness_database(void **state);

/* Two entries of a list of tests, or one, and what runs such a list. */
#define HARNESS_TEST(test) HARNESS_TEST_ON_SQLITE(test), HARNESS_TEST_ON_POSTGRES(test)
#define HARNESS_TEST_ON_SQLITE(test) {#test " on SQLite", test, harness_set_up_sqlite, harness_tear_down, NULL}
#define HARNESS_TEST_ON_POSTGRES(test) {#test " on PostgreSQL", test, harness_set_up_postgres, harness_tear_down, NULL}
#define harness_run(tests) cmocka_run_group_tests(tests, harness_start, harness_stop)

int harness_start(void **state);
int harness_stop(void **state);
int harness_set_up_sqlite(void **state);
int harness_set_up_postgres(void **state);
int harness_tear_down(void **state);

#endif
