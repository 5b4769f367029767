#include "server/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aifit/trainer.h"
#include "server/file.h"

enum { MAX_EXERCISES = 256, MAX_FILE_BYTES = 1 << 20 };

struct fit_catalogue {
    size_t count;
    fit_exercise *list[MAX_EXERCISES]; /* owned */
};

static fit_status add(fit_catalogue *catalogue, const char *folder, const char *name, fit_error *error)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (len < 0 || (size_t)len >= sizeof path || catalogue->count == MAX_EXERCISES)
        return fit_fail(error, FIT_ERR_LIMIT, "%.180s: too many exercises, or too long a path", folder);
    fit_buffer text;
    fit_error why = {0};
    fit_buffer_init(&text, MAX_FILE_BYTES);
    fit_status status = fit_server_read_file(path, &text, error);
    if (status == FIT_OK) {
        status = fit_exercise_create(&catalogue->list[catalogue->count], text.data ? text.data : "", text.len, &why);
        if (status == FIT_OK)
            catalogue->count++;
        else
            (void)fit_fail(error, status, "%.100s: line %u: %.100s", path, why.line, why.text);
    }
    fit_buffer_deinit(&text);
    return status;
}

static bool is_exercise(const char *name)
{
    size_t len = strlen(name);
    return name[0] != '.' && len > 5 && strcmp(name + len - 5, ".json") == 0;
}

static fit_status scan(fit_catalogue *catalogue, const char *folder, fit_error *error)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "%.180s: %s", folder, strerror(errno));
    fit_status status = FIT_OK;
    for (struct dirent *entry; status == FIT_OK && (entry = readdir(dir));)
        if (is_exercise(entry->d_name))
            status = add(catalogue, folder, entry->d_name, error);
    closedir(dir);
    if (status == FIT_OK && catalogue->count == 0)
        status = fit_fail(error, FIT_ERR_NOT_FOUND, "there is no exercise in %.180s", folder);
    return status;
}

fit_status fit_catalogue_load(fit_catalogue **out, const char *data_dir, fit_error *error)
{
    char folder[4096];
    int len = snprintf(folder, sizeof folder, "%s/exercises", data_dir);
    fit_catalogue *catalogue = calloc(1, sizeof *catalogue);
    if (!catalogue || len < 0 || (size_t)len >= sizeof folder) {
        free(catalogue);
        return fit_fail(error, FIT_ERR_MEMORY, "the exercises cannot be listed");
    }
    fit_status status = scan(catalogue, folder, error);
    if (status == FIT_OK)
        *out = catalogue;
    else
        fit_catalogue_destroy(catalogue);
    return status;
}

void fit_catalogue_destroy(fit_catalogue *catalogue)
{
    if (!catalogue)
        return;
    for (size_t i = 0; i < catalogue->count; i++)
        fit_exercise_destroy(catalogue->list[i]);
    free(catalogue);
}

static const fit_exercise *find(const fit_catalogue *catalogue, const char *exercise)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (strcmp(fit_exercise_id(catalogue->list[i]), exercise) == 0)
            return catalogue->list[i];
    return NULL;
}

bool fit_catalogue_has(const fit_catalogue *catalogue, const char *exercise)
{
    return find(catalogue, exercise) != NULL;
}
