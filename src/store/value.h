/* One value on its way into or out of the database. */
#ifndef FIT_STORE_VALUE_H
#define FIT_STORE_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "aifit/status.h"

typedef enum fit_value_kind { FIT_VALUE_INT, FIT_VALUE_REAL, FIT_VALUE_TEXT, FIT_VALUE_BYTES } fit_value_kind;

typedef struct fit_value {
    fit_value_kind kind; /* of a NULL, too: PostgreSQL asks for it */
    bool null;
    int64_t integer;
    double real;
    const char *bytes; /* borrowed; text that was read ends with a 0, which len does not count */
    size_t len;
} fit_value;

static inline fit_value fit_int(int64_t value)
{
    return (fit_value){.kind = FIT_VALUE_INT, .integer = value};
}

static inline fit_value fit_int_or_null(bool null, int64_t value)
{
    return (fit_value){.kind = FIT_VALUE_INT, .null = null, .integer = value};
}

/* Finite. The sum turns -0 into 0: SQLite does not tell them apart, PostgreSQL does, a backup compares. */
static inline fit_value fit_real(double value)
{
    return (fit_value){.kind = FIT_VALUE_REAL, .real = value + 0.0};
}

static inline fit_value fit_text(const char *text)
{
    return (fit_value){.kind = FIT_VALUE_TEXT, .bytes = text, .len = strlen(text)};
}

static inline fit_value fit_bytes(const void *bytes, size_t len)
{
    return (fit_value){.kind = FIT_VALUE_BYTES, .bytes = bytes, .len = len};
}

/* The last two arguments of fit_db_query and fit_db_run: FIT_PARAMS(fit_int(1), fit_text("a")). */
#define FIT_PARAMS(...) (const fit_value[]){__VA_ARGS__}, (sizeof((const fit_value[]){__VA_ARGS__}) / sizeof(fit_value))

#endif
