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
