#include "cli/common/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/common/file.h"
#include "cli/common/settings.h"

enum { MAX_FILE_BYTES = 64 << 10, VARIABLE_CAP = 64 };

/* Of what the command line has not given. */
static bool is_unset(const fit_settings *s, const fit_option *option)
{
    const void *member = (const char *)s + option->offset;
    switch (option->kind) {
    case FIT_OPTION_FLAG:
        return !*(const bool *)member;
    case FIT_OPTION_TEXT:
        return !*(const char *const *)member;
    case FIT_OPTION_NUMBER:
        return *(const unsigned *)member == UINT_MAX;
    }
    return true;
}

static void unset_all(fit_settings *s)
{
    for (const fit_option *o = fit_settings_options; o->name; o++)
        if (o->kind == FIT_OPTION_NUMBER)
            *(unsigned *)((char *)s + o->offset) = UINT_MAX;
}

static char *origin_of(fit_settings *s, const fit_option *option)
{
    return s->origins[option - fit_settings_options];
}

/* text: as an environment variable or a file gives it, where a flag says yes or no. */
static fit_status set(fit_settings *s, const fit_option *option, const char *text, fit_error *error)
{
    if (option->kind != FIT_OPTION_FLAG)
        return fit_option_set(option, s, text, error);
    if (strcmp(text, "no") == 0)
        return FIT_OK;
    if (strcmp(text, "yes") == 0)
        return fit_option_set(option, s, NULL, error);
    return fit_fail(error, FIT_ERR_ARG, "takes yes or no");
}

static void keep(fit_settings *s, char *text)
{
    size_t i = 0;
    while (s->texts[i])
        i++;
    s->texts[i] = text;
}

/* The whole file as a string, which settings own. */
static char *read_text(fit_settings *s, const char *path, fit_error *error)
{
    fit_buffer content;
    if (fit_file_read(path, MAX_FILE_BYTES, &content, error) != FIT_OK)
        return NULL;
    if (content.len != strlen(content.data ? content.data : "")) {
        (void)fit_fail(error, FIT_ERR_FORMAT, "is no text");
        fit_buffer_deinit(&content);
        return NULL;
    }
    char *text = content.data ? content.data : strdup("");
    if (text)
        keep(s, text);
    return text;
}

/* "smtp-password" -> "AIFIT_SMTP_PASSWORD" and an ending. */
static void make_variable(const fit_option *option, const char *ending, char variable[VARIABLE_CAP])
{
    snprintf(variable, VARIABLE_CAP, "AIFIT_%s%s", option->name, ending);
    for (char *p = variable; *p; p++)
        *p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
}

static fit_exit read_secret(fit_settings *s, const fit_option *option, const char *variable, const char *path)
{
    fit_error error;
    char *text = read_text(s, path, &error);
    if (!text)
        return fit_cli_fail("%s: %s: %s", variable, path, error.text);
    text[strcspn(text, "\r\n")] = '\0';
    snprintf(origin_of(s, option), FIT_ORIGIN_CAP, "%s=%s", variable, path);
    if (set(s, option, text, &error) != FIT_OK)
        return fit_cli_fail("%s: %s", path, error.text);
    return FIT_EXIT_OK;
}

static fit_exit read_environment(fit_settings *s)
{
    for (const fit_option *o = fit_settings_options; o->name; o++) {
        char variable[VARIABLE_CAP], file[VARIABLE_CAP];
        make_variable(o, "", variable);
        make_variable(o, "_FILE", file);
        const char *value = getenv(variable), *path = fit_settings_is_secret(o) ? getenv(file) : NULL;
        fit_error error;
        if (value && *value && path && *path)
            return fit_cli_fail("%s and %s are both set", variable, file);
        if (*origin_of(s, o))
            continue;
        if (path && *path && read_secret(s, o, file, path) != FIT_EXIT_OK)
            return FIT_EXIT_FAILURE;
        if (!value || !*value)
            continue;
        if (set(s, o, value, &error) != FIT_OK)
            return fit_cli_fail("%s %s", variable, error.text);
        snprintf(origin_of(s, o), FIT_ORIGIN_CAP, "%s", variable);
    }
    return FIT_EXIT_OK;
}

static const fit_option *find_option(const char *name)
{
    const fit_option *o = fit_settings_options;
    while (o->name && strcmp(o->name, name) != 0)
        o++;
    return o->name && strcmp(name, "config") != 0 ? o : NULL;
}

/* Blanks at both ends cut off. */
static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    size_t len = strlen(text);
    while (len > 0 && strchr(" \t\r", text[len - 1]))
        len--;
    text[len] = '\0';
    return text;
}

/* seen: the lines that set each option so far. */
static fit_exit read_line(fit_settings *s, const char *path, unsigned number, char *line, unsigned seen[])
{
    line = trim(line);
    char *equals = strchr(line, '=');
    if (*line == '#' || !*line)
        return FIT_EXIT_OK;
    if (!equals)
        return fit_cli_fail("%s:%u: a line is NAME = VALUE", path, number);
    *equals = '\0';
    const char *name = trim(line), *value = trim(equals + 1);
    const fit_option *option = find_option(name);
    if (!option)
        return fit_cli_fail("%s:%u: unknown name '%s'", path, number, name);
    unsigned *before = &seen[option - fit_settings_options];
    if (*before)
        return fit_cli_fail("%s:%u: %s was set on line %u already", path, number, name, *before);
    *before = number;
    fit_settings unused = {0};
    fit_error error;
    bool wanted = !*origin_of(s, option); /* what is overridden must be right, too */
    if (set(wanted ? s : &unused, option, value, &error) != FIT_OK)
        return fit_cli_fail("%s:%u: %s %s", path, number, name, error.text);
    if (wanted)
        snprintf(origin_of(s, option), FIT_ORIGIN_CAP, "%s:%u", path, number);
    return FIT_EXIT_OK;
}

