#include "base/json_writer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void put(fit_json_writer *json, const char *text, size_t len)
{
    if (json->status == FIT_OK)
        json->status = fit_buffer_append(json->buffer, text, len);
}

static void value_begin(fit_json_writer *json)
{
    if (json->need_comma)
        put(json, ",", 1);
    json->need_comma = true;
}

static void value_put(fit_json_writer *json, const char *text)
{
    value_begin(json);
    put(json, text, strlen(text));
}

/* Bytes of the UTF-8 sequence at text, 0 where there is none (RFC 3629: no overlong forms, no surrogates). A NUL ends
 * every sequence, so nothing behind it is read. */
static size_t utf8_sequence(const unsigned char *text)
{
    if (text[0] < 0x80)
        return 1;
    size_t len = text[0] >= 0xF0 ? 4 : text[0] >= 0xE0 ? 3 : 2;
    unsigned char low = 0x80, high = 0xBF;
    if (text[0] < 0xC2 || text[0] > 0xF4)
        return 0;
    if (text[0] == 0xE0)
        low = 0xA0;
    else if (text[0] == 0xED)
        high = 0x9F;
    else if (text[0] == 0xF0)
        low = 0x90;
    else if (text[0] == 0xF4)
        high = 0x8F;
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

/* Whether all eight bytes stand in JSON as they are: ASCII, no control character, quote or backslash. Sets the high bit
 * of each byte that does not (Anderson, "Bit Twiddling Hacks": zero byte, byte less than n); a borrow can set it in a
 * byte above one that does not, never where all do. */
static bool are_plain(uint64_t eight)
{
    const uint64_t ones = UINT64_MAX / 255, high = ones * 0x80;
    const uint64_t quote = eight ^ (ones * '"'), backslash = eight ^ (ones * '\\');
    const uint64_t odd = (eight - ones * 0x20) | (quote - ones) | (backslash - ones) | eight;
    return (odd & high) == 0;
}

/* What nearly all text is. */
static bool is_plain(const char *text, size_t len)
{
    uint64_t eight;
    for (size_t i = 0; i + sizeof eight <= len; i += sizeof eight) {
        memcpy(&eight, text + i, sizeof eight);
        if (!are_plain(eight))
            return false;
    }
    if (len >= sizeof eight) { /* the last eight, some of them again */
        memcpy(&eight, text + len - sizeof eight, sizeof eight);
    } else {
        memset(&eight, ' ', sizeof eight);
        memcpy(&eight, text, len);
    }
    return are_plain(eight);
}

static void escaped_put(fit_json_writer *json, const char *text)
{
    put(json, "\"", 1);
    const char *run = text, *at = text;
    while (*at) {
        unsigned char byte = (unsigned char)*at;
        size_t len = utf8_sequence((const unsigned char *)at);
        if (len > 0 && byte >= 0x20 && byte != '"' && byte != '\\') {
            at += len;
            continue;
        }
        put(json, run, (size_t)(at - run));
        char escape[8];
        if (len == 0)
            snprintf(escape, sizeof escape, "\\ufffd");
        else
            snprintf(escape, sizeof escape, byte < 0x20 ? "\\u%04x" : "\\%c", byte);
        put(json, escape, strlen(escape));
        run = ++at;
    }
    put(json, run, (size_t)(at - run));
    put(json, "\"", 1);
}

/* In quotes, in one piece. */
static void plain_put(fit_json_writer *json, const char *text, size_t len)
{
    const size_t marks = 2 + (size_t)json->need_comma;
    if (json->status == FIT_OK)
        json->status = fit_buffer_reserve(json->buffer, marks + len);
    if (json->status != FIT_OK)
        return;
    char *at = json->buffer->data + json->buffer->len;
    if (json->need_comma)
        *at++ = ',';
    *at++ = '"';
    memcpy(at, text, len);
    at[len] = '"';
    at[len + 1] = '\0';
    json->buffer->len += marks + len;
}

static void open(fit_json_writer *json, const char *bracket)
{
    value_put(json, bracket);
    json->need_comma = false;
}

static void close(fit_json_writer *json, const char *bracket)
{
    put(json, bracket, 1);
    json->need_comma = true;
}

void fit_json_begin(fit_json_writer *json, fit_buffer *buffer)
{
    *json = (fit_json_writer){.buffer = buffer, .status = FIT_OK};
}

void fit_json_object_open(fit_json_writer *json)
{
    open(json, "{");
}

void fit_json_object_close(fit_json_writer *json)
{
    close(json, "}");
}

void fit_json_array_open(fit_json_writer *json)
{
    open(json, "[");
}

void fit_json_array_close(fit_json_writer *json)
{
    close(json, "]");
}

void fit_json_string(fit_json_writer *json, const char *text)
{
    const size_t len = strlen(text);
    if (is_plain(text, len)) {
        plain_put(json, text, len);
        json->need_comma = true;
    } else {
        value_begin(json);
        escaped_put(json, text);
    }
}

void fit_json_int(fit_json_writer *json, int64_t value)
{
    char text[21], *const end = text + sizeof text, *at = end; /* a comma, a sign and 19 digits */
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        *--at = '-';
    if (json->need_comma)
        *--at = ',';
    json->need_comma = true;
    put(json, at, (size_t)(end - at));
}

void fit_json_float(fit_json_writer *json, float value)
{
    char text[32];
    snprintf(text, sizeof text, "%.9g", (double)value);
    value_put(json, isfinite(value) ? text : "null");
}

void fit_json_fixed(fit_json_writer *json, double value, int decimals)
{
    /* 309 digits before the point is the longest double. */
    char text[336];
    snprintf(text, sizeof text, "%.*f", decimals, value);
    value_put(json, isfinite(value) ? text : "null");
}

void fit_json_bool(fit_json_writer *json, bool value)
{
    value_put(json, value ? "true" : "false");
}

void fit_json_null(fit_json_writer *json)
{
    value_put(json, "null");
}

void fit_json_raw(fit_json_writer *json, const char *text)
{
    value_put(json, text);
}
