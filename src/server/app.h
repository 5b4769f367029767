/* What all requests share, made at start, immutable but for what guards itself. */
#ifndef FIT_SERVER_APP_H
#define FIT_SERVER_APP_H

#include "server/assets.h"
#include "server/config.h"
#include "server/gate.h"
#include "server/secrets.h"
#include "store/store.h"

typedef struct fit_metrics fit_metrics;
typedef struct fit_exercises fit_exercises; /* the names of the installed exercises and their faults */

typedef struct fit_app {
    const fit_config *config;
    fit_store *store;
    fit_secrets *secrets;
    fit_gate hashing; /* before every Argon2id */
    fit_metrics *metrics;
    fit_assets assets;
    int64_t started_ms;
} fit_app;

/* UTC now. */
int64_t fit_app_now_ms(void);

#endif
