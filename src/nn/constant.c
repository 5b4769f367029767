#include "nn/constant.h"

#include <string.h>

#include "nn/sparse.h"

/* IEEE 754 binary16 to binary32, subnormals, infinities and NaNs included; without a branch, so that loops over it
 * become vectors. The bits, moved to their places, are a float whose exponent lacks 127 - 15; multiplying by that power
 * of two is exact, also for what is subnormal as a half and as such a float. */
float fit_nn_float_of_half(uint16_t half)
{
    const uint32_t moved = (uint32_t)(half & 0x7FFF) << 13;
    float magnitude;
    memcpy(&magnitude, &moved, sizeof magnitude);
    magnitude *= 0x1p112F;
    uint32_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    bits |= moved >= 0x7C00U << 13 ? 0x7F800000 : 0; /* infinity or NaN */
    bits |= (uint32_t)(half & 0x8000) << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static size_t float_bytes(uint8_t type)
{
    return type == FIT_NN_TYPE_FLOAT16 ? 2 : 4;
}

static bool fail(fit_nn_file *file, int32_t tensor, fit_status status, const char *text)
{
    fit_nn_reader_at(&file->reader, "tensor", (size_t)tensor);
    (void)fit_nn_reader_fail(&file->reader, status, file->tensors[tensor].pos, "%s", text);
    return false;
}

bool fit_nn_constant_check_floats(fit_nn_file *file, int32_t tensor)
{
    const fit_nn_tensor *t = &file->tensors[tensor];
    if (!t->constant)
        return fail(file, tensor, FIT_ERR_UNSUPPORTED, "has to be a constant");
    if (t->type != FIT_NN_TYPE_FLOAT32 && t->type != FIT_NN_TYPE_FLOAT16)
        return fail(file, tensor, FIT_ERR_UNSUPPORTED, "has to be float32 or float16");
    const size_t values = t->data.count / float_bytes(t->type);
    if (t->data.count % float_bytes(t->type) != 0)
        return fail(file, tensor, FIT_ERR_FORMAT, "data ends within a value");
    if (t->sparsity.pos) {
        fit_nn_reader_at(&file->reader, "tensor", (size_t)tensor);
        fit_nn_sparse sparse;
        return fit_nn_sparse_read(&file->reader, t, values, &sparse) == FIT_OK;
    }
    return values == t->shape.elements ? true : fail(file, tensor, FIT_ERR_FORMAT, "data and shape differ in size");
}

void fit_nn_constant_floats(const fit_nn_file *file, int32_t tensor, float *out)
{
    const fit_nn_tensor *t = &file->tensors[tensor];
    const size_t values = t->data.count / float_bytes(t->type);
    const uint8_t *data = file->reader.bytes + t->data.pos;
    if (t->sparsity.pos) {
        fit_nn_reader reader = file->reader;
        fit_nn_sparse sparse;
        if (fit_nn_sparse_read(&reader, t, values, &sparse) != FIT_OK)
            return; /* cannot be: checked at load */
        fit_nn_sparse_expand(&reader, &sparse, data, t->type == FIT_NN_TYPE_FLOAT16, out, t->shape.elements);
    } else if (t->type == FIT_NN_TYPE_FLOAT16) {
        for (size_t i = 0; i < values; i++)
            out[i] = fit_nn_float_of_half((uint16_t)(data[2 * i] | data[2 * i + 1] << 8));
    } else {
        memcpy(out, data, values * sizeof *out); /* little endian, as every target of this program */
    }
}

bool fit_nn_constant_ints(fit_nn_file *file, int32_t tensor, const char *what, int32_t *out, size_t n)
{
    const fit_nn_tensor *t = &file->tensors[tensor];
    fit_nn_reader_at(&file->reader, "tensor", (size_t)tensor);
    if (!t->constant || t->type != FIT_NN_TYPE_INT32 || t->sparsity.pos)
        (void)fit_nn_reader_fail(&file->reader, FIT_ERR_UNSUPPORTED, t->pos, "%s has to be a constant of int32", what);
    else if (t->shape.elements != n || t->data.count != 4 * n)
        (void)fit_nn_reader_fail(&file->reader, FIT_ERR_FORMAT, t->pos, "%s has to hold %zu values", what, n);
    for (size_t i = 0; i < n && file->reader.status == FIT_OK; i++)
        out[i] = fit_nn_vector_i32(&file->reader, t->data, i);
    return file->reader.status == FIT_OK;
}
