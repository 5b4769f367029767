#include "nn/sparse.h"

#include <string.h>

#include "base/checked.h"
#include "nn/constant.h"

/* Field numbers of the schema's SparsityParameters and DimensionMetadata. */
enum { SPARSITY_TRAVERSAL = 0, SPARSITY_BLOCK_MAP = 1, SPARSITY_DIMENSIONS = 2 };
enum {
    DIMENSION_FORMAT = 0,
    DIMENSION_SIZE = 1,
    DIMENSION_SEGMENTS_TYPE = 2,
    DIMENSION_SEGMENTS = 3,
    DIMENSION_INDICES_TYPE = 4,
    DIMENSION_INDICES = 5
};
enum { INDEX_INT32 = 1, INDEX_UINT16 = 2, INDEX_UINT8 = 3 };

static int64_t index_at(const fit_nn_reader *reader, const fit_nn_sparse_indexes *indexes, size_t i)
{
    switch (indexes->type) {
    case INDEX_UINT8:
        return fit_nn_vector_u8(reader, indexes->values, i);
    case INDEX_UINT16:
        return fit_nn_vector_u16(reader, indexes->values, i);
    default:
        return fit_nn_vector_i32(reader, indexes->values, i);
    }
}

static fit_nn_sparse_indexes read_indexes(fit_nn_reader *reader, const fit_nn_table *dimension, unsigned type_field,
                                          unsigned field)
{
    fit_nn_sparse_indexes indexes = {.type = fit_nn_field_u8(reader, dimension, type_field, 0)};
    if (indexes.type < INDEX_INT32 || indexes.type > INDEX_UINT8) {
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, dimension->pos, "sparse index type %d", indexes.type);
        return indexes;
    }
    const size_t bytes = indexes.type == INDEX_INT32 ? 4 : indexes.type == INDEX_UINT16 ? 2 : 1;
    const fit_nn_table holder = fit_nn_field_table(reader, dimension, field);
    indexes.values = fit_nn_field_vector(reader, &holder, 0, bytes);
    return indexes;
}

static void read_level(fit_nn_reader *reader, const fit_nn_table *dimension, fit_nn_sparse_level *level)
{
    level->compressed = fit_nn_field_u8(reader, dimension, DIMENSION_FORMAT, 0) != 0;
    const int32_t size = fit_nn_field_i32(reader, dimension, DIMENSION_SIZE, 0);
    level->size = size > 0 ? (size_t)size : 0;
    if (level->compressed) {
        level->segments = read_indexes(reader, dimension, DIMENSION_SEGMENTS_TYPE, DIMENSION_SEGMENTS);
        level->indices = read_indexes(reader, dimension, DIMENSION_INDICES_TYPE, DIMENSION_INDICES);
    }
}

/* Which dimension of the tensor each level walks, and the size of a block of that dimension (1: not cut). */
typedef struct level_map {
    size_t dim_of[FIT_NN_MAX_LEVELS];
    bool inner[FIT_NN_MAX_LEVELS]; /* walks within a block */
    size_t block[FIT_NN_MAX_RANK];
} level_map;

/* Every dimension and every block has exactly one level. */
static void map_levels(fit_nn_reader *reader, const fit_nn_tensor *tensor, const fit_nn_table *sparsity,
                       const fit_nn_sparse *sparse, level_map *map)
{
    const size_t rank = (size_t)tensor->shape.rank;
    const fit_nn_vector traversal = fit_nn_field_vector(reader, sparsity, SPARSITY_TRAVERSAL, 4);
    const fit_nn_vector blocks = fit_nn_field_vector(reader, sparsity, SPARSITY_BLOCK_MAP, 4);
    if (reader->status != FIT_OK)
        return;
    bool level_seen[FIT_NN_MAX_LEVELS] = {false};
    bool cut[FIT_NN_MAX_RANK] = {false};
    bool good = traversal.count == sparse->n_levels && blocks.count <= rank && rank + blocks.count == sparse->n_levels;
    for (size_t d = 0; d < rank; d++)
        map->block[d] = 1;
    for (size_t i = 0; good && i < sparse->n_levels; i++) {
        const int32_t order = fit_nn_vector_i32(reader, traversal, i);
        good = order >= 0 && (size_t)order < sparse->n_levels && !level_seen[order];
        if (!good)
            break;
        level_seen[order] = true;
        map->inner[i] = (size_t)order >= rank;
        if (!map->inner[i]) {
            map->dim_of[i] = (size_t)order;
            continue;
        }
        const int32_t dim = fit_nn_vector_i32(reader, blocks, (size_t)order - rank);
        good = dim >= 0 && (size_t)dim < rank && !cut[dim] && !sparse->level[i].compressed && sparse->level[i].size > 0;
        if (good) {
            cut[dim] = true;
            map->dim_of[i] = (size_t)dim;
            map->block[dim] = sparse->level[i].size;
        }
    }
    if (!good)
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, sparsity->pos, "sparse levels do not fit the tensor");
}

