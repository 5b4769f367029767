#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/tables.h"

enum { PATH_CAP = 4096, PROGRESS_ROWS = 1000 };

struct copy {
    fit_db *from, *to;
    fit_copy_progress progress;
    void *context;
    int64_t done, total;
};

/* Rows of a table, whatever their order: their number and the sum of their hashes. */
struct digest {
    int64_t rows;
    uint64_t sum;
};

/* FNV-1a, 64 bits (Fowler, Noll, Vo): against damage, not against an adversary. */
static uint64_t fold(uint64_t hash, const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3U;
    return hash;
}

static uint64_t fold_value(uint64_t hash, char kind, const fit_value *value)
{
    hash = fold(hash, value->null ? "n" : &kind, 1);
    if (value->null)
        return hash;
    if (kind == 't' || kind == 'b')
        return fold(fold(hash, &value->len, sizeof value->len), value->bytes, value->len);
    return kind == 'r' ? fold(hash, &value->real, sizeof value->real)
                       : fold(hash, &value->integer, sizeof value->integer);
}

/* The current row; a NULL gets the kind of its column. */
static uint64_t read_row(const fit_rows *rows, const fit_table *table, fit_value values[FIT_MAX_COLUMNS])
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (int i = 0; table->kinds[i]; i++) {
        values[i] = fit_rows_bytes(rows, i);
        const char kind = table->kinds[i];
        if (values[i].null)
            values[i].kind = kind == 'i'   ? FIT_VALUE_INT
                             : kind == 'r' ? FIT_VALUE_REAL
                             : kind == 't' ? FIT_VALUE_TEXT
                                           : FIT_VALUE_BYTES;
        hash = fold_value(hash, kind, &values[i]);
    }
    return hash;
}

static void tell(struct copy *copy, const char *table)
{
    if (copy->progress)
        copy->progress(copy->context, table, copy->done, copy->total);
}

static fit_status copy_table(struct copy *copy, const fit_table *table, struct digest *read)
{
    fit_rows rows = fit_db_stream(copy->from, table->select, NULL, 0);
    fit_status status = FIT_OK;
    while (status == FIT_OK && fit_rows_next(&rows)) {
        fit_value values[FIT_MAX_COLUMNS];
        read->sum += read_row(&rows, table, values);
        read->rows++;
        status = fit_db_run(copy->to, table->insert, values, strlen(table->kinds));
        if (++copy->done % PROGRESS_ROWS == 0)
            tell(copy, table->name);
    }
    fit_status ended = fit_rows_end(&rows);
    if (status == FIT_OK)
        status = ended;
    if (status == FIT_OK && table->has_id)
        status = fit_db_continue_ids(copy->to, table->name);
    tell(copy, table->name);
    return status;
}

static fit_status digest_table(fit_db *db, const fit_table *table, struct digest *digest)
{
    fit_rows rows = fit_db_stream(db, table->select, NULL, 0);
    while (fit_rows_next(&rows)) {
        fit_value values[FIT_MAX_COLUMNS];
        digest->sum += read_row(&rows, table, values);
        digest->rows++;
    }
    return fit_rows_end(&rows);
}

static fit_status count_rows(fit_db *db, int64_t *total)
{
    fit_status status = FIT_OK;
    for (size_t i = 0; i < fit_table_count && status == FIT_OK; i++) {
        fit_rows rows = fit_db_query(db, fit_tables[i].count, NULL, 0);
        if (fit_rows_next(&rows))
            *total += fit_rows_int(&rows, 0);
        status = fit_rows_end(&rows);
    }
    return status;
}

/* Every table, and what arrived is held against what was read. */
static fit_status copy_all(struct copy *copy, fit_error *error)
{
    fit_status status = count_rows(copy->from, &copy->total);
    if (status != FIT_OK)
        return fit_fail(error, status, "%s", fit_db_error(copy->from)->text);
    for (size_t i = 0; i < fit_table_count; i++) {
        const fit_table *table = &fit_tables[i];
        struct digest read = {0}, written = {0};
        status = copy_table(copy, table, &read);
        if (status == FIT_OK)
            status = digest_table(copy->to, table, &written);
        if (status != FIT_OK) {
            const fit_error *from = fit_db_error(copy->from);
            return fit_fail(error, status, "%s: %s", table->name,
                            from->status != FIT_OK ? from->text : fit_db_error(copy->to)->text);
        }
        if (read.rows != written.rows || read.sum != written.sum)
            return fit_fail(error, FIT_ERR_FORMAT, "%s: what was written is not what was read", table->name);
    }
    return FIT_OK;
}

