/* A challenge as the server keeps it between two requests: the client has a key, the database its hash and the sealed
 * state. What it is for stands in the row, so that none serves for another purpose. */
#ifndef FIT_SERVER_FACE_TICKET_H
#define FIT_SERVER_FACE_TICKET_H

#include "server/exchange.h"
#include "store/challenges.h"

typedef enum fit_ticket_kind {
    FIT_TICKET_LOGIN,     /* of whoever it is */
    FIT_TICKET_EMAIL,     /* of one member, or of an address that nobody has */
    FIT_TICKET_ENROLMENT, /* with the password */
    FIT_TICKET_REFRESH,   /* without it: soon after a login with it */
} fit_ticket_kind;

typedef struct fit_ticket {
    fit_ticket_kind kind;
    fit_stored_challenge row;
} fit_ticket;

/* Writes: a new one. words: what is asked for, names separated by spaces. key: what the client gets. */
FIT_NODISCARD fit_status fit_ticket_issue(fit_exchange *exchange, fit_db *db, fit_ticket_kind kind, int64_t member_id,
                                          int64_t valid_ms, const char *words, char key[FIT_TOKEN_CAP]);
/* The one that the route's first parameter is the key of, and its state, len bytes, all 0 before the first frame.
 * FIT_ERR_NOT_FOUND: none, too late, used up, or sealed by another key file or program. */
FIT_NODISCARD fit_status fit_ticket_find(fit_exchange *exchange, fit_db *db, fit_ticket *ticket, void *state,
                                         size_t len);
/* The words after the kind; borrowed. */
const char *fit_ticket_words(const fit_ticket *ticket);
/* Writes state. FIT_ERR_CONFLICT: somebody else did meanwhile. */
FIT_NODISCARD fit_status fit_ticket_put(fit_exchange *exchange, fit_db *db, const fit_ticket *ticket, const void *state,
                                        size_t len);

/* Which frame the route's second parameter numbers: FIT_NOT_FOUND unless from 1 to most. */
fit_problem fit_ticket_number(const fit_exchange *exchange, int64_t most, int64_t *number);

#endif
