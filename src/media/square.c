/* fit_pixels_square, see pixels.h. */
#include <assert.h>

#include "media/pixels.h"

/* Which source pixels one destination pixel covers along one side: whole ones but for the first and the last. */
typedef struct span {
    int32_t first, last;
    float first_share, last_share;
} span;

static span span_of(int32_t i, int32_t from, int32_t source_side, int32_t side)
{
    const double scale = (double)source_side / side;
    const double begin = i * scale, end = (i + 1) * scale;
    span s = {.first = (int32_t)begin, .last = (int32_t)end};
    if (s.last >= source_side || s.last == end)
        s.last--; /* it ends on the pixel's edge */
    s.first_share = (float)(s.first + 1 - begin);
    s.last_share = (float)(end - s.last);
    if (s.first == s.last)
        s.first_share = s.last_share = (float)scale;
    s.first += from;
    s.last += from;
    return s;
}

static float share(const span *s, int32_t at)
{
    if (at == s->first)
        return s->first_share;
    return at == s->last ? s->last_share : 1.0F;
}

/* The mean of what lies under one destination pixel, each source pixel weighed by the area it has there. */
static void mean(const fit_pixels *src, const span *x, const span *y, uint8_t *out)
{
    float sum[3] = {0}, area = 0;
    for (int32_t row = y->first; row <= y->last; row++) {
        const uint8_t *in = src->data + (size_t)row * src->stride_bytes + (size_t)x->first * 3;
        const float row_share = share(y, row);
        for (int32_t column = x->first; column <= x->last; column++, in += 3) {
            const float weight = row_share * share(x, column);
            for (int c = 0; c < 3; c++)
                sum[c] += weight * in[c];
            area += weight;
        }
    }
    for (int c = 0; c < 3; c++)
        out[c] = (uint8_t)(sum[c] / area + 0.5F);
}

fit_status fit_pixels_square(const fit_pixels *src, int32_t side, fit_pixels *dst, fit_error *error)
{
    assert(src != dst && src->data && side >= 1);
    const int32_t source_side = src->width < src->height ? src->width : src->height;
    const int32_t left = (src->width - source_side) / 2, top = (src->height - source_side) / 2;
    if (side > source_side)
        side = source_side;
    fit_status status = fit_pixels_resize(dst, side, side, error);
    for (int32_t y = 0; status == FIT_OK && y < side; y++) {
        const span rows = span_of(y, top, source_side, side);
        uint8_t *out = dst->data + (size_t)y * dst->stride_bytes;
        for (int32_t x = 0; x < side; x++, out += 3) {
            const span columns = span_of(x, left, source_side, side);
            mean(src, &columns, &rows, out);
        }
    }
    return status;
}
