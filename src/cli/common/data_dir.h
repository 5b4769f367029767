/* Where models/, exercises/ and web/ are. */
#ifndef FIT_CLI_DATA_DIR_H
#define FIT_CLI_DATA_DIR_H

#include <limits.h>

#include "aifit/status.h"

/* path: PATH_MAX bytes. Looks at $AIFIT_DATA, else the folder of the running program if it holds models/ (the build
 * tree), else ../share/aifit beside that folder (installed).
 * FIT_ERR_NOT_FOUND: none of them is there; FIT_ERR_LIMIT: a path too long. */
FIT_NODISCARD fit_status fit_data_dir_find(char path[PATH_MAX], fit_error *error);

/* The folder of the running program. */
FIT_NODISCARD fit_status fit_data_dir_program(char path[PATH_MAX], fit_error *error);

/* path: PATH_MAX bytes, becomes dir/name. FIT_ERR_LIMIT: too long. */
FIT_NODISCARD fit_status fit_path_join(char path[PATH_MAX], const char *dir, const char *name, fit_error *error);

#endif
