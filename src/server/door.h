/* Every request comes in here: checked once against its route's terms, handed to its handler, answered, logged. */
#ifndef FIT_SERVER_DOOR_H
#define FIT_SERVER_DOOR_H

#include <ulfius.h>

#include "server/routes.h"

enum { FIT_ROUTE_FILE = 0, FIT_ROUTE_NONE = 1, FIT_ROUTE_EXTRAS = 2 }; /* in metrics, after fit_routes */

/* An Ulfius callback for every method and path; data: a fit_app. */
int fit_door_answer(const struct _u_request *request, struct _u_response *response, void *data);

/* Which of fit_routes takes method ("GET" for HEAD, too) and path, and what stood at its parameters. FIT_NOT_FOUND;
 * FIT_METHOD_NOT_ALLOWED with the allowed ones in allow. */
fit_problem fit_routes_find(const char *method, const char *path, const fit_route **route,
                            char params[FIT_PATH_PARAMS][FIT_PATH_PARAM_CAP], char allow[40]);

#endif
