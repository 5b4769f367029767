#include "cli/common/data_dir.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

fit_status fit_path_join(char path[PATH_MAX], const char *dir, const char *name, fit_error *error)
{
    int len = snprintf(path, PATH_MAX, "%s/%s", dir, name);
    if (len < 0 || len >= PATH_MAX)
        return fit_fail(error, FIT_ERR_LIMIT, "the path %.80s... is too long", dir);
    return FIT_OK;
}

static fit_status copy_path(char path[PATH_MAX], const char *from, fit_error *error)
{
    if (strlen(from) >= PATH_MAX)
        return fit_fail(error, FIT_ERR_LIMIT, "the path %.80s... is too long", from);
    memcpy(path, from, strlen(from) + 1);
    return FIT_OK;
}

fit_status fit_data_dir_program(char path[PATH_MAX], fit_error *error)
{
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (len < 0)
        return fit_fail(error, FIT_ERR_IO, "/proc/self/exe: %s", strerror(errno));
    path[len] = '\0';
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return FIT_OK;
}

static bool is_dir(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

fit_status fit_data_dir_find(char path[PATH_MAX], fit_error *error)
{
    const char *chosen = getenv("AIFIT_DATA");
    if (chosen && *chosen) {
        if (!is_dir(chosen))
            return fit_fail(error, FIT_ERR_NOT_FOUND, "AIFIT_DATA names no folder: %s", chosen);
        return copy_path(path, chosen, error);
    }
    char program[PATH_MAX];
    fit_status status = fit_data_dir_program(program, error);
    if (status == FIT_OK)
        status = fit_path_join(path, program, "models", error);
    if (status == FIT_OK && is_dir(path))
        return copy_path(path, program, error);
    if (status == FIT_OK)
        status = fit_path_join(path, program, "../share/aifit", error);
    if (status == FIT_OK && !is_dir(path))
        status = fit_fail(error, FIT_ERR_NOT_FOUND,
                          "no models/ beside the program and no %.150s; run 'make build', or set AIFIT_DATA", path);
    return status;
}
