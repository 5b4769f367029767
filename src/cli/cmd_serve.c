#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common/data_dir.h"
#include "cli/common/options.h"
#include "server/server.h"

typedef struct options {
    const char *listen;
} options;

static const fit_option known[] = {
    {.name = "listen",
     .argument = "HOST:PORT",
     .help = "default localhost:8080; 0.0.0.0:8080 for every network,\n"
             "[::1]:8080 for IPv6; port 0 picks a free one",
     FIT_OPTION_INTO(options, listen)},
    {0},
};
static const fit_command command = {
    .name = "serve",
    .about = "Serves the live page until it is interrupted.\n",
    .options = known,
};

/* Not a result: a server whose standard output is closed or full serves all the same. */
static void announce(const char *address)
{
    (void)dprintf(STDOUT_FILENO, "aifit: serving on http://%s (Ctrl-C stops it)\n", address);
}

fit_exit fit_cli_serve(int argc, char **argv)
{
    options o = {.listen = "localhost:8080"};
    fit_exit result;
    int end;
    if (!fit_command_parse(&command, argc, argv, &o, &end, &result))
        return result;
    char data[PATH_MAX];
    fit_error error;
    fit_status status = fit_data_dir_find(data, &error);
    if (status == FIT_OK)
        status = fit_server_run(o.listen, data, announce, &error);
    if (status == FIT_ERR_ARG)
        return fit_cli_fail_usage("serve", "%s", error.text);
    return status == FIT_OK ? FIT_EXIT_OK : fit_cli_fail("%s", error.text);
}
