#include "cli/common/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void fit_cli_hold_streams(void)
{
    /* Opened the wrong way round, so that to use it is an error, as to use the closed stream was. open takes the lowest
     * free number: this one, since those below are in use by now. */
    static const int wrong_way[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", wrong_way[fd]);
}

fit_exit fit_cli_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("aifit: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return FIT_EXIT_FAILURE;
}

fit_exit fit_cli_fail_file(const char *name, const fit_error *error)
{
    if (error->line > 0)
        return fit_cli_fail("%s:%u:%u: %s", name, error->line, error->column, error->text);
    return fit_cli_fail("%s: %s", name, error->text);
}

fit_exit fit_cli_fail_usage(const char *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("aifit: ", stderr);
    vfprintf(stderr, format, args);
    fprintf(stderr, " (see 'aifit %s%s--help')\n", command, *command ? " " : "");
    va_end(args);
    return FIT_EXIT_USAGE;
}

bool fit_cli_parse_number(const char *text, unsigned min, unsigned max, unsigned *out)
{
    if (*text < '0' || *text > '9') /* strtoul takes spaces and signs */
        return false;
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (*end || errno || value < min || value > max)
        return false;
    *out = (unsigned)value;
    return true;
}

fit_exit fit_cli_close_stdout(fit_exit result)
{
    bool failed_before = ferror(stdout) != 0; /* and its reason is gone */
    bool closed = fclose(stdout) == 0;        /* some file systems tell only now that there is no room */
    int code = errno;
    if (result != FIT_EXIT_OK || (closed && !failed_before))
        return result;
    return fit_cli_fail("standard output: %s", closed ? "could not be written" : strerror(code));
}

double fit_cli_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
