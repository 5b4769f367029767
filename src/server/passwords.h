/* What a new password must be, and the two dear steps with it, each behind the gate. */
#ifndef FIT_SERVER_PASSWORDS_H
#define FIT_SERVER_PASSWORDS_H

#include "server/exchange.h"

enum { FIT_PASSWORD_MIN = 8, FIT_PASSWORD_MAX = 128, FIT_ANY_PASSWORD_MAX = 1024, FIT_NEW_HASH_CAP = 128 };

/* NULL when password (8 to 128 characters) will do; else a reason of problem documents: "too_common", "like_email",
 * "like_nickname". email and nickname: NULL, not to be looked at. Pure. */
const char *fit_password_refusal(const char *password, const char *email, const char *nickname);
/* Whether it is one of those that are tried first: a word with the usual trimmings, a keyboard's row, a repetition, a
 * date. Pure. */
bool fit_password_is_common(const char *password);

/* The fields password and password_again of body: alike, 8 to 128 characters, and no refusal. */
fit_problem fit_password_new(fit_exchange *exchange, const char *email, const char *nickname, const char **password);
/* Waits before what is dear, which ends with fit_gate_leave(&app->hashing). FIT_OVERLOADED: too many wait already. */
fit_problem fit_dear_enter(fit_exchange *exchange);
/* hash: FIT_NEW_HASH_CAP bytes. FIT_OVERLOADED when the gate is full. */
fit_problem fit_password_hash(fit_exchange *exchange, const char *password, char *hash);
/* As fit_secrets_check_password; FIT_OVERLOADED when the gate is full. */
fit_problem fit_password_check(fit_exchange *exchange, const char *hash, const char *password, bool *right,
                               bool *outdated);

/* The field `name` of body is the password of whoever is logged in, else FIT_WRONG_PASSWORD; a limit of its own.
 * *member: that member. */
fit_problem fit_password_confirm(fit_exchange *exchange, const char *name, fit_member *member);
/* Whether the password was given in this session within the last quarter of an hour; else FIT_PASSWORD_NEEDED. */
fit_problem fit_password_proved(const fit_exchange *exchange);

#endif
