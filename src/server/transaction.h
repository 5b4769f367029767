/* A handler's work on the database, as one transaction. */
#ifndef FIT_SERVER_TRANSACTION_H
#define FIT_SERVER_TRANSACTION_H

#include "server/exchange.h"

/* context: the caller's. May be called again after a lost race, so it starts from what the context was given. */
typedef fit_status (*fit_work)(fit_exchange *exchange, fit_db *db, void *context);

/* Begins, works, and commits when work returns FIT_OK, undoes otherwise. A write that lost a race against another one
 * (FIT_ERR_BUSY) is tried again, twice. What failed becomes its problem (fit_store_problem). */
fit_problem fit_transact(fit_exchange *exchange, fit_access access, fit_work work, void *context);

/* Arguments of fit_exchange_limit: what one account, and what one address (a household, a gym) may try. */
#define FIT_LIMIT_ACCOUNT 10, INT64_C(60000)
#define FIT_LIMIT_ADDRESS 50, INT64_C(10000)
/* Faces before one address: a queue at the door of a gym; whoever is let in gives the try back. */
#define FIT_LIMIT_FACES 20, INT64_C(30000)
/* Letters to one address: nobody's inbox is filled with codes. */
#define FIT_LIMIT_LETTERS 3, INT64_C(300000)
/* Exports of one member: each may be a hundred megabytes of memory until a slow reader has it. */
#define FIT_LIMIT_EXPORTS 3, INT64_C(300000)

#endif
