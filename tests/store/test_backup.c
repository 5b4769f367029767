/* The whole database into a file and back: every row of every table, or nothing. */
#include <dirent.h>
#include <libgen.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/buffer.h"
#include "fixture.h"
#include "store/backup.h"
#include "store/history.h"
#include "store/tables.h"

enum { MANY = 20000, MAX_ROWS = 3 * MANY };

/* A row of each table at least, NULL in each column that takes it. */
static const char everything[] =
    "INSERT INTO members (id, email, email_key, nickname, born_day, language, role, disabled, password_hash, settings,"
    " weekly_days, created_ms) VALUES"
    " (3, 'A@b.de', 'a@b.de', '유나 ''; --', -9000, 'ko', 'administrator', 0, '$argon2id$x', '{\"a\":1}', 3, 17),"
    " (41, 'c@d.de', 'c@d.de', '', 20000, 'en', 'member', 1, '', '{}', 0, 9223372036854775807);"
    "INSERT INTO goals VALUES (3, 'squat', 100), (41, 'lunge', 0);"
    "INSERT INTO sessions (id, token_hash, member_id, created_ms, used_ms, address, user_agent)"
    " SELECT 5, password_bytes, 3, 1, 2, '::1', '\xf0\x9f\x8f\x8b' FROM some_bytes;"
    "INSERT INTO photos SELECT 41, password_bytes, 5 FROM some_bytes;"
    "INSERT INTO codes SELECT 'password', 'x@y.de', NULL, password_bytes, 5, 6 FROM some_bytes;"
    "INSERT INTO codes SELECT 'email', 'x@y.de', 3, password_bytes, 4, 7 FROM some_bytes;"
    "INSERT INTO invitations (id, code_hash, role, note, created_ms, expires_ms, used_ms)"
    " SELECT 9, password_bytes, 'member', 'n', 1, 2, NULL FROM some_bytes;"
    "INSERT INTO mails (id, kind, address, language, member_id, created_ms, next_ms, tries, last_error) VALUES"
    " (100, 'test', 'a@b.de', 'ko', NULL, 1, 2, 3, 'refused'), (101, 'email', 'a@b.de', 'ko', 3, 1, 2, 0, '');"
    "INSERT INTO limits VALUES ('', 0), ('login:a', -5);"
    "INSERT INTO events (id, at_ms, kind, member_id, address, detail) VALUES (1, 2, 'login', NULL, '', 'd');"
    "INSERT INTO workouts (id, member_id, key, exercise, started_ms, offset_min, local_day, finished_ms, plan_sets,"
    " plan_repetitions, plan_rest_s) VALUES (7, 3, 'k', 'squat', 1, -540, 0, NULL, 0, 0, 0),"
    " (8, 3, 'l', 'squat', 1, 540, 0, 5, 3, 10, 60);"
    "INSERT INTO sets VALUES (7, 1, 1, NULL), (8, 1, 1, 2);"
    "INSERT INTO repetitions VALUES (8, 1, 1, 5, 0, 'both', 1, '', 3, 4, 92.1, 'a b'),"
    " (8, 2, 1, 5, 0, 'left', 0, 'shallow', 3, 4, 0, '');"
    "INSERT INTO daily_totals (member_id, local_day, exercise, repetitions, clean, rejected, active_ms, best_set)"
    " VALUES (3, 0, 'squat', 1, 0, 1, 7, 1);"
    "INSERT INTO daily_faults VALUES (3, 0, 'squat', 'a', 1), (3, 0, 'squat', 'b', 1);"
    "INSERT INTO faces VALUES (3, 5, 'email_face'), (41, 6, 'face');"
    "INSERT INTO face_templates (id, member_id, model, sealed, created_ms, used_ms)"
    " SELECT 12, 3, -9223372036854775807, password_bytes, 1, 2 FROM some_bytes;"
    "INSERT INTO face_revision VALUES (1, -77);"
    "INSERT INTO face_switch VALUES (1, 0);"
    "INSERT INTO face_uses (id, member_id, at_ms, address, user_agent) VALUES (6, 3, 9, '::1', '');"
    "INSERT INTO face_duplicates VALUES (3, 41, 7);"
    "INSERT INTO face_challenges (id, secret_hash, member_id, steps, issued_ms, expires_ms, sealed_state, frames)"
    " SELECT 2, password_bytes, NULL, 'left', 1, 2, password_bytes, 3 FROM some_bytes;"
    "INSERT INTO daily_faces VALUES (20000, 1, 2, 3);";