/* Sets each level's size and stride from the shape, which dense levels have to agree with. */
static void measure_levels(fit_nn_reader *reader, const fit_nn_tensor *tensor, const level_map *map,
                           fit_nn_sparse *sparse)
{
    size_t stride[FIT_NN_MAX_RANK];
    size_t elements = 1;
    for (int32_t d = tensor->shape.rank - 1; d >= 0; d--) {
        stride[d] = elements;
        elements *= (size_t)tensor->shape.dim[d];
    }
    for (size_t i = 0; i < sparse->n_levels; i++) {
        fit_nn_sparse_level *level = &sparse->level[i];
        const size_t dim = map->dim_of[i];
        level->stride = stride[dim];
        if (map->inner[i])
            continue;
        const size_t whole = (size_t)tensor->shape.dim[dim];
        const size_t size = whole / map->block[dim];
        if (whole % map->block[dim] != 0 || (!level->compressed && level->size != size)) {
            (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, tensor->sparsity.pos, "sparse level %zu has a wrong size",
                                     i);
            return;
        }
        level->size = size;
        level->stride *= map->block[dim];
    }
}

/* parents: nodes of the level above; there are at least that many segments. */
static bool csr_good(const fit_nn_reader *reader, const fit_nn_sparse_level *level, size_t parents)
{
    if (level->segments.values.count != parents + 1 || index_at(reader, &level->segments, 0) != 0)
        return false;
    for (size_t i = 0; i < parents; i++)
        if (index_at(reader, &level->segments, i + 1) < index_at(reader, &level->segments, i))
            return false;
    if ((uint64_t)index_at(reader, &level->segments, parents) != level->indices.values.count)
        return false;
    for (size_t i = 0; i < level->indices.values.count; i++) {
        const int64_t index = index_at(reader, &level->indices, i);
        if (index < 0 || (uint64_t)index >= level->size)
            return false;
    }
    return true;
}

static void check_tree(fit_nn_reader *reader, const fit_nn_tensor *tensor, const fit_nn_sparse *sparse, size_t values)
{
    size_t nodes = 1;
    for (size_t i = 0; i < sparse->n_levels; i++) {
        const fit_nn_sparse_level *level = &sparse->level[i];
        if (level->compressed) {
            if (!csr_good(reader, level, nodes)) {
                (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, tensor->sparsity.pos,
                                         "sparse level %zu has wrong segments or indices", i);
                return;
            }
            nodes = level->indices.values.count;
        } else if (!fit_mul_size(nodes, level->size, &nodes) || nodes > FIT_NN_MAX_ELEMENTS) {
            nodes = SIZE_MAX; /* more than there can be values */
            break;
        }
    }
    if (nodes != values)
        (void)fit_nn_reader_fail(reader, FIT_ERR_FORMAT, tensor->sparsity.pos, "%zu values stored for other %zu places",
                                 values, nodes);
}

fit_status fit_nn_sparse_read(fit_nn_reader *reader, const fit_nn_tensor *tensor, size_t values, fit_nn_sparse *sparse)
{
    *sparse = (fit_nn_sparse){0};
    const fit_nn_table *sparsity = &tensor->sparsity;
    const fit_nn_vector dimensions = fit_nn_field_vector(reader, sparsity, SPARSITY_DIMENSIONS, 4);
    if (dimensions.count > FIT_NN_MAX_LEVELS)
        return fit_nn_reader_fail(reader, FIT_ERR_LIMIT, sparsity->pos, "%zu sparse levels", dimensions.count);
    sparse->n_levels = dimensions.count;
    for (size_t i = 0; i < dimensions.count && reader->status == FIT_OK; i++) {
        const fit_nn_table dimension = fit_nn_vector_table(reader, dimensions, i);
        read_level(reader, &dimension, &sparse->level[i]);
    }
    level_map map = {0};
    map_levels(reader, tensor, sparsity, sparse, &map);
    if (reader->status == FIT_OK)
        measure_levels(reader, tensor, &map, sparse);
    if (reader->status == FIT_OK)
        check_tree(reader, tensor, sparse, values);
    return reader->status;
}

typedef struct expansion {
    const fit_nn_reader *reader;
    const fit_nn_sparse *sparse;
    const uint8_t *data;
    bool half;
    float *out;
} expansion;

/* node: number of the node within its level; a leaf's number is its value's. At most FIT_NN_MAX_LEVELS calls deep. */
static void expand(const expansion *e, size_t i, size_t node, size_t offset)
{
    if (i == e->sparse->n_levels) {
        if (e->half) {
            const uint16_t half = (uint16_t)(e->data[2 * node] | e->data[2 * node + 1] << 8);
            e->out[offset] = fit_nn_float_of_half(half);
        } else {
            memcpy(e->out + offset, e->data + 4 * node, sizeof *e->out);
        }
        return;
    }
    const fit_nn_sparse_level *level = &e->sparse->level[i];
    if (!level->compressed) {
        for (size_t child = 0; child < level->size; child++)
            expand(e, i + 1, node * level->size + child, offset + child * level->stride);
        return;
    }
    const size_t end = (size_t)index_at(e->reader, &level->segments, node + 1);
    for (size_t child = (size_t)index_at(e->reader, &level->segments, node); child < end; child++)
        expand(e, i + 1, child, offset + (size_t)index_at(e->reader, &level->indices, child) * level->stride);
}

void fit_nn_sparse_expand(const fit_nn_reader *reader, const fit_nn_sparse *sparse, const uint8_t *data, bool half,
                          float *out, size_t elements)
{
    memset(out, 0, elements * sizeof *out);
    const expansion e = {reader, sparse, data, half, out};
    expand(&e, 0, 0, 0);
}
