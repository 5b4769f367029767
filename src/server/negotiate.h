/* What a request's headers ask for (RFC 9110). NULL headers are absent ones. */
#ifndef FIT_SERVER_NEGOTIATE_H
#define FIT_SERVER_NEGOTIATE_H

#include <stdbool.h>
#include <stdint.h>

/* True when Accept-Encoding names coding (a lower-case name) and does not refuse it with q=0 (section 12.5.3). */
bool fit_accepts_encoding(const char *accept_encoding, const char *coding);

/* True when If-None-Match lists etag (a quoted string) or "*" (section 13.1.2, weak comparison). */
bool fit_etag_matches(const char *if_none_match, const char *etag);

/* Section 14.1.2, of a file of size bytes. FIT_RANGE_WHOLE: there is no range, or none that we serve (several, another
 * unit, malformed), and the whole is sent. */
typedef enum fit_range { FIT_RANGE_WHOLE, FIT_RANGE_PART, FIT_RANGE_OUTSIDE } fit_range;
/* *first and *last (both included) are written for FIT_RANGE_PART. */
fit_range fit_range_of(const char *range, uint64_t size, uint64_t *first, uint64_t *last);

#endif
