/* The thread that sends the letters that wait in the outbox (store/mails.h). Several servers on one database may each
 * have one: a letter is taken by one of them. */
#ifndef FIT_SERVER_MAILER_H
#define FIT_SERVER_MAILER_H

#include "server/app.h"

typedef struct fit_mailer fit_mailer;

/* app: its config, store, secrets and metrics are ready and outlive the mailer. Without a mail server in config there
 * is nothing to do: *out is then NULL. FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_mailer_start(fit_mailer **out, fit_app *app, fit_error *error);
/* Waits for a letter under way, a second at most. NULL is allowed. */
void fit_mailer_stop(fit_mailer *mailer);

#endif
