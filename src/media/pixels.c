#include "media/pixels.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

fit_status fit_pixels_resize(fit_pixels *pixels, int32_t width, int32_t height, fit_error *error)
{
    if (width < 1 || height < 1 || width > FIT_IMAGE_MAX_SIDE || height > FIT_IMAGE_MAX_SIDE ||
        (int64_t)width * height > FIT_PIXELS_MAX)
        return fit_fail(error, FIT_ERR_LIMIT, "a picture of %d x %d pixels is more than this program takes", width,
                        height);
    if (pixels->data && pixels->width == width && pixels->height == height)
        return FIT_OK;
    size_t stride_bytes = ((size_t)width * 3 + FIT_PIXELS_ALIGN - 1) / FIT_PIXELS_ALIGN * FIT_PIXELS_ALIGN;
    uint8_t *data = aligned_alloc(FIT_PIXELS_ALIGN, stride_bytes * (size_t)height + FIT_PIXELS_SPARE);
    if (!data)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory for a picture of %d x %d pixels", width, height);
    free(pixels->data);
    *pixels = (fit_pixels){.data = data, .width = width, .height = height, .stride_bytes = stride_bytes};
    return FIT_OK;
}

void fit_pixels_deinit(fit_pixels *pixels)
{
    free(pixels->data);
    *pixels = (fit_pixels){0};
}

fit_image fit_pixels_view(const fit_pixels *pixels)
{
    return (fit_image){
        .data = pixels->data,
        .width = pixels->width,
        .height = pixels->height,
        .stride_bytes = pixels->stride_bytes,
        .format = FIT_PIXEL_RGB24,
    };
}

fit_status fit_pixels_copy(fit_pixels *pixels, const fit_image *image, fit_error *error)
{
    assert(image->format == FIT_PIXEL_RGB24);
    fit_status status = fit_pixels_resize(pixels, image->width, image->height, error);
    if (status != FIT_OK)
        return status;
    for (int32_t y = 0; y < image->height; y++)
        memcpy(pixels->data + (size_t)y * pixels->stride_bytes, image->data + (size_t)y * image->stride_bytes,
               (size_t)image->width * 3);
    return FIT_OK;
}

/* Walking one pixel right or down in the upright picture moves step_x or step_y bytes in the stored one. */
typedef struct walk {
    const uint8_t *origin;
    ptrdiff_t step_x, step_y;
} walk;

static walk walk_of(const fit_pixels *src, fit_orientation orientation)
{
    const ptrdiff_t pixel = 3, row = (ptrdiff_t)src->stride_bytes;
    const uint8_t *top_left = src->data;
    const uint8_t *top_right = top_left + (src->width - 1) * pixel;
    const uint8_t *bottom_left = top_left + (src->height - 1) * row;
    const uint8_t *bottom_right = bottom_left + (src->width - 1) * pixel;
    switch (orientation) {
    case FIT_ORIENTATION_MIRRORED:
        return (walk){top_right, -pixel, row};
    case FIT_ORIENTATION_UPSIDE_DOWN:
        return (walk){bottom_right, -pixel, -row};
    case FIT_ORIENTATION_FLIPPED:
        return (walk){bottom_left, pixel, -row};
    case FIT_ORIENTATION_TRANSPOSED:
        return (walk){top_left, row, pixel};
    case FIT_ORIENTATION_TURN_RIGHT:
        return (walk){bottom_left, -row, pixel};
    case FIT_ORIENTATION_TRANSVERSED:
        return (walk){bottom_right, -row, -pixel};
    case FIT_ORIENTATION_TURN_LEFT:
        return (walk){top_right, row, -pixel};
    case FIT_ORIENTATION_UPRIGHT:
        break;
    }
    return (walk){top_left, pixel, row};
}

/* Squares of 32 pixels keep both the rows read and the rows written in the first-level cache while turning. */
enum { BLOCK = 32 };

static void copy_block(const walk *from, fit_pixels *dst, int32_t x0, int32_t y0)
{
    int32_t x1 = x0 + BLOCK < dst->width ? x0 + BLOCK : dst->width;
    int32_t y1 = y0 + BLOCK < dst->height ? y0 + BLOCK : dst->height;
    for (int32_t y = y0; y < y1; y++) {
        const uint8_t *in = from->origin + x0 * from->step_x + y * from->step_y;
        uint8_t *out = dst->data + (size_t)y * dst->stride_bytes + (size_t)x0 * 3;
        for (int32_t x = x0; x < x1; x++, in += from->step_x, out += 3) {
            out[0] = in[0];
            out[1] = in[1];
            out[2] = in[2];
        }
    }
}

fit_status fit_pixels_orient(const fit_pixels *src, fit_orientation orientation, fit_pixels *dst, fit_error *error)
{
    assert(src != dst && src->data);
    bool swapped = orientation >= FIT_ORIENTATION_TRANSPOSED;
    fit_status status =
        fit_pixels_resize(dst, swapped ? src->height : src->width, swapped ? src->width : src->height, error);
    if (status != FIT_OK)
        return status;
    walk from = walk_of(src, orientation);
    for (int32_t y = 0; y < dst->height; y += BLOCK)
        for (int32_t x = 0; x < dst->width; x += BLOCK)
            copy_block(&from, dst, x, y);
    return FIT_OK;
}