static fit_status clear_all(fit_db *db)
{
    fit_status status = FIT_OK;
    for (size_t i = fit_table_count; i-- > 0 && status == FIT_OK;)
        status = fit_db_run(db, fit_tables[i].clear, NULL, 0);
    return status;
}

/* Opens path, an SQLite file, as a store. */
static fit_status open_file(const char *path, fit_store **out, fit_error *error)
{
    char database[PATH_CAP + 16];
    snprintf(database, sizeof database, "sqlite:%s", path);
    return fit_store_open(out, database, 1, error);
}

static fit_status fill(fit_store *file, fit_db *from, struct copy *copy, fit_error *error)
{
    copy->from = from;
    fit_status status = fit_store_begin(file, FIT_WRITE, &copy->to, error);
    if (status != FIT_OK)
        return status;
    fit_error why = {0};
    status = copy_all(copy, &why);
    fit_status ended = fit_store_end(copy->to, status, error);
    if (status != FIT_OK && error)
        *error = why;
    return ended;
}

static fit_status write_file(fit_store *store, const char *path, struct copy *copy, fit_error *error)
{
    fit_store *file;
    fit_status status = open_file(path, &file, error);
    if (status != FIT_OK)
        return status;
    fit_db *from;
    status = fit_store_begin(store, FIT_SNAPSHOT, &from, error);
    if (status == FIT_OK) {
        status = fill(file, from, copy, error);
        fit_status ended = fit_store_end(from, FIT_OK, status == FIT_OK ? error : NULL);
        if (status == FIT_OK)
            status = ended;
    }
    fit_store_close(file); /* folds its log into the file */
    return status;
}

/* A folder as well: the name of a file in it. */
static fit_status sync_file(const char *path, fit_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return synced ? FIT_OK : fit_fail(error, FIT_ERR_IO, "'%s': %s", path, strerror(errno));
}

static void remove_all(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[PATH_CAP + 16];
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

/* part, which no store has open any more, becomes path. */
static fit_status put_in_place(const char *part, const char *path, fit_error *error)
{
    char name[PATH_CAP + 16];
    snprintf(name, sizeof name, "%s-wal", part);
    if (access(name, F_OK) == 0) /* the last close could not fold it in */
        return fit_fail(error, FIT_ERR_LIMIT, "'%s' cannot be completed: the disk may be full", path);
    fit_status status = sync_file(part, error);
    if (status != FIT_OK)
        return status;
    if (rename(part, path) != 0)
        return fit_fail(error, FIT_ERR_IO, "'%s': %s", path, strerror(errno));
    snprintf(name, sizeof name, "%s", path);
    return sync_file(dirname(name), error);
}

fit_status fit_store_backup(fit_store *store, const char *path, fit_copy_progress progress, void *context,
                            int64_t *rows, fit_error *error)
{
    char part[PATH_CAP];
    if ((size_t)snprintf(part, sizeof part, "%s.XXXXXX", path) >= sizeof part)
        return fit_fail(error, FIT_ERR_ARG, "the file's name is too long");
    int fd = mkstemp(part); /* for the owner alone */
    if (fd < 0)
        return fit_fail(error, FIT_ERR_IO, "'%s': %s", path, strerror(errno));
    close(fd);
    struct copy copy = {.progress = progress, .context = context};
    fit_status status = write_file(store, part, &copy, error);
    if (status == FIT_OK)
        status = put_in_place(part, path, error);
    if (status == FIT_OK)
        *rows = copy.done;
    else
        remove_all(part);
    return status;
}

static const char any_member[] = "SELECT 1 FROM members LIMIT 1";
static const char quick_check[] = "PRAGMA quick_check(1)"; /* of a backup, which is SQLite */

static fit_status replace_all(fit_db *db, bool replace, struct copy *copy, fit_error *error)
{
    fit_rows rows = fit_db_query(db, any_member, NULL, 0);
    bool any = fit_rows_next(&rows);
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK && any && !replace)
        return fit_fail(error, FIT_ERR_CONFLICT, "the database has members already");
    if (status == FIT_OK)
        status = clear_all(db);
    if (status != FIT_OK)
        return fit_fail(error, status, "%s", fit_db_error(db)->text);
    copy->to = db;
    status = copy_all(copy, error);
    return status == FIT_OK ? fit_db_notify(db) : status;
}

