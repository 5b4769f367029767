/* One request and its answer, as a handler sees them. By the time it runs, the door (door.c) has checked size, media
 * type, UTF-8 and JSON, the session, the role, and the CSRF token, as the route asks.
 *
 * A handler is blocking code on a thread of its own. It fills exchange->out with the JSON of a success and returns
 * FIT_OK_ANSWER, or returns a problem; answer.c alone turns either into HTTP. */
#ifndef FIT_SERVER_EXCHANGE_H
#define FIT_SERVER_EXCHANGE_H

#include <jansson.h>

#include "base/buffer.h"
#include "base/json_writer.h"
#include "server/app.h"
#include "server/problem.h"
#include "store/sessions.h"

enum { FIT_PATH_PARAMS = 2, FIT_PATH_PARAM_CAP = 65 };

typedef struct fit_exchange {
    fit_app *app;   /* borrowed */
    int64_t now_ms; /* when the request began */
    char request_id[17];
    char address[FIT_ADDRESS_CAP]; /* the client's, as a trusted proxy tells it */
    char site[FIT_ADDRESS_CAP];    /* fit_ip_site of it: what limits count, since a /64 holds addresses without end */
    bool secure;                   /* came by HTTPS, to us or to a trusted proxy */
    bool direct;                   /* no proxy says that it is in between, trusted or not */
    const char *user_agent;        /* "" if none */
    fit_session session;           /* member_id 0: nobody is logged in */
    char binding[FIT_TOKEN_CAP];   /* the cookie that CSRF tokens are bound to; "" if there is none */
    char params[FIT_PATH_PARAMS][FIT_PATH_PARAM_CAP]; /* what stood at :name in the route's pattern, in order */
    const json_t *body;                               /* of a route that takes JSON: an object, never NULL there */
    const void *bytes;                                /* of a route that takes a photo */
    size_t bytes_len;
    struct MHD_Connection *connection; /* borrowed; for fit_exchange_query and the door */

    /* The answer. */
    unsigned http_status; /* of a success: 200 unless set; 204 when out is empty */
    fit_buffer out;
    fit_json_writer json;      /* writes to out */
    const char *content_type;  /* "application/json" unless set */
    const char *cache_control; /* "no-store" unless set */
    const char *download;      /* a file name: sent as an attachment */
    char set_cookie[256];      /* "": none */
    char etag[40];             /* "": none; quoted; a matching If-None-Match gets 304 */
    char allow[40];            /* of FIT_METHOD_NOT_ALLOWED: "GET, PUT" */

    /* More about a problem. */
    const char *field;     /* of FIT_BAD_REQUEST, FIT_INVALID_FIELD: which; a constant or lives in body */
    const char *reason;    /* of FIT_INVALID_FIELD: a stable word ("too_short", "too_common", ...); a constant */
    int64_t retry_after_s; /* 0: none */
} fit_exchange;

typedef enum fit_cookie { FIT_COOKIE_SESSION, FIT_COOKIE_VISITOR } fit_cookie;

/* "aifit_session", with "__Host-" before it where the request came by HTTPS. */
const char *fit_exchange_cookie_name(const fit_exchange *exchange, fit_cookie cookie);

/* Query parameter, NULL when absent; UTF-8. Borrowed. */
const char *fit_exchange_query(const fit_exchange *exchange, const char *name);

/* Sets field and reason and returns FIT_INVALID_FIELD, so that `return fit_invalid(...)` is one statement. */
fit_problem fit_invalid(fit_exchange *exchange, const char *field, const char *reason);
/* The same for FIT_BAD_REQUEST. */
fit_problem fit_malformed(fit_exchange *exchange, const char *field);
/* Logs error with the request's id (never a value) and returns fit_problem_of(status). */
fit_problem fit_store_problem(fit_exchange *exchange, fit_status status, const fit_error *error);

/* Takes a token of the rate limit (see fit_limits_take) in a transaction of its own. rule: a constant, becomes part of
 * the key; who: an account or site, hashed into it. FIT_TOO_MANY_REQUESTS with retry_after_s set. */
fit_problem fit_exchange_limit(fit_exchange *exchange, const char *rule, const char *who, int burst, int64_t each_ms);
/* Fills that bucket again within db: whoever proved right starts anew. */
FIT_NODISCARD fit_status fit_exchange_unlimit(fit_exchange *exchange, fit_db *db, const char *rule, const char *who);
/* Gives back within db the token that was taken with the same arguments: that try does not count. */
FIT_NODISCARD fit_status fit_exchange_give_back(fit_exchange *exchange, fit_db *db, const char *rule, const char *who,
                                                int burst, int64_t each_ms);
/* Writes one line to the audit log within db. */
FIT_NODISCARD fit_status fit_exchange_audit(fit_exchange *exchange, fit_db *db, const char *kind, int64_t member_id,
                                            const char *detail);

/* Logs member_id in within db: a new token, the cookie; by_password: it was given. Ends the session that the request
 * came with. */
FIT_NODISCARD fit_status fit_exchange_log_in(fit_exchange *exchange, fit_db *db, int64_t member_id, bool by_password);
/* Makes the browser forget the cookie. */
void fit_exchange_forget_cookie(fit_exchange *exchange);
/* The token that this client's next changes have to carry; a visitor without a cookie gets one. After
 * fit_exchange_log_in it is the new session's. */
void fit_exchange_csrf(fit_exchange *exchange, char csrf[FIT_CSRF_CAP]);

/* Whether text is UTF-8 (RFC 3629: no surrogates, nothing longer than needed). */
bool fit_is_utf8(const char *text);

/* The fields of a JSON body, each checked once. They return FIT_OK_ANSWER or a problem that names the field. */
/* A string of min..max Unicode characters, valid UTF-8, no control character; *value borrowed from the body. */
fit_problem fit_field_text(fit_exchange *exchange, const json_t *object, const char *name, size_t min, size_t max,
                           const char **value);
fit_problem fit_field_int(fit_exchange *exchange, const json_t *object, const char *name, int64_t min, int64_t max,
                          int64_t *value);
fit_problem fit_field_number(fit_exchange *exchange, const json_t *object, const char *name, double min, double max,
                             double *value);
fit_problem fit_field_bool(fit_exchange *exchange, const json_t *object, const char *name, bool *value);
/* An e-mail address: ASCII, one @, at most 254 bytes, a domain with labels. */
bool fit_is_email(const char *text);
fit_problem fit_field_email(fit_exchange *exchange, const json_t *object, const char *name, const char **value);
/* "2026-11-22" -> days since 1970-01-01; min..max. */
fit_problem fit_field_date(fit_exchange *exchange, const json_t *object, const char *name, int64_t min, int64_t max,
                           int64_t *day);
/* RFC 3339 with an offset -> UTC milliseconds, the offset, the local day; between 2000 and a day after now. */
fit_problem fit_field_time(fit_exchange *exchange, const json_t *object, const char *name, int64_t *ms,
                           int64_t *offset_min, int64_t *local_day);
/* Reports the first key of object that names does not list (ends with NULL) as malformed. */
fit_problem fit_fields_known(fit_exchange *exchange, const json_t *object, const char *const *names);

#endif
