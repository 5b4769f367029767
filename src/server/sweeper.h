/* The thread that removes what nobody can use any more: codes, sessions, rate limits, challenges, old lines of the
 * audit log; and faces that were not used for long. Several servers on one database may each have one. */
#ifndef FIT_SERVER_SWEEPER_H
#define FIT_SERVER_SWEEPER_H

#include "server/app.h"

typedef struct fit_sweeper fit_sweeper;

/* app: its config and store are ready and outlive the sweeper. FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_sweeper_start(fit_sweeper **out, fit_app *app, fit_error *error);
void fit_sweeper_stop(fit_sweeper *sweeper); /* NULL is allowed */

#endif
