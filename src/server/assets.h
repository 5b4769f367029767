/* The files that may be served, as listed at start or by the last reload: a request names one of them or nothing.
 *
 * Invariants: sorted by url; names begin with no dot and lead through no link. Between fit_assets_lock and
 * fit_assets_unlock, which any number of threads may hold at once, the list stays as it is. */
#ifndef FIT_SERVER_ASSETS_H
#define FIT_SERVER_ASSETS_H

#include <pthread.h>
#include <stdbool.h>

#include "aifit/status.h"

typedef struct fit_asset {
    char *url;         /* owned, "/assets/index-1a2b.js" */
    char *path;        /* owned, of the plain file */
    const char *type;  /* borrowed, the Content-Type */
    bool immutable;    /* its name carries a hash of its content */
    bool brotli, gzip; /* path.br, path.gz are there */
} fit_asset;

typedef struct fit_assets {
    fit_asset *list; /* owned */
    size_t count, room;
    pthread_rwlock_t lock;
} fit_assets;

/* Lists web/ of data_dir; its index.html also as "/". The caller deinits, after an error too.
 * FIT_ERR_NOT_FOUND: no web/index.html; FIT_ERR_IO; FIT_ERR_LIMIT; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_assets_load(fit_assets *assets, const char *data_dir, fit_error *error);
void fit_assets_deinit(fit_assets *assets);
/* Lists them anew, when the page was built again; after an error the earlier list stays. Errors as fit_assets_load. */
FIT_NODISCARD fit_status fit_assets_reload(fit_assets *assets, const char *data_dir, fit_error *error);

void fit_assets_lock(fit_assets *assets);
void fit_assets_unlock(fit_assets *assets);
/* NULL when there is none. */
const fit_asset *fit_assets_find(const fit_assets *assets, const char *url);

#endif