/* A file that is damaged, or no backup at all (any other SQLite database has no member, after it was brought up to
 * date), must not replace anything. */
static fit_status check_file(fit_db *db, fit_error *error)
{
    fit_rows rows = fit_db_query(db, quick_check, NULL, 0);
    bool sound = fit_rows_next(&rows) && strcmp(fit_rows_text(&rows, 0), "ok") == 0;
    fit_status status = fit_rows_end(&rows);
    if (status != FIT_OK || !sound)
        return fit_fail(error, FIT_ERR_FORMAT, "the backup is damaged");
    rows = fit_db_query(db, any_member, NULL, 0);
    bool any = fit_rows_next(&rows);
    status = fit_rows_end(&rows);
    if (status == FIT_OK && !any)
        return fit_fail(error, FIT_ERR_FORMAT, "the file has no members: it is no backup, or one of nothing");
    return status == FIT_OK ? FIT_OK : fit_fail(error, status, "%s", fit_db_error(db)->text);
}

static fit_status read_file(fit_store *store, fit_store *file, bool replace, struct copy *copy, fit_error *error)
{
    fit_status status = fit_store_begin(file, FIT_SNAPSHOT, &copy->from, error);
    if (status != FIT_OK)
        return status;
    fit_db *to;
    status = check_file(copy->from, error);
    if (status == FIT_OK)
        status = fit_store_begin(store, FIT_WRITE, &to, error);
    if (status == FIT_OK) {
        fit_error why = {0};
        status = replace_all(to, replace, copy, &why);
        fit_status ended = fit_store_end(to, status, error);
        if (status != FIT_OK && error)
            *error = why;
        status = ended;
    }
    fit_status ended = fit_store_end(copy->from, FIT_OK, status == FIT_OK ? error : NULL);
    return status == FIT_OK ? ended : status;
}

/* False with errno. */
static bool copy_bytes(int in, int out)
{
    char block[1 << 14];
    for (;;) {
        ssize_t n = read(in, block, sizeof block);
        if (n <= 0)
            return n == 0;
        for (ssize_t done = 0, m; done < n; done += m)
            if ((m = write(out, block + done, (size_t)(n - done))) < 0)
                return false;
    }
}

/* work: a name for mkstemp. The backup itself is left as it is, in a folder that may be read-only. */
static fit_status copy_file(const char *from, char *work, fit_error *error)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "'%s': %s", from, strerror(errno));
    int out = mkstemp(work);
    bool copied = out >= 0 && copy_bytes(in, out);
    int why = errno;
    close(in);
    if (out >= 0)
        close(out);
    if (copied)
        return FIT_OK;
    return fit_fail(error, why == ENOSPC ? FIT_ERR_LIMIT : FIT_ERR_IO, "'%s' cannot be copied to '%s': %s", from, work,
                    strerror(why));
}

static bool is_sqlite(const char *path)
{
    char magic[16] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is = fd >= 0 && read(fd, magic, sizeof magic) == sizeof magic && memcmp(magic, "SQLite format 3", 16) == 0;
    if (fd >= 0)
        close(fd);
    return is;
}

fit_status fit_store_restore(fit_store *store, const char *path, bool replace, fit_copy_progress progress,
                             void *context, int64_t *rows, fit_error *error)
{
    char work[PATH_CAP];
    const char *folder = getenv("TMPDIR");
    if ((size_t)snprintf(work, sizeof work, "%s/aifit-restore-XXXXXX", folder ? folder : "/tmp") >= sizeof work)
        return fit_fail(error, FIT_ERR_ARG, "TMPDIR is too long");
    fit_status status = copy_file(path, work, error);
    if (status == FIT_OK && !is_sqlite(work))
        status = fit_fail(error, FIT_ERR_FORMAT, "'%s' is no backup", path);
    fit_store *file = NULL;
    struct copy copy = {.progress = progress, .context = context};
    if (status == FIT_OK)
        status = open_file(work, &file, error);
    if (status == FIT_OK)
        status = read_file(store, file, replace, &copy, error);
    if (status == FIT_OK)
        *rows = copy.done;
    fit_store_close(file);
    remove_all(work);
    return status;
}
