#include "cli/common/options.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { HELP = 'h' };

static bool is_word_of(const char *words, const char *text)
{
    const size_t len = strlen(text);
    for (const char *at = words; at; at = strchr(at, '|')) {
        at += *at == '|';
        if (len > 0 && strcspn(at, "|") == len && strncmp(at, text, len) == 0)
            return true;
    }
    return false;
}

fit_status fit_option_set(const fit_option *option, void *into, const char *text, fit_error *error)
{
    void *member = (char *)into + option->offset;
    assert(!text == (option->kind == FIT_OPTION_FLAG));
    switch (option->kind) {
    case FIT_OPTION_FLAG:
        *(bool *)member = true;
        return FIT_OK;
    case FIT_OPTION_TEXT:
        if (option->one_of && !is_word_of(option->argument, text))
            return fit_fail(error, FIT_ERR_ARG, "takes %s, not '%s'", option->argument, text);
        *(const char **)member = text;
        return FIT_OK;
    case FIT_OPTION_NUMBER:
        if (!fit_cli_parse_number(text, option->min, option->max, member))
            return fit_fail(error, FIT_ERR_ARG, "takes a number from %u to %u", option->min, option->max);
        return FIT_OK;
    }
    return FIT_OK;
}

static const fit_option *first_option(const fit_command *command)
{
    static const fit_option none = {0};
    return command->options ? command->options : &none;
}

/* "--name ARGUMENT"; returns its length. */
static int put_option(FILE *file, const fit_option *option)
{
    const char *argument = option->argument ? option->argument : "";
    if (file)
        fprintf(file, "--%s%s%s", option->name, *argument ? " " : "", argument);
    return (int)(2 + strlen(option->name) + (*argument ? 1 : 0) + strlen(argument));
}

static void print_usage(const fit_command *command)
{
    bool more = false;
    printf("usage: aifit %s", command->name);
    if (command->operands)
        printf(" %s", command->operands);
    for (const fit_option *o = first_option(command); o->name; o++) {
        more = more || !o->required;
        if (!o->required)
            continue;
        putchar(' ');
        (void)put_option(stdout, o);
    }
    printf("%s\n\n%s", more ? " [OPTION...]" : "", command->about);
}

static void print_help(const fit_command *command)
{
    int column = 0;
    print_usage(command);
    for (const fit_option *o = first_option(command); o->name; o++)
        column = put_option(NULL, o) > column ? put_option(NULL, o) : column;
    for (const fit_option *o = first_option(command); o->name; o++) {
        fputs(o == first_option(command) ? "\n  " : "  ", stdout);
        int len = put_option(stdout, o);
        for (const char *line = o->help; line; line = strchr(line, '\n')) {
            line += *line == '\n';
            printf("%*s%.*s\n", column + 2 - len, "", (int)strcspn(line, "\n"), line);
            len = -2; /* a further line begins at the margin */
        }
    }
}

static fit_exit check(const fit_command *command, int argc, char *const *argv, const void *into)
{
    const int n = argc - optind;
    if (n > command->max_operands)
        return fit_cli_fail_usage(command->name, "unexpected argument '%s'", argv[optind + command->max_operands]);
    if (n < command->min_operands)
        return fit_cli_fail_usage(command->name, "%s is missing", command->operands);
    for (const fit_option *o = first_option(command); o->name; o++)
        if (o->required && !*(const char *const *)((const char *)into + o->offset))
            return fit_cli_fail_usage(command->name, "--%s is missing", o->name);
    return FIT_EXIT_OK;
}

/* True to go on. */
static bool take_all(const fit_command *command, int argc, char **argv, void *into, fit_exit *result)
{
    struct option known[FIT_COMMAND_OPTIONS + 2] = {0};
    const fit_option *options = first_option(command);
    size_t n = 0;
    for (; options[n].name; n++) {
        assert(n < FIT_COMMAND_OPTIONS);
        known[n].name = options[n].name;
        known[n].has_arg = options[n].kind == FIT_OPTION_FLAG ? no_argument : required_argument;
    }
    known[n] = (struct option){.name = "help", .has_arg = no_argument, .val = HELP};
    optind = 0; /* glibc: begin anew, so that a command line may be parsed twice */
    for (int index = 0, got; (got = getopt_long(argc, argv, "h", known, &index)) != -1;) {
        fit_error error;
        *result = FIT_EXIT_USAGE;
        if (got == HELP) {
            print_help(command);
            *result = FIT_EXIT_OK;
            return false;
        }
        if (got != 0) /* getopt has said why */
            return false;
        if (fit_option_set(&options[index], into, optarg, &error) != FIT_OK) {
            *result = fit_cli_fail_usage(command->name, "--%s %s", options[index].name, error.text);
            return false;
        }
    }
    return true;
}

bool fit_command_parse(const fit_command *command, int argc, char **argv, void *into, int *first_operand,
                       fit_exit *result)
{
    char caller[64], *self = argv[0];
    snprintf(caller, sizeof caller, "aifit %s", command->name);
    argv[0] = caller; /* what getopt's own messages begin with */
    bool taken = take_all(command, argc, argv, into, result);
    argv[0] = self;
    if (!taken)
        return false;
    *first_operand = optind;
    *result = check(command, argc, argv, into);
    return *result == FIT_EXIT_OK;
}
