#include "store/migrate.h"

#include <ctype.h>

#include "base/buffer.h"

enum { MAX_SQL = 1 << 20, TRIES = 5 };

static const char create_version[] = "CREATE TABLE IF NOT EXISTS schema_version "
                                     "(one @int NOT NULL PRIMARY KEY CHECK (one = 1), version @int NOT NULL) @table";
static const char start_version[] = "INSERT INTO schema_version (one, version) VALUES (1, 0) ON CONFLICT DO NOTHING";
static const char read_version[] = "SELECT version FROM schema_version WHERE one = 1";
/* Changes nothing, but whoever does it is alone until the transaction ends. */
static const char hold_version[] = "UPDATE schema_version SET version = version WHERE one = 1 RETURNING version";
static const char set_version[] = "UPDATE schema_version SET version = $1 WHERE one = 1";

static const char *meaning(const char *const *dialect, const char *word, size_t len)
{
    for (; *dialect; dialect += 2)
        if (strlen(dialect[0]) == len && memcmp(dialect[0], word, len) == 0)
            return dialect[1];
    return NULL;
}

/* sql with the words that start with @ in the database's own; comments, which explain them, are left out. */
static fit_status translate(const char *sql, const char *const *dialect, fit_buffer *out, fit_error *error)
{
    fit_status status = FIT_OK;
    while (*sql && status == FIT_OK) {
        if (sql[0] == '-' && sql[1] == '-') {
            sql += strcspn(sql, "\n");
        } else if (*sql == '@') {
            size_t len = 1;
            while (isalpha((unsigned char)sql[len]))
                len++;
            const char *words = meaning(dialect, sql, len);
            if (!words)
                return fit_fail(error, FIT_ERR_FORMAT, "a migration says '%.*s', which means nothing", (int)len, sql);
            status = fit_buffer_append(out, words, strlen(words));
            sql += len;
        } else {
            size_t len = *sql == '\'' ? 1 + strcspn(sql + 1, "'") : strcspn(sql, "@-'");
            len += sql[len] && (len == 0 || *sql == '\''); /* a single hyphen; a closing quote */
            status = fit_buffer_append(out, sql, len);
            sql += len;
        }
    }
    return status == FIT_OK ? FIT_OK : fit_fail(error, status, "out of memory");
}

static fit_status run_script(fit_db *db, const char *sql, const char *const *dialect, fit_error *error)
{
    fit_buffer script;
    fit_buffer_init(&script, MAX_SQL);
    fit_status status = translate(sql, dialect, &script, error);
    if (status == FIT_OK && script.len > 0)
        status = fit_db_script(db, script.data);
    fit_buffer_deinit(&script);
    return status;
}

static fit_status prepare_version(fit_store *store, const char *const *dialect, fit_error *error)
{
    fit_db *db;
    fit_status status = fit_store_begin(store, FIT_WRITE, &db, error);
    if (status != FIT_OK)
        return status;
    status = run_script(db, create_version, dialect, NULL);
    if (status == FIT_OK)
        status = fit_db_run(db, start_version, NULL, 0);
    return fit_store_end(db, status, error);
}

static fit_status get_version(fit_db *db, const char *sql, int64_t *version)
{
    fit_rows rows = fit_db_query(db, sql, NULL, 0);
    *version = fit_rows_next(&rows) ? fit_rows_int(&rows, 0) : -1;
    fit_status status = fit_rows_end(&rows);
    return status == FIT_OK && *version < 0 ? FIT_ERR_NOT_FOUND : status;
}

/* *version 0: the table is not there, or cannot be read. */
static fit_status look_for_version(fit_store *store, int64_t *version, fit_error *error)
{
    fit_db *db;
    fit_status status = fit_store_begin(store, FIT_READ, &db, error);
    if (status != FIT_OK)
        return status;
    if (fit_store_end(db, get_version(db, read_version, version), NULL) != FIT_OK)
        *version = 0;
    return FIT_OK;
}

typedef struct migrations {
    const fit_migration *list;
    size_t count;
    const char *const *dialect;
} migrations;

/* The next one, if there is one. error: only of a migration itself, whose name it tells. */
static fit_status apply_next(fit_db *db, const migrations *m, int64_t *version, fit_error *error)
{
    fit_status status = get_version(db, hold_version, version);
    if (status != FIT_OK || *version >= (int64_t)m->count)
        return status;
    const fit_migration *migration = &m->list[*version];
    fit_error why = {0};
    status = run_script(db, migration->sql, m->dialect, &why);
    ++*version;
    if (status == FIT_OK)
        return fit_db_run(db, set_version, FIT_PARAMS(fit_int(*version)));
    return fit_fail(error, status, "migration %s: %.200s", migration->name,
                    why.status != FIT_OK ? why.text : fit_db_error(db)->text);
}

static fit_status apply_one(fit_store *store, const migrations *m, int64_t *version, fit_error *error)
{
    fit_db *db;
    fit_status status = fit_store_begin(store, FIT_WRITE, &db, error);
    if (status != FIT_OK)
        return status;
    fit_error why = {0};
    status = fit_store_end(db, apply_next(db, m, version, &why), error);
    if (why.status != FIT_OK && error)
        *error = why;
    return status;
}

fit_status fit_store_migrate(fit_store *store, const char *const *dialect, const fit_migration *list, size_t count,
                             fit_error *error)
{
    const migrations m = {.list = list, .count = count, .dialect = dialect};
    int64_t version = 0;
    fit_status status = look_for_version(store, &version, error);
    if (status == FIT_OK && version == 0) {
        /* PostgreSQL lets one of two servers that create the same table at once fail; the table is there, then. */
        int tries = 0;
        do
            status = prepare_version(store, dialect, error);
        while (status != FIT_OK && ++tries < TRIES);
    }
    while (status == FIT_OK && version < (int64_t)count)
        status = apply_one(store, &m, &version, error);
    if (status == FIT_OK && version > (int64_t)count)
        return fit_fail(error, FIT_ERR_UNSUPPORTED,
                        "the database has version %lld, this program knows version %zu: it is too old for it",
                        (long long)version, count);
    return status;
}
