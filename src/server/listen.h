/* From "HOST:PORT" to a listening socket. */
#ifndef FIT_SERVER_LISTEN_H
#define FIT_SERVER_LISTEN_H

#include "aifit/status.h"

enum { FIT_LISTEN_ADDRESS_CAP = 300 };

typedef struct fit_listener {
    int fd; /* owned by the caller */
    unsigned port;
    char address[FIT_LISTEN_ADDRESS_CAP]; /* host as given, port as in use */
} fit_listener;

/* See fit_server_run. Where a host has both kinds of address IPv4 is taken. */
FIT_NODISCARD fit_status fit_listen(const char *address, fit_listener *listener, fit_error *error);

#endif
