/* Answers GET and HEAD with files. */
#ifndef FIT_SERVER_STATIC_FILES_H
#define FIT_SERVER_STATIC_FILES_H

#include <ulfius.h>

/* An Ulfius callback for every path; data: a const fit_assets *. */
int fit_static_files_answer(const struct _u_request *request, struct _u_response *response, void *data);

#endif
