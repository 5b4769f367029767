#include <stdio.h>
#include <string.h>

#include "server/door.h"

/* Nothing that would have to be unescaped: ids and keys are of these. */
static size_t param_len(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

static bool matches(const char *pattern, const char *path, char params[FIT_PATH_PARAMS][FIT_PATH_PARAM_CAP])
{
    size_t n = 0;
    while (*pattern) {
        if (*pattern != ':') {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        size_t len = param_len(path);
        if (len == 0 || len >= FIT_PATH_PARAM_CAP || n == FIT_PATH_PARAMS)
            return false;
        memcpy(params[n], path, len);
        params[n++][len] = '\0';
        path += len;
        pattern += strcspn(pattern, "/");
    }
    return *path == '\0';
}

fit_problem fit_routes_find(const char *method, const char *path, const fit_route **route,
                            char params[FIT_PATH_PARAMS][FIT_PATH_PARAM_CAP], char allow[40])
{
    if (strcmp(method, "HEAD") == 0)
        method = "GET";
    size_t len = 0;
    allow[0] = '\0';
    for (size_t i = 0; i < fit_route_count; i++) {
        const fit_route *r = &fit_routes[i];
        if (!matches(r->pattern, path, params))
            continue;
        if (strcmp(r->method, method) == 0) {
            *route = r;
            return FIT_OK_ANSWER;
        }
        const char *name = strcmp(r->method, "GET") == 0 ? "GET, HEAD" : r->method;
        len += (size_t)snprintf(allow + len, 40 - len, "%s%s", len ? ", " : "", name);
    }
    return len ? FIT_METHOD_NOT_ALLOWED : FIT_NOT_FOUND;
}
