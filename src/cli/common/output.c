#include "cli/common/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names to remove when a signal ends the process. A slot is free when its first byte is 0; the handler reads it whole
 * since names are written before that byte. */
enum { SLOTS = 4 };
static char doomed[SLOTS][PATH_MAX];

static const int fatal_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

static void on_signal(int number)
{
    for (int i = 0; i < SLOTS; i++)
        if (doomed[i][0])
            (void)unlink(doomed[i]);
    (void)raise(number); /* the handler was reset by SA_RESETHAND: the process ends as if there had been none */
}

static void install_handlers(void)
{
    for (size_t i = 0; i < sizeof fatal_signals / sizeof *fatal_signals; i++) {
        struct sigaction now;
        if (sigaction(fatal_signals[i], NULL, &now) != 0 || now.sa_handler != SIG_DFL)
            continue; /* nohup, say: ignored signals stay ignored */
        struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
        (void)sigaction(fatal_signals[i], &action, NULL);
    }
}

static int take_slot(const char *name)
{
    install_handlers();
    for (int i = 0; i < SLOTS; i++) {
        if (doomed[i][0])
            continue;
        size_t len = strlen(name);
        memcpy(doomed[i] + 1, name + 1, len);
        *(volatile char *)doomed[i] = name[0];
        return i + 1;
    }
    return 0;
}

static void free_slot(fit_output *output)
{
    if (output->slot > 0)
        *(volatile char *)doomed[output->slot - 1] = '\0';
    output->slot = 0;
}

static fit_status fail_errno(fit_error *error)
{
    return fit_fail(error, FIT_ERR_IO, "%s", strerror(errno));
}

static mode_t new_file_mode(void)
{
    mode_t mask = umask(0);
    (void)umask(mask);
    return 0666 & ~mask;
}

/* dir: the target's folder, name: its last part. */
static void split_target(const fit_output *output, char dir[PATH_MAX], const char **name)
{
    const char *slash = strrchr(output->path, '/');
    *name = slash ? slash + 1 : output->path;
    size_t len = slash ? (size_t)(slash - output->path) : 0;
    if (len == 0) {
        memcpy(dir, slash ? "/" : ".", 2);
        return;
    }
    memcpy(dir, output->path, len);
    dir[len] = '\0';
}

static bool hidden_name(fit_output *output, const char *dir, const char *name, const char *end)
{
    int len = snprintf(output->hidden, PATH_MAX, "%s/.%s.%s", dir, name, end);
    return len > 0 && len < PATH_MAX;
}

static fit_status open_hidden(fit_output *output, const char *dir, const char *name, fit_error *error)
{
    if (!hidden_name(output, dir, name, "XXXXXX"))
        return fit_fail(error, FIT_ERR_LIMIT, "the path is too long");
    int fd = mkostemp(output->hidden, O_CLOEXEC);
    if (fd < 0) {
        output->hidden[0] = '\0';
        return fail_errno(error);
    }
    output->slot = take_slot(output->hidden);
    (void)fchmod(fd, new_file_mode());
    output->file = fdopen(fd, "w");
    if (output->file)
        return FIT_OK;
    close(fd);
    return fail_errno(error);
}

static fit_status open_new(fit_output *output, fit_error *error)
{
    char dir[PATH_MAX];
    const char *name;
    split_target(output, dir, &name);
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    /* EISDIR: a kernel, EOPNOTSUPP: a file system that knows no O_TMPFILE (open(2)). */
    if (fd < 0 && (errno == EISDIR || errno == EOPNOTSUPP || errno == EINVAL))
        return open_hidden(output, dir, name, error);
    if (fd < 0)
        return fail_errno(error);
    output->nameless = true;
    output->file = fdopen(fd, "w");
    if (output->file)
        return FIT_OK;
    close(fd);
    return fail_errno(error);
}

