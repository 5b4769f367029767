/* /me: the member's own profile, photo, password, address, export, and end. */
#ifndef FIT_SERVER_ROUTES_ME_H
#define FIT_SERVER_ROUTES_ME_H

#include "server/exchange.h"

fit_problem fit_me_get(fit_exchange *exchange);
fit_problem fit_me_patch(fit_exchange *exchange);
fit_problem fit_me_get_photo(fit_exchange *exchange);
fit_problem fit_me_put_photo(fit_exchange *exchange);
fit_problem fit_me_delete_photo(fit_exchange *exchange);
fit_problem fit_me_put_password(fit_exchange *exchange);
fit_problem fit_me_ask_email(fit_exchange *exchange);
fit_problem fit_me_put_email(fit_exchange *exchange);
fit_problem fit_me_export(fit_exchange *exchange);
fit_problem fit_me_delete(fit_exchange *exchange);

#endif
