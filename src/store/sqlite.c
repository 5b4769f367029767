#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "store/driver.h"

struct fit_connection {
    sqlite3 *db;
    int64_t data_version; /* of the last wait; 0: never waited */
};

/* SQLite numbers $1, $2 by where they stand first; the number in the name is what counts here. */
struct fit_prepared {
    sqlite3_stmt *statement;
    int place_count;
    int places[]; /* of $1, $2, ...: names are looked up once, since SQLite compares them one by one */
};

/* Identities are never given twice: what was sealed or linked for a deleted member must not fit another. */
static const char *const dialect[] = {
    "@id",        "INTEGER PRIMARY KEY AUTOINCREMENT",
    "@int",       "INTEGER",
    "@bytes",     "BLOB",
    "@real",      "REAL",
    "@table",     "STRICT",
    "@clustered", "STRICT, WITHOUT ROWID",
    NULL,
};

/* FULL: what was acknowledged outlives a power cut, as with PostgreSQL's defaults. The time-out stands first: whatever
 * follows may have to wait for another program. */
static const char settings[] = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                               "PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 67108864;";

static fit_status status_of(int code)
{
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
        return FIT_ERR_CONFLICT;
    case SQLITE_IOERR_NOMEM:
        return FIT_ERR_MEMORY;
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return FIT_ERR_ARG;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FIT_ERR_BUSY;
    case SQLITE_FULL:
        return FIT_ERR_LIMIT;
    case SQLITE_NOMEM:
        return FIT_ERR_MEMORY;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return FIT_ERR_FORMAT;
    default:
        return FIT_ERR_IO;
    }
}

