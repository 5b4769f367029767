/* The program as a server: the database, the page, the API, the letters, until a signal ends it. */
#ifndef FIT_SERVER_SERVER_H
#define FIT_SERVER_SERVER_H

#include "server/config.h"

typedef struct fit_server_news {
    const char *url;        /* where it listens, "http://localhost:8080" */
    const char *public_url; /* what members type */
    const char *invitation; /* the link that makes the first administrator; NULL once there is a member */
    const char *database;   /* "sqlite" or "postgresql" */
} fit_server_news;

/* Serves until SIGINT or SIGTERM, which the calling thread waits for; then answers what is under way, ten seconds at
 * most. SIGHUP reads the certificate and the list of the page's files anew. on_ready: called once, when requests are
 * answered; news is borrowed. config->database, key_file and data_dir are set; see fit_settings for the defaults.
 * FIT_ERR_ARG: listen or trusted_proxy is malformed; FIT_ERR_NOT_FOUND: the page has not been built; FIT_ERR_IO: the
 * address is taken, the database cannot be opened, ...; FIT_ERR_FORMAT: a key or certificate is none;
 * FIT_ERR_UNSUPPORTED: the database is newer than this program; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_server_run(const fit_config *config, void (*on_ready)(const fit_server_news *news),
                                        fit_error *error);

#endif
