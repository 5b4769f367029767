/* The database: one pool of connections, used by any thread; transactions; prepared queries.
 *
 *     fit_db *db;
 *     fit_status status = fit_store_begin(store, FIT_WRITE, &db, error);
 *     if (status != FIT_OK)
 *         return status;
 *     status = fit_members_rename(db, id, nickname);
 *     return fit_store_end(db, status, error);
 *
 * Invariants: FIT_ERR_NOT_FOUND always means that a row is not there, never that the database failed. Once a statement
 * has failed, the others of its transaction fail alike, and it is undone. Between begin and end a thread holds a
 * connection and begins no other. Nothing below logs a value. */
#ifndef FIT_STORE_STORE_H
#define FIT_STORE_STORE_H

#include "store/driver.h"

typedef struct fit_store fit_store;
typedef struct fit_db fit_db;

/* database: "sqlite:PATH" or a "postgresql://..." URL as libpq takes it. connections: how many readers may be under way
 * at once; others wait. Brings the schema up to date, one transaction a migration; several servers may start at once.
 * FIT_ERR_ARG: database is neither; FIT_ERR_UNSUPPORTED: it is newer than this program; FIT_ERR_IO; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_store_open(fit_store **out, const char *database, int connections, fit_error *error);
/* No transaction may be under way. NULL is allowed. */
void fit_store_close(fit_store *store);

/* Borrows a connection, waits while all are in use. Thread-safe. FIT_ERR_BUSY after ten seconds; FIT_ERR_IO, see
 * fit_driver. After a lost connection the next begin connects again. */
FIT_NODISCARD fit_status fit_store_begin(fit_store *store, fit_access access, fit_db **out, fit_error *error);
/* Commits when status and every statement were FIT_OK, undoes otherwise; gives the connection back. Returns status, or
 * what failed: then nothing has changed, unless the connection was lost in the commit itself, which is FIT_ERR_IO. */
FIT_NODISCARD fit_status fit_store_end(fit_db *db, fit_status status, fit_error *error);

/* What went wrong last on db, for a log; never holds a value. */
const fit_error *fit_db_error(const fit_db *db);

/* Rows of a query: fit_db_query, then fit_rows_next until it gives false or fails, then fit_rows_end (always).
 * Only one query a connection may be open at a time. */
typedef struct fit_rows {
    fit_db *db;
    fit_prepared *statement;
    fit_status status; /* of fit_db_query and every step so far */
    bool done;         /* the last row was given */
} fit_rows;

fit_rows fit_db_query(fit_db *db, const char *sql, const fit_value *params, size_t count);
/* The same for more rows than should be in memory at once. */
fit_rows fit_db_stream(fit_db *db, const char *sql, const fit_value *params, size_t count);
/* false after the last row and on an error. */
bool fit_rows_next(fit_rows *rows);
/* The current row's columns, 0 first. A NULL reads as 0 or "". Text and bytes are borrowed until the next row. */
bool fit_rows_null(const fit_rows *rows, int column);
int64_t fit_rows_int(const fit_rows *rows, int column);
double fit_rows_real(const fit_rows *rows, int column);
const char *fit_rows_text(const fit_rows *rows, int column);
fit_value fit_rows_bytes(const fit_rows *rows, int column);
FIT_NODISCARD fit_status fit_rows_end(fit_rows *rows);

/* A statement whose rows are not wanted. */
FIT_NODISCARD fit_status fit_db_run(fit_db *db, const char *sql, const fit_value *params, size_t count);
/* The same; FIT_ERR_NOT_FOUND when it gives no row (write it with RETURNING: nothing was changed, then). */
FIT_NODISCARD fit_status fit_db_change(fit_db *db, const char *sql, const fit_value *params, size_t count);

/* Statements separated by semicolons, without parameters or rows: for migrations. */
FIT_NODISCARD fit_status fit_db_script(fit_db *db, const char *sql);

/* After rows were inserted into table with ids of their own: the next id is a new one. */
FIT_NODISCARD fit_status fit_db_continue_ids(fit_db *db, const char *table);

/* Wakes all waiters in every server on this database when db's transaction commits. */
FIT_NODISCARD fit_status fit_db_notify(fit_db *db);
/* Who waits, on a connection of its own: starts as {.store = store}, is used by one thread, and closed before the
 * store. */
typedef struct fit_waiter {
    fit_store *store;
    fit_connection *connection; /* NULL: not open */
} fit_waiter;
/* Waits for a notification (SQLite: for any change), or for timeout_ms. *stop, read between waits of at most a second,
 * ends it early. The first wait, and that after an error, is short: something may have come before. */
FIT_NODISCARD fit_status fit_store_wait(fit_waiter *waiter, int timeout_ms, const volatile bool *stop,
                                        fit_error *error);
void fit_waiter_close(fit_waiter *waiter);

/* How long statements take, for /metrics: called after each transaction on the caller's thread. */
typedef void (*fit_store_observer)(void *context, fit_access access, int64_t elapsed_us, fit_status status);
void fit_store_observe(fit_store *store, fit_store_observer observer, void *context);

/* "sqlite" or "postgresql". */
const char *fit_store_kind(const fit_store *store);

#endif
