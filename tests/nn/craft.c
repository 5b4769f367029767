#include "craft.h"

#include <assert.h>
#include <string.h>

static int add_tensor(craft *c, craft_tensor tensor, const int32_t *dims, int rank)
{
    assert(c->n_tensors < CRAFT_MAX_TENSORS && rank <= 8);
    tensor.rank = rank;
    memcpy(tensor.dim, dims, (size_t)rank * sizeof *dims);
    c->tensors[c->n_tensors] = tensor;
    return c->n_tensors++;
}

static const void *keep(craft *c, const void *data, size_t bytes)
{
    assert(c->data_len + bytes <= CRAFT_MAX_DATA);
    void *copy = c->data + c->data_len;
    memcpy(copy, data, bytes);
    c->data_len += (bytes + 3) & ~(size_t)3;
    return copy;
}

static size_t product(const int32_t *dims, int rank)
{
    size_t n = 1;
    for (int i = 0; i < rank; i++)
        n *= (size_t)dims[i];
    return n;
}

int craft_value(craft *c, const char *name, const int32_t *dims, int rank)
{
    return add_tensor(c, (craft_tensor){.name = name}, dims, rank);
}

int craft_input(craft *c, const int32_t *dims, int rank)
{
    const int tensor = craft_value(c, "in", dims, rank);
    c->inputs[c->n_inputs++] = tensor;
    return tensor;
}

int craft_floats(craft *c, const float *values, const int32_t *dims, int rank)
{
    const size_t bytes = product(dims, rank) * sizeof *values;
    return add_tensor(c, (craft_tensor){.name = "c", .data = keep(c, values, bytes), .data_bytes = bytes}, dims, rank);
}

int craft_halves(craft *c, const uint16_t *values, size_t n, const int32_t *dims, int rank)
{
    return add_tensor(
        c, (craft_tensor){.name = "h", .type = CRAFT_FLOAT16, .data = keep(c, values, 2 * n), .data_bytes = 2 * n},
        dims, rank);
}

int craft_ints(craft *c, const int32_t *values, const int32_t *dims, int rank)
{
    const size_t bytes = product(dims, rank) * sizeof *values;
    return add_tensor(
        c, (craft_tensor){.name = "i", .type = CRAFT_INT32, .data = keep(c, values, bytes), .data_bytes = bytes}, dims,
        rank);
}

void craft_output(craft *c, int tensor)
{
    c->outputs[c->n_outputs++] = tensor;
}

craft_operator *craft_op(craft *c, int32_t builtin, const int32_t *inputs, int output)
{
    assert(c->n_operators < CRAFT_MAX_OPERATORS);
    craft_operator *op = &c->operators[c->n_operators++];
    *op = (craft_operator){.builtin = builtin, .n_outputs = 1, .outputs = {output}};
    while (inputs[op->n_inputs] != CRAFT_END) {
        assert(op->n_inputs < CRAFT_MAX_OPERANDS);
        op->inputs[op->n_inputs] = inputs[op->n_inputs];
        op->n_inputs++;
    }
    return op;
}

void craft_set(craft_operator *op, uint8_t options_type, unsigned field, size_t bytes, int32_t value)
{
    op->options_type = options_type;
    for (int i = 0; i < op->n_options; i++)
        if (op->options[i].field == field) {
            op->options[i].value = value;
            return;
        }
    assert(op->n_options < CRAFT_MAX_OPTIONS);
    op->options[op->n_options++] = (craft_option){field, bytes, value};
}

craft_operator *craft_conv(craft *c, int in, int weights, int bias, int out, int padding, int stride, int activation)
{
    craft_operator *op = craft_op(c, CRAFT_CONV, CRAFT_INPUTS(in, weights, bias), out);
    craft_set(op, 1, 0, 1, padding);
    craft_set(op, 1, 1, 4, stride);
    craft_set(op, 1, 2, 4, stride);
    craft_set(op, 1, 3, 1, activation);
    return op;
}

craft_operator *craft_depthwise(craft *c, int in, int weights, int bias, int out, int padding, int stride,
                                int activation)
{
    craft_operator *op = craft_op(c, CRAFT_DEPTHWISE, CRAFT_INPUTS(in, weights, bias), out);
    craft_set(op, 2, 0, 1, padding);
    craft_set(op, 2, 1, 4, stride);
    craft_set(op, 2, 2, 4, stride);
    craft_set(op, 2, 3, 4, 1);
    craft_set(op, 2, 4, 1, activation);
    return op;
}

craft_operator *craft_pool(craft *c, int in, int out, int padding, int stride, int kernel)
{
    craft_operator *op = craft_op(c, CRAFT_MAX_POOL, CRAFT_INPUTS(in), out);
    craft_set(op, 5, 0, 1, padding);
    craft_set(op, 5, 1, 4, stride);
    craft_set(op, 5, 2, 4, stride);
    craft_set(op, 5, 3, 4, kernel);
    craft_set(op, 5, 4, 4, kernel);
    return op;
}

