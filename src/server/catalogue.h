/* Which exercises are installed. Immutable after load: any thread may read. */
#ifndef FIT_SERVER_CATALOGUE_H
#define FIT_SERVER_CATALOGUE_H

#include <stdbool.h>

#include "aifit/status.h"

typedef struct fit_catalogue fit_catalogue;

/* Reads data_dir's exercises/. FIT_ERR_NOT_FOUND: there are none; FIT_ERR_FORMAT: one is broken; FIT_ERR_IO. */
FIT_NODISCARD fit_status fit_catalogue_load(fit_catalogue **out, const char *data_dir, fit_error *error);
void fit_catalogue_destroy(fit_catalogue *catalogue); /* NULL is allowed */

bool fit_catalogue_has(const fit_catalogue *catalogue, const char *exercise);

#endif
