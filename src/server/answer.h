/* Turns what a handler returned into HTTP: the only place that does. */
#ifndef FIT_SERVER_ANSWER_H
#define FIT_SERVER_ANSWER_H

#include <ulfius.h>

#include "server/exchange.h"

/* Fills response; takes the memory of exchange->out. Returns the HTTP status. */
unsigned fit_answer(fit_exchange *exchange, fit_problem problem, struct _u_response *response);

/* The headers that a page and its files carry. */
void fit_answer_page_headers(struct _u_response *response);

#endif
