/* The fields of a JSON body: fit_field_*, see exchange.h. */
#include <string.h>

#include "server/dates.h"
#include "server/exchange.h"

/* 2000-01-01T00:00:00Z: no workout is older. */
static const int64_t EARLIEST_MS = INT64_C(946684800000);

bool fit_is_utf8(const char *text)
{
    static const unsigned char least[] = {0, 0, 0xA0, 0x90}; /* second bytes below make E0, F0 longer than needed */
    for (const unsigned char *p = (const unsigned char *)text; *p;) {
        int more = *p < 0x80                 ? 0
                   : *p >= 0xC2 && *p < 0xE0 ? 1
                   : (*p & 0xF0) == 0xE0     ? 2
                   : *p >= 0xF0 && *p < 0xF5 ? 3
                                             : -1;
        if (more < 0)
            return false;
        if (((*p == 0xE0 || *p == 0xF0) && p[1] < least[more]) || (*p == 0xED && p[1] > 0x9F) ||
            (*p == 0xF4 && p[1] > 0x8F))
            return false;
        for (p++; more > 0; more--, p++)
            if ((*p & 0xC0) != 0x80)
                return false;
    }
    return true;
}

fit_problem fit_fields_known(fit_exchange *exchange, const json_t *object, const char *const *names)
{
    for (void *at = json_object_iter((json_t *)object); at; at = json_object_iter_next((json_t *)object, at)) {
        const char *key = json_object_iter_key(at);
        const char *const *name = names;
        while (*name && strcmp(*name, key) != 0)
            name++;
        if (!*name)
            return fit_malformed(exchange, key);
    }
    return FIT_OK_ANSWER;
}

/* Unicode characters of text; *control: whether one of them is a control character (C0, DEL, C1). Jansson has checked
 * that it is UTF-8 without a NUL. */
static size_t count_characters(const char *text, bool *control)
{
    size_t count = 0;
    *control = false;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        count += (*p & 0xC0) != 0x80;
        *control = *control || *p < 0x20 || *p == 0x7F || (*p == 0xC2 && p[1] < 0xA0);
    }
    return count;
}

fit_problem fit_field_text(fit_exchange *exchange, const json_t *object, const char *name, size_t min, size_t max,
                           const char **value)
{
    const char *text = json_string_value(json_object_get(object, name));
    bool control;
    if (!text)
        return fit_malformed(exchange, name);
    size_t count = count_characters(text, &control);
    if (count < min)
        return fit_invalid(exchange, name, "too_short");
    if (count > max)
        return fit_invalid(exchange, name, "too_long");
    if (control)
        return fit_invalid(exchange, name, "not_allowed");
    *value = text;
    return FIT_OK_ANSWER;
}

fit_problem fit_field_int(fit_exchange *exchange, const json_t *object, const char *name, int64_t min, int64_t max,
                          int64_t *value)
{
    const json_t *found = json_object_get(object, name);
    if (!json_is_integer(found))
        return fit_malformed(exchange, name);
    int64_t number = json_integer_value(found);
    if (number < min || number > max)
        return fit_invalid(exchange, name, "out_of_range");
    *value = number;
    return FIT_OK_ANSWER;
}

fit_problem fit_field_number(fit_exchange *exchange, const json_t *object, const char *name, double min, double max,
                             double *value)
{
    const json_t *found = json_object_get(object, name);
    if (!json_is_number(found))
        return fit_malformed(exchange, name);
    double number = json_number_value(found);
    if (!(number >= min && number <= max))
        return fit_invalid(exchange, name, "out_of_range");
    *value = number;
    return FIT_OK_ANSWER;
}

fit_problem fit_field_bool(fit_exchange *exchange, const json_t *object, const char *name, bool *value)
{
    const json_t *found = json_object_get(object, name);
    if (!json_is_boolean(found))
        return fit_malformed(exchange, name);
    *value = json_is_true(found);
    return FIT_OK_ANSWER;
}

/* Letters, digits and hyphens between dots, no empty label, at least two: what a mail server can have. */
static bool is_domain(const char *text)
{
    int labels = 0;
    for (const char *p = text;; p++) {
        size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
        if (len == 0 || len > 63 || *p == '-' || p[len - 1] == '-')
            return false;
        labels++;
        p += len;
        if (*p != '.')
            return *p == '\0' && labels >= 2;
    }
}

/* What RFC 5322 (3.2.3) calls a dot-atom; quoted local parts are not taken. */
bool fit_is_email(const char *text)
{
    static const char atom[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~";
    size_t local = 0;
    for (const char *p = text;; p++) {
        size_t len = strspn(p, atom);
        if (len == 0)
            return false;
        p += len;
        local = (size_t)(p - text);
        if (*p != '.')
            break;
    }
    return local <= 64 && strlen(text) < FIT_EMAIL_CAP && text[local] == '@' && is_domain(text + local + 1);
}

fit_problem fit_field_email(fit_exchange *exchange, const json_t *object, const char *name, const char **value)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (!text)
        return fit_malformed(exchange, name);
    if (!fit_is_email(text))
        return fit_invalid(exchange, name, "not_an_email");
    *value = text;
    return FIT_OK_ANSWER;
}

fit_problem fit_field_date(fit_exchange *exchange, const json_t *object, const char *name, int64_t min, int64_t max,
                           int64_t *day)
{
    const char *text = json_string_value(json_object_get(object, name));
    int64_t found;
    if (!text)
        return fit_malformed(exchange, name);
    if (!fit_date_parse(text, &found))
        return fit_invalid(exchange, name, "not_a_date");
    if (found < min || found > max)
        return fit_invalid(exchange, name, "out_of_range");
    *day = found;
    return FIT_OK_ANSWER;
}

fit_problem fit_field_time(fit_exchange *exchange, const json_t *object, const char *name, int64_t *ms,
                           int64_t *offset_min, int64_t *local_day)
{
    const char *text = json_string_value(json_object_get(object, name));
    int64_t at, offset;
    if (!text)
        return fit_malformed(exchange, name);
    if (!fit_time_parse(text, &at, &offset))
        return fit_invalid(exchange, name, "not_a_time");
    if (at < EARLIEST_MS || at > exchange->now_ms + FIT_DAY_MS)
        return fit_invalid(exchange, name, "out_of_range");
    *ms = at;
    *offset_min = offset;
    *local_day = fit_time_local_day(at, offset);
    return FIT_OK_ANSWER;
}
