/* What the commands that work on the database share with `aifit serve`: where it is, and opening it. */
#ifndef FIT_CLI_DATABASE_H
#define FIT_CLI_DATABASE_H

#include "cli/common/config.h"
#include "store/store.h"

/* The options that say where the database is, for a command's table. The struct that they set begins with
 * fit_settings. */
#define FIT_DATABASE_OPTIONS                                                                                           \
    {"config", "FILE", "lines of NAME = VALUE; default " FIT_CONFIG_FILE " if it is there",                            \
     FIT_OPTION_INTO(fit_settings, file)},                                                                             \
        {"state-dir", "DIR", "where the database and the keys are", FIT_OPTION_INTO(fit_settings, config.state_dir)},  \
    {                                                                                                                  \
        "database", "URL", "sqlite:PATH or postgresql://...; default aifit.db in --state-dir",                         \
            FIT_OPTION_INTO(fit_settings, config.database)                                                             \
    }

/* make: an SQLite database that is not there yet is made. Prints its own error. *store: the caller closes it. */
bool fit_cli_open_store(const fit_settings *settings, bool make, fit_store **store, fit_exit *result);

#endif
