/* The options that analyze and pose share. */
#ifndef FIT_CLI_VIDEO_OPTIONS_H
#define FIT_CLI_VIDEO_OPTIONS_H

#include <stdbool.h>

#include "cli/common/report.h"

typedef struct fit_video_options {
    const char *exercise, *json, *overlay, *poses; /* NULL: not given */
    const char *model;
    unsigned threads;
    int first_file; /* index into argv; the files follow to its end */
} fit_video_options;

enum { FIT_MAX_THREADS = 64 };

/* Parses argv (argv[0]: the command's name). accepts: letters of the options beyond --json, --overlay, --model and
 * --threads: 'e' --exercise, 'p' --poses. True to go on; else *result is the exit code. */
bool fit_video_options_parse(int argc, char **argv, const char *accepts, const char *help, fit_video_options *options,
                             fit_exit *result);

#endif