static fit_exit read_file(fit_settings *s)
{
    struct stat info;
    const char *path = s->file ? s->file : FIT_CONFIG_FILE;
    if (!s->file && stat(path, &info) != 0 && errno == ENOENT)
        return FIT_EXIT_OK;
    fit_error error;
    char *text = read_text(s, path, &error);
    if (!text)
        return fit_cli_fail_file(path, &error);
    unsigned seen[FIT_SETTINGS] = {0}, number = 0;
    fit_exit result = FIT_EXIT_OK;
    for (char *line; result == FIT_EXIT_OK && (line = strsep(&text, "\n"));)
        result = read_line(s, path, ++number, line, seen);
    return result;
}

static void fall_back(fit_settings *s)
{
    for (const fit_option *o = fit_settings_options; o->name; o++) {
        const char *value = fit_settings_fallback(o);
        if (*origin_of(s, o))
            continue;
        snprintf(origin_of(s, o), FIT_ORIGIN_CAP, "default");
        if (value)
            (void)!fit_option_set(o, s, value, NULL); /* our own are right: a test reads them all */
    }
}

bool fit_settings_read(fit_settings *settings, const fit_command *command, int argc, char **argv, int *first_operand,
                       fit_exit *result)
{
    fit_error error;
    unset_all(settings);
    if (!fit_command_parse(command, argc, argv, settings, first_operand, result))
        return false;
    for (const fit_option *o = fit_settings_options; o->name; o++)
        if (!is_unset(settings, o))
            snprintf(origin_of(settings, o), FIT_ORIGIN_CAP, "command line");
    *result = read_environment(settings);
    if (*result == FIT_EXIT_OK)
        *result = read_file(settings);
    if (*result != FIT_EXIT_OK)
        return false;
    fall_back(settings);
    fit_status status = fit_settings_derive(settings, &error);
    if (status == FIT_OK)
        status = fit_settings_check(settings, &error);
    if (status != FIT_OK)
        *result = fit_cli_fail_usage(command->name, "%s", error.text);
    return status == FIT_OK;
}

void fit_settings_deinit(fit_settings *settings)
{
    for (size_t i = 0; i < sizeof settings->texts / sizeof *settings->texts; i++)
        free(settings->texts[i]);
}

/* Every folder above, too. */
fit_status fit_settings_make_state_dir(const fit_settings *settings, fit_error *error)
{
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, "%s", settings->config.state_dir);
    if (len <= 0 || len >= PATH_MAX)
        return fit_fail(error, FIT_ERR_IO, "state-dir is no path");
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST)
            return fit_fail(error, FIT_ERR_IO, "%.180s: %s", path, strerror(errno));
        if (!slash)
            return FIT_OK;
        *slash = '/';
    }
}

void fit_settings_hide_password(const char *database, char *shown, size_t cap)
{
    const char *scheme = strstr(database, "://"), *end = database + strlen(database);
    const char *at = scheme ? memrchr(scheme, '@', strcspn(scheme, "?")) : NULL;
    const char *colon = at ? memchr(scheme + 3, ':', (size_t)(at - scheme) - 3) : NULL;
    const char *shown_from = colon ? at : database, *parameter = strcasestr(shown_from, "password=");
    snprintf(shown, cap, "%.*s%s%.*s%s", colon ? (int)(colon - database) : 0, database, colon ? ":***" : "",
             (int)((parameter ? parameter : end) - shown_from), shown_from, parameter ? "***" : "");
}

static void print_value(const fit_settings *s, const fit_option *option, FILE *file)
{
    const void *member = (const char *)s + option->offset;
    const char *text = option->kind == FIT_OPTION_TEXT ? *(const char *const *)member : "";
    char shown[PATH_MAX];
    fprintf(file, "# from %s\n", s->origins[option - fit_settings_options]);
    if (option->kind == FIT_OPTION_FLAG)
        text = *(const bool *)member ? "yes" : "no";
    if (strcmp(option->name, "database") == 0) {
        fit_settings_hide_password(text, shown, sizeof shown);
        text = shown;
    } else if (fit_settings_is_secret(option)) {
        text = "***";
    }
    if (option->kind == FIT_OPTION_NUMBER)
        fprintf(file, "%s = %u\n", option->name, *(const unsigned *)member);
    else
        fprintf(file, "%s = %s\n", option->name, text);
}

void fit_settings_print(const fit_settings *settings, FILE *file)
{
    for (const fit_option *o = fit_settings_options + 1; o->name; o++) {
        if (is_unset(settings, o) && o->kind != FIT_OPTION_FLAG)
            fprintf(file, "# %s is not set\n", o->name);
        else
            print_value(settings, o, file);
    }
}
