/* What the two databases differ in, and nothing else: a driver opens connections, prepares, binds, steps, and ends
 * transactions. store.c alone calls it; every query stands once, in a resource's file, in SQL that both accept:
 * parameters $1, $2, ..., RETURNING, ON CONFLICT, window functions.
 *
 * A connection and its statements belong to one thread at a time. Strings are UTF-8 without a NUL inside. */
#ifndef FIT_STORE_DRIVER_H
#define FIT_STORE_DRIVER_H

#include <stdbool.h>

#include "store/value.h"

typedef struct fit_connection fit_connection; /* a driver's own */
typedef struct fit_prepared fit_prepared;     /* a driver's own, owned by its connection */

typedef enum fit_access {
    FIT_READ,     /* each statement sees the database as it is when it starts; it may change nothing */
    FIT_SNAPSHOT, /* all statements see the same database; they may change nothing */
    FIT_WRITE,    /* one transaction, alone among writers where the database knows but one (SQLite) */
} fit_access;

/* Failures beside FIT_ERR_MEMORY: FIT_ERR_CONFLICT, a unique key is taken; FIT_ERR_BUSY, the database is locked or the
 * transaction lost a race and may be tried again; FIT_ERR_LIMIT, the disk is full; FIT_ERR_ARG, a check or a reference
 * of the schema does not hold, or the database cannot keep such a value; FIT_ERR_FORMAT, its file is damaged;
 * FIT_ERR_IO, it is out of reach or anything else. */
typedef struct fit_driver {
    const char *name;
    bool single_writer; /* the database takes one writer at a time: the store keeps one connection for writing */
    /* What the words of a migration that start with @ mean, pairs ended by NULL. */
    const char *const *dialect;

    /* url: a path, or a URL as libpq takes it. access: FIT_WRITE, it must be able to change something. */
    fit_status (*open)(const char *url, fit_access access, fit_connection **out, fit_error *error);
    void (*close)(fit_connection *connection);
    /* false once the connection is lost: the caller closes it and opens another. */
    bool (*alive)(const fit_connection *connection);

    fit_status (*begin)(fit_connection *connection, fit_access access, fit_error *error);
    /* Ends what begin began; false: undo. After a failure everything is undone. */
    fit_status (*end)(fit_connection *connection, bool commit, fit_error *error);
    /* Statements separated by semicolons, without parameters or rows: migrations. */
    fit_status (*script)(fit_connection *connection, const char *sql, fit_error *error);

    fit_status (*prepare)(fit_connection *connection, const char *sql, fit_prepared **out, fit_error *error);
    void (*discard)(fit_prepared *statement); /* before its connection is closed */
    /* Starts it anew; what params point to must live until the statement has ended. stream: rows are fetched as they
     * are stepped to, in little memory however many they are. */
    fit_status (*bind)(fit_prepared *statement, const fit_value *params, size_t count, bool stream, fit_error *error);
    /* *row: whether there is another one. */
    fit_status (*step)(fit_prepared *statement, bool *row, fit_error *error);
    /* 0 is the first. Text and bytes are valid until the next step, bind or finish. */
    fit_value (*column)(fit_prepared *statement, int index);
    /* The same, where the query gives an integer or null (0): most columns do. */
    int64_t (*integer)(fit_prepared *statement, int index);
    void (*finish)(fit_prepared *statement); /* no more rows are wanted; it stays prepared */

    /* After rows were inserted with ids of their own: the next id of table is a new one. */
    fit_status (*continue_ids)(fit_connection *connection, const char *table, fit_error *error);

    /* Wakes whoever waits, in every server on this database, when the transaction commits (now, outside of one). */
    fit_status (*notify)(fit_connection *connection, fit_error *error);
    /* Waits until notified (*woken) or timeout_ms have passed; on a connection of its own. The first time: woken, since
     * nobody knows what came before. */
    fit_status (*wait)(fit_connection *connection, int timeout_ms, bool *woken, fit_error *error);
} fit_driver;

extern const fit_driver fit_sqlite_driver, fit_postgres_driver;

#endif
