/* What a request's headers ask for (RFC 9110). NULL headers are absent ones. */
#ifndef FIT_SERVER_NEGOTIATE_H
#define FIT_SERVER_NEGOTIATE_H

#include <stdbool.h>

/* True when Accept-Encoding names coding (a lower-case name) and does not refuse it with q=0 (section 12.5.3). */
bool fit_accepts_encoding(const char *accept_encoding, const char *coding);

/* True when If-None-Match lists etag (a quoted string) or "*" (section 13.1.2, weak comparison). */
bool fit_etag_matches(const char *if_none_match, const char *etag);

#endif
