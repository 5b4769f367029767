/* What wasi-libc would ask of a host, answered here: the module writes to no file, so that it imports nothing and a
 * page needs no WASI. libc's formatted printing links the three file calls and never reaches them (it prints into
 * memory). */
#ifdef __wasm__
#include <stdlib.h>
#include <wasi/api.h>

#include "wasm/exports.h"

_Noreturn void __assert_fail(const char *expression, const char *file, int line, const char *function);

_Noreturn void __assert_fail(const char *expression, const char *file, int line, const char *function)
{
    (void)expression, (void)file, (void)line, (void)function;
    __builtin_trap();
}

_Noreturn void abort(void)
{
    __builtin_trap();
}

__wasi_errno_t __wasi_fd_close(__wasi_fd_t fd)
{
    (void)fd;
    return __WASI_ERRNO_NOSYS;
}

__wasi_errno_t __wasi_fd_seek(__wasi_fd_t fd, __wasi_filedelta_t offset, __wasi_whence_t whence,
                              __wasi_filesize_t *position)
{
    (void)fd, (void)offset, (void)whence, (void)position;
    return __WASI_ERRNO_NOSYS;
}

__wasi_errno_t __wasi_fd_write(__wasi_fd_t fd, const __wasi_ciovec_t *vectors, size_t n, __wasi_size_t *written)
{
    (void)fd, (void)vectors, (void)n, (void)written;
    return __WASI_ERRNO_NOSYS;
}
#else
typedef int fit_wasm_runtime_is_libc; /* natively the C library has a host */
#endif
