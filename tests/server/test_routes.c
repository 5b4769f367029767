#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/door.h"

static const fit_route *found;
static char params[FIT_PATH_PARAMS][FIT_PATH_PARAM_CAP], allow[40];

static fit_problem find(const char *method, const char *path)
{
    found = NULL;
    memset(params, 0, sizeof params);
    return fit_routes_find(method, path, &found, params, allow);
}

static void paths_lead_to_their_routes(void **state)
{
    (void)state;
    assert_int_equal(find("GET", "/api/v1/session"), FIT_OK_ANSWER);
    assert_string_equal(found->pattern, "/api/v1/session");
    assert_int_equal(find("HEAD", "/api/v1/session"), FIT_OK_ANSWER);
    assert_string_equal(found->method, "GET");
    assert_int_equal(find("PUT", "/api/v1/workouts/0f8fad5b-d9cb-469f-a165-70867728950e"), FIT_OK_ANSWER);
    assert_string_equal(params[0], "0f8fad5b-d9cb-469f-a165-70867728950e");
    assert_int_equal(find("POST", "/api/v1/admin/members/42/reset-code"), FIT_OK_ANSWER);
    assert_string_equal(found->pattern, "/api/v1/admin/members/:id/reset-code");
    assert_string_equal(params[0], "42");
}

static void other_paths_lead_nowhere(void **state)
{
    (void)state;
    char longest[200] = "/api/v1/workouts/";
    memset(longest + 17, 'a', FIT_PATH_PARAM_CAP - 1);
    assert_int_equal(find("GET", longest), FIT_OK_ANSWER);
    strcat(longest, "a");
    assert_int_equal(find("GET", longest), FIT_NOT_FOUND);
    static const char *const paths[] = {
        "/api/v1/workouts/",   "/api/v1/workouts/a/b", "/api/v1/sessionx",     "/api/v1/sessio",
        "/api/v1/session/",    "//api/v1/session",     "/api/v1/workouts/%61", "",
        "/api/v1/workouts/..", "/API/v1/session",      "/api/v2/session",      "/"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (find("GET", paths[i]) != FIT_NOT_FOUND)
            fail_msg("%s was found", paths[i]);
}

static void other_methods_are_told_which_are_allowed(void **state)
{
    (void)state;
    assert_int_equal(find("PATCH", "/api/v1/session"), FIT_METHOD_NOT_ALLOWED);
    assert_string_equal(allow, "GET, HEAD, POST, DELETE");
    assert_int_equal(find("other", "/api/v1/home"), FIT_METHOD_NOT_ALLOWED);
    assert_string_equal(allow, "GET, HEAD");
    for (size_t i = 0; i < fit_route_count; i++) {
        char path[100];
        snprintf(path, sizeof path, "%s", fit_routes[i].pattern);
        for (char *p = path; *p; p++)
            *p = *p == ':' ? 'x' : *p;
        assert_int_equal(find("other", path), FIT_METHOD_NOT_ALLOWED);
        assert_non_null(strstr(allow, fit_routes[i].method));
    }
}

static bool is_routed(const char *method, const char *pattern)
{
    for (size_t i = 0; i < fit_route_count; i++)
        if (strcasecmp(fit_routes[i].method, method) == 0 && strcmp(fit_routes[i].pattern, pattern) == 0)
            return true;
    return false;
}

/* "  /workouts/{key}:" -> "/api/v1/workouts/:key". */
static void to_pattern(const char *line, char *pattern, size_t cap)
{
    size_t len = (size_t)snprintf(pattern, cap, "/api/v1");
    for (const char *p = line + 2; *p && *p != '\n' && !(p[0] == ':' && p[1] == '\n') && len < cap - 1; p++)
        if (*p != '}')
            pattern[len++] = *p == '{' ? ':' : *p;
    pattern[len] = '\0';
}

static void the_table_and_the_description_list_the_same(void **state)
{
    (void)state;
    FILE *file = fopen(AIFIT_SOURCE_DIR "/docs/openapi.yaml", "r");
    assert_non_null(file);
    char line[1000], pattern[200] = "";
    size_t described = 0, in_table = 0;
    while (fgets(line, sizeof line, file) && strcmp(line, "components:\n") != 0) {
        char method[10];
        if (strncmp(line, "  /", 3) == 0) {
            to_pattern(line, pattern, sizeof pattern);
        } else if (*pattern && sscanf(line, "    %9[a-z]:", method) == 1 && line[4 + strlen(method) + 1] == '\n') {
            described++;
            if (!is_routed(method, pattern))
                fail_msg("%s %s is described, but no route", method, pattern);
        }
    }
    fclose(file);
    for (size_t i = 0; i < fit_route_count; i++)
        in_table += strncmp(fit_routes[i].pattern, "/api/", 5) == 0;
    assert_int_equal(described, in_table);
    assert_true(described > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_lead_to_their_routes),
        cmocka_unit_test(other_paths_lead_nowhere),
        cmocka_unit_test(other_methods_are_told_which_are_allowed),
        cmocka_unit_test(the_table_and_the_description_list_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