/* A link is followed, so that the link stays and what it names is replaced. */
static fit_status resolve(fit_output *output, const char *path, fit_error *error)
{
    struct stat info;
    bool is_link = lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
    if (is_link && realpath(path, output->path))
        return FIT_OK;
    if (strlen(path) >= PATH_MAX || !*path)
        return fit_fail(error, FIT_ERR_LIMIT, *path ? "the path is too long" : "no name given");
    memcpy(output->path, path, strlen(path) + 1);
    return FIT_OK;
}

fit_status fit_output_open(fit_output *output, const char *path, fit_error *error)
{
    *output = (fit_output){0};
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes then shows as an error of write() */
    if (strcmp(path, "-") == 0) {
        output->file = stdout;
        return FIT_OK;
    }
    fit_status status = resolve(output, path, error);
    if (status != FIT_OK)
        return status;
    struct stat info;
    bool exists = stat(output->path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode))
        return fit_fail(error, FIT_ERR_IO, "%s", strerror(EISDIR));
    if (exists && access(output->path, W_OK) != 0)
        return fail_errno(error);
    if (!exists || S_ISREG(info.st_mode))
        return open_new(output, error);
    output->file = fopen(output->path, "we");
    return output->file ? FIT_OK : fail_errno(error);
}

const char *fit_output_name(const fit_output *output)
{
    return output->file == stdout ? "standard output" : output->path;
}

fit_status fit_output_write(fit_output *output, const void *bytes, size_t len_bytes, fit_error *error)
{
    return fwrite(bytes, 1, len_bytes, output->file) == len_bytes ? FIT_OK : fail_errno(error);
}

fit_status fit_output_flush(fit_output *output, fit_error *error)
{
    if (!output->file || (fflush(output->file) == 0 && !ferror(output->file)))
        return FIT_OK;
    return fail_errno(error);
}

/* A file without a name cannot take one that is in use: give it a hidden one first, then rename, which can. */
static bool name_it(fit_output *output)
{
    char dir[PATH_MAX], link[64], end[32];
    const char *name;
    split_target(output, dir, &name);
    snprintf(end, sizeof end, "%ld", (long)getpid());
    snprintf(link, sizeof link, "/proc/self/fd/%d", fileno(output->file));
    if (!hidden_name(output, dir, name, end)) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (linkat(AT_FDCWD, link, AT_FDCWD, output->hidden, AT_SYMLINK_FOLLOW) == 0)
        return true;
    output->hidden[0] = '\0';
    return false;
}

fit_status fit_output_commit(fit_output *output, fit_error *error)
{
    fit_status status = fit_output_flush(output, error);
    if (status == FIT_OK && output->nameless && !name_it(output))
        status = fail_errno(error);
    if (status == FIT_OK && output->file && output->file != stdout) {
        int closed = fclose(output->file);
        output->file = NULL;
        if (closed != 0 || (output->hidden[0] && rename(output->hidden, output->path) != 0))
            status = fail_errno(error);
        else
            output->hidden[0] = '\0';
    }
    fit_output_discard(output);
    return status;
}

void fit_output_discard(fit_output *output)
{
    if (output->file && output->file != stdout)
        (void)fclose(output->file);
    if (output->hidden[0])
        (void)unlink(output->hidden);
    free_slot(output);
    *output = (fit_output){0};
}

bool fit_output_is_file(const fit_output *output, const char *path)
{
    struct stat target, other;
    return output->path[0] && stat(output->path, &target) == 0 && stat(path, &other) == 0 && S_ISREG(target.st_mode) &&
           target.st_dev == other.st_dev && target.st_ino == other.st_ino;
}

bool fit_output_is_same(const fit_output *a, const fit_output *b)
{
    bool by_name = (a->nameless || a->hidden[0]) && (b->nameless || b->hidden[0]); /* not so a device or pipe */
    if (!by_name)
        return false;
    char dirs[2][PATH_MAX];
    const char *names[2];
    split_target(a, dirs[0], &names[0]);
    split_target(b, dirs[1], &names[1]);
    struct stat one, other;
    return strcmp(names[0], names[1]) == 0 && stat(dirs[0], &one) == 0 && stat(dirs[1], &other) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}
