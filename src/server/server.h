/* The HTTP server: for now the live page, as files. */
#ifndef FIT_SERVER_SERVER_H
#define FIT_SERVER_SERVER_H

#include "aifit/status.h"

/* Serves data_dir's web/ on address ("HOST:PORT"; an IPv6 host in brackets; port 0: any free
 * one) until SIGINT or SIGTERM, which the calling thread waits for. on_ready gets the address with the port in use.
 * FIT_ERR_ARG: address is malformed; FIT_ERR_IO: it cannot be listened on (taken, say); FIT_ERR_NOT_FOUND: the page
 * has not been built; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_server_run(const char *address, const char *data_dir,
                                        void (*on_ready)(const char *address), fit_error *error);

#endif