static void fill(fit_store *store)
{
    bool sqlite = strcmp(fit_store_kind(store), "sqlite") == 0;
    char bytes[200];
    (void)snprintf(bytes, sizeof bytes, "CREATE TABLE some_bytes AS SELECT %s AS password_bytes",
                   sqlite ? "x'00ff0041'" : "'\\x00ff0041'::bytea");
    execute(store, bytes);
    execute(store, everything);
    execute(store, "DROP TABLE some_bytes");
    char many[200];
    (void)snprintf(many, sizeof many,
                   "INSERT INTO limits WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
                   "SELECT 'many:' || i, i FROM n",
                   MANY);
    execute(store, many);
}

static void append(fit_buffer *buffer, const void *bytes, size_t len)
{
    assert_int_equal(FIT_OK, fit_buffer_append(buffer, bytes, len));
}

static void append_value(fit_buffer *line, char kind, fit_value value)
{
    char text[64];
    int len = 0;
    if (value.null)
        len = snprintf(text, sizeof text, "NULL");
    else if (kind == 'i')
        len = snprintf(text, sizeof text, "%lld", (long long)value.integer);
    else if (kind == 'r')
        len = snprintf(text, sizeof text, "%.17g", value.real);
    append(line, text, (size_t)len);
    if (!value.null && (kind == 't' || kind == 'b'))
        append(line, value.bytes, value.len);
    append(line, "|", 1);
}

static int compare_lines(const void *a, const void *b)
{
    const fit_buffer *x = a, *y = b;
    int order = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);
    return order ? order : (int)x->len - (int)y->len;
}

/* Every row as a line, in an order of its own: equal for equal content, whichever the database. */
static void dump(fit_store *store, fit_buffer *out)
{
    fit_buffer_init(out, 64 << 20);
    fit_buffer *lines = malloc(MAX_ROWS * sizeof *lines);
    assert_non_null(lines);
    fit_db *db;
    ok(fit_store_begin(store, FIT_SNAPSHOT, &db, NULL));
    for (size_t t = 0; t < fit_table_count; t++) {
        size_t count = 0;
        fit_rows rows = fit_db_query(db, fit_tables[t].select, NULL, 0);
        for (; fit_rows_next(&rows); count++) {
            assert_true(count < MAX_ROWS);
            fit_buffer_init(&lines[count], 1 << 20);
            for (int i = 0; fit_tables[t].kinds[i]; i++)
                append_value(&lines[count], fit_tables[t].kinds[i], fit_rows_bytes(&rows, i));
        }
        ok(fit_rows_end(&rows));
        append(out, fit_tables[t].name, strlen(fit_tables[t].name));
        qsort(lines, count, sizeof *lines, compare_lines);
        for (size_t i = 0; i < count; i++) {
            append(out, "\n", 1);
            append(out, lines[i].data, lines[i].len);
            fit_buffer_deinit(&lines[i]);
        }
    }
    ok(fit_store_end(db, FIT_OK, NULL));
    free(lines);
}

static void assert_same(const fit_buffer *a, const fit_buffer *b)
{
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->data, b->data, a->len);
}

static void assert_holds(fit_store *store, const fit_buffer *expected)
{
    fit_buffer now;
    dump(store, &now);
    assert_same(expected, &now);
    fit_buffer_deinit(&now);
}

