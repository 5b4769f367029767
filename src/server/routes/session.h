/* /session, /sessions: logging in and out. */
#ifndef FIT_SERVER_ROUTES_SESSION_H
#define FIT_SERVER_ROUTES_SESSION_H

#include "server/exchange.h"

fit_problem fit_session_get(fit_exchange *exchange);
fit_problem fit_session_log_in(fit_exchange *exchange);
fit_problem fit_session_prove(fit_exchange *exchange);
fit_problem fit_session_log_out(fit_exchange *exchange);
fit_problem fit_session_list(fit_exchange *exchange);
fit_problem fit_session_log_out_everywhere(fit_exchange *exchange);
fit_problem fit_session_log_out_there(fit_exchange *exchange);

#endif
