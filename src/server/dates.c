#include "server/dates.h"

#include <string.h>

enum { MINUTE_MS = 60000, MAX_OFFSET_MIN = 18 * 60 };

/* Days before a month of a year that begins on 1 March, from Howard Hinnant's "chrono-compatible low-level date
 * algorithms" (days_from_civil): a leap day is then the last one of its year. An era is 400 years, 146097 days; 719468
 * days lie between 0000-03-01 and 1970-01-01. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* Takes exactly count digits at *text; false without moving on. */
static bool take_digits(const char **text, int count, int *value)
{
    int n = 0;
    for (int i = 0; i < count; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9')
            return false;
        n = n * 10 + (c - '0');
    }
    *text += count;
    *value = n;
    return true;
}

static bool take(const char **text, char wanted)
{
    if (**text != wanted)
        return false;
    ++*text;
    return true;
}

static bool take_date(const char **text, int64_t *day)
{
    int y, m, d;
    if (!take_digits(text, 4, &y) || !take(text, '-') || !take_digits(text, 2, &m) || !take(text, '-') ||
        !take_digits(text, 2, &d))
        return false;
    if (y < 1 || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m))
        return false;
    *day = days_of(y, m, d);
    return true;
}

bool fit_date_parse(const char *text, int64_t *day)
{
    int64_t found;
    if (!take_date(&text, &found) || *text)
        return false;
    *day = found;
    return true;
}

/* Milliseconds of ".d+", 0 when there is none. */
static bool take_fraction(const char **text, int *ms)
{
    *ms = 0;
    if (!take(text, '.'))
        return true;
    int scale = 100, digit;
    if (**text < '0' || **text > '9')
        return false;
    while (take_digits(text, 1, &digit)) {
        *ms += digit * scale;
        scale /= 10;
    }
    return true;
}

static bool take_offset(const char **text, int *offset_min)
{
    *offset_min = 0;
    if (take(text, 'Z') || take(text, 'z'))
        return true;
    int sign = **text == '-' ? -1 : 1, hours, minutes;
    if (!take(text, '+') && !take(text, '-'))
        return false;
    if (!take_digits(text, 2, &hours) || !take(text, ':') || !take_digits(text, 2, &minutes) || minutes > 59)
        return false;
    *offset_min = sign * (hours * 60 + minutes);
    return hours * 60 + minutes <= MAX_OFFSET_MIN;
}

bool fit_time_parse(const char *text, int64_t *ms, int64_t *offset_min)
{
    int64_t day;
    int hour, minute, second, fraction, offset;
    if (!take_date(&text, &day) || (!take(&text, 'T') && !take(&text, 't')))
        return false;
    if (!take_digits(&text, 2, &hour) || !take(&text, ':') || !take_digits(&text, 2, &minute) || !take(&text, ':') ||
        !take_digits(&text, 2, &second) || !take_fraction(&text, &fraction) || !take_offset(&text, &offset) || *text)
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *ms = day * FIT_DAY_MS + (int64_t)(hour * 60 + minute - offset) * MINUTE_MS + second * 1000 + fraction;
    *offset_min = offset;
    return true;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t fit_time_local_day(int64_t ms, int64_t offset_min)
{
    return floor_div(ms + offset_min * MINUTE_MS, FIT_DAY_MS);
}

static char *put_digits(char *out, int64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + count;
}

/* The inverse of days_of (civil_from_days, ibid.). */
void fit_date_format(int64_t day, char text[FIT_DATE_CAP])
{
    int64_t z = day + 719468, era = floor_div(z, 146097), of_era = z - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * of_year + 2) / 153, month = shifted < 10 ? shifted + 3 : shifted - 9;
    char *out = put_digits(text, year_of_era + era * 400 + (month <= 2), 4);
    *out++ = '-';
    out = put_digits(out, month, 2);
    *out++ = '-';
    out = put_digits(out, of_year - (153 * shifted + 2) / 5 + 1, 2);
    *out = '\0';
}

void fit_time_format(int64_t ms, int64_t offset_min, char text[FIT_TIME_CAP])
{
    int64_t day = fit_time_local_day(ms, offset_min), of_day = ms + offset_min * MINUTE_MS - day * FIT_DAY_MS;
    fit_date_format(day, text);
    char *out = text + FIT_DATE_CAP - 1;
    *out++ = 'T';
    out = put_digits(out, of_day / 3600000, 2);
    *out++ = ':';
    out = put_digits(out, of_day / MINUTE_MS % 60, 2);
    *out++ = ':';
    out = put_digits(out, of_day / 1000 % 60, 2);
    *out++ = '.';
    out = put_digits(out, of_day % 1000, 3);
    if (offset_min == 0) {
        memcpy(out, "Z", 2);
        return;
    }
    int64_t size = offset_min < 0 ? -offset_min : offset_min;
    *out++ = offset_min < 0 ? '-' : '+';
    out = put_digits(out, size / 60, 2);
    *out++ = ':';
    *put_digits(out, size % 60, 2) = '\0';
}
