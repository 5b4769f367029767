/* /members, /password-resets: signing up, and forgotten passwords. */
#ifndef FIT_SERVER_ROUTES_ACCOUNTS_H
#define FIT_SERVER_ROUTES_ACCOUNTS_H

#include "server/exchange.h"

fit_problem fit_accounts_sign_up(fit_exchange *exchange);
fit_problem fit_accounts_ask_reset(fit_exchange *exchange);
fit_problem fit_accounts_confirm_reset(fit_exchange *exchange);

#endif
