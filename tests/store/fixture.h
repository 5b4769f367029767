/* What the tests of the store's resources share: a database with members, batches to upload, threads that compete. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "harness.h"
#include "store/workouts.h"

/* Fails the test with the status' name. */
#define ok(status) assert_string_equal(fit_status_name(status), fit_status_name(FIT_OK))
#define is(expected, status) assert_string_equal(fit_status_name(status), fit_status_name(expected))

/* Runs call, which uses `db`, in a transaction of its own; gives its status, or why the commit failed. */
#define WRITE(store, call) IN_TRANSACTION(store, FIT_WRITE, call)
#define READ(store, call) IN_TRANSACTION(store, FIT_READ, call)
#define IN_TRANSACTION(store, access, call)                                                                            \
    __extension__({                                                                                                    \
        fit_db *db;                                                                                                    \
        fit_error error_ = {0};                                                                                        \
        fit_status status_ = fit_store_begin(store, access, &db, &error_);                                             \
        if (status_ == FIT_OK) {                                                                                       \
            status_ = (call);                                                                                          \
            status_ = fit_store_end(db, status_, &error_);                                                             \
        }                                                                                                              \
        if (status_ == FIT_ERR_IO)                                                                                     \
            print_message("%s\n", error_.text);                                                                        \
        status_;                                                                                                       \
    })

/* The first column of the only row. sql: a constant, as fit_db_query wants it; params and count: NULL, 0 or FIT_PARAMS.
 */
int64_t number_of(fit_store *store, const char *sql, const fit_value *params, size_t count);
/* Statements without rows, any text. */
void execute(fit_store *store, const char *sql);

/* A member with that e-mail and nothing else of interest. */
int64_t add_member(fit_store *store, const char *email);

/* A batch of a workout of "squat", key a UUID that ends with number, which starts at 10:00 UTC of day and has set 1 and
 * count repetitions from sequence first on: the n-th at n * 3 s, counted, clean, 1000 ms down and 500 up. The tests
 * change what they need. */
enum { FIXTURE_MAX_REPETITIONS = 500 };
typedef struct fixture_batch {
    fit_batch batch; /* points into what follows */
    fit_set sets[FIT_MAX_SETS];
    fit_repetition repetitions[FIXTURE_MAX_REPETITIONS];
} fixture_batch;
void make_batch(fixture_batch *b, int number, int64_t day, int first, size_t count);
/* Uploads it, tries again as long as the database is busy, and gives how many repetitions were new. */
size_t upload(fit_store *store, int64_t member_id, const fixture_batch *b);

/* count (<= 8) threads run work(context, 0..count-1) at the same time, as far as the machine lets them. An assertion
 * that fails in one ends the program. */
void compete(int count, void (*work)(void *context, int index), void *context);

#endif
