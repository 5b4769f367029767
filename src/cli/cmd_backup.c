/* aifit backup, aifit restore: the whole database into one file and back. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common/database.h"
#include "store/backup.h"

typedef struct restore_options {
    fit_settings settings;
    bool replace;
} restore_options;

static const fit_command backup_command = {
    .name = "backup",
    .operands = "FILE",
    .min_operands = 1,
    .max_operands = 1,
    .about = "Writes everything that is stored into FILE, while servers run. The key file is not part of it: keep a\n"
             "copy elsewhere, without it nobody sees the photos again.\n",
    .options = (const fit_option[]){FIT_DATABASE_OPTIONS, {0}},
};

static const fit_command restore_command = {
    .name = "restore",
    .operands = "FILE",
    .min_operands = 1,
    .max_operands = 1,
    .about = "Brings everything back from FILE, into SQLite or PostgreSQL wherever it came from. Nothing is changed\n"
             "unless every row came back. Put the key file back as well.\n",
    .options = (const fit_option[]){FIT_DATABASE_OPTIONS,
                                    {"replace", NULL, "even where there are members: they are gone then",
                                     FIT_OPTION_INTO(restore_options, replace)},
                                    {0}},
};

/* How many rows each table has given so far, in the order of the tables. */
struct tally {
    const char *tables[32];
    int64_t rows[32], done;
    size_t count;
};

static void count(struct tally *tally, const char *table, int64_t done)
{
    size_t last = tally->count;
    if (last == 0 || tally->tables[last - 1] != table) {
        assert(last < sizeof tally->tables / sizeof *tally->tables);
        tally->tables[tally->count++] = table;
    }
    tally->rows[tally->count - 1] += done - tally->done;
    tally->done = done;
}

static void print_tally(const struct tally *tally)
{
    for (size_t i = 0; i < tally->count; i++)
        if (tally->rows[i] > 0)
            printf("%10" PRId64 "  %s\n", tally->rows[i], tally->tables[i]);
}

/* A bar on the terminal, nothing in a log. */
static void show_progress(void *context, const char *table, int64_t done, int64_t total)
{
    enum { WIDTH = 30 };
    count(context, table, done);
    if (!isatty(STDERR_FILENO) || total <= 0)
        return;
    static const char bar[] = "##############################";
    int full = (int)(done * WIDTH / total);
    fprintf(stderr, "\r[%-*.*s] %3d %% %-14s", WIDTH, full, bar, (int)(done * 100 / total), table);
    fflush(stderr);
}

static void clear_progress(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static bool is_file(const char *path, const char *other)
{
    struct stat a, b;
    return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The backup takes the place of what is there: not of what it is for. */
static bool may_write(const fit_config *config, const char *path, fit_exit *result)
{
    static const char sqlite[] = "sqlite:";
    const bool file = strncmp(config->database, sqlite, sizeof sqlite - 1) == 0;
    if (file && is_file(path, config->database + sizeof sqlite - 1))
        *result = fit_cli_fail("'%s' is the database itself", path);
    else if (is_file(path, config->key_file))
        *result = fit_cli_fail("'%s' is the key file", path);
    else
        return true;
    return false;
}

fit_exit fit_cli_backup(int argc, char **argv)
{
    static fit_settings settings;
    fit_exit result;
    int first;
    fit_store *store = NULL;
    if (fit_settings_read(&settings, &backup_command, argc, argv, &first, &result) &&
        may_write(&settings.config, argv[first], &result) && fit_cli_open_store(&settings, false, &store, &result)) {
        fit_error error;
        int64_t rows;
        struct tally tally = {0};
        fit_status status = fit_store_backup(store, argv[first], show_progress, &tally, &rows, &error);
        clear_progress();
        if (status == FIT_OK) {
            printf("%" PRId64 " rows written to %s. The key file (%s) is not in it: keep a copy elsewhere.\n", rows,
                   argv[first], settings.config.key_file);
            print_tally(&tally);
        } else {
            result = fit_cli_fail("%s", error.text);
        }
    }
    fit_store_close(store);
    fit_settings_deinit(&settings);
    return result;
}

fit_exit fit_cli_restore(int argc, char **argv)
{
    static restore_options options;
    fit_exit result;
    int first;
    fit_store *store = NULL;
    if (fit_settings_read(&options.settings, &restore_command, argc, argv, &first, &result) &&
        fit_cli_open_store(&options.settings, true, &store, &result)) {
        fit_error error;
        int64_t rows;
        struct tally tally = {0};
        fit_status status =
            fit_store_restore(store, argv[first], options.replace, show_progress, &tally, &rows, &error);
        clear_progress();
        if (status == FIT_OK) {
            printf("%" PRId64 " rows came back, each table counted and compared. The key file belongs at %s.\n", rows,
                   options.settings.config.key_file);
            print_tally(&tally);
        } else if (status == FIT_ERR_CONFLICT) {
            result = fit_cli_fail("%s; --replace puts the backup in their place", error.text);
        } else {
            result = fit_cli_fail("%s", error.text);
        }
    }
    fit_store_close(store);
    fit_settings_deinit(&options.settings);
    return result;
}
