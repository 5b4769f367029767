/* /home, /records: what the charts show. */
#ifndef FIT_SERVER_ROUTES_HOME_H
#define FIT_SERVER_ROUTES_HOME_H

#include "server/exchange.h"

fit_problem fit_home_get(fit_exchange *exchange);
fit_problem fit_home_get_records(fit_exchange *exchange);

#endif
