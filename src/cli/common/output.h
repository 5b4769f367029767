/* Output files that appear whole or not at all.
 *
 * What is written goes to a file without a name (Linux O_TMPFILE), which gets its name when it is complete; where the
 * file system has none of these, to a hidden file beside the target, which is removed on failure and when a signal ends
 * the process. An existing file is replaced only by a complete one. "-" is standard output; a device or pipe is written
 * directly. Not thread-safe. */
#ifndef FIT_CLI_OUTPUT_H
#define FIT_CLI_OUTPUT_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "aifit/status.h"

/* All zero: not in use, which every function here but open takes for "nothing to do". */
typedef struct fit_output {
    FILE *file;            /* to write to; borrowed from here */
    char path[PATH_MAX];   /* the target */
    char hidden[PATH_MAX]; /* name of the file meanwhile; "" when it has none */
    bool nameless;
    int slot; /* in the signal handler's list, from 1; 0: none */
} fit_output;

/* FIT_ERR_IO, FIT_ERR_LIMIT (path too long). A file that may not be written is refused here, before the work. */
FIT_NODISCARD fit_status fit_output_open(fit_output *output, const char *path, fit_error *error);

/* What messages call it: path, or "standard output". */
const char *fit_output_name(const fit_output *output);

/* Appends len_bytes bytes. FIT_ERR_IO. */
FIT_NODISCARD fit_status fit_output_write(fit_output *output, const void *bytes, size_t len_bytes, fit_error *error);

/* Pushes everything written so far to the system: a full disk shows here. FIT_ERR_IO. */
FIT_NODISCARD fit_status fit_output_flush(fit_output *output, fit_error *error);

/* Flushes, and puts the file in its place. FIT_ERR_IO: it was discarded. */
FIT_NODISCARD fit_status fit_output_commit(fit_output *output, fit_error *error);

/* Throws away what was not committed. Safe after commit, and twice. */
void fit_output_discard(fit_output *output);

/* True when path (existing) and the target are one file: writing would destroy the input. */
bool fit_output_is_file(const fit_output *output, const char *path);

/* True when committing both would leave one file only, whether it is there already or not. */
bool fit_output_is_same(const fit_output *a, const fit_output *b);

#endif
