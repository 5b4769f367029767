/* Files that the server reads whole, at its start. */
#ifndef FIT_SERVER_FILE_H
#define FIT_SERVER_FILE_H

#include "base/buffer.h"

/* Appends the file to out. FIT_ERR_NOT_FOUND: there is none; FIT_ERR_IO; FIT_ERR_LIMIT: out cannot hold it. */
FIT_NODISCARD fit_status fit_server_read_file(const char *path, fit_buffer *out, fit_error *error);

#endif
