/* Times and days as text: RFC 3339 and the proleptic Gregorian calendar. Pure, no locale, no time zone database. */
#ifndef FIT_SERVER_DATES_H
#define FIT_SERVER_DATES_H

#include <stdbool.h>
#include <stdint.h>

enum {
    FIT_DATE_CAP = 11, /* "2026-11-22" */
    FIT_TIME_CAP = 30, /* "2026-11-22T18:30:05.250+09:00" */
};

#define FIT_DAY_MS INT64_C(86400000)

/* Days since 1970-01-01 of "YYYY-MM-DD", years 0001 to 9999. false: not such a text, or no such day. */
bool fit_date_parse(const char *text, int64_t *day);
/* day: of the years 0001 to 9999. */
void fit_date_format(int64_t day, char text[FIT_DATE_CAP]);

/* UTC milliseconds of an RFC 3339 date-time with seconds, with or without a fraction (what is finer than a millisecond
 * is dropped; a leap second :60 counts as the next minute's 0), and its offset: "Z" or within +-18 hours. */
bool fit_time_parse(const char *text, int64_t *ms, int64_t *offset_min);
/* With milliseconds; offset_min 0 gives "Z". */
void fit_time_format(int64_t ms, int64_t offset_min, char text[FIT_TIME_CAP]);

/* The calendar day on a clock that is offset_min ahead of UTC. */
int64_t fit_time_local_day(int64_t ms, int64_t offset_min);

#endif
