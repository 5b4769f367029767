#include "store/store.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "store/migrate.h"

/* Prepared statements of a connection, found by their constant's address. Twice as many places as the program has
 * queries keeps the probes short. */
enum { CACHE_SIZE = 512, BEGIN_TIMEOUT_S = 10 };

typedef struct cached {
    const char *sql; /* NULL: free */
    fit_prepared *prepared;
} cached;

struct fit_db {
    fit_store *store;
    struct pool *pool;
    fit_connection *connection; /* NULL: not open */
    fit_access access;
    int64_t began_us;
    fit_status failed; /* of a statement: the transaction can only be undone */
    fit_error error;
    fit_db *next_idle;
    size_t cached_count;
    cached cache[CACHE_SIZE];
};

struct pool {
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    fit_db *idle; /* the one used last first: it is warm, the rest stay closed */
    fit_db *all;
    int count;
};

struct fit_store {
    const fit_driver *driver;
    char *url;
    struct pool readers, writer; /* writer: of one connection, where the database takes one writer at a time */
    fit_store_observer observer;
    void *observer_context;
};

static int64_t clock_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static fit_status pool_init(struct pool *pool, fit_store *store, int count)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->freed, &attributes);
    pthread_condattr_destroy(&attributes);
    pool->all = calloc((size_t)count, sizeof *pool->all);
    if (!pool->all)
        return FIT_ERR_MEMORY;
    pool->count = count;
    for (int i = 0; i < count; i++) {
        pool->all[i].store = store;
        pool->all[i].pool = pool;
        pool->all[i].next_idle = pool->idle;
        pool->idle = &pool->all[i];
    }
    return FIT_OK;
}

static void disconnect(fit_db *db)
{
    const fit_driver *driver = db->store->driver;
    for (size_t i = 0; i < CACHE_SIZE; i++)
        if (db->cache[i].sql)
            driver->discard(db->cache[i].prepared);
    memset(db->cache, 0, sizeof db->cache);
    db->cached_count = 0;
    if (db->connection)
        driver->close(db->connection);
    db->connection = NULL;
}

static void pool_deinit(struct pool *pool)
{
    for (int i = 0; i < pool->count; i++)
        disconnect(&pool->all[i]);
    free(pool->all);
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->mutex);
}

static fit_db *borrow(struct pool *pool)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += BEGIN_TIMEOUT_S;
    pthread_mutex_lock(&pool->mutex);
    while (!pool->idle && pthread_cond_timedwait(&pool->freed, &pool->mutex, &until) == 0)
        ;
    fit_db *db = pool->idle;
    if (db)
        pool->idle = db->next_idle;
    pthread_mutex_unlock(&pool->mutex);
    return db;
}

static void give_back(fit_db *db)
{
    struct pool *pool = db->pool;
    pthread_mutex_lock(&pool->mutex);
    db->next_idle = pool->idle;
    pool->idle = db;
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->mutex);
}

static const fit_driver *driver_of(const char *database, const char **url)
{
    static const char sqlite[] = "sqlite:";
    if (strncmp(database, sqlite, sizeof sqlite - 1) == 0 && database[sizeof sqlite - 1]) {
        *url = database + sizeof sqlite - 1;
        return &fit_sqlite_driver;
    }
    if (strncmp(database, "postgresql://", 13) == 0 || strncmp(database, "postgres://", 11) == 0) {
        *url = database;
        return &fit_postgres_driver;
    }
    return NULL;
}

fit_status fit_store_open(fit_store **out, const char *database, int connections, fit_error *error)
{
    const char *url;
    const fit_driver *driver = driver_of(database, &url);
    if (!driver)
        return fit_fail(error, FIT_ERR_ARG, "a database is sqlite:PATH or postgresql://...");
    fit_store *store = calloc(1, sizeof *store);
    if (!store)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    store->driver = driver;
    store->url = strdup(url);
    fit_status status = store->url ? FIT_OK : FIT_ERR_MEMORY;
    if (status == FIT_OK)
        status = pool_init(&store->readers, store, connections);
    if (status == FIT_OK)
        status = pool_init(&store->writer, store, 1);
    if (status == FIT_ERR_MEMORY)
        fit_fail(error, status, "out of memory");
    else
        status = fit_store_migrate(store, driver->dialect, fit_migrations, fit_migration_count, error);
    if (status == FIT_OK)
        *out = store;
    else
        fit_store_close(store);
    return status;
}

