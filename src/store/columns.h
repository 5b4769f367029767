/* Columns of a row into fields of a struct. */
#ifndef FIT_STORE_COLUMNS_H
#define FIT_STORE_COLUMNS_H

#include "store/store.h"

/* Text is cut at cap: what was stored had been checked against it. */
static inline void fit_column_text(const fit_rows *rows, int column, char *text, size_t cap)
{
    fit_value value = fit_rows_bytes(rows, column);
    size_t len = value.len < cap ? value.len : cap - 1;
    if (len > 0)
        memcpy(text, value.bytes, len);
    text[len] = 0;
}

/* The other way: UTF-8 cut to less than cap bytes, no character split; a client's words may be thirty thousand bytes.
 */
static inline fit_value fit_text_within(const char *text, size_t cap)
{
    fit_value value = fit_text(text);
    if (value.len >= cap)
        for (value.len = cap - 1; ((unsigned char)text[value.len] & 0xC0) == 0x80;)
            value.len--;
    return value;
}

/* Ends a query that gives one row at most and was stepped once: FIT_ERR_NOT_FOUND when it gave none. */
FIT_NODISCARD static inline fit_status fit_rows_end_one(fit_rows *rows, bool found)
{
    fit_status status = fit_rows_end(rows);
    return status == FIT_OK && !found ? FIT_ERR_NOT_FOUND : status;
}

#endif
