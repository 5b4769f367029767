/* Fails each allocation of a program's in turn. Included by one source of a test program: it defines malloc. */
#ifndef TESTS_FAILING_ALLOCATOR_H
#define TESTS_FAILING_ALLOCATOR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "aifit/status.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED) /* a sanitizer brings its own allocator */

/* glibc lets a program define these and still reach its own. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_memalign(size_t align, size_t size);
void __libc_free(void *memory);

static int counting;
static int until_failure;
static int live;

static int fails(void)
{
    return counting && until_failure-- == 0;
}

static void *counted(void *memory)
{
    live += counting && memory;
    return memory;
}

void *malloc(size_t size)
{
    return fails() ? NULL : counted(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : counted(__libc_calloc(n, size));
}

void *aligned_alloc(size_t align, size_t size)
{
    return fails() ? NULL : counted(__libc_memalign(align, size));
}

void free(void *memory)
{
    live -= counting && memory;
    __libc_free(memory);
}

/* make: makes something and, if that succeeds, takes it apart again; on failure it leaves *error filled. Each of its
 * allocations fails once, of which there are at least least: the error is clear and nothing leaks. */
static inline void fail_each_allocation(fit_status (*make)(fit_error *error), int least)
{
    fit_status status = FIT_ERR_MEMORY;
    int failures = 0;
    for (; status != FIT_OK; failures++) {
        fit_error error = {0};
        live = 0;
        until_failure = failures;
        counting = 1;
        status = make(&error);
        counting = 0;
        assert_int_equal(live, 0);
        if (status == FIT_OK)
            break;
        assert_int_equal(status, FIT_ERR_MEMORY);
        assert_int_equal(error.status, FIT_ERR_MEMORY);
    }
    assert_in_range(failures, least, 1000);
}

#else

static inline void fail_each_allocation(fit_status (*make)(fit_error *error), int least)
{
    (void)make;
    (void)least;
    skip();
}

#endif
#endif
