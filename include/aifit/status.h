/* Status codes and error text shared by every room of AI Fit.
 *
 * Invariants:
 * - A function that can fail returns fit_status and is marked FIT_NODISCARD.
 * - On any status but FIT_OK, output parameters are untouched unless the function says otherwise.
 * - Text for a person goes into the optional last parameter fit_error *; passing NULL is always allowed. */
#ifndef AIFIT_STATUS_H
#define AIFIT_STATUS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FIT_NODISCARD __attribute__((warn_unused_result))
#define FIT_PRINTF(format_index, first_arg) __attribute__((format(printf, format_index, first_arg)))

typedef enum fit_status {
    FIT_OK = 0,
    FIT_ERR_ARG,         /* the caller broke the contract: NULL, NaN, wrong size */
    FIT_ERR_MEMORY,      /* out of memory */
    FIT_ERR_IO,          /* the operating system refused: open, read, write, disk full */
    FIT_ERR_FORMAT,      /* input bytes are malformed, truncated or contradict themselves */
    FIT_ERR_UNSUPPORTED, /* well-formed, but more than this program can do */
    FIT_ERR_LIMIT,       /* beyond a stated maximum */
    FIT_ERR_NOT_FOUND,   /* no such file, tensor, exercise, stream, row */
    FIT_ERR_CONFLICT,    /* taken by another, or contradicts what is there */
    FIT_ERR_BUSY,        /* not now; the same may work later */
} fit_status;

enum { FIT_ERROR_TEXT_CAP = 256 };

/* What went wrong, for a person. text: always NUL-terminated, cut at the cap. line and column start
 * at 1 and are 0 where the input has no lines; offset is a byte position in the input (0 if unknown). */
typedef struct fit_error {
    fit_status status;
    unsigned line;
    unsigned column;
    size_t offset;
    char text[FIT_ERROR_TEXT_CAP];
} fit_error;

/* Short constant English name of a status ("malformed input"); never NULL. Thread-safe. */
const char *fit_status_name(fit_status status);

/* Fills *error (if not NULL) and returns status, so that `return fit_fail(error, FIT_ERR_X, "...")` is one
 * statement. line, column and offset become 0. Thread-safe for distinct errors. */
fit_status fit_fail(fit_error *error, fit_status status, const char *format, ...) FIT_PRINTF(3, 4);

/* The same for text input: line and column start at 1. */
fit_status fit_fail_at(fit_error *error, fit_status status, unsigned line, unsigned column, size_t offset,
                       const char *format, ...) FIT_PRINTF(6, 7);

#ifdef __cplusplus
}
#endif
#endif