void fit_store_close(fit_store *store)
{
    if (!store)
        return;
    pool_deinit(&store->readers);
    pool_deinit(&store->writer);
    free(store->url);
    free(store);
}

/* Connects where there is no connection, or one that was lost while it lay idle. */
static fit_status start(fit_db *db, fit_access access, fit_error *error)
{
    const fit_driver *driver = db->store->driver;
    if (db->connection && !driver->alive(db->connection))
        disconnect(db);
    fit_status status = FIT_OK;
    if (!db->connection)
        status = driver->open(db->store->url, access, &db->connection, error);
    return status == FIT_OK ? driver->begin(db->connection, access, error) : status;
}

static void observe(const fit_db *db, fit_status status)
{
    const fit_store *store = db->store;
    if (store->observer)
        store->observer(store->observer_context, db->access, clock_us() - db->began_us, status);
}

fit_status fit_store_begin(fit_store *store, fit_access access, fit_db **out, fit_error *error)
{
    int64_t began_us = clock_us();
    fit_db *db = borrow(access == FIT_WRITE && store->driver->single_writer ? &store->writer : &store->readers);
    if (!db)
        return fit_fail(error, FIT_ERR_BUSY, "the database: all connections are in use");
    db->access = access;
    db->began_us = began_us;
    db->failed = FIT_OK;
    db->error = (fit_error){0};
    fit_status status = start(db, access, error);
    if (status == FIT_OK) {
        *out = db;
        return FIT_OK;
    }
    observe(db, status);
    give_back(db);
    return status;
}

fit_status fit_store_end(fit_db *db, fit_status status, fit_error *error)
{
    const fit_driver *driver = db->store->driver;
    if (status == FIT_OK)
        status = db->failed;
    fit_status ended = db->access == FIT_READ ? FIT_OK : driver->end(db->connection, status == FIT_OK, &db->error);
    if (status == FIT_OK)
        status = ended;
    if (status != FIT_OK && error)
        *error = db->error.status == status ? db->error : (fit_error){.status = status};
    observe(db, status);
    if (ended != FIT_OK || !driver->alive(db->connection))
        disconnect(db);
    give_back(db);
    return status;
}

const fit_error *fit_db_error(const fit_db *db)
{
    return &db->error;
}

/* SQLite would go on after a statement that failed, PostgreSQL would not: neither does. */
static fit_status note(fit_db *db, fit_status status)
{
    if (db->failed == FIT_OK)
        db->failed = status;
    return status;
}

static fit_status look_up(fit_db *db, const char *sql, fit_prepared **out)
{
    size_t place = ((uintptr_t)sql >> 4) % CACHE_SIZE; /* constants lie 16 bytes apart or more */
    while (db->cache[place].sql && db->cache[place].sql != sql)
        place = (place + 1) % CACHE_SIZE;
    cached *entry = &db->cache[place];
    if (!entry->sql) {
        assert(db->cached_count + 1 < CACHE_SIZE && "sql is a constant");
        fit_status status = db->store->driver->prepare(db->connection, sql, &entry->prepared, &db->error);
        if (status != FIT_OK)
            return status;
        entry->sql = sql;
        db->cached_count++;
    }
    *out = entry->prepared;
    return FIT_OK;
}

static fit_rows query(fit_db *db, const char *sql, const fit_value *params, size_t count, bool stream)
{
    fit_rows rows = {.db = db, .status = db->failed};
    if (rows.status == FIT_OK)
        rows.status = look_up(db, sql, &rows.statement);
    if (rows.status == FIT_OK)
        rows.status = db->store->driver->bind(rows.statement, params, count, stream, &db->error);
    (void)note(db, rows.status);
    return rows;
}

