#include "server/negotiate.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char BLANKS[] = " \t";

/* The parameter q of one list element, 1 when it has none. */
static double quality(const char *element, size_t len)
{
    const char *end = element + len;
    for (const char *p = memchr(element, ';', len); p; p = memchr(p, ';', (size_t)(end - p))) {
        p++;
        p += strspn(p, BLANKS);
        if (p + 2 <= end && (*p == 'q' || *p == 'Q') && p[1] == '=')
            return strtod(p + 2, NULL);
    }
    return 1;
}

bool fit_accepts_encoding(const char *accept_encoding, const char *coding)
{
    for (const char *p = accept_encoding; p && *p; p += *p == ',') {
        p += strspn(p, BLANKS);
        size_t len = strcspn(p, ",");
        size_t name = strcspn(p, ",; \t");
        if (name == strlen(coding) && strncasecmp(p, coding, name) == 0)
            return quality(p, len) > 0;
        p += len;
    }
    return false;
}

bool fit_etag_matches(const char *if_none_match, const char *etag)
{
    size_t len = strlen(etag);
    for (const char *p = if_none_match; p && *p; p += *p == ',') {
        p += strspn(p, BLANKS);
        if (strncmp(p, "W/", 2) == 0)
            p += 2;
        size_t element = strcspn(p, ", \t");
        if ((element == 1 && *p == '*') || (element == len && strncmp(p, etag, len) == 0))
            return true;
        p += strcspn(p, ",");
    }
    return false;
}

/* A decimal number; *text moves behind it. false: none, or of more than 18 digits. */
static bool take_number(const char **text, uint64_t *value)
{
    size_t len = strspn(*text, "0123456789");
    if (len == 0 || len > 18)
        return false;
    *value = strtoull(*text, NULL, 10);
    *text += len;
    return true;
}

fit_range fit_range_of(const char *range, uint64_t size, uint64_t *first, uint64_t *last)
{
    static const char unit[] = "bytes=";
    if (!range || strncasecmp(range, unit, sizeof unit - 1) != 0)
        return FIT_RANGE_WHOLE;
    const char *p = range + sizeof unit - 1;
    uint64_t from = 0, to = UINT64_MAX;
    bool has_from = take_number(&p, &from);
    if (*p++ != '-')
        return FIT_RANGE_WHOLE;
    bool has_to = take_number(&p, &to);
    if (*p || !(has_from || has_to) || (has_from && has_to && to < from))
        return FIT_RANGE_WHOLE;
    if (!has_from) { /* "-5": the last five */
        from = to < size ? size - to : 0;
        has_from = to > 0;
        to = UINT64_MAX;
    }
    if (from >= size || !has_from)
        return FIT_RANGE_OUTSIDE;
    *first = from;
    *last = to < size ? to : size - 1;
    return FIT_RANGE_PART;
}