craft_operator *craft_binary(craft *c, int32_t builtin, int a, int b, int out, int activation)
{
    const uint8_t options = builtin == CRAFT_ADD ? 11 : builtin == CRAFT_MUL ? 21 : 28;
    craft_operator *op = craft_op(c, builtin, CRAFT_INPUTS(a, b), out);
    craft_set(op, options, 0, 1, activation);
    return op;
}

/* The file is written front to back: a table first, then what it points to, whose place is patched into it. */

static void put(craft *c, uint64_t value, size_t bytes)
{
    assert(c->len + bytes <= CRAFT_MAX_BYTES);
    for (size_t i = 0; i < bytes; i++)
        c->bytes[c->len++] = (uint8_t)(value >> (8 * i));
}

static void align4(craft *c)
{
    while (c->len % 4)
        put(c, 0, 1);
}

static void patch(craft *c, size_t at, uint32_t value)
{
    for (size_t i = 0; i < 4; i++)
        c->bytes[at + i] = (uint8_t)(value >> (8 * i));
}

/* Lets the offset at `at` point to what is written next. */
static void point_here(craft *c, size_t at)
{
    align4(c);
    patch(c, at, (uint32_t)(c->len - at));
}

/* A table whose field number i takes sizes[i] bytes (0: absent), all zero. Sets the place of each field. */
static void put_table(craft *c, const size_t *sizes, size_t n, size_t *places)
{
    align4(c);
    const size_t vtable = c->len;
    size_t table_bytes = 4;
    for (size_t i = 0; i < n; i++)
        table_bytes += (sizes[i] + 3) & ~(size_t)3;
    put(c, 4 + 2 * n, 2);
    put(c, table_bytes, 2);
    size_t offset = 4;
    for (size_t i = 0; i < n; i++) {
        put(c, sizes[i] ? offset : 0, 2);
        places[i] = offset;
        offset += (sizes[i] + 3) & ~(size_t)3;
    }
    align4(c);
    const size_t table = c->len;
    put(c, table - vtable, 4);
    while (c->len < table + table_bytes)
        put(c, 0, 1);
    for (size_t i = 0; i < n; i++)
        places[i] += table;
}

static void put_vector(craft *c, const void *data, size_t count, size_t element_bytes)
{
    put(c, count, 4);
    assert(c->len + count * element_bytes <= CRAFT_MAX_BYTES);
    if (count)
        memcpy(c->bytes + c->len, data, count * element_bytes);
    c->len += count * element_bytes;
}

/* A vector of offsets, to be patched; returns the place of the first. */
static size_t put_offsets(craft *c, size_t count)
{
    put(c, count, 4);
    const size_t first = c->len;
    for (size_t i = 0; i < count; i++)
        put(c, 0, 4);
    return first;
}

/* point_here for a table: its vtable comes first. */
static void put_table_at(craft *c, size_t at, const size_t *sizes, size_t n, size_t *places)
{
    put_table(c, sizes, n, places);
    size_t first = 0;
    for (size_t i = 0; i < n; i++)
        if (sizes[i]) {
            first = places[i];
            break;
        }
    const size_t table = first ? first - 4 : c->len - 4;
    patch(c, at, (uint32_t)(table - at));
}

static void put_indexes(craft *c, size_t at, const int32_t *values, size_t n, uint8_t type)
{
    const size_t bytes = type == 1 ? 4 : type == 2 ? 2 : 1;
    size_t place;
    put_table_at(c, at, (const size_t[]){4}, 1, &place);
    point_here(c, place);
    put(c, n, 4);
    for (size_t i = 0; i < n; i++)
        put(c, (uint64_t)(uint32_t)values[i], bytes);
}

static void put_sparsity(craft *c, size_t at, const craft_sparsity *s)
{
    size_t places[3];
    put_table_at(c, at, (const size_t[]){4, 4, 4}, 3, places);
    point_here(c, places[0]);
    put_vector(c, s->traversal, s->n_levels, 4);
    point_here(c, places[1]);
    put_vector(c, s->block_map, s->n_blocks, 4);
    point_here(c, places[2]);
    const size_t first = put_offsets(c, s->n_levels);
    for (size_t i = 0; i < s->n_levels; i++) {
        const craft_level *level = &s->levels[i];
        size_t fields[6];
        const size_t sizes[] = {1, 4, 1, 4, 1, 4};
        put_table_at(c, first + 4 * i, sizes, level->segments ? 6 : 2, fields);
        patch(c, fields[1], (uint32_t)level->size);
        if (!level->segments)
            continue;
        c->bytes[fields[0]] = 1;
        c->bytes[fields[2]] = level->index_type;
        c->bytes[fields[4]] = level->index_type;
        put_indexes(c, fields[3], level->segments, level->n_segments, level->index_type);
        put_indexes(c, fields[5], level->indices, level->n_indices, level->index_type);
    }
}

