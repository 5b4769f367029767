/* What every command does alike: exit codes, messages, numbers on the command line. */
#ifndef FIT_CLI_REPORT_H
#define FIT_CLI_REPORT_H

#include <stdbool.h>

#include "aifit/status.h"

typedef enum fit_exit { FIT_EXIT_OK = 0, FIT_EXIT_FAILURE = 1, FIT_EXIT_USAGE = 2 } fit_exit;

/* Call first: a closed standard stream would lend its number to the first file opened, and messages would go there.
 * Afterwards the number is taken, and writing to or reading from it fails. */
void fit_cli_hold_streams(void);

/* One line on standard error, "aifit: " before it; returns FIT_EXIT_FAILURE. */
fit_exit fit_cli_fail(const char *format, ...) FIT_PRINTF(1, 2);
/* The same about a file: "aifit: NAME: text", with line and column where error has them. */
fit_exit fit_cli_fail_file(const char *name, const fit_error *error);
/* The same, FIT_EXIT_USAGE, naming the command's --help. */
fit_exit fit_cli_fail_usage(const char *command, const char *format, ...) FIT_PRINTF(2, 3);

/* A decimal number within min..max and nothing after it. */
bool fit_cli_parse_number(const char *text, unsigned min, unsigned max, unsigned *out);

/* Call last: closes standard output, and turns FIT_EXIT_OK into a failure, with its line, if what was printed did not
 * all arrive. */
fit_exit fit_cli_close_stdout(fit_exit result);

/* Seconds of a clock that never steps back. */
double fit_cli_now_s(void);

#endif
