/* Dates and times out of a stranger's JSON: what is taken can be written, and read again as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/dates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_date(const char *text)
{
    int64_t day;
    char written[FIT_DATE_CAP];
    if (!fit_date_parse(text, &day))
        return;
    fit_date_format(day, written);
    if (strcmp(written, text) != 0)
        abort();
}

static void check_time(const char *text)
{
    int64_t ms, offset_min, ms_again, offset_again;
    char written[FIT_TIME_CAP];
    if (!fit_time_parse(text, &ms, &offset_min))
        return;
    int64_t day = fit_time_local_day(ms, offset_min);
    if (ms + offset_min * 60000 < day * FIT_DAY_MS || ms + offset_min * 60000 >= (day + 1) * FIT_DAY_MS)
        abort();
    fit_time_format(ms, offset_min, written);
    /* The leap second of the last day that there is begins the year 10000. */
    if (strncmp(text, "9999-12-31", 10) == 0)
        return;
    if (!fit_time_parse(written, &ms_again, &offset_again) || ms != ms_again || offset_min != offset_again)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* of exactly its size, so that a byte read beyond it is seen */
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    check_date(text);
    check_time(text);
    free(text);
    return 0;
}
