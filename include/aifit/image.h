/* A view of pixels that somebody else owns. */
#ifndef AIFIT_IMAGE_H
#define AIFIT_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* 8 bits a channel, interleaved; alpha is ignored. */
typedef enum fit_pixel_format {
    FIT_PIXEL_RGB24 = 3,
    FIT_PIXEL_RGBA32 = 4,
} fit_pixel_format; /* the value is the number of bytes a pixel */

/* Largest width or height that any room accepts; keeps every product of sizes within 31 bits. */
enum { FIT_IMAGE_MAX_SIDE = 16384 };

/* width, height: 1..FIT_IMAGE_MAX_SIDE pixels; stride_bytes: distance between rows, at least
 * width * format. data: top-left pixel. The view borrows data and never frees it. */
typedef struct fit_image {
    const uint8_t *data;
    int32_t width;
    int32_t height;
    size_t stride_bytes;
    fit_pixel_format format;
} fit_image;

#ifdef __cplusplus
}
#endif
#endif
