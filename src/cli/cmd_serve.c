#include <stdio.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common/config.h"
#include "cli/common/data_dir.h"
#include "server/server.h"

static const fit_command command = {
    .name = "serve",
    .about = "Serves the application until it is interrupted. SIGHUP reads the certificate and the page's files anew.\n"
             "Each option may also be set as AIFIT_NAME in the environment, or in the file; see 'aifit config'.\n",
    .options = fit_settings_options,
};

static const fit_settings *announced; /* the callback has no closure: a server a process */

/* Not a result: a server whose standard output is closed or full serves all the same. */
static void announce(const fit_server_news *news)
{
    char database[PATH_MAX];
    fit_settings_hide_password(announced->config.database, database, sizeof database);
    (void)dprintf(STDOUT_FILENO, "aifit: serving on %s (Ctrl-C stops it)\n", news->url);
    if (news->invitation)
        (void)dprintf(STDOUT_FILENO,
                      "aifit: nobody is a member yet; this link makes the first administrator, once:\n"
                      "aifit:   %s\n",
                      news->invitation);
    (void)dprintf(STDOUT_FILENO, "aifit: database %s\n", database);
}

fit_exit fit_cli_serve(int argc, char **argv)
{
    static fit_settings settings;
    fit_exit result;
    int end;
    fit_error error;
    if (fit_settings_read(&settings, &command, argc, argv, &end, &result)) {
        announced = &settings;
        fit_status status = FIT_OK;
        if (!settings.config.data_dir)
            status = fit_data_dir_find(settings.data_dir, &error); /* says why there is none */
        if (status == FIT_OK)
            status = fit_settings_make_state_dir(&settings, &error);
        if (status == FIT_OK)
            status = fit_server_run(&settings.config, announce, &error);
        result = status == FIT_OK        ? FIT_EXIT_OK
                 : status == FIT_ERR_ARG ? fit_cli_fail_usage("serve", "%s", error.text)
                                         : fit_cli_fail("%s", error.text);
    }
    fit_settings_deinit(&settings);
    return result;
}
