/* The whole database into one file and back. The file is a SQLite database with the program's schema whichever database
 * it came from, so that a backup also moves a household from SQLite to PostgreSQL. It holds no key (see the key file):
 * what is sealed in it stays sealed. */
#ifndef FIT_STORE_BACKUP_H
#define FIT_STORE_BACKUP_H

#include "store/store.h"

/* done of total rows are copied. */
typedef void (*fit_copy_progress)(void *context, const char *table, int64_t done, int64_t total);

/* While servers run: one consistent view. The file (0600) gets its name when it is whole; an older one is replaced.
 * *rows: how many. FIT_ERR_IO, FIT_ERR_LIMIT (disk full), FIT_ERR_BUSY. progress may be NULL. */
FIT_NODISCARD fit_status fit_store_backup(fit_store *store, const char *path, fit_copy_progress progress, void *context,
                                          int64_t *rows, fit_error *error);

/* In one transaction, committed only when every table has as many rows as the file and the same digest over them. A
 * backup of an older program is brought up to date on the way (in a copy). *rows: how many.
 * FIT_ERR_CONFLICT: there are members, and replace is false. FIT_ERR_NOT_FOUND: no such file. FIT_ERR_FORMAT: not a
 * backup, damaged, or what came back differs. */
FIT_NODISCARD fit_status fit_store_restore(fit_store *store, const char *path, bool replace, fit_copy_progress progress,
                                           void *context, int64_t *rows, fit_error *error);

#endif
