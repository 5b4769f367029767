#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

void fit_buffer_init(fit_buffer *buffer, size_t max)
{
    *buffer = (fit_buffer){.max = max};
}

void fit_buffer_deinit(fit_buffer *buffer)
{
    free(buffer->data);
    *buffer = (fit_buffer){0};
}

fit_status fit_buffer_append(fit_buffer *buffer, const void *bytes, size_t len)
{
    if (len > buffer->max - buffer->len)
        return FIT_ERR_LIMIT;
    size_t needed = buffer->len + len;
    if (!buffer->data || needed > buffer->cap) {
        size_t cap = buffer->cap > buffer->max / 2 ? buffer->max : buffer->cap * 2;
        if (cap < needed)
            cap = needed;
        char *data = realloc(buffer->data, cap + 1);
        if (!data)
            return FIT_ERR_MEMORY;
        buffer->data = data;
        buffer->cap = cap;
    }
    if (len > 0)
        memcpy(buffer->data + buffer->len, bytes, len);
    buffer->len = needed;
    buffer->data[needed] = '\0';
    return FIT_OK;
}

void fit_buffer_clear(fit_buffer *buffer)
{
    buffer->len = 0;
    if (buffer->data)
        buffer->data[0] = '\0';
}
