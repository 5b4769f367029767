#include "cli/common/media_options.h"

#include <string.h>

static fit_exit check(const char *command, const fit_media_options *o)
{
    if (o->json && o->poses && strcmp(o->json, o->poses) == 0)
        return fit_cli_fail_usage(command, "--json and --poses cannot share '%s'", o->json);
    if (o->overlay && strcmp(o->overlay, "-") == 0)
        return fit_cli_fail_usage(command, "--overlay needs a file");
    return FIT_EXIT_OK;
}

bool fit_media_options_parse(const fit_command *command, int argc, char **argv, fit_media_options *options, int *first,
                             fit_exit *result)
{
    *options = (fit_media_options){.model = "full", .threads = 1};
    if (!fit_command_parse(command, argc, argv, options, first, result))
        return false;
    *result = check(command->name, options);
    return *result == FIT_EXIT_OK;
}
