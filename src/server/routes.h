/* Every route of the program on one page: routes.c. */
#ifndef FIT_SERVER_ROUTES_H
#define FIT_SERVER_ROUTES_H

#include "server/exchange.h"

typedef fit_problem (*fit_handler)(fit_exchange *exchange);

typedef enum fit_access_rule { FIT_PUBLIC, FIT_MEMBER, FIT_ADMINISTRATOR } fit_access_rule;
typedef enum fit_body_kind { FIT_BODY_NONE, FIT_BODY_JSON, FIT_BODY_PHOTO } fit_body_kind;

/* Whatever is not GET carries X-CSRF-Token. */
typedef struct fit_route {
    const char *method;
    const char *pattern; /* "/api/v1/workouts/:key" */
    fit_handler handler;
    fit_access_rule access;
    fit_body_kind body;
    size_t max_body_bytes;
} fit_route;

extern const fit_route fit_routes[];
extern const size_t fit_route_count;

#endif