fit_rows fit_db_query(fit_db *db, const char *sql, const fit_value *params, size_t count)
{
    return query(db, sql, params, count, false);
}

fit_rows fit_db_stream(fit_db *db, const char *sql, const fit_value *params, size_t count)
{
    return query(db, sql, params, count, true);
}

bool fit_rows_next(fit_rows *rows)
{
    bool row = false;
    if (rows->status != FIT_OK || rows->done)
        return false;
    rows->status = note(rows->db, rows->db->store->driver->step(rows->statement, &row, &rows->db->error));
    rows->done = !row;
    return row;
}

static fit_value column(const fit_rows *rows, int index)
{
    return rows->db->store->driver->column(rows->statement, index);
}

bool fit_rows_null(const fit_rows *rows, int index)
{
    return column(rows, index).null;
}

int64_t fit_rows_int(const fit_rows *rows, int index)
{
    return rows->db->store->driver->integer(rows->statement, index);
}

double fit_rows_real(const fit_rows *rows, int index)
{
    fit_value value = column(rows, index);
    return value.kind == FIT_VALUE_REAL ? value.real : (double)value.integer;
}

const char *fit_rows_text(const fit_rows *rows, int index)
{
    fit_value value = column(rows, index);
    assert(value.null || value.kind == FIT_VALUE_TEXT);
    return value.bytes;
}

fit_value fit_rows_bytes(const fit_rows *rows, int index)
{
    return column(rows, index);
}

fit_status fit_rows_end(fit_rows *rows)
{
    if (rows->statement)
        rows->db->store->driver->finish(rows->statement);
    rows->statement = NULL;
    return rows->status;
}

fit_status fit_db_run(fit_db *db, const char *sql, const fit_value *params, size_t count)
{
    fit_rows rows = fit_db_query(db, sql, params, count);
    while (fit_rows_next(&rows))
        ;
    return fit_rows_end(&rows);
}

fit_status fit_db_change(fit_db *db, const char *sql, const fit_value *params, size_t count)
{
    fit_rows rows = fit_db_query(db, sql, params, count);
    bool any = false;
    while (fit_rows_next(&rows))
        any = true;
    fit_status status = fit_rows_end(&rows);
    return status == FIT_OK && !any ? FIT_ERR_NOT_FOUND : status;
}

fit_status fit_db_script(fit_db *db, const char *sql)
{
    return db->failed != FIT_OK ? db->failed : note(db, db->store->driver->script(db->connection, sql, &db->error));
}

fit_status fit_db_continue_ids(fit_db *db, const char *table)
{
    return note(db, db->store->driver->continue_ids(db->connection, table, &db->error));
}

fit_status fit_db_notify(fit_db *db)
{
    return note(db, db->store->driver->notify(db->connection, &db->error));
}

fit_status fit_store_wait(fit_waiter *waiter, int timeout_ms, const volatile bool *stop, fit_error *error)
{
    enum { SLICE_MS = 1000 };
    const fit_driver *driver = waiter->store->driver;
    fit_status status = FIT_OK;
    if (!waiter->connection)
        status = driver->open(waiter->store->url, FIT_READ, &waiter->connection, error);
    bool woken = false;
    for (int left_ms = timeout_ms; status == FIT_OK && !woken && left_ms > 0 && !*stop; left_ms -= SLICE_MS)
        status = driver->wait(waiter->connection, left_ms < SLICE_MS ? left_ms : SLICE_MS, &woken, error);
    if (waiter->connection && (status != FIT_OK || !driver->alive(waiter->connection)))
        fit_waiter_close(waiter);
    return status;
}

void fit_waiter_close(fit_waiter *waiter)
{
    if (waiter->connection)
        waiter->store->driver->close(waiter->connection);
    waiter->connection = NULL;
}

void fit_store_observe(fit_store *store, fit_store_observer observer, void *context)
{
    store->observer = observer;
    store->observer_context = context;
}

const char *fit_store_kind(const fit_store *store)
{
    return store->driver->name;
}