static void put_tensor(craft *c, size_t at, int index)
{
    const craft_tensor *t = &c->tensors[index];
    size_t places[7];
    const size_t sparsity = t->sparsity ? 4 : 0;
    put_table_at(c, at, (const size_t[]){4, 1, 4, 4, 0, 0, sparsity}, 7, places);
    c->bytes[places[1]] = t->type;
    patch(c, places[2], t->data ? (uint32_t)index + 1 : 0); /* buffer 0 is the empty one */
    point_here(c, places[0]);
    put_vector(c, t->dim, (size_t)t->rank, 4);
    point_here(c, places[3]);
    put_vector(c, t->name, strlen(t->name), 1);
    put(c, 0, 1);
    if (t->sparsity)
        put_sparsity(c, places[6], t->sparsity);
}

static void put_operator(craft *c, size_t at, int index)
{
    const craft_operator *op = &c->operators[index];
    size_t places[5];
    const size_t options = op->n_options ? 4 : 0;
    put_table_at(c, at, (const size_t[]){4, 4, 4, 1, options}, 5, places);
    patch(c, places[0], (uint32_t)index); /* each operator has an operator code of its own */
    c->bytes[places[3]] = op->options_type;
    point_here(c, places[1]);
    put_vector(c, op->inputs, (size_t)op->n_inputs, 4);
    point_here(c, places[2]);
    put_vector(c, op->outputs, (size_t)op->n_outputs, 4);
    if (!options)
        return;
    size_t sizes[CRAFT_MAX_OPTIONS] = {0};
    size_t fields[CRAFT_MAX_OPTIONS];
    for (int i = 0; i < op->n_options; i++)
        sizes[op->options[i].field] = op->options[i].bytes;
    put_table_at(c, places[4], sizes, CRAFT_MAX_OPTIONS, fields);
    for (int i = 0; i < op->n_options; i++) {
        const craft_option *option = &op->options[i];
        for (size_t k = 0; k < option->bytes; k++)
            c->bytes[fields[option->field] + k] = (uint8_t)((uint32_t)option->value >> (8 * k));
    }
}

static void put_graph(craft *c, size_t at)
{
    size_t places[4];
    put_table_at(c, at, (const size_t[]){4, 4, 4, 4}, 4, places);
    point_here(c, places[0]);
    const size_t tensors = put_offsets(c, (size_t)c->n_tensors);
    for (int i = 0; i < c->n_tensors; i++)
        put_tensor(c, tensors + 4 * (size_t)i, i);
    point_here(c, places[1]);
    put_vector(c, c->inputs, (size_t)c->n_inputs, 4);
    point_here(c, places[2]);
    put_vector(c, c->outputs, (size_t)c->n_outputs, 4);
    point_here(c, places[3]);
    const size_t operators = put_offsets(c, (size_t)c->n_operators);
    for (int i = 0; i < c->n_operators; i++)
        put_operator(c, operators + 4 * (size_t)i, i);
}

static void put_codes(craft *c, size_t at)
{
    point_here(c, at);
    const size_t codes = put_offsets(c, (size_t)c->n_operators);
    for (int i = 0; i < c->n_operators; i++) {
        const int32_t builtin = c->operators[i].builtin;
        size_t places[4];
        put_table_at(c, codes + 4 * (size_t)i, (const size_t[]){1, 0, 0, 4}, 4, places);
        c->bytes[places[0]] = (uint8_t)(builtin > 127 ? 127 : builtin);
        patch(c, places[3], (uint32_t)builtin);
    }
}

static void put_buffers(craft *c, size_t at)
{
    point_here(c, at);
    const size_t buffers = put_offsets(c, (size_t)c->n_tensors + 1);
    for (int i = 0; i <= c->n_tensors; i++) {
        size_t place;
        put_table_at(c, buffers + 4 * (size_t)i, (const size_t[]){4}, 1, &place);
        point_here(c, place);
        if (i && c->tensors[i - 1].data)
            put_vector(c, c->tensors[i - 1].data, c->tensors[i - 1].data_bytes, 1);
        else
            put_vector(c, NULL, 0, 1);
    }
}

void craft_write(craft *c)
{
    size_t places[5];
    c->len = 0;
    put(c, 0, 4);
    put(c, 0x334C4654, 4); /* "TFL3" */
    put_table_at(c, 0, (const size_t[]){4, 4, 4, 0, 4}, 5, places);
    patch(c, places[0], 3);
    put_codes(c, places[1]);
    point_here(c, places[2]);
    put_graph(c, put_offsets(c, 1));
    put_buffers(c, places[4]);
}

float craft_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return (float)(*state >> 8) / 8388608.0F - 1.0F;
}
