/* Answers GET and HEAD with files. */
#ifndef FIT_SERVER_STATIC_FILES_H
#define FIT_SERVER_STATIC_FILES_H

#include <ulfius.h>

#include "server/assets.h"

/* Fills response; returns the HTTP status. */
unsigned fit_static_files_answer(const struct _u_request *request, struct _u_response *response, fit_assets *assets);

#endif
