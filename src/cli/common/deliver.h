/* Where a command's result goes: JSON to the output asked for, words to standard output unless that is taken. */
#ifndef FIT_CLI_DELIVER_H
#define FIT_CLI_DELIVER_H

#include "cli/common/output.h"
#include "cli/common/report.h"
#include "cli/common/session.h"

/* Writes session's JSON to json, if it is open, without committing it. Prints one line on failure. */
fit_exit fit_deliver_session_json(const fit_session *session, const fit_session_source *source, fit_output *json);

/* Writes bytes to output; the error names output's path. */
fit_exit fit_deliver_bytes(fit_output *output, const fit_buffer *bytes);

/* Fails with one line when two of outputs (open or not) would become one file. */
fit_exit fit_deliver_distinct(fit_output *const *outputs, size_t count);

/* Flushes all, then commits all: either every file appears, or (but for a rename that fails) none. */
fit_exit fit_deliver_commit(fit_output *const *outputs, size_t count);

/* Opens path (NULL: nothing to do) as an output; prints one line on failure. input: NULL, or a file that must not be
 * overwritten. */
fit_exit fit_deliver_open(fit_output *output, const char *path, const char *input);

#endif
