/* Everything that an API answer other than success can say (RFC 9457): a stable code for the page to translate, an
 * HTTP status, an English title. One table, in problem.c. */
#ifndef FIT_SERVER_PROBLEM_H
#define FIT_SERVER_PROBLEM_H

#include "aifit/status.h"

typedef enum fit_problem {
    FIT_OK_ANSWER = 0,      /* no problem */
    FIT_BAD_REQUEST,        /* 400 bad_request: malformed JSON, a wrong type; names the field */
    FIT_INVALID_FIELD,      /* 422 invalid_field: well-formed but not allowed; names the field and a reason */
    FIT_NOT_LOGGED_IN,      /* 401 not_logged_in */
    FIT_WRONG_LOGIN,        /* 401 wrong_login: e-mail or password, it does not say which */
    FIT_FACE_UNKNOWN,       /* 401 face_unknown: not taken for a living member */
    FIT_PASSWORD_NEEDED,    /* 403 password_needed: to do this, or beside the face */
    FIT_FACE_UNLIT,         /* 403 face_unlit: the password is needed since the face did not answer to the screen */
    FIT_WRONG_PASSWORD,     /* 403 wrong_password: of whoever is logged in */
    FIT_CSRF,               /* 403 csrf */
    FIT_FORBIDDEN,          /* 403 forbidden */
    FIT_NOT_FOUND,          /* 404 not_found: also what belongs to somebody else */
    FIT_METHOD_NOT_ALLOWED, /* 405 method_not_allowed, with Allow */
    FIT_EMAIL_TAKEN,        /* 409 email_taken */
    FIT_CONFLICT,           /* 409 conflict */
    FIT_TOO_LARGE,          /* 413 too_large */
    FIT_UNSUPPORTED_MEDIA,  /* 415 unsupported_media_type */
    FIT_BAD_PHOTO,          /* 422 bad_photo */
    FIT_WRONG_CODE,         /* 422 wrong_code: wrong, used, expired, or never sent */
    FIT_BAD_INVITATION,     /* 422 bad_invitation */
    FIT_SIGN_UP_IS_CLOSED,  /* 403 sign_up_closed */
    FIT_LAST_ADMINISTRATOR, /* 409 last_administrator: somebody must be left */
    FIT_TOO_MANY_REQUESTS,  /* 429 too_many_requests, with Retry-After */
    FIT_NO_MAIL,            /* 503 no_mail: no mail server is configured */
    FIT_NO_FACE_LOGIN,      /* 503 no_face_login: it is switched off, or its weights are not there */
    FIT_OVERLOADED,         /* 503 overloaded, with Retry-After */
    FIT_STORE_UNAVAILABLE,  /* 503 store_unavailable, with Retry-After */
    FIT_DISK_FULL,          /* 507 disk_full */
    FIT_INTERNAL,           /* 500 internal */
    FIT_PROBLEM_COUNT,
} fit_problem;

typedef struct fit_problem_kind {
    unsigned http_status;
    const char *code;
    const char *title;
} fit_problem_kind;

/* Of FIT_OK_ANSWER: 200, "", "". */
const fit_problem_kind *fit_problem_kind_of(fit_problem problem);

/* What a failed store call means to whoever asked: FIT_ERR_NOT_FOUND -> FIT_NOT_FOUND, FIT_ERR_CONFLICT ->
 * FIT_CONFLICT, FIT_ERR_BUSY and FIT_ERR_IO -> FIT_STORE_UNAVAILABLE, FIT_ERR_LIMIT -> FIT_DISK_FULL, else
 * FIT_INTERNAL. FIT_OK -> FIT_OK_ANSWER. */
fit_problem fit_problem_of(fit_status status);

#endif