/* SQLite knows a full device, but not a quota or a limit on the file's size. */
static bool is_full(int number)
{
    return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

static fit_status fail(sqlite3 *db, fit_error *error)
{
    int number = errno; /* a commit keeps none in db */
    int code = sqlite3_extended_errcode(db);
    fit_status status = status_of(code);
    if (code == SQLITE_IOERR_WRITE && (is_full(sqlite3_system_errno(db)) || is_full(number)))
        status = FIT_ERR_LIMIT;
    return fit_fail(error, status, "the database: %s", sqlite3_errmsg(db));
}

/* Members' data: for the owner alone from the first byte. SQLite gives its companions the same mode. No descriptor is
 * opened: closing it would drop this process' locks on the file (POSIX; sqlite.org/howtocorrupt 2.2). */
static fit_status make_private(const char *path, fit_error *error)
{
    /* Not a file each connection would share, or a URL, which Debian's SQLite takes for one. */
    if (path[0] == ':' || strncmp(path, "file:", 5) == 0)
        return fit_fail(error, FIT_ERR_ARG, "the database '%s' is not a file's path", path);
    if (mknod(path, S_IFREG | 0600, 0) != 0 && errno != EEXIST)
        return fit_fail(error, FIT_ERR_IO, "the database '%s' cannot be made: %s", path, strerror(errno));
    return FIT_OK;
}

static void close_connection(fit_connection *connection)
{
    if (!connection)
        return;
    (void)sqlite3_close_v2(connection->db);
    free(connection);
}

/* One connection of all has to switch the file; SQLite does not wait for the others that try to (its busy handler could
 * deadlock), so this does. */
static int use_log(sqlite3 *db, bool *used)
{
    enum { TRIES = 1000, STEP_MS = 10 };
    int code = SQLITE_BUSY;
    for (int i = 0; i < TRIES && code == SQLITE_BUSY; i++) {
        sqlite3_stmt *statement = NULL;
        code = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
        if (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
            *used = strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
        code = sqlite3_finalize(statement) & 0xff;
        if (code == SQLITE_BUSY)
            (void)nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
    }
    return code;
}

static fit_status set_up(sqlite3 *db, fit_access access, fit_error *error)
{
    bool logs = false;
    int code = sqlite3_extended_result_codes(db, 1);
    if (code == SQLITE_OK) /* "x" is a column or an error, never a text */
        code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, settings, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = use_log(db, &logs);
    if (code == SQLITE_OK && access != FIT_WRITE)
        code = sqlite3_exec(db, "PRAGMA query_only = ON", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return fail(db, error);
    return logs ? FIT_OK : fit_fail(error, FIT_ERR_UNSUPPORTED, "no write-ahead log is possible beside the database");
}

/* SQLite counts its memory under one lock for all connections, and nobody asks for the sum. */
static void configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static fit_status open_connection(const char *path, fit_access access, fit_connection **out, fit_error *error)
{
    static pthread_once_t configured = PTHREAD_ONCE_INIT;
    (void)pthread_once(&configured, configure);
    fit_status status = make_private(path, error);
    if (status != FIT_OK)
        return status;
    fit_connection *connection = calloc(1, sizeof *connection);
    if (!connection)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    int code = sqlite3_open_v2(path, &connection->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        status = set_up(connection->db, access, error);
    else if (connection->db)
        status = fail(connection->db, error);
    else
        status = fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    if (status == FIT_OK)
        *out = connection;
    else
        close_connection(connection);
    return status;
}

static bool alive(const fit_connection *connection)
{
    (void)connection;
    return true;
}

static fit_status run(fit_connection *connection, const char *sql, fit_error *error)
{
    return sqlite3_exec(connection->db, sql, NULL, NULL, NULL) == SQLITE_OK ? FIT_OK : fail(connection->db, error);
}

static fit_status begin(fit_connection *connection, fit_access access, fit_error *error)
{
    if (access == FIT_READ)
        return FIT_OK;
    return run(connection, access == FIT_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

static fit_status end(fit_connection *connection, bool commit, fit_error *error)
{
    if (sqlite3_get_autocommit(connection->db)) /* SQLite itself has undone it (a full disk) */
        return commit ? fit_fail(error, FIT_ERR_IO, "the database: the transaction was undone") : FIT_OK;
    fit_status status = commit ? run(connection, "COMMIT", error) : FIT_OK;
    if (!commit)
        return run(connection, "ROLLBACK", error);
    if (status != FIT_OK)
        (void)sqlite3_exec(connection->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static fit_status prepare(fit_connection *connection, const char *sql, fit_prepared **out, fit_error *error)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        return fail(connection->db, error);
    int count = sqlite3_bind_parameter_count(statement);
    fit_prepared *prepared = calloc(1, sizeof *prepared + (size_t)count * sizeof(int));
    if (!prepared) {
        (void)sqlite3_finalize(statement);
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    }
    prepared->statement = statement;
    prepared->place_count = count;
    for (int place = 1; place <= count; place++) {
        int number = atoi(sqlite3_bind_parameter_name(statement, place) + 1);
        assert(number >= 1 && number <= count && "parameters are $1, $2, ... without a gap");
        prepared->places[number - 1] = place;
    }
    *out = prepared;
    return FIT_OK;
}

static void discard(fit_prepared *prepared)
{
    (void)sqlite3_finalize(prepared->statement);
    free(prepared);
}

static int bind_one(sqlite3_stmt *statement, int index, const fit_value *value)
{
    if (value->null)
        return sqlite3_bind_null(statement, index);
    switch (value->kind) {
    case FIT_VALUE_INT:
        return sqlite3_bind_int64(statement, index, value->integer);
    case FIT_VALUE_REAL:
        return sqlite3_bind_double(statement, index, value->real);
    case FIT_VALUE_TEXT:
        return sqlite3_bind_text64(statement, index, value->bytes, value->len, SQLITE_STATIC, SQLITE_UTF8);
    case FIT_VALUE_BYTES:
        return sqlite3_bind_blob64(statement, index, value->len ? value->bytes : "", value->len, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* Rows are always made as they are stepped to. */
static fit_status bind(fit_prepared *prepared, const fit_value *params, size_t count, bool stream, fit_error *error)
{
    (void)stream;
    assert(count == (size_t)prepared->place_count);
    (void)sqlite3_reset(prepared->statement);
    for (size_t i = 0; i < count; i++)
        if (bind_one(prepared->statement, prepared->places[i], &params[i]) != SQLITE_OK)
            return fail(sqlite3_db_handle(prepared->statement), error);
    return FIT_OK;
}

static fit_status step(fit_prepared *prepared, bool *row, fit_error *error)
{
    int code = sqlite3_step(prepared->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(sqlite3_db_handle(prepared->statement), error);
    *row = code == SQLITE_ROW;
    return FIT_OK;
}

/* An unprotected sqlite3_value may be read like this by the only thread that uses its connection: it is looked up once
 * instead of at each call. */
static fit_value column(fit_prepared *prepared, int index)
{
    sqlite3_value *stored = sqlite3_column_value(prepared->statement, index);
    fit_value value = {.kind = FIT_VALUE_TEXT, .null = true, .bytes = ""};
    switch (sqlite3_value_type(stored)) {
    case SQLITE_INTEGER:
        return fit_int(sqlite3_value_int64(stored));
    case SQLITE_FLOAT:
        return fit_real(sqlite3_value_double(stored));
    case SQLITE_TEXT:
        value.bytes = (const char *)sqlite3_value_text(stored);
        break;
    case SQLITE_BLOB:
        value.kind = FIT_VALUE_BYTES;
        value.bytes = sqlite3_value_blob(stored);
        break;
    default:
        return value;
    }
    value.null = false;
    value.len = (size_t)sqlite3_value_bytes(stored);
    if (!value.bytes) /* an empty blob */
        value.bytes = "";
    return value;
}

static int64_t integer(fit_prepared *prepared, int index)
{
    return sqlite3_column_int64(prepared->statement, index);
}

static void finish(fit_prepared *prepared)
{
    (void)sqlite3_reset(prepared->statement);
    (void)sqlite3_clear_bindings(prepared->statement); /* they point to what the caller may free now */
}

/* SQLite sees to that itself. */
static fit_status continue_ids(fit_connection *connection, const char *table, fit_error *error)
{
    (void)connection;
    (void)table;
    (void)error;
    return FIT_OK;
}

/* Every commit is seen by whoever waits: see wait_for_change. */
static fit_status notify(fit_connection *connection, fit_error *error)
{
    (void)connection;
    (void)error;
    return FIT_OK;
}

/* SQLite tells of no change, but counts them: data_version differs once another connection, of any process, has
 * committed (sqlite.org/pragma.html). Reading it costs microseconds. */
static fit_status wait_for_change(fit_connection *connection, int timeout_ms, bool *woken, fit_error *error)
{
    enum { STEP_MS = 100 };
    for (int waited_ms = 0;; waited_ms += STEP_MS) {
        sqlite3_stmt *statement;
        if (sqlite3_prepare_v2(connection->db, "PRAGMA data_version", -1, &statement, NULL) != SQLITE_OK)
            return fail(connection->db, error);
        int64_t version = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
        (void)sqlite3_finalize(statement);
        *woken = version != connection->data_version;
        connection->data_version = version;
        if (*woken || waited_ms >= timeout_ms)
            return FIT_OK;
        (void)nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
    }
}

const fit_driver fit_sqlite_driver = {
    .name = "sqlite",
    .single_writer = true,
    .dialect = dialect,
    .open = open_connection,
    .close = close_connection,
    .alive = alive,
    .begin = begin,
    .end = end,
    .script = run,
    .prepare = prepare,
    .discard = discard,
    .bind = bind,
    .step = step,
    .column = column,
    .integer = integer,
    .finish = finish,
    .continue_ids = continue_ids,
    .notify = notify,
    .wait = wait_for_change,
};
