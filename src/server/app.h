/* What all requests share, made at start, immutable but for what guards itself. */
#ifndef FIT_SERVER_APP_H
#define FIT_SERVER_APP_H

#include "server/address.h"
#include "server/assets.h"
#include "server/catalogue.h"
#include "server/config.h"
#include "server/gate.h"
#include "server/secrets.h"
#include "store/store.h"

typedef struct fit_connections fit_connections;
typedef struct fit_face_service fit_face_service;
typedef struct fit_metrics fit_metrics;

typedef struct fit_app {
    const fit_config *config;
    fit_store *store;
    fit_secrets *secrets;
    fit_gate hashing; /* before every Argon2id */
    fit_metrics *metrics;
    fit_catalogue *catalogue; /* the installed exercises */
    fit_face_service *face;   /* NULL: nobody can log in by face here */
    fit_assets assets;
    fit_networks trusted; /* proxies */
    fit_connections *connections;
    int64_t started_ms;
} fit_app;

/* UTC now. */
int64_t fit_app_now_ms(void);

#endif
