/* The thread that keeps a gallery what the store's templates are, on each of several servers. A change is followed at
 * once where the database tells of it (fit_store_wait), and within two seconds in any case. */
#ifndef FIT_SERVER_FOLLOWER_H
#define FIT_SERVER_FOLLOWER_H

#include "face/gallery.h"
#include "server/secrets.h"
#include "store/store.h"

typedef struct fit_follower fit_follower;

/* Loads all templates of model into gallery, which is empty, and then follows. Nobody else changes the gallery; it,
 * store and secrets outlive the follower. Templates that this key file does not open are left out, and a warning tells
 * how many: their members have to enrol again. FIT_ERR_MEMORY, and what fit_store_begin gives. */
FIT_NODISCARD fit_status fit_follower_start(fit_follower **out, fit_store *store, const fit_secrets *secrets,
                                            fit_gallery *gallery, int64_t model, fit_error *error);
/* Within a second or two. NULL is allowed. */
void fit_follower_stop(fit_follower *follower);

/* The same without following, for a program that ends before that matters. */
FIT_NODISCARD fit_status fit_follower_load(fit_store *store, const fit_secrets *secrets, fit_gallery *gallery,
                                           int64_t model, fit_error *error);

#endif
