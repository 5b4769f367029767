/* Dot products of bytes against the reference: they are exact. */
#include "check_kernels.h"

enum { MAX_LEN = 512, MAX_ROWS = 5 };

/* Random bytes, or the largest products of either sign. */
static int8_t byte_of(unsigned extreme)
{
    return (int8_t)(extreme ? (next_random() % 2 ? INT8_MAX : INT8_MIN) : (int)(next_random() % 256) + INT8_MIN);
}

static void check_rows(const fit_nn_kernels *k, size_t n, size_t len, guard_side side, unsigned extreme)
{
    buffer rows = buffer_make(n * len / sizeof(float), side), query = buffer_make(len * 2 / sizeof(float), side);
    buffer out = buffer_make(n, side);
    int8_t *bytes = (int8_t *)rows.data;
    int16_t *words = (int16_t *)query.data;
    int32_t *sums = (int32_t *)out.data, want[MAX_ROWS];
    for (size_t i = 0; i < n * len; i++)
        bytes[i] = byte_of(extreme);
    for (size_t i = 0; i < len; i++)
        words[i] = byte_of(extreme);
    fit_nn_kernels_get(FIT_NN_ISA_REFERENCE)->dot_bytes(bytes, n, len, words, want);
    k->dot_bytes(bytes, n, len, words, sums);
    for (size_t i = 0; i < n; i++)
        if (sums[i] != want[i])
            failed("dot_bytes of %s, row %zu of %zu, len %zu: %d, should be %d", fit_nn_isa_name(k->isa), i, n, len,
                   (int)sums[i], (int)want[i]);
    buffer_free(&rows);
    buffer_free(&query);
    buffer_free(&out);
}

/* The reference itself, by hand. */
static void check_known(const fit_nn_kernels *k)
{
    int8_t row[64];
    int16_t query[64];
    for (int i = 0; i < 64; i++) {
        row[i] = (int8_t)(i - 32);
        query[i] = (int16_t)(i % 2 ? -3 : 5);
    }
    int32_t sum = 0;
    k->dot_bytes(row, 1, 64, query, &sum);
    if (sum != 5 * (-32) - 3 * 0) /* the even places sum to -32, the odd ones to 0 */
        failed("dot_bytes of %s: %d, should be -160", fit_nn_isa_name(k->isa), (int)sum);
}

unsigned check_dot(const fit_nn_kernels *k)
{
    for (unsigned turn = 0; turn < 4; turn++)
        for (size_t len = 32; len <= MAX_LEN; len += 32)
            for (size_t n = 0; n <= MAX_ROWS; n++)
                check_rows(k, n, len, turn / 2 ? GUARD_BACK : GUARD_FRONT, turn % 2);
    check_known(k);
    check_known(fit_nn_kernels_get(FIT_NN_ISA_REFERENCE));
    return failures_take();
}
