#include "cli/common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static fit_status not_open(fit_error *error)
{
    return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "%s", strerror(errno));
}

static fit_status too_large(size_t max, fit_error *error)
{
    return fit_fail(error, FIT_ERR_LIMIT, "larger than %zu bytes", max);
}

static fit_status read_all(int fd, fit_buffer *out, fit_error *error)
{
    char chunk[1 << 16];
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            return FIT_OK;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fit_fail(error, FIT_ERR_IO, "%s", strerror(errno));
        fit_status status = fit_buffer_append(out, chunk, (size_t)n);
        if (status == FIT_ERR_LIMIT)
            return too_large(out->max, error);
        if (status != FIT_OK)
            return fit_fail(error, status, "out of memory");
    }
}

fit_status fit_file_read(const char *path, size_t max, fit_buffer *out, fit_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return not_open(error);
    fit_buffer_init(out, max);
    fit_status status = read_all(fd, out, error);
    close(fd);
    if (status != FIT_OK)
        fit_buffer_deinit(out);
    return status;
}

static fit_status map_all(int fd, size_t max, fit_mapping *out, fit_error *error)
{
    struct stat file;
    if (fstat(fd, &file) != 0)
        return fit_fail(error, FIT_ERR_IO, "%s", strerror(errno));
    if (!S_ISREG(file.st_mode))
        return fit_fail(error, FIT_ERR_IO, "not a regular file");
    if ((uintmax_t)file.st_size > max)
        return too_large(max, error);
    *out = (fit_mapping){.len = (size_t)file.st_size};
    if (out->len == 0)
        return FIT_OK;
    void *data = mmap(NULL, out->len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (data == MAP_FAILED)
        return fit_fail(error, FIT_ERR_IO, "%s", strerror(errno));
    out->data = data;
    return FIT_OK;
}

fit_status fit_file_map(const char *path, size_t max, fit_mapping *out, fit_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is refused, not waited for */
    if (fd < 0)
        return not_open(error);
    fit_status status = map_all(fd, max, out, error);
    close(fd);
    return status;
}

void fit_file_unmap(fit_mapping *mapping)
{
    if (mapping->data)
        (void)munmap((void *)(uintptr_t)mapping->data, mapping->len);
    *mapping = (fit_mapping){0};
}
