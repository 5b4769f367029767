/* Every allocation of fit_nn_model_create fails once: the error is clear and nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/nn.h"
#include "crafted_models.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static craft c;

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

static void every_allocation_fails_once(void **state)
{
    (void)state;
    crafted_models[0].describe(&c);
    craft_write(&c);
    fit_status status = FIT_ERR_MEMORY;
    int failures = 0;
    for (; status != FIT_OK; failures++) {
        fit_nn_model *model = NULL;
        fit_error error = {0};
        live = 0;
        until_failure = failures;
        counting = 1;
        status = fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, FIT_NN_ISA_AUTO, &error);
        if (status == FIT_OK)
            fit_nn_model_destroy(model);
        counting = 0;
        assert_int_equal(live, 0);
        if (status == FIT_OK)
            break;
        assert_int_equal(status, FIT_ERR_MEMORY);
        assert_int_equal(error.status, FIT_ERR_MEMORY);
        assert_null(model);
    }
    assert_in_range(failures, 15, 100); /* it does allocate */
}

#else

static void every_allocation_fails_once(void **state)
{
    (void)state;
    (void)c;
    skip();
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_fails_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
