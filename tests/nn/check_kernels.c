/* Guarded buffers, test data and comparison. */
#include "check_kernels.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef __wasm__
#include <sys/mman.h>
#include <unistd.h>
#endif

check_family check_families[CHECK_FAMILIES] = {
    {"conv", check_conv},     {"depthwise", check_depthwise}, {"max_pool", check_max_pool}, {"resize", check_resize},
    {"binary", check_binary}, {"unary", check_unary},         {"dot", check_dot},
};

static unsigned failures;

void failed(const char *format, ...)
{
    enum { DESCRIBED = 10 };
    if (failures++ >= DESCRIBED)
        return;
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

unsigned failures_take(void)
{
    const unsigned taken = failures;
    failures = 0;
    return taken;
}

static void out_of_memory(void)
{
    fputs("check_kernels: out of memory\n", stderr);
    exit(2);
}

#ifdef __wasm__

enum { MARGIN = 64 };
static const float marked = 1.2345678e-5F;

buffer buffer_make(size_t n, guard_side side)
{
    const size_t front = side == GUARD_BACK ? MARGIN + 1 : MARGIN; /* one more: aligned to 4 bytes only */
    buffer b = {.n = n, .len_bytes = (front + n + MARGIN) * sizeof(float)};
    float *base = aligned_alloc(64, (b.len_bytes + 63) / 64 * 64);
    if (!base)
        out_of_memory();
    for (size_t i = 0; i < front + n + MARGIN; i++)
        base[i] = marked;
    b.base = base;
    b.data = base + front;
    return b;
}

buffer buffer_make_aligned(size_t n, guard_side side)
{
    (void)side;
    return buffer_make(n, GUARD_FRONT);
}

void buffer_free(buffer *b)
{
    const float *base = b->base;
    for (size_t i = 0; i < b->len_bytes / sizeof(float); i++)
        if ((base + i < b->data || base + i >= b->data + b->n) && base[i] != marked)
            failed("written outside a buffer of %zu, at %td", b->n, base + i - b->data);
    free(b->base);
}

#else

static buffer map_buffer(size_t n, size_t gap_bytes, guard_side side)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t inner = (n * sizeof(float) + gap_bytes + page) / page * page; /* at least one page, for n = 0 */
    buffer b = {.n = n, .len_bytes = inner + 2 * page};
    char *base = mmap(NULL, b.len_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED || mprotect(base + page, inner, PROT_READ | PROT_WRITE) != 0)
        out_of_memory();
    b.base = base;
    b.data = (float *)(void *)(base + page + (side == GUARD_BACK ? inner - gap_bytes - n * sizeof(float) : 0));
    return b;
}

buffer buffer_make(size_t n, guard_side side)
{
    return map_buffer(n, 0, side);
}

buffer buffer_make_aligned(size_t n, guard_side side)
{
    return map_buffer(n, (64 - n * sizeof(float) % 64) % 64, side);
}

void buffer_free(buffer *b)
{
    munmap(b->base, b->len_bytes);
}

#endif

/* xorshift32 (Marsaglia 2003): the same numbers on every machine. */
uint32_t next_random(void)
{
    static uint32_t state = 2463534242U;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static float random_of(data_kind kind)
{
    const float unit = (float)next_random() / 2147483648.0F - 1.0F;
    switch (kind) {
    case DATA_LARGE:
        return unit * 1e15F;
    case DATA_TINY:
        return unit * 1e-20F;
    case DATA_SPARSE:
        return next_random() % 2 ? unit : copysignf(0.0F, unit);
    case DATA_SPECIAL: {
        const uint32_t pick = next_random() % 64;
        return pick == 0 ? NAN : pick == 1 ? INFINITY : pick == 2 ? -INFINITY : unit;
    }
    default:
        return unit;
    }
}

void fill(buffer *b, data_kind kind)
{
    for (size_t i = 0; i < b->n; i++)
        b->data[i] = random_of(kind);
}

void fill_constant(buffer *b, float value)
{
    for (size_t i = 0; i < b->n; i++)
        b->data[i] = value;
}

buffer buffer_absolute(const buffer *b)
{
    buffer positive = buffer_make(b->n, GUARD_FRONT);
    for (size_t i = 0; i < b->n; i++)
        positive.data[i] = fabsf(b->data[i]);
    return positive;
}

void compare(const char *what, const buffer *got, const buffer *want, const buffer *magnitude, double relative,
             double absolute)
{
    for (size_t i = 0; i < want->n; i++) {
        const double x = (double)got->data[i];
        const double y = (double)want->data[i];
        if (isnan(y) ? isnan(x) : x == y)
            continue;
        const double allowed = magnitude ? relative * (double)magnitude->data[i] + absolute : absolute;
        if (!isfinite(y) || !(fabs(x - y) <= allowed)) {
            failed("%s: element %zu is %.9g, should be %.9g within %.3g", what, i, x, y, allowed);
            return;
        }
    }
}
