/* /me/face: one's own face, by which one may log in. */
#ifndef FIT_SERVER_ROUTES_ME_FACE_H
#define FIT_SERVER_ROUTES_ME_FACE_H

#include "server/exchange.h"

fit_problem fit_me_get_face(fit_exchange *exchange);
fit_problem fit_me_patch_face(fit_exchange *exchange);
fit_problem fit_me_delete_face(fit_exchange *exchange);
fit_problem fit_me_delete_face_template(fit_exchange *exchange);
fit_problem fit_me_begin_enrolment(fit_exchange *exchange);
fit_problem fit_me_put_enrolment_frame(fit_exchange *exchange);

#endif
