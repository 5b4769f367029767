/* Whole files as memory. */
#ifndef FIT_CLI_FILE_H
#define FIT_CLI_FILE_H

#include "base/buffer.h"

/* Reads the file at path to its end, at most max bytes. *out: initialised here; deinit by the caller on FIT_OK.
 * FIT_ERR_NOT_FOUND, FIT_ERR_IO, FIT_ERR_LIMIT, FIT_ERR_MEMORY; the text does not repeat the path. */
FIT_NODISCARD fit_status fit_file_read(const char *path, size_t max, fit_buffer *out, fit_error *error);

/* A file seen as memory: nothing is copied. Zero is valid and empty. */
typedef struct fit_mapping {
    const void *data; /* owned; NULL when len is 0 */
    size_t len;
} fit_mapping;

/* Maps the regular file at path, at most max bytes, which must not be cut short meanwhile. *out: unmapped by the caller
 * on FIT_OK. FIT_ERR_NOT_FOUND, FIT_ERR_IO, FIT_ERR_LIMIT; the text does not repeat the path. */
FIT_NODISCARD fit_status fit_file_map(const char *path, size_t max, fit_mapping *out, fit_error *error);
void fit_file_unmap(fit_mapping *mapping);

#endif
