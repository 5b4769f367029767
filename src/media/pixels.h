/* fit_pixels: an RGB24 picture that owns its bytes. */
#ifndef FIT_MEDIA_PIXELS_H
#define FIT_MEDIA_PIXELS_H

#include "aifit/image.h"
#include "aifit/status.h"

/* The most pixels a picture may have: phones take 108 million. */
enum { FIT_PIXELS_MAX = 1 << 27 };

/* Rows begin on a cache line. swscale writes whole vectors past a row's end (42 bytes measured, over all widths to
 * 400): into the next row, which it writes later, and after the last row into the spare bytes. */
enum { FIT_PIXELS_ALIGN = 64, FIT_PIXELS_SPARE = 128 };

/* All zero is a valid, empty picture. */
typedef struct fit_pixels {
    uint8_t *data; /* owned, height * stride_bytes + FIT_PIXELS_SPARE */
    int32_t width;
    int32_t height;
    size_t stride_bytes; /* between rows: at least width * 3, a multiple of FIT_PIXELS_ALIGN */
} fit_pixels;

/* How stored rows and columns lie in the upright picture: the values of EXIF tag 0x0112 (CIPA DC-008 4.6.4). */
typedef enum fit_orientation {
    FIT_ORIENTATION_UPRIGHT = 1,
    FIT_ORIENTATION_MIRRORED = 2,
    FIT_ORIENTATION_UPSIDE_DOWN = 3,
    FIT_ORIENTATION_FLIPPED = 4,
    FIT_ORIENTATION_TRANSPOSED = 5,
    FIT_ORIENTATION_TURN_RIGHT = 6, /* to be turned 90 degrees clockwise */
    FIT_ORIENTATION_TRANSVERSED = 7,
    FIT_ORIENTATION_TURN_LEFT = 8,
} fit_orientation;

/* Gives pixels the size asked for, its content undefined; keeps the memory when the size is the same.
 * FIT_ERR_LIMIT: a side beyond FIT_IMAGE_MAX_SIDE or below 1, or more than FIT_PIXELS_MAX; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_pixels_resize(fit_pixels *pixels, int32_t width, int32_t height, fit_error *error);
void fit_pixels_deinit(fit_pixels *pixels);

/* A view, valid until pixels is resized or freed. */
fit_image fit_pixels_view(const fit_pixels *pixels);

/* Makes pixels a copy of image (RGB24; must not share memory with pixels). */
FIT_NODISCARD fit_status fit_pixels_copy(fit_pixels *pixels, const fit_image *image, fit_error *error);

/* Writes the upright form of src into dst (resized; must not share memory with src). */
FIT_NODISCARD fit_status fit_pixels_orient(const fit_pixels *src, fit_orientation orientation, fit_pixels *dst,
                                           fit_error *error);

/* Writes the middle square of src into dst (resized; must not share memory with src), scaled down to side x side by
 * the mean of what lies under each pixel; smaller ones keep their size. */
FIT_NODISCARD fit_status fit_pixels_square(const fit_pixels *src, int32_t side, fit_pixels *dst, fit_error *error);

#endif
