#include "cli/video/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/common/models.h"

static const struct option known[] = {
    {"exercise", required_argument, NULL, 'e'}, {"json", required_argument, NULL, 'j'},
    {"overlay", required_argument, NULL, 'o'},  {"poses", required_argument, NULL, 'p'},
    {"model", required_argument, NULL, 'm'},    {"threads", required_argument, NULL, 't'},
    {"help", no_argument, NULL, 'h'},           {0},
};

static fit_exit check(int argc, const char *command, const fit_video_options *o)
{
    if (!fit_models_known(o->model))
        return fit_cli_fail_usage(command, "unknown model '%s'; there are: lite, full, heavy", o->model);
    if (o->threads == 0)
        return fit_cli_fail_usage(command, "--threads takes a number from 1 to %d", FIT_MAX_THREADS);
    if (o->json && o->poses && strcmp(o->json, o->poses) == 0)
        return fit_cli_fail_usage(command, "--json and --poses cannot share '%s'", o->json);
    if (o->overlay && strcmp(o->overlay, "-") == 0)
        return fit_cli_fail_usage(command, "--overlay needs a file");
    if (o->first_file == argc)
        return fit_cli_fail_usage(command, "no file named");
    return FIT_EXIT_OK;
}

bool fit_video_options_parse(int argc, char **argv, const char *accepts, const char *help, fit_video_options *options,
                             fit_exit *result)
{
    char command[16], caller[32];
    snprintf(command, sizeof command, "%s", argv[0]);
    snprintf(caller, sizeof caller, "aifit %s", command);
    argv[0] = caller; /* what getopt's own messages begin with */
    *options = (fit_video_options){.model = "full", .threads = 1};
    *result = FIT_EXIT_USAGE;
    for (int index = 0, option; (option = getopt_long(argc, argv, "h", known, &index)) != -1;) {
        switch (option) {
        case 'e':
        case 'p':
            if (!strchr(accepts, option)) {
                *result = fit_cli_fail_usage(command, "unrecognized option '--%s'", known[index].name);
                return false;
            }
            *(option == 'e' ? &options->exercise : &options->poses) = optarg;
            break;
        case 'j':
            options->json = optarg;
            break;
        case 'o':
            options->overlay = optarg;
            break;
        case 'm':
            options->model = optarg;
            break;
        case 't':
            if (!fit_cli_parse_number(optarg, 1, FIT_MAX_THREADS, &options->threads))
                options->threads = 0;
            break;
        case 'h':
            fputs(help, stdout);
            *result = FIT_EXIT_OK;
            return false;
        default:
            return false;
        }
    }
    options->first_file = optind;
    *result = check(argc, command, options);
    return *result == FIT_EXIT_OK;
}
