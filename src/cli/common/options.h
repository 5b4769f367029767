/* What a command takes, as one table: the command line is parsed by it and --help is printed from it.
 *
 * Parsing sets only what is given, in a struct that holds the defaults. So whatever else may set an option, such as an
 * environment variable or a line of a configuration file, goes over the same table with fit_option_set before the
 * command line does, and puts its own name for the option before the error's text. */
#ifndef FIT_CLI_OPTIONS_H
#define FIT_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/common/report.h"

typedef enum fit_option_kind { FIT_OPTION_FLAG, FIT_OPTION_TEXT, FIT_OPTION_NUMBER } fit_option_kind;

typedef struct fit_option {
    const char *name;     /* without the dashes: "listen" */
    const char *argument; /* as --help calls it; NULL for a flag */
    const char *help;     /* a '\n' begins another line */
    fit_option_kind kind;
    size_t offset;     /* of its member, see FIT_OPTION_INTO */
    unsigned min, max; /* of a number */
    bool one_of;       /* of a text: only the words of argument, parted by '|', are taken */
    bool required;     /* of a text: it must not stay NULL */
} fit_option;

/* The member that the option sets; its type is the option's kind. A text is borrowed from where it was given. */
#define FIT_OPTION_INTO(type, member)                                                                                  \
    .kind = _Generic(((type *)NULL)->member,                                                                           \
        bool: FIT_OPTION_FLAG,                                                                                         \
        const char *: FIT_OPTION_TEXT,                                                                                 \
        unsigned: FIT_OPTION_NUMBER),                                                                                  \
    .offset = offsetof(type, member)

typedef struct fit_command {
    const char *name;     /* after "aifit": "analyze" */
    const char *operands; /* as the usage line calls them: "PHOTO..."; NULL: none */
    int min_operands, max_operands;
    const char *about;         /* what --help says below the usage; whole lines */
    const fit_option *options; /* ends with one without a name; NULL: none but --help. At most FIT_COMMAND_OPTIONS */
} fit_command;

enum { FIT_COMMAND_OPTIONS = 48 };

/* Sets option's member of into. text: NULL for a flag and for nothing else.
 * FIT_ERR_ARG: not what the option takes; nothing is set, and the text ("takes a number from 1 to 64") wants the
 * option's name before it. */
FIT_NODISCARD fit_status fit_option_set(const fit_option *option, void *into, const char *text, fit_error *error);

/* Parses argv (argv[0]: the command's name), whose operands are moved to its end and begin at *first_operand. True to
 * go on; else *result is the exit code: --help was printed, or one line about a wrong usage. Not thread-safe (getopt).
 */
bool fit_command_parse(const fit_command *command, int argc, char **argv, void *into, int *first_operand,
                       fit_exit *result);

#endif
