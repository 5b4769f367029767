#include "server/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static fit_status read_all(FILE *file, fit_buffer *out)
{
    char block[1 << 14];
    for (;;) {
        size_t n = fread(block, 1, sizeof block, file);
        fit_status status = fit_buffer_append(out, block, n);
        if (status != FIT_OK || n < sizeof block)
            return status != FIT_OK ? status : ferror(file) ? FIT_ERR_IO : FIT_OK;
    }
}

fit_status fit_server_read_file(const char *path, fit_buffer *out, fit_error *error)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "%.180s: %s", path, strerror(errno));
    fit_status status = read_all(file, out);
    (void)fclose(file);
    return status == FIT_OK ? FIT_OK : fit_fail(error, status, "%.180s: %s", path, fit_status_name(status));
}
