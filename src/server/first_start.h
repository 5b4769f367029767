/* How a database without members gets its first one. */
#ifndef FIT_SERVER_FIRST_START_H
#define FIT_SERVER_FIRST_START_H

#include "server/app.h"

enum { FIT_LINK_CAP = 512 };

/* An invitation for an administrator while there is no member, as a link; "" once there is one. Earlier ones, which
 * somebody may have read in a log, end. FIT_ERR_LIMIT: public_url is too long; the errors of the store. */
FIT_NODISCARD fit_status fit_first_start_invite(fit_app *app, char link[FIT_LINK_CAP], fit_error *error);

#endif
