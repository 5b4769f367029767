#include "trainer/json_reader.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#include <jsmn.h>

static const jsmntok_t *token_at(const fit_json_reader *reader, int token)
{
    return (const jsmntok_t *)reader->tokens + token;
}

/* Columns count characters, not bytes, as editors do. */
static void locate(const fit_json_reader *reader, size_t offset, unsigned *line, unsigned *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset && i < reader->len_bytes; i++) {
        unsigned char byte = (unsigned char)reader->text[i];
        if (byte == '\n') {
            ++*line;
            *column = 1;
        } else if ((byte & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

static void refuse_at(fit_json_reader *reader, size_t offset, const char *format, va_list args)
{
    char text[FIT_ERROR_TEXT_CAP];
    vsnprintf(text, sizeof text, format, args);
    unsigned line, column;
    locate(reader, offset, &line, &column);
    (void)fit_fail_at(reader->error, FIT_ERR_FORMAT, line, column, offset, "%s", text);
}

static bool FIT_PRINTF(3, 4) refuse_byte(fit_json_reader *reader, size_t offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    refuse_at(reader, offset, format, args);
    va_end(args);
    return false;
}

bool fit_json_refuse(fit_json_reader *reader, int token, const char *format, ...)
{
    const jsmntok_t *t = token_at(reader, token);
    va_list args;
    va_start(args, format);
    refuse_at(reader, (size_t)t->start - (t->type == JSMN_STRING), format, args);
    va_end(args);
    return false;
}

/* ---- The document as a whole: what jsmn lets pass (missing or extra commas, odd literals, bad UTF-8) is refused. */

/* Length of the UTF-8 sequence at the start of text (Unicode 15, table 3-7), 0 if malformed. */
static size_t utf8_length(const unsigned char *text, size_t len_bytes)
{
    unsigned char lead = text[0];
    if (lead < 0x80)
        return 1;
    size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    if (length == 0 || length > len_bytes)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (lead == 0xE0 && text[1] < 0xA0) || (lead == 0xF0 && text[1] < 0x90);
    bool surrogate = lead == 0xED && text[1] > 0x9F;
    bool beyond = lead == 0xF4 && text[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

static bool check_bytes(fit_json_reader *reader)
{
    const unsigned char *text = (const unsigned char *)reader->text;
    for (size_t i = 0; i < reader->len_bytes;) {
        size_t length = utf8_length(text + i, reader->len_bytes - i);
        if (length == 0)
            return refuse_byte(reader, i, "malformed UTF-8");
        if (text[i] == 0)
            return refuse_byte(reader, i, "a NUL byte");
        i += length;
    }
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number at the start of text as RFC 8259 spells it; its length, or 0. */
static size_t number_length(const char *text, size_t len_bytes)
{
    size_t i = len_bytes > 0 && text[0] == '-';
    size_t digits = i;
    while (i < len_bytes && is_digit(text[i]))
        i++;
    if (i == digits || (text[digits] == '0' && i > digits + 1))
        return 0;
    if (i < len_bytes && text[i] == '.') {
        digits = ++i;
        while (i < len_bytes && is_digit(text[i]))
            i++;
        if (i == digits)
            return 0;
    }
    if (i < len_bytes && (text[i] == 'e' || text[i] == 'E')) {
        i++;
        i += i < len_bytes && (text[i] == '+' || text[i] == '-');
        digits = i;
        while (i < len_bytes && is_digit(text[i]))
            i++;
        if (i == digits)
            return 0;
    }
    return i;
}

static bool check_primitive(fit_json_reader *reader, int token)
{
    const jsmntok_t *t = token_at(reader, token);
    const char *text = reader->text + t->start;
    size_t len_bytes = (size_t)(t->end - t->start);
    static const char *const literals[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++)
        if (len_bytes == strlen(literals[i]) && memcmp(text, literals[i], len_bytes) == 0)
            return true;
    if (number_length(text, len_bytes) != len_bytes)
        return fit_json_refuse(reader, token, "'%.*s' is no JSON value", len_bytes > 40 ? 40 : (int)len_bytes, text);
    return true;
}

/* Between two tokens stand white space and exactly the separators in expect, in this order. */
static bool check_gap(fit_json_reader *reader, size_t from, size_t to, const char *expect)
{
    for (size_t i = from; i < to; i++) {
        char c = reader->text[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
            continue;
        if (c != *expect)
            return refuse_byte(reader, i, *expect ? "unexpected '%c', '%c' is missing" : "unexpected '%c'", c, *expect);
        expect++;
    }
    return *expect ? refuse_byte(reader, to, "'%c' is missing", *expect) : true;
}

static size_t outer_start(const jsmntok_t *t)
{
    return (size_t)t->start - (t->type == JSMN_STRING);
}

static size_t outer_end(const jsmntok_t *t)
{
    return (size_t)t->end + (t->type == JSMN_STRING);
}

/* The children of a container with the commas and colons between them; tokens are in document order. */
static bool check_container(fit_json_reader *reader, int token)
{
    const jsmntok_t *t = token_at(reader, token);
    size_t at = (size_t)t->start + 1;
    const char *separator = "";
    for (int child = fit_json_first(reader, token); child >= 0; child = fit_json_next(reader, child)) {
        const jsmntok_t *c = token_at(reader, child);
        if (!check_gap(reader, at, outer_start(c), separator))
            return false;
        at = outer_end(c);
        if (t->type == JSMN_OBJECT) {
            if (c->type != JSMN_STRING || c->size != 1)
                return fit_json_refuse(reader, child, "a key with one value is expected: a comma may be missing");
            const jsmntok_t *value = token_at(reader, child + 1);
            if (!check_gap(reader, at, outer_start(value), ":"))
                return false;
            at = outer_end(value);
        } else if (c->type == JSMN_STRING && c->size != 0) {
            return fit_json_refuse(reader, child, "a key stands in an array");
        }
        separator = ",";
    }
    return check_gap(reader, at, (size_t)t->end - 1, "");
}

/* Bounded depth keeps the walks below linear in the document. */
static bool check_depth(fit_json_reader *reader)
{
    enum { MAX_DEPTH = 16 };
    int ends[MAX_DEPTH];
    int depth = 0;
    for (int i = 0; i < reader->token_count; i++) {
        const jsmntok_t *t = token_at(reader, i);
        if (t->type != JSMN_OBJECT && t->type != JSMN_ARRAY)
            continue;
        while (depth > 0 && t->start >= ends[depth - 1])
            depth--;
        if (depth == MAX_DEPTH)
            return fit_json_refuse(reader, i, "nested deeper than %d", MAX_DEPTH);
        ends[depth++] = t->end;
    }
    return true;
}

static bool check_syntax(fit_json_reader *reader)
{
    if (reader->token_count == 0)
        return refuse_byte(reader, 0, "an empty document");
    if (!check_depth(reader))
        return false;
    const jsmntok_t *root = token_at(reader, 0);
    if (!check_gap(reader, 0, outer_start(root), "") || !check_gap(reader, outer_end(root), reader->len_bytes, ""))
        return false;
    for (int i = 0; i < reader->token_count; i++) {
        jsmntype_t type = token_at(reader, i)->type;
        if (type == JSMN_PRIMITIVE && !check_primitive(reader, i))
            return false;
        if ((type == JSMN_OBJECT || type == JSMN_ARRAY) && !check_container(reader, i))
            return false;
    }
    return true;
}

fit_status fit_json_reader_init(fit_json_reader *reader, const char *text, size_t len_bytes, fit_error *error)
{
    *reader = (fit_json_reader){.text = text, .len_bytes = len_bytes, .error = error};
    if (!check_bytes(reader))
        return FIT_ERR_FORMAT;
    jsmn_parser parser;
    jsmn_init(&parser);
    int count = jsmn_parse(&parser, text, len_bytes, NULL, 0);
    if (count < 0) {
        refuse_byte(reader, parser.pos,
                    count == JSMN_ERROR_PART ? "the document ends too early" : "an unexpected character");
        return FIT_ERR_FORMAT;
    }
    reader->tokens = calloc((size_t)count + 1, sizeof(jsmntok_t));
    /* A decoded string is never longer than its source, whose quotes make room for the NUL. */
    reader->pool = malloc(len_bytes + 1);
    if (!reader->tokens || !reader->pool) {
        fit_json_reader_deinit(reader);
        return fit_fail(error, FIT_ERR_MEMORY, "no memory to read a JSON document");
    }
    jsmn_init(&parser);
    reader->token_count = jsmn_parse(&parser, text, len_bytes, reader->tokens, (unsigned)count);
    bool sound = reader->token_count == count || refuse_byte(reader, parser.pos, "an unexpected character");
    if (!sound || !check_syntax(reader)) {
        fit_json_reader_deinit(reader);
        return FIT_ERR_FORMAT;
    }
    return FIT_OK;
}

void fit_json_reader_deinit(fit_json_reader *reader)
{
    free(reader->tokens);
    free(reader->pool);
    reader->tokens = NULL;
    reader->pool = NULL;
}

char *fit_json_reader_take_pool(fit_json_reader *reader)
{
    char *pool = reader->pool;
    reader->pool = NULL;
    return pool;
}

/* ---- Values */

int fit_json_first(const fit_json_reader *reader, int token)
{
    return token_at(reader, token)->size > 0 ? token + 1 : -1;
}

int fit_json_next(const fit_json_reader *reader, int token)
{
    int end = token_at(reader, token_at(reader, token)->parent)->end;
    /* A key's value is the key's child: whatever begins before the end of this subtree belongs to it. */
    bool key = token_at(reader, token)->type == JSMN_STRING && token_at(reader, token)->size == 1;
    int next = token + 1 + key;
    int last = token_at(reader, next - 1)->end;
    while (next < reader->token_count && token_at(reader, next)->start < last)
        next++;
    return next < reader->token_count && token_at(reader, next)->start < end ? next : -1;
}

bool fit_json_is_string(const fit_json_reader *reader, int token)
{
    return token_at(reader, token)->type == JSMN_STRING;
}

bool fit_json_is_array(const fit_json_reader *reader, int token)
{
    return token_at(reader, token)->type == JSMN_ARRAY;
}

static bool equals(const fit_json_reader *reader, int token, const char *text)
{
    const jsmntok_t *t = token_at(reader, token);
    size_t len_bytes = (size_t)(t->end - t->start);
    return len_bytes == strlen(text) && memcmp(reader->text + t->start, text, len_bytes) == 0;
}

static bool read_size(fit_json_reader *reader, int token, const char *what, bool right_type, const char *kind,
                      int least, int most, int *count)
{
    if (!right_type)
        return fit_json_refuse(reader, token, "%s must be %s", what, kind);
    int size = token_at(reader, token)->size;
    if (size < least || size > most)
        return fit_json_refuse(reader, token, "%s holds %d entries, %d to %d are allowed", what, size, least, most);
    *count = size;
    return true;
}

bool fit_json_read_array(fit_json_reader *reader, int token, const char *what, int least, int most, int *count)
{
    return read_size(reader, token, what, fit_json_is_array(reader, token), "an array", least, most, count);
}

bool fit_json_read_map(fit_json_reader *reader, int token, const char *what, int least, int most, int *count)
{
    bool right_type = token_at(reader, token)->type == JSMN_OBJECT;
    return read_size(reader, token, what, right_type, "an object", least, most, count);
}

bool fit_json_read_members(fit_json_reader *reader, int token, const char *what, const fit_json_member *members,
                           size_t count)
{
    if (token_at(reader, token)->type != JSMN_OBJECT)
        return fit_json_refuse(reader, token, "%s must be an object", what);
    for (size_t i = 0; i < count; i++)
        *members[i].token = -1;
    for (int key = fit_json_first(reader, token); key >= 0; key = fit_json_next(reader, key)) {
        size_t i = 0;
        while (i < count && !equals(reader, key, members[i].key))
            i++;
        const jsmntok_t *k = token_at(reader, key);
        int shown = k->end - k->start > 40 ? 40 : k->end - k->start;
        if (i == count)
            return fit_json_refuse(reader, key, "unknown key \"%.*s\" in %s", shown, reader->text + k->start, what);
        if (*members[i].token >= 0)
            return fit_json_refuse(reader, key, "\"%s\" stands twice in %s", members[i].key, what);
        *members[i].token = key + 1;
    }
    for (size_t i = 0; i < count; i++)
        if (members[i].required && *members[i].token < 0)
            return fit_json_refuse(reader, token, "\"%s\" is missing in %s", members[i].key, what);
    return true;
}

static int hex_value(char c)
{
    return is_digit(c) ? c - '0' : (c | 32) - 'a' + 10;
}

/* The four digits after \u, which jsmn has checked. */
static unsigned long code_unit(const char *text)
{
    unsigned long unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit * 16 + (unsigned long)hex_value(text[i]);
    return unit;
}

static size_t encode_utf8(unsigned long code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

/* One character or escape at *at, which moves on; the code point, or -1 for a lone surrogate. */
static long decode_escape(const char *text, size_t *at, size_t end)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char letter = text[*at + 1];
    if (letter != 'u') {
        *at += 2;
        return meanings[strchr(letters, letter) - letters];
    }
    unsigned long unit = code_unit(text + *at + 2);
    *at += 6;
    if (unit < 0xD800 || unit > 0xDFFF)
        return (long)unit;
    if (unit > 0xDBFF || *at + 6 > end || text[*at] != '\\' || text[*at + 1] != 'u')
        return -1;
    unsigned long low = code_unit(text + *at + 2);
    if (low < 0xDC00 || low > 0xDFFF)
        return -1;
    *at += 6;
    return (long)(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
}

bool fit_json_read_string(fit_json_reader *reader, int token, const char *what, size_t most, const char **out)
{
    const jsmntok_t *t = token_at(reader, token);
    if (t->type != JSMN_STRING)
        return fit_json_refuse(reader, token, "%s must be a string", what);
    assert(reader->pool_used + (size_t)(t->end - t->start) <= reader->len_bytes); /* each string is read once */
    char *text = reader->pool + reader->pool_used;
    size_t used = 0;
    for (size_t at = (size_t)t->start; at < (size_t)t->end;) {
        long code = (unsigned char)reader->text[at];
        if (code == '\\')
            code = decode_escape(reader->text, &at, (size_t)t->end);
        else if (code >= 0x80) {
            text[used++] = reader->text[at++];
            continue;
        } else
            at++;
        if (code < 0x20 || code == 0x7F)
            return fit_json_refuse(reader, token, "%s holds a control character or half a surrogate pair", what);
        used += encode_utf8((unsigned long)code, text + used);
    }
    if (used == 0 || used > most)
        return fit_json_refuse(reader, token, "%s must have 1 to %zu bytes", what, most);
    text[used] = '\0';
    reader->pool_used += used + 1;
    *out = text;
    return true;
}

/* By hand, because strtod obeys the locale. At most 15 digits count: exact in a double (C17 5.2.4.2.2, DBL_DIG). */
static double parse_number(const char *text, size_t len_bytes)
{
    double value = 0.0;
    int exponent = 0, digits = 0;
    bool after_point = false;
    size_t i = text[0] == '-';
    for (; i < len_bytes && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] == '.') {
            after_point = true;
            continue;
        }
        if (digits < 15) {
            value = value * 10.0 + (text[i] - '0');
            digits += value > 0.0;
            exponent -= after_point;
        } else {
            exponent += !after_point;
        }
    }
    if (i < len_bytes) {
        i++;
        bool negative = text[i] == '-';
        i += text[i] == '-' || text[i] == '+';
        int written = 0;
        for (; i < len_bytes; i++)
            written = written > 9999 ? written : written * 10 + (text[i] - '0');
        exponent += negative ? -written : written;
    }
    double power = 1.0;
    int steps = exponent < 0 ? -exponent : exponent;
    for (int k = 0; k < steps && k < 400; k++)
        power *= 10.0;
    value = exponent < 0 ? value / power : value * power;
    return text[0] == '-' ? -value : value;
}

bool fit_json_read_number(fit_json_reader *reader, int token, const char *what, double least, double most, double *out)
{
    const jsmntok_t *t = token_at(reader, token);
    char first = reader->text[t->start];
    if (t->type != JSMN_PRIMITIVE || !(first == '-' || is_digit(first)))
        return fit_json_refuse(reader, token, "%s must be a number", what);
    double value = parse_number(reader->text + t->start, (size_t)(t->end - t->start));
    if (!(value >= least && value <= most))
        return fit_json_refuse(reader, token, "%s must lie between %g and %g", what, least, most);
    *out = value;
    return true;
}

bool fit_json_read_int(fit_json_reader *reader, int token, const char *what, int least, int most, int *out)
{
    double value = 0.0;
    if (!fit_json_read_number(reader, token, what, least, most, &value))
        return false;
    if (value != (double)(int)value)
        return fit_json_refuse(reader, token, "%s must be a whole number", what);
    *out = (int)value;
    return true;
}

bool fit_json_read_bool(fit_json_reader *reader, int token, const char *what, bool *out)
{
    bool truth = equals(reader, token, "true");
    if (token_at(reader, token)->type != JSMN_PRIMITIVE || !(truth || equals(reader, token, "false")))
        return fit_json_refuse(reader, token, "%s must be true or false", what);
    *out = truth;
    return true;
}

bool fit_json_read_choice(fit_json_reader *reader, int token, const char *what, const char *const *names, int count,
                          int *out)
{
    const char *text = "";
    if (!fit_json_read_string(reader, token, what, 64, &text))
        return false;
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], text) == 0) {
            *out = i;
            return true;
        }
    return fit_json_refuse(reader, token, "%s cannot be \"%s\"", what, text);
}
