#include "cli/common/database.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool fit_cli_open_store(const fit_settings *settings, bool make, fit_store **store, fit_exit *result)
{
    static const char sqlite[] = "sqlite:";
    const char *database = settings->config.database;
    fit_error error;
    fit_status status = FIT_OK;
    if (make)
        status = fit_settings_make_state_dir(settings, &error);
    else if (strncmp(database, sqlite, sizeof sqlite - 1) == 0 &&
             access(database + sizeof sqlite - 1, R_OK | W_OK) != 0)
        status = fit_fail(&error, FIT_ERR_IO, "the database '%s': %s", database + sizeof sqlite - 1, strerror(errno));
    if (status == FIT_OK)
        status = fit_store_open(store, database, 1, &error);
    if (status != FIT_OK)
        *result = fit_cli_fail("%s", error.text);
    return status == FIT_OK;
}
