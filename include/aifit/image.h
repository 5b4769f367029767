/* A view of pixels that somebody else owns. */
#ifndef AIFIT_IMAGE_H
#define AIFIT_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "aifit/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 8 bits a channel, interleaved; alpha is ignored. */
typedef enum fit_pixel_format {
    FIT_PIXEL_RGB24 = 3,
    FIT_PIXEL_RGBA32 = 4,
} fit_pixel_format; /* the value is the number of bytes a pixel */

/* Largest width, height and row that any room accepts: (16384 - 1) * 131072 + 4 * 16384 bytes still fit an int32_t. */
enum { FIT_IMAGE_MAX_SIDE = 16384, FIT_IMAGE_MAX_STRIDE = 131072 };

/* width, height: 1..FIT_IMAGE_MAX_SIDE pixels; stride_bytes: distance between rows, at least
 * width * format and at most FIT_IMAGE_MAX_STRIDE. data: top-left pixel. The view borrows data and never frees it. */
typedef struct fit_image {
    const uint8_t *data;
    int32_t width;
    int32_t height;
    size_t stride_bytes;
    fit_pixel_format format;
} fit_image;

/* FIT_ERR_ARG, with the reason, unless image (which may be NULL) keeps the invariants above. Thread-safe. */
FIT_NODISCARD fit_status fit_image_check(const fit_image *image, fit_error *error);

/* Mean brightness, 0..255, of every step-th line from the first: ITU-R BT.601 luma (0.299 R + 0.587 G + 0.114 B) of the
 * gamma-coded values. image: valid; step: at least 1. Thread-safe. */
float fit_image_luma(const fit_image *image, int32_t step);

#ifdef __cplusplus
}
#endif
#endif
