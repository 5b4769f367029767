#include "cli/common/exercises.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/common/data_dir.h"
#include "cli/common/file.h"

static const char SUFFIX[] = ".json";

fit_status fit_exercises_read(fit_exercise **out, const char *path, fit_error *error)
{
    fit_buffer bytes;
    fit_status status = fit_file_read(path, FIT_EXERCISE_MAX_BYTES, &bytes, error);
    if (status != FIT_OK)
        return status;
    status = fit_exercise_create(out, bytes.len ? bytes.data : "", bytes.len, error);
    fit_buffer_deinit(&bytes);
    return status;
}

static fit_status exercises_dir(char path[PATH_MAX], fit_error *error)
{
    char data[PATH_MAX];
    fit_status status = fit_data_dir_find(data, error);
    return status == FIT_OK ? fit_path_join(path, data, "exercises", error) : status;
}

/* Only such names become part of a path. */
static bool is_id(const char *id)
{
    size_t len = strlen(id);
    for (size_t i = 0; i < len; i++)
        if (!islower((unsigned char)id[i]) && !isdigit((unsigned char)id[i]) && id[i] != '_')
            return false;
    return len > 0 && len < 64;
}

/* The id in "id.json", or NULL. */
static char *id_of_file(const char *name)
{
    size_t len = strlen(name), suffix = sizeof SUFFIX - 1;
    if (len <= suffix || strcmp(name + len - suffix, SUFFIX) != 0)
        return NULL;
    char *id = strndup(name, len - suffix);
    if (id && is_id(id))
        return id;
    free(id);
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **collect_ids(DIR *dir)
{
    size_t count = 0, room = 64;
    char **ids = calloc(room, sizeof *ids);
    for (struct dirent *entry; ids && (entry = readdir(dir));) {
        char *id = id_of_file(entry->d_name);
        if (!id)
            continue;
        ids[count++] = id;
        if (count < room)
            continue;
        char **more = realloc(ids, 2 * room * sizeof *ids);
        if (!more) {
            free(ids[--count]);
            break;
        }
        ids = more;
        room *= 2;
    }
    if (!ids)
        return NULL;
    ids[count] = NULL;
    qsort(ids, count, sizeof *ids, compare_ids);
    return ids;
}

char **fit_exercises_ids(void)
{
    char path[PATH_MAX];
    fit_error error;
    if (exercises_dir(path, &error) != FIT_OK) {
        (void)fit_cli_fail("%s", error.text);
        return NULL;
    }
    DIR *dir = opendir(path);
    if (!dir) {
        (void)fit_cli_fail("%s: %s", path, strerror(errno));
        return NULL;
    }
    char **ids = collect_ids(dir);
    closedir(dir);
    if (!ids)
        (void)fit_cli_fail("out of memory");
    return ids;
}

void fit_exercises_free_ids(char **ids)
{
    for (char **id = ids; ids && *id; id++)
        free(*id);
    free(ids);
}

static void fail_unknown(const char *id)
{
    char **ids = fit_exercises_ids();
    if (!ids)
        return;
    fit_buffer known;
    fit_buffer_init(&known, 4096);
    for (char **p = ids; *p; p++) {
        if ((p > ids && fit_buffer_append(&known, ", ", 2) != FIT_OK) ||
            fit_buffer_append(&known, *p, strlen(*p)) != FIT_OK)
            break; /* a list cut short still helps */
    }
    (void)fit_cli_fail("unknown exercise '%s'; there are: %s", id, known.len ? known.data : "none");
    fit_buffer_deinit(&known);
    fit_exercises_free_ids(ids);
}

fit_exercise *fit_exercises_load(const char *id)
{
    char dir[PATH_MAX], name[64 + sizeof SUFFIX], path[PATH_MAX];
    fit_error error;
    if (!is_id(id)) {
        fail_unknown(id);
        return NULL;
    }
    snprintf(name, sizeof name, "%s%s", id, SUFFIX);
    fit_status status = exercises_dir(dir, &error);
    if (status == FIT_OK)
        status = fit_path_join(path, dir, name, &error);
    if (status != FIT_OK) {
        (void)fit_cli_fail("%s", error.text);
        return NULL;
    }
    fit_exercise *exercise;
    status = fit_exercises_read(&exercise, path, &error);
    if (status == FIT_OK)
        return exercise;
    if (status == FIT_ERR_NOT_FOUND)
        fail_unknown(id);
    else
        (void)fit_cli_fail_file(path, &error);
    return NULL;
}
