/* Writes JSON into a fit_buffer, commas and escapes included.
 *
 * The first error (a full buffer) sticks in status and later calls do nothing, so a caller checks once, at the end.
 * Nesting and key order are the caller's business. Strings are escaped; a byte that is not UTF-8 (a file name may hold
 * any) becomes U+FFFD, so that the document is always valid. */
#ifndef FIT_BASE_JSON_WRITER_H
#define FIT_BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

typedef struct fit_json_writer {
    fit_buffer *buffer; /* borrowed */
    fit_status status;
    bool need_comma;
} fit_json_writer;

/* Starts one document at the end of buffer, which must outlive the writer. */
void fit_json_begin(fit_json_writer *json, fit_buffer *buffer);

void fit_json_object_open(fit_json_writer *json);
void fit_json_object_close(fit_json_writer *json);
void fit_json_array_open(fit_json_writer *json);
void fit_json_array_close(fit_json_writer *json);
/* Inside an object, before each value. key: a name of the program's own, written as it is: no quote, backslash, control
 * character or byte beyond ASCII. Inline, since it is nearly always a constant, whose length the compiler then knows.
 */
__attribute__((always_inline)) static inline void fit_json_key(fit_json_writer *json, const char *key)
{
    const size_t len = strlen(key);
    if (json->status == FIT_OK)
        json->status = fit_buffer_reserve(json->buffer, len + sizeof ",\"\":");
    if (json->status != FIT_OK)
        return;
    char *const start = json->buffer->data + json->buffer->len, *at = start;
    *at = ',';
    at += json->need_comma;
    *at++ = '"';
    memcpy(at, key, len + 1);
    memcpy(at + len, "\":", sizeof "\":");
    json->buffer->len += (size_t)(at - start) + len + 2;
    json->need_comma = false;
}

void fit_json_string(fit_json_writer *json, const char *text);
void fit_json_int(fit_json_writer *json, int64_t value);
/* Nine significant digits, enough to give the same float back (C17 5.2.4.2.2, FLT_DECIMAL_DIG). Not finite: null. */
void fit_json_float(fit_json_writer *json, float value);
/* decimals: 0..9 digits after the point. Not finite: null. */
void fit_json_fixed(fit_json_writer *json, double value, int decimals);
void fit_json_bool(fit_json_writer *json, bool value);
void fit_json_null(fit_json_writer *json);
/* A value that is JSON already. */
void fit_json_raw(fit_json_writer *json, const char *text);

#endif
