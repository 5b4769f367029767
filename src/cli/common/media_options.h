/* The options that analyze and pose share. */
#ifndef FIT_CLI_MEDIA_OPTIONS_H
#define FIT_CLI_MEDIA_OPTIONS_H

#include "cli/common/options.h"

typedef struct fit_media_options {
    const char *exercise, *json, *overlay, *poses; /* NULL: not given */
    const char *model;
    unsigned threads;
} fit_media_options;

enum { FIT_MAX_THREADS = 64 };

/* Parses argv as fit_command_parse does, and refuses what does not go together. *options: written here, defaults
 * included. */
bool fit_media_options_parse(const fit_command *command, int argc, char **argv, fit_media_options *options, int *first,
                             fit_exit *result);

#endif
