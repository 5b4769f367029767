/* Reads one JSON document strictly (RFC 8259), naming line and column of whatever is wrong.
 *
 * Tokens are ints, 0 is the root. The first refusal goes into error and makes the call return false; the caller stops
 * there. Strings handed out live in the reader's pool until fit_json_reader_take_pool or deinit. */
#ifndef FIT_TRAINER_JSON_READER_H
#define FIT_TRAINER_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "aifit/status.h"

typedef struct fit_json_reader {
    const char *text; /* borrowed */
    size_t len_bytes;
    void *tokens;
    int token_count;
    char *pool;
    size_t pool_used;
    fit_error *error; /* borrowed, may be NULL */
} fit_json_reader;

/* One member of an object: its value's token goes to *token, which stays -1 when an optional member is absent. */
typedef struct fit_json_member {
    const char *key;
    bool required;
    int *token;
} fit_json_member;

/* FIT_ERR_FORMAT with line and column; FIT_ERR_MEMORY. On failure there is nothing to deinit. */
FIT_NODISCARD fit_status fit_json_reader_init(fit_json_reader *reader, const char *text, size_t len_bytes,
                                              fit_error *error);
void fit_json_reader_deinit(fit_json_reader *reader);
/* The memory of all strings read, now the caller's to free. */
char *fit_json_reader_take_pool(fit_json_reader *reader);

/* Records a refusal at the token; always false. */
bool fit_json_refuse(fit_json_reader *reader, int token, const char *format, ...) FIT_PRINTF(3, 4);

/* Finds the members of an object. Refused: no object, unknown, repeated and missing keys. what: for the message. */
bool fit_json_read_members(fit_json_reader *reader, int token, const char *what, const fit_json_member *members,
                           size_t count);
/* The number of elements of an array, or of members of an object with free keys, between least and most. */
bool fit_json_read_array(fit_json_reader *reader, int token, const char *what, int least, int most, int *count);
bool fit_json_read_map(fit_json_reader *reader, int token, const char *what, int least, int most, int *count);
/* Walking: the first child of an array or map (for a map a key, whose value is key + 1), then the next one. */
int fit_json_first(const fit_json_reader *reader, int token);
int fit_json_next(const fit_json_reader *reader, int token);

bool fit_json_is_string(const fit_json_reader *reader, int token);
bool fit_json_is_array(const fit_json_reader *reader, int token);
/* Unescaped, NUL-terminated, 1..most bytes, no control characters. */
bool fit_json_read_string(fit_json_reader *reader, int token, const char *what, size_t most, const char **out);
bool fit_json_read_number(fit_json_reader *reader, int token, const char *what, double least, double most, double *out);
bool fit_json_read_int(fit_json_reader *reader, int token, const char *what, int least, int most, int *out);
bool fit_json_read_bool(fit_json_reader *reader, int token, const char *what, bool *out);
/* The position of the string among names. */
bool fit_json_read_choice(fit_json_reader *reader, int token, const char *what, const char *const *names, int count,
                          int *out);

#endif
