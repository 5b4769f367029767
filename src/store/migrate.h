/* Brings a database's schema up to date. */
#ifndef FIT_STORE_MIGRATE_H
#define FIT_STORE_MIGRATE_H

#include "store/store.h"

typedef struct fit_migration {
    const char *name; /* of its file, for errors */
    const char *sql;
} fit_migration;

/* In order; made from migrations/ by cmake/migrations.cmake. The version of a database is how many it has. */
extern const fit_migration fit_migrations[];
extern const size_t fit_migration_count;

/* Applies what of list (count long) the database has not, one transaction a migration; several servers may do this at
 * once. dialect: see fit_driver.
 * FIT_ERR_UNSUPPORTED: the database has more migrations than list; FIT_ERR_FORMAT: a word with an @ that dialect has
 * not; and what fit_store_begin gives. */
FIT_NODISCARD fit_status fit_store_migrate(fit_store *store, const char *const *dialect, const fit_migration *list,
                                           size_t count, fit_error *error);

#endif
