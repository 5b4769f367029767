/* Checked arithmetic on sizes: each returns false, leaving *out alone, when the true result does not fit. */
#ifndef FIT_BASE_CHECKED_H
#define FIT_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>

static inline bool fit_add_size(size_t a, size_t b, size_t *out)
{
    size_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *out = sum;
    return true;
}

static inline bool fit_mul_size(size_t a, size_t b, size_t *out)
{
    size_t product;
    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *out = product;
    return true;
}

/* align: a power of two. */
static inline bool fit_align_size(size_t a, size_t align, size_t *out)
{
    size_t sum;
    if (__builtin_add_overflow(a, align - 1, &sum))
        return false;
    *out = sum & ~(align - 1);
    return true;
}

/* True when [offset, offset + len) lies within [0, total). */
static inline bool fit_range_inside(size_t offset, size_t len, size_t total)
{
    return offset <= total && len <= total - offset;
}

#endif
