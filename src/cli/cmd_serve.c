#include <getopt.h>
#include <stdio.h>

#include "cli/commands.h"
#include "cli/common/data_dir.h"
#include "server/server.h"

static const char help[] = "usage: aifit serve [--listen HOST:PORT]\n"
                           "\n"
                           "Serves the live page until it is interrupted.\n"
                           "\n"
                           "  --listen HOST:PORT  default localhost:8080; 0.0.0.0:8080 for every network,\n"
                           "                      [::1]:8080 for IPv6; port 0 picks a free one\n";

static void announce(const char *address)
{
    printf("aifit: serving on http://%s (Ctrl-C stops it)\n", address);
    fflush(stdout);
}

fit_exit fit_cli_serve(int argc, char **argv)
{
    static const struct option known[] = {
        {"listen", required_argument, NULL, 'l'},
        {"help", no_argument, NULL, 'h'},
        {0},
    };
    const char *address = "localhost:8080";
    argv[0] = "aifit serve";
    for (int option; (option = getopt_long(argc, argv, "h", known, NULL)) != -1;) {
        switch (option) {
        case 'l':
            address = optarg;
            break;
        case 'h':
            fputs(help, stdout);
            return FIT_EXIT_OK;
        default:
            return FIT_EXIT_USAGE;
        }
    }
    if (optind != argc)
        return fit_cli_fail_usage("serve", "unexpected argument '%s'", argv[optind]);
    char data[PATH_MAX];
    fit_error error;
    fit_status status = fit_data_dir_find(data, &error);
    if (status == FIT_OK)
        status = fit_server_run(address, data, announce, &error);
    if (status == FIT_ERR_ARG)
        return fit_cli_fail_usage("serve", "%s", error.text);
    return status == FIT_OK ? FIT_EXIT_OK : fit_cli_fail("%s", error.text);
}
