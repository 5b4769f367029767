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

static bool is_plain(char c)
{
    return (signed char)c >= 0x20 && c != '"' && c != '\\';
}

/* How many bytes at the beginning of text need no second look. */
static size_t plain_run(const char *text, size_t len)
{
    size_t i = 0;
    for (uint64_t eight; len - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, text + i, sizeof eight);
        if (!are_plain(eight))
            break;
    }
    while (i < len && is_plain(text[i]))
        i++;
    return i;
}

static void escaped_put(fit_json_writer *json, const char *text)
{
    size_t left = strlen(text);
    put(json, "\"", 1);
    for (const char *run = text, *at = text;;) {
        const size_t plain = plain_run(at, left);
        at += plain;
        left -= plain;
        if (left == 0) {
            put(json, run, (size_t)(at - run));
            break;
        }
        unsigned char byte = (unsigned char)*at;
        size_t len = utf8_sequence((const unsigned char *)at);
        if (len > 1) {
            at += len;
            left -= len;
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
        left--;
    }
    put(json, "\"", 1);
}

/* A string, or a key with its colon. Nearly all stand as they are: those are written in one piece. */
static void quoted_put(fit_json_writer *json, const char *text, bool is_key)
{
    const size_t len = strlen(text), marks = 2 + (size_t)json->need_comma + (size_t)is_key;
    if (plain_run(text, len) < len) {
        value_begin(json);
        escaped_put(json, text);
        if (is_key)
            put(json, ":", 1);
    } else if (json->status == FIT_OK && (json->status = fit_buffer_reserve(json->buffer, len + marks)) == FIT_OK) {
        char *at = json->buffer->data + json->buffer->len;
        if (json->need_comma)
            *at++ = ',';
        *at++ = '"';
        memcpy(at, text, len);
        at += len;
        *at++ = '"';
        if (is_key)
            *at++ = ':';
        *at = '\0';
        json->buffer->len = (size_t)(at - json->buffer->data);
    }
    json->need_comma = !is_key;
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

void fit_json_key(fit_json_writer *json, const char *key)
{
    quoted_put(json, key, true);
}

void fit_json_string(fit_json_writer *json, const char *text)
{
    quoted_put(json, text, false);
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
