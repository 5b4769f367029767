/* Every table as data, for whatever copies the whole database. tests/store holds this against the schema. */
#ifndef FIT_STORE_TABLES_H
#define FIT_STORE_TABLES_H

#include "store/store.h"

enum { FIT_MAX_COLUMNS = 16 };

typedef struct fit_table {
    const char *name;
    const char *columns; /* "id, email" */
    const char *kinds;   /* of each column: i(nteger), r(eal), t(ext), b(ytes) */
    bool has_id;         /* its id is given by the database */
    const char *count, *select, *insert, *clear;
} fit_table;

/* In an order in which each row finds what it refers to. */
extern const fit_table fit_tables[];
extern const size_t fit_table_count;

#endif
