/* The configuration of everything that runs on the database: the command line, before the environment (AIFIT_NAME, or
 * AIFIT_NAME_FILE for what is secret), before a file of `name = value` lines, before the defaults. One table. */
#ifndef FIT_CLI_CONFIG_H
#define FIT_CLI_CONFIG_H

#include <limits.h>
#include <stdio.h>

#include "cli/common/options.h"
#include "server/config.h"

enum { FIT_SETTINGS = 35, FIT_ORIGIN_CAP = 300 };

/* A command's own options may stand in a struct that begins with this one. */
typedef struct fit_settings {
    fit_config config;
    /* As given; config has them as enumerations. */
    const char *sign_up, *smtp_security, *face_login, *face_far, *face_password, *face_light;
    const char *file;                             /* of the configuration; NULL: FIT_CONFIG_FILE, if it is there */
    char origins[FIT_SETTINGS][FIT_ORIGIN_CAP];   /* where each value came from, in the order of fit_settings_options */
    char data_dir[PATH_MAX], state_dir[PATH_MAX]; /* what defaults are made of */
    char database[PATH_MAX + 16], key_file[PATH_MAX + 8], face_model[PATH_MAX + 32];
    char *texts[FIT_SETTINGS + 1]; /* owned: the file, values of *_FILE */
} fit_settings;

#define FIT_CONFIG_FILE "/etc/aifit/aifit.conf"

/* All of them, for `aifit serve` and `aifit config`; other commands list what they take (FIT_OPTION_INTO(fit_settings,
 * config.database)), and read the rest of the configuration all the same. Ends with one without a name. */
extern const fit_option fit_settings_options[FIT_SETTINGS + 1];

/* Parses the command line into settings (at its beginning a fit_settings), then fills in what it does not give. True
 * to go on; else *result is the exit code, after one line that says what is wrong and where. first_operand: as
 * fit_command_parse. The caller deinits, on false too. */
bool fit_settings_read(fit_settings *settings, const fit_command *command, int argc, char **argv, int *first_operand,
                       fit_exit *result);
void fit_settings_deinit(fit_settings *settings);

/* Makes the state folder (0700) when it is not there. FIT_ERR_IO. */
FIT_NODISCARD fit_status fit_settings_make_state_dir(const fit_settings *settings, fit_error *error);

/* The configuration as a file would say it, with a comment a line about where it came from; *** for what is secret. */
void fit_settings_print(const fit_settings *settings, FILE *file);

/* database without its password. */
void fit_settings_hide_password(const char *database, char *shown, size_t cap);

#endif
