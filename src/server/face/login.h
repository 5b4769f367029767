/* A login by face on its way, as the routes of /face/challenges share it. */
#ifndef FIT_SERVER_FACE_LOGIN_H
#define FIT_SERVER_FACE_LOGIN_H

#include "server/face/attempt.h"
#include "server/face/ticket.h"
#include "store/faces.h"

enum { FIT_FACE_WORDS_CAP = 64 };

typedef struct fit_face_login_state {
    fit_ticket ticket;
    fit_attempt attempt;
} fit_face_login_state;

/* The names of a challenge's movements, separated by spaces. */
void fit_face_login_words(const fit_challenge *challenge, char words[FIT_FACE_WORDS_CAP]);
/* The login that the route's key opens, as it stands. FIT_ERR_NOT_FOUND: see fit_ticket_find. */
FIT_NODISCARD fit_status fit_face_login_find(fit_exchange *exchange, fit_db *db, fit_face_login_state *login);
bool fit_face_login_is_by_email(const fit_face_login_state *login);
/* Whom an accepted one is of. FIT_ERR_NOT_FOUND: who may not log in so, as things are now: gone, disabled, without a
 * face, or only by e-mail. */
FIT_NODISCARD fit_status fit_face_login_member(fit_exchange *exchange, fit_db *db, const fit_face_login_state *login,
                                               fit_member *member, fit_member_face *face);

#endif
