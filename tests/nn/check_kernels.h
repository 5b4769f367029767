/* Compares a table of kernels with the reference. Independent of cmocka, so that the same checks run natively, under
 * QEMU and in a WebAssembly engine. */
#ifndef CHECK_KERNELS_H
#define CHECK_KERNELS_H

#include "nn/kernels/kernels.h"

typedef struct check_family {
    const char *name;
    unsigned (*run)(const fit_nn_kernels *k); /* returns the failures, the first few described on stderr */
} check_family;

enum { CHECK_FAMILIES = 7 };
extern check_family check_families[CHECK_FAMILIES];

unsigned check_conv(const fit_nn_kernels *k);
unsigned check_depthwise(const fit_nn_kernels *k);
unsigned check_max_pool(const fit_nn_kernels *k);
unsigned check_resize(const fit_nn_kernels *k);
unsigned check_binary(const fit_nn_kernels *k);
unsigned check_unary(const fit_nn_kernels *k);
unsigned check_dot(const fit_nn_kernels *k);

/* n floats that cannot be overrun unnoticed: with unreadable pages directly before the first (GUARD_FRONT) or directly
 * behind the last (GUARD_BACK), where the first float is then aligned to 4 bytes only. WebAssembly has no such pages:
 * there marked floats stand on both sides, and buffer_free counts a failure if one was overwritten. */
typedef enum guard_side { GUARD_FRONT, GUARD_BACK, GUARD_SIDES } guard_side;

typedef struct buffer {
    float *data;
    size_t n;
    void *base;
    size_t len_bytes;
} buffer;

buffer buffer_make(size_t n, guard_side side);
/* 64-byte aligned, as packed weights and scratch are. */
buffer buffer_make_aligned(size_t n, guard_side side);
void buffer_free(buffer *b);

/* LARGE and TINY products stay finite and become denormal; SPARSE is half zeros of both signs; SPECIAL has a few
 * infinities and NaNs. */
typedef enum data_kind { DATA_UNIT, DATA_LARGE, DATA_TINY, DATA_SPARSE, DATA_KINDS, DATA_SPECIAL } data_kind;
void fill(buffer *b, data_kind kind);
void fill_constant(buffer *b, float value);
buffer buffer_absolute(const buffer *b);
uint32_t next_random(void);

/* Counts and describes a failure. */
void failed(const char *format, ...) FIT_PRINTF(1, 2);
unsigned failures_take(void);

/* got against want, element by element: NaN for NaN, else |got - want| <= relative * magnitude[i] + absolute.
 * magnitude NULL: exact. what: names the case in the message. */
void compare(const char *what, const buffer *got, const buffer *want, const buffer *magnitude, double relative,
             double absolute);

#endif
