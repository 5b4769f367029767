#include "cli/common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
            return fit_fail(error, status, "larger than %zu bytes", out->max);
        if (status != FIT_OK)
            return fit_fail(error, status, "out of memory");
    }
}

fit_status fit_file_read(const char *path, size_t max, fit_buffer *out, fit_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "%s", strerror(errno));
    fit_buffer_init(out, max);
    fit_status status = read_all(fd, out, error);
    close(fd);
    if (status != FIT_OK)
        fit_buffer_deinit(out);
    return status;
}
