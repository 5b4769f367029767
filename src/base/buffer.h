/* A growable byte buffer with a hard maximum given at birth.
 *
 * Invariants: len <= cap <= max; data is NULL until the first append; data[len] is 0 once there is data, so the content
 * can be read as a string. After a failed append the buffer is unchanged. Not thread-safe. */
#ifndef FIT_BASE_BUFFER_H
#define FIT_BASE_BUFFER_H

#include <string.h>

#include "aifit/status.h"

typedef struct fit_buffer {
    char *data; /* owned */
    size_t len;
    size_t cap;
    size_t max;
} fit_buffer;

/* max: the most bytes the buffer may ever hold, the closing 0 not counted. */
void fit_buffer_init(fit_buffer *buffer, size_t max);
void fit_buffer_deinit(fit_buffer *buffer);

/* Does what fit_buffer_reserve says where there is no room yet. */
FIT_NODISCARD fit_status fit_buffer_grow(fit_buffer *buffer, size_t len);

/* Makes room for len more bytes. FIT_ERR_LIMIT beyond max, FIT_ERR_MEMORY. Inline, as is what follows: an answer of the
 * server is made of thousands of short pieces. */
FIT_NODISCARD static inline fit_status fit_buffer_reserve(fit_buffer *buffer, size_t len)
{
    return buffer->data && len <= buffer->cap - buffer->len ? FIT_OK : fit_buffer_grow(buffer, len);
}

/* FIT_ERR_LIMIT beyond max, FIT_ERR_MEMORY. */
FIT_NODISCARD static inline fit_status fit_buffer_append(fit_buffer *buffer, const void *bytes, size_t len)
{
    fit_status status = fit_buffer_reserve(buffer, len);
    if (status != FIT_OK)
        return status;
    if (len > 0)
        memcpy(buffer->data + buffer->len, bytes, len);
    buffer->len += len;
    buffer->data[buffer->len] = '\0';
    return FIT_OK;
}

/* Forgets the content and keeps the memory. */
void fit_buffer_clear(fit_buffer *buffer);

#endif
