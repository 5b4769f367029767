#include "base/buffer.h"

#include <stdlib.h>

/* A short answer is one allocation. */
enum { MIN_CAP = 255 };

void fit_buffer_init(fit_buffer *buffer, size_t max)
{
    *buffer = (fit_buffer){.max = max};
}

void fit_buffer_deinit(fit_buffer *buffer)
{
    free(buffer->data);
    *buffer = (fit_buffer){0};
}

fit_status fit_buffer_grow(fit_buffer *buffer, size_t len)
{
    if (len > buffer->max - buffer->len)
        return FIT_ERR_LIMIT;
    size_t needed = buffer->len + len, cap = buffer->cap > buffer->max / 2 ? buffer->max : buffer->cap * 2;
    if (cap < MIN_CAP)
        cap = MIN_CAP < buffer->max ? MIN_CAP : buffer->max;
    if (cap < needed)
        cap = needed;
    char *data = realloc(buffer->data, cap + 1);
    if (!data)
        return FIT_ERR_MEMORY;
    data[buffer->len] = '\0';
    buffer->data = data;
    buffer->cap = cap;
    return FIT_OK;
}

void fit_buffer_clear(fit_buffer *buffer)
{
    buffer->len = 0;
    if (buffer->data)
        buffer->data[0] = '\0';
}
