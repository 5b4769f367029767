/* The open connections, each with a thread of its own: who holds one, since when, doing what. Whoever is slow to ask or
 * to read loses it, sooner while there are few left.
 *
 * Invariants: a slot's socket is open as long as the slot is taken. All functions are thread-safe. */
#ifndef FIT_SERVER_CONNECTIONS_H
#define FIT_SERVER_CONNECTIONS_H

#include <microhttpd.h>
#include <stdint.h>

#include "server/address.h"

typedef struct fit_connections fit_connections;

/* trusted: borrowed. Starts the thread that ends slow ones. FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_connections_open(fit_connections **out, unsigned max, unsigned max_of_one_address,
                                              const fit_networks *trusted, fit_error *error);
/* The HTTP daemon has been stopped. NULL is allowed. */
void fit_connections_close(fit_connections *connections);

/* For MHD_OPTION_NOTIFY_CONNECTION, with the connections as its closure. */
void fit_connections_notify(void *connections, struct MHD_Connection *connection, void **context,
                            enum MHD_ConnectionNotificationCode what);
/* A request has begun; it has arrived as a whole; it has been answered. On the connection's thread. */
void fit_connections_receiving(struct MHD_Connection *connection);
void fit_connections_answering(struct MHD_Connection *connection);
void fit_connections_idle(struct MHD_Connection *connection);

/* The one whose request the calling thread received last. */
struct MHD_Connection *fit_connections_current(void);

unsigned fit_connections_count(const fit_connections *connections);

/* Ends the idle ones and waits until the others are answered, at most max_ms. No new ones may come. */
void fit_connections_drain(fit_connections *connections, int64_t max_ms);
/* Whether that has begun: each answer is then its connection's last. */
bool fit_connections_draining(const fit_connections *connections);

#endif
