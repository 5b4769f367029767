/* /face/challenges: logging in by face. */
#ifndef FIT_SERVER_ROUTES_FACE_LOGIN_H
#define FIT_SERVER_ROUTES_FACE_LOGIN_H

#include "server/exchange.h"

fit_problem fit_face_login_begin(fit_exchange *exchange);
fit_problem fit_face_login_frame(fit_exchange *exchange);
fit_problem fit_face_login_finish(fit_exchange *exchange);

#endif