/* A folder of the test's own. */
static const char *path_of(void **state, const char *name)
{
    static char folder[128], path[200];
    static int count;
    static const void *last;
    if (last != harness_store(state)) {
        last = harness_store(state);
        (void)snprintf(folder, sizeof folder, "backup%d", ++count);
        assert_int_equal(0, mkdir(folder, 0700));
    }
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int files_beside(const char *path)
{
    char folder[200];
    (void)snprintf(folder, sizeof folder, "%s", path);
    DIR *list = opendir(dirname(folder));
    assert_non_null(list);
    int count = 0;
    while (readdir(list))
        count++;
    (void)closedir(list);
    return count - 2; /* . and .. */
}

static void read_file(const char *path, fit_buffer *out)
{
    fit_buffer_init(out, 64 << 20);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
        append(out, block, n);
    (void)fclose(file);
}

static void write_file(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(len, fwrite(bytes, 1, len, file));
    assert_int_equal(0, fclose(file));
}

typedef struct progress {
    int64_t done, total;
    int calls;
} progress;

static void follow(void *context, const char *table, int64_t done, int64_t total)
{
    progress *p = context;
    assert_true(done >= p->done && done <= total && strlen(table) > 0);
    p->done = done;
    p->total = total;
    p->calls++;
}

static void every_row_comes_back(void **state)
{
    fit_store *store = harness_store(state), *fresh = NULL;
    fill(store);
    for (size_t i = 0; i < fit_table_count; i++)
        assert_true(number_of(store, fit_tables[i].count, NULL, 0) > 0);
    fit_buffer before;
    dump(store, &before);

    const char *path = path_of(state, "b");
    progress p = {0};
    int64_t rows = 0;
    ok(fit_store_backup(store, path, follow, &p, &rows, NULL));
    assert_true(rows > MANY && rows == p.done && rows == p.total && p.calls > (int)fit_table_count);
    struct stat info;
    assert_int_equal(0, stat(path, &info));
    assert_int_equal(0600, info.st_mode & 0777);
    assert_int_equal(1, files_beside(path));

    /* Into a database that is empty, and over one that has changed since. */
    fit_buffer file;
    read_file(path, &file);
    ok(fit_store_open(&fresh, "sqlite:fresh.db", 1, NULL));
    int64_t restored = 0;
    ok(fit_store_restore(fresh, path, false, NULL, NULL, &restored, NULL));
    assert_int_equal(rows, restored);
    assert_holds(fresh, &before);
    fit_store_close(fresh);
    assert_int_equal(0, unlink("fresh.db"));
    execute(store, "DELETE FROM workouts; UPDATE members SET nickname = 'x'; DELETE FROM limits");
    (void)add_member(store, "new@example.org");
    p = (progress){0};
    ok(fit_store_restore(store, path, true, follow, &p, &restored, NULL));
    assert_int_equal(rows, p.done);
    assert_holds(store, &before);
    assert_true(add_member(store, "next@example.org") > 41); /* and life goes on */

    fit_buffer after;
    read_file(path, &after);
    assert_same(&file, &after);
    fit_buffer_deinit(&before);
    fit_buffer_deinit(&file);
    fit_buffer_deinit(&after);
}

static void members_are_not_replaced_unasked(void **state)
{
    fit_store *store = harness_store(state);
    fill(store);
    const char *path = path_of(state, "b");
    int64_t rows;
    ok(fit_store_backup(store, path, NULL, NULL, &rows, NULL));
    (void)add_member(store, "new@example.org");
    fit_buffer before;
    dump(store, &before);
    fit_error error = {0};
    is(FIT_ERR_CONFLICT, fit_store_restore(store, path, false, NULL, NULL, &rows, &error));
    is(FIT_ERR_CONFLICT, error.status);
    assert_holds(store, &before);
    fit_buffer_deinit(&before);
}

static void refuse(fit_store *store, const char *path, fit_status expected, const fit_buffer *before)
{
    int64_t rows;
    fit_error error = {0};
    is(expected, fit_store_restore(store, path, true, NULL, NULL, &rows, &error));
    is(expected, error.status);
    assert_true(strlen(error.text) > 10);
    assert_holds(store, before);
}

/* Without the store, which would hold the references. */
static void change_backup(const char *path, const char *sql)
{
    sqlite3 *file;
    assert_int_equal(SQLITE_OK, sqlite3_open_v2(path, &file, SQLITE_OPEN_READWRITE, NULL));
    assert_int_equal(SQLITE_OK, sqlite3_exec(file, sql, NULL, NULL, NULL));
    assert_int_equal(SQLITE_OK, sqlite3_close(file));
}

static void what_is_damaged_or_strange_replaces_nothing(void **state)
{
    fit_store *store = harness_store(state);
    fill(store);
    char path[200];
    (void)snprintf(path, sizeof path, "%s", path_of(state, "b"));
    int64_t rows;
    ok(fit_store_backup(store, path, NULL, NULL, &rows, NULL));
    fit_buffer before, sound;
    dump(store, &before);
    read_file(path, &sound);

    refuse(store, "nowhere/b", FIT_ERR_NOT_FOUND, &before);
    refuse(store, ".", FIT_ERR_IO, &before);
    write_file(path, "", 0);
    refuse(store, path, FIT_ERR_FORMAT, &before);
    write_file(path, "no backup at all, whatever its name", 35);
    refuse(store, path, FIT_ERR_FORMAT, &before);
    write_file(path, sound.data, sound.len / 2);
    refuse(store, path, FIT_ERR_FORMAT, &before);
    for (size_t i = sound.len / 3; i < sound.len / 3 + 8192; i++) /* two whole pages at least */
        sound.data[i] = (char)(sound.data[i] ^ 0x55);
    write_file(path, sound.data, sound.len);
    refuse(store, path, FIT_ERR_FORMAT, &before);
    for (size_t i = sound.len / 3; i < sound.len / 3 + 8192; i++)
        sound.data[i] = (char)(sound.data[i] ^ 0x55);

    write_file(path, sound.data, sound.len);
    change_backup(path, "DELETE FROM members"); /* as an unrelated SQLite file is */
    refuse(store, path, FIT_ERR_FORMAT, &before);
    write_file(path, sound.data, sound.len);
    change_backup(path, "UPDATE schema_version SET version = 99");
    refuse(store, path, FIT_ERR_UNSUPPORTED, &before);
    write_file(path, sound.data, sound.len);
    change_backup(path, "UPDATE members SET id = 40 WHERE id = 3"); /* references lead nowhere */
    refuse(store, path, FIT_ERR_ARG, &before);
    write_file(path, sound.data, sound.len);
    ok(fit_store_restore(store, path, true, NULL, NULL, &rows, NULL));
    assert_holds(store, &before);
    fit_buffer_deinit(&before);
    fit_buffer_deinit(&sound);
}

static void a_full_disk_leaves_the_old_backup(void **state)
{
    fit_store *store = harness_store(state);
    char path[200];
    (void)snprintf(path, sizeof path, "%s", path_of(state, "b"));
    (void)add_member(store, "a@example.org");
    int64_t rows = 0;
    ok(fit_store_backup(store, path, NULL, NULL, &rows, NULL));
    fit_buffer old, now;
    read_file(path, &old);
    fill(store);
    (void)signal(SIGXFSZ, SIG_IGN);
    struct rlimit unlimited;
    assert_int_equal(0, getrlimit(RLIMIT_FSIZE, &unlimited));
    struct rlimit small = {.rlim_cur = 512 << 10, .rlim_max = unlimited.rlim_max};
    assert_int_equal(0, setrlimit(RLIMIT_FSIZE, &small));
    fit_error error = {0};
    fit_status status = fit_store_backup(store, path, NULL, NULL, &rows, &error);
    assert_int_equal(0, setrlimit(RLIMIT_FSIZE, &unlimited));
    if (status != FIT_ERR_LIMIT)
        print_error("%s\n", error.text);
    is(FIT_ERR_LIMIT, status);
    is(FIT_ERR_LIMIT, error.status);
    read_file(path, &now);
    assert_same(&old, &now);
    assert_int_equal(1, files_beside(path));
    is(FIT_ERR_IO, fit_store_backup(store, "nowhere/b", NULL, NULL, &rows, NULL));
    fit_buffer_deinit(&old);
    fit_buffer_deinit(&now);
}

typedef struct trainee {
    fit_store *store;
    int64_t member_id;
    volatile bool stop;
    int uploads;
} trainee;

static void *train(void *context)
{
    trainee *t = context;
    static fixture_batch batch;
    while (!t->stop) {
        make_batch(&batch, t->uploads / 10, 20000, t->uploads % 10 * 20 + 1, 20);
        (void)upload(t->store, t->member_id, &batch);
        t->uploads++;
    }
    return NULL;
}

/* Workouts are uploaded all the while: each backup has totals that are the sums of its repetitions. */
static void a_backup_is_of_one_moment(void **state)
{
    fit_store *store = harness_store(state);
    trainee t = {.store = store, .member_id = add_member(store, "a@example.org")};
    pthread_t thread;
    assert_int_equal(0, pthread_create(&thread, NULL, train, &t));
    const char *path = path_of(state, "b");
    int64_t rows = 0, first = 0;
    for (int i = 0; i < 10; i++) {
        ok(fit_store_backup(store, path, NULL, NULL, &rows, NULL));
        if (i == 0)
            first = rows;
        char database[220];
        (void)snprintf(database, sizeof database, "sqlite:%s", path);
        fit_store *file = NULL;
        ok(fit_store_open(&file, database, 1, NULL));
        int64_t differences = -1;
        ok(WRITE(file, fit_history_rebuild(db, &differences)));
        assert_int_equal(0, differences);
        assert_int_equal(0, number_of(file, "SELECT count(*) FROM repetitions", NULL, 0) % 20);
        fit_store_close(file);
    }
    t.stop = true;
    assert_int_equal(0, pthread_join(thread, NULL));
    assert_true(rows > first); /* there was something to be torn */
}

static const char columns_of[] = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid";

static void assert_table_is_whole(fit_db *db, const fit_table *table)
{
    fit_rows rows = fit_db_query(db, columns_of, FIT_PARAMS(fit_text(table->name)));
    char columns[400] = "", kinds[FIT_MAX_COLUMNS + 1] = "";
    for (size_t i = 0; fit_rows_next(&rows); i++) {
        assert_true(i < FIT_MAX_COLUMNS);
        if (i)
            strcat(columns, ", ");
        strcat(columns, fit_rows_text(&rows, 0));
        const char *type = fit_rows_text(&rows, 1);
        kinds[i] = type[0] == 'B' ? 'b' : type[0] == 'T' ? 't' : type[0] == 'R' ? 'r' : 'i';
    }
    ok(fit_rows_end(&rows));
    assert_string_equal(table->columns, columns);
    assert_string_equal(table->kinds, kinds);
    assert_true(table->has_id == (strncmp(columns, "id, ", 4) == 0));
}

/* So that no table or column is forgotten in a backup. */
static void tables_are_those_of_the_schema(void **state)
{
    static const char names[] = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                                "ESCAPE '\\' AND name <> 'schema_version' ORDER BY rowid";
    fit_db *db;
    ok(fit_store_begin(harness_store(state), FIT_READ, &db, NULL));
    for (size_t i = 0; i < fit_table_count; i++)
        assert_table_is_whole(db, &fit_tables[i]);
    fit_rows rows = fit_db_query(db, names, NULL, 0);
    size_t count = 0;
    for (; fit_rows_next(&rows); count++) {
        bool found = false;
        for (size_t i = 0; i < fit_table_count; i++)
            found |= strcmp(fit_tables[i].name, fit_rows_text(&rows, 0)) == 0;
        assert_true(found);
    }
    assert_int_equal(fit_table_count, count);
    ok(fit_store_end(db, fit_rows_end(&rows), NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HARNESS_TEST(every_row_comes_back),
        HARNESS_TEST(members_are_not_replaced_unasked),
        HARNESS_TEST(what_is_damaged_or_strange_replaces_nothing),
        HARNESS_TEST(a_full_disk_leaves_the_old_backup),
        HARNESS_TEST(a_backup_is_of_one_moment),
        HARNESS_TEST_ON_SQLITE(tables_are_those_of_the_schema),
    };
    return harness_run(tests);
}
