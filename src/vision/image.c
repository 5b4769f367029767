#include "aifit/image.h"

fit_status fit_image_check(const fit_image *image, fit_error *error)
{
    if (!image || !image->data)
        return fit_fail(error, FIT_ERR_ARG, "image: no pixels");
    if (image->format != FIT_PIXEL_RGB24 && image->format != FIT_PIXEL_RGBA32)
        return fit_fail(error, FIT_ERR_ARG, "image: unknown pixel format %d", (int)image->format);
    if (image->width < 1 || image->width > FIT_IMAGE_MAX_SIDE || image->height < 1 ||
        image->height > FIT_IMAGE_MAX_SIDE)
        return fit_fail(error, FIT_ERR_ARG, "image: %d x %d pixels, must be 1 to %d a side", (int)image->width,
                        (int)image->height, FIT_IMAGE_MAX_SIDE);
    if (image->stride_bytes < (size_t)image->width * image->format || image->stride_bytes > FIT_IMAGE_MAX_STRIDE)
        return fit_fail(error, FIT_ERR_ARG, "image: rows of %zu bytes do not fit %d pixels", image->stride_bytes,
                        (int)image->width);
    return FIT_OK;
}

float fit_image_luma(const fit_image *image, int32_t step)
{
    uint64_t red = 0, green = 0, blue = 0;
    for (int32_t y = 0; y < image->height; y += step) {
        const uint8_t *row = image->data + (size_t)y * image->stride_bytes;
        uint32_t r = 0, g = 0, b = 0; /* 255 * FIT_IMAGE_MAX_SIDE fits; 32 bits vectorise better than 64 */
        for (int32_t x = 0; x < image->width; x++, row += image->format) {
            r += row[0];
            g += row[1];
            b += row[2];
        }
        red += r;
        green += g;
        blue += b;
    }
    const int32_t lines = (image->height - 1) / step + 1;
    const double pixels = (double)image->width * lines;
    return (float)((0.299 * (double)red + 0.587 * (double)green + 0.114 * (double)blue) / pixels);
}
