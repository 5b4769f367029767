/* The table of the configuration, for config.c. */
#ifndef FIT_CLI_SETTINGS_H
#define FIT_CLI_SETTINGS_H

#include "cli/common/config.h"

/* The default, as text; NULL when there is none, or one that fit_settings_derive makes. */
const char *fit_settings_fallback(const fit_option *option);
/* May be given as AIFIT_NAME_FILE, and is not shown. */
bool fit_settings_is_secret(const fit_option *option);

/* Fills in what follows from other settings or from the machine. data_dir stays NULL
 * when there is none. FIT_ERR_ARG, FIT_ERR_LIMIT. */
FIT_NODISCARD fit_status fit_settings_derive(fit_settings *settings, fit_error *error);
/* FIT_ERR_ARG: two of them contradict each other, or one is malformed. */
FIT_NODISCARD fit_status fit_settings_check(const fit_settings *settings, fit_error *error);

#endif
