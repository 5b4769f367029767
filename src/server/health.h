/* /healthz, /readyz, /metrics: for whoever watches the server. */
#ifndef FIT_SERVER_HEALTH_H
#define FIT_SERVER_HEALTH_H

#include "server/exchange.h"

/* The process answers. */
fit_problem fit_health_alive(fit_exchange *exchange);
/* The database answers, too. */
fit_problem fit_health_ready(fit_exchange *exchange);
/* Prometheus text; to loopback, or with the bearer token, only: FIT_NOT_FOUND for others. */
fit_problem fit_health_metrics(fit_exchange *exchange);

#endif
