#include "nn/flatbuffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/checked.h"

void fit_nn_reader_init(fit_nn_reader *reader, const void *bytes, size_t len, fit_error *error)
{
    *reader = (fit_nn_reader){.bytes = bytes, .len = len, .error = error};
    fit_nn_reader_at(reader, "model", FIT_NN_NO_INDEX);
}

void fit_nn_reader_at(fit_nn_reader *reader, const char *kind, size_t index)
{
    reader->kind = kind;
    reader->index = index;
}

fit_status fit_nn_reader_fail(fit_nn_reader *reader, fit_status status, size_t pos, const char *format, ...)
{
    if (reader->status != FIT_OK)
        return reader->status;
    char text[FIT_ERROR_TEXT_CAP];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    char index[24] = "";
    if (reader->index != FIT_NN_NO_INDEX)
        snprintf(index, sizeof index, " %zu", reader->index);
    reader->status =
        fit_fail_at(reader->error, status, 0, 0, pos, "%s%s at byte %zu: %s", reader->kind, index, pos, text);
    return reader->status;
}

/* The bytes are put together one by one, so neither alignment nor the machine's byte order matters. */
static uint64_t load(const fit_nn_reader *reader, size_t pos, size_t n_bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n_bytes; i++)
        value |= (uint64_t)reader->bytes[pos + i] << (8 * i);
    return value;
}

/* Follows the unsigned 32-bit offset that stands at pos. 0 on failure. */
static size_t follow(fit_nn_reader *reader, size_t pos)
{
    const size_t offset = (size_t)load(reader, pos, 4);
    size_t target;
    if (offset < 4 || !fit_add_size(pos, offset, &target) || !fit_range_inside(target, 4, reader->len)) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, pos, "offset %zu leads out of the file", offset);
        return 0;
    }
    return target;
}

/* Layout of a table: int32 distance back to its vtable, then its fields. Of a vtable: uint16 size of itself, uint16
 * size of the table, then a uint16 a field, its place in the table (0: absent). pos is readable for 4 bytes. */
static fit_nn_table table_at(fit_nn_reader *reader, size_t pos)
{
    const fit_nn_table absent = {0};
    const int64_t vtable = (int64_t)pos - (int32_t)(uint32_t)load(reader, pos, 4);
    if (vtable < 0 || (uint64_t)vtable > reader->len || !fit_range_inside((size_t)vtable, 4, reader->len)) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, pos, "vtable lies outside the file");
        return absent;
    }
    const fit_nn_table table = {
        .pos = pos,
        .len = (size_t)load(reader, (size_t)vtable + 2, 2),
        .vtable_pos = (size_t)vtable,
        .vtable_len = (size_t)load(reader, (size_t)vtable, 2),
    };
    if (table.vtable_len < 4 || table.vtable_len % 2 || table.len < 4 ||
        !fit_range_inside(table.vtable_pos, table.vtable_len, reader->len) ||
        !fit_range_inside(pos, table.len, reader->len)) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, pos, "table or vtable has an impossible size");
        return absent;
    }
    return table;
}

fit_nn_table fit_nn_root(fit_nn_reader *reader, const char *identifier)
{
    const fit_nn_table absent = {0};
    if (reader->len < 8 || memcmp(reader->bytes + 4, identifier, 4) != 0) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, 4, "not a TensorFlow Lite model: no \"%s\" there", identifier);
        return absent;
    }
    const size_t pos = follow(reader, 0);
    return pos ? table_at(reader, pos) : absent;
}

/* Position of a field of n_bytes, or 0 when it is absent. */
static size_t field_at(fit_nn_reader *reader, const fit_nn_table *table, unsigned field, size_t n_bytes)
{
    const size_t entry = 4 + 2 * (size_t)field;
    if (reader->status != FIT_OK || table->pos == 0 || entry + 2 > table->vtable_len)
        return 0;
    const size_t offset = (size_t)load(reader, table->vtable_pos + entry, 2);
    if (offset == 0)
        return 0;
    if (offset < 4 || !fit_range_inside(offset, n_bytes, table->len)) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, table->pos, "field %u lies outside its table", field);
        return 0;
    }
    return table->pos + offset;
}

uint8_t fit_nn_field_u8(fit_nn_reader *reader, const fit_nn_table *table, unsigned field, uint8_t absent)
{
    const size_t pos = field_at(reader, table, field, 1);
    return pos ? reader->bytes[pos] : absent;
}

int32_t fit_nn_field_i32(fit_nn_reader *reader, const fit_nn_table *table, unsigned field, int32_t absent)
{
    const size_t pos = field_at(reader, table, field, 4);
    return pos ? (int32_t)(uint32_t)load(reader, pos, 4) : absent;
}

uint64_t fit_nn_field_u64(fit_nn_reader *reader, const fit_nn_table *table, unsigned field, uint64_t absent)
{
    const size_t pos = field_at(reader, table, field, 8);
    return pos ? load(reader, pos, 8) : absent;
}

fit_nn_table fit_nn_field_table(fit_nn_reader *reader, const fit_nn_table *table, unsigned field)
{
    const fit_nn_table absent = {0};
    const size_t pos = field_at(reader, table, field, 4);
    const size_t target = pos ? follow(reader, pos) : 0;
    return target ? table_at(reader, target) : absent;
}

fit_nn_vector fit_nn_field_vector(fit_nn_reader *reader, const fit_nn_table *table, unsigned field,
                                  size_t element_bytes)
{
    const fit_nn_vector absent = {0};
    const size_t pos = field_at(reader, table, field, 4);
    const size_t target = pos ? follow(reader, pos) : 0;
    if (!target)
        return absent;
    const size_t count = (size_t)load(reader, target, 4);
    size_t len;
    if (!fit_mul_size(count, element_bytes, &len) || !fit_range_inside(target + 4, len, reader->len)) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, target, "%zu elements do not fit into the file", count);
        return absent;
    }
    return (fit_nn_vector){target + 4, count};
}

fit_nn_table fit_nn_vector_table(fit_nn_reader *reader, fit_nn_vector vector, size_t i)
{
    const fit_nn_table absent = {0};
    if (reader->status != FIT_OK)
        return absent;
    const size_t target = follow(reader, vector.pos + 4 * i);
    return target ? table_at(reader, target) : absent;
}

uint8_t fit_nn_vector_u8(const fit_nn_reader *reader, fit_nn_vector vector, size_t i)
{
    return reader->bytes[vector.pos + i];
}

uint16_t fit_nn_vector_u16(const fit_nn_reader *reader, fit_nn_vector vector, size_t i)
{
    return (uint16_t)load(reader, vector.pos + 2 * i, 2);
}

int32_t fit_nn_vector_i32(const fit_nn_reader *reader, fit_nn_vector vector, size_t i)
{
    return (int32_t)(uint32_t)load(reader, vector.pos + 4 * i, 4);
}
