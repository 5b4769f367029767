/* Checked reading of FlatBuffers (the public binary format: little endian, offsets relative to where they stand).
 *
 * Invariants: no accessor ever reads outside bytes[0, len), whatever the bytes hold, and none needs aligned memory.
 * The first malformed thing sticks in the reader's status and error, and from then on every accessor gives an absent
 * table, an empty vector or the default, so that a caller checks once after a group of reads. Positions are byte
 * offsets from the start of the buffer; position 0 (the root offset's place) marks an absent table or vector. */
#ifndef FIT_NN_FLATBUFFER_H
#define FIT_NN_FLATBUFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "aifit/status.h"

typedef struct fit_nn_reader {
    const uint8_t *bytes; /* borrowed */
    size_t len;
    const char *kind; /* what is being read, for the error text: "tensor" 12 */
    size_t index;
    fit_status status;
    fit_error *error; /* may be NULL */
} fit_nn_reader;

typedef struct fit_nn_table {
    size_t pos;
    size_t len;
    size_t vtable_pos;
    size_t vtable_len;
} fit_nn_table;

/* count elements from byte pos on, all inside the buffer. */
typedef struct fit_nn_vector {
    size_t pos;
    size_t count;
} fit_nn_vector;

void fit_nn_reader_init(fit_nn_reader *reader, const void *bytes, size_t len, fit_error *error);

/* Names what is read next. kind: a literal; index: FIT_NN_NO_INDEX where there is but one. */
#define FIT_NN_NO_INDEX SIZE_MAX
void fit_nn_reader_at(fit_nn_reader *reader, const char *kind, size_t index);

/* Records the first failure, with "kind index at byte pos: " before the text. Returns the reader's status. */
fit_status fit_nn_reader_fail(fit_nn_reader *reader, fit_status status, size_t pos, const char *format, ...)
    FIT_PRINTF(4, 5);

/* The root table of a buffer that carries the four-letter file identifier. */
fit_nn_table fit_nn_root(fit_nn_reader *reader, const char *identifier);

/* A field of table by its number in the schema; the default where it is absent. */
uint8_t fit_nn_field_u8(fit_nn_reader *reader, const fit_nn_table *table, unsigned field, uint8_t absent);
int32_t fit_nn_field_i32(fit_nn_reader *reader, const fit_nn_table *table, unsigned field, int32_t absent);
uint64_t fit_nn_field_u64(fit_nn_reader *reader, const fit_nn_table *table, unsigned field, uint64_t absent);
/* An absent table has pos 0 and all its fields absent. Unions are read as tables. */
fit_nn_table fit_nn_field_table(fit_nn_reader *reader, const fit_nn_table *table, unsigned field);
/* element_bytes: size of an element; of a vector of tables or strings: 4. */
fit_nn_vector fit_nn_field_vector(fit_nn_reader *reader, const fit_nn_table *table, unsigned field,
                                  size_t element_bytes);

/* Elements of a vector read with the same element size; i < count. */
fit_nn_table fit_nn_vector_table(fit_nn_reader *reader, fit_nn_vector vector, size_t i);
uint8_t fit_nn_vector_u8(const fit_nn_reader *reader, fit_nn_vector vector, size_t i);
uint16_t fit_nn_vector_u16(const fit_nn_reader *reader, fit_nn_vector vector, size_t i);
int32_t fit_nn_vector_i32(const fit_nn_reader *reader, fit_nn_vector vector, size_t i);

#endif
