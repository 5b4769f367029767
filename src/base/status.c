#include "aifit/status.h"

#include <stdarg.h>
#include <stdio.h>

const char *fit_status_name(fit_status status)
{
    switch (status) {
    case FIT_OK:
        return "ok";
    case FIT_ERR_ARG:
        return "invalid argument";
    case FIT_ERR_MEMORY:
        return "out of memory";
    case FIT_ERR_IO:
        return "input/output error";
    case FIT_ERR_FORMAT:
        return "malformed input";
    case FIT_ERR_UNSUPPORTED:
        return "unsupported";
    case FIT_ERR_LIMIT:
        return "limit exceeded";
    case FIT_ERR_NOT_FOUND:
        return "not found";
    case FIT_ERR_CONFLICT:
        return "conflict";
    case FIT_ERR_BUSY:
        return "busy";
    }
    return "unknown status";
}

static void fill(fit_error *error, fit_status status, unsigned line, unsigned column, size_t offset, const char *format,
                 va_list args)
{
    if (!error)
        return;
    error->status = status;
    error->line = line;
    error->column = column;
    error->offset = offset;
    vsnprintf(error->text, sizeof error->text, format, args);
}

fit_status fit_fail(fit_error *error, fit_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(error, status, 0, 0, 0, format, args);
    va_end(args);
    return status;
}

fit_status fit_fail_at(fit_error *error, fit_status status, unsigned line, unsigned column, size_t offset,
                       const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(error, status, line, column, offset, format, args);
    va_end(args);
    return status;
}
