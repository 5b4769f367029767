/* Cuts a warped crop out of a picture straight into a network's input. */
#ifndef FIT_VISION_SAMPLE_H
#define FIT_VISION_SAMPLE_H

#include "aifit/image.h"
#include "vision/geometry.h"

/* What lies outside the picture. */
typedef enum fit_border {
    FIT_BORDER_EDGE,  /* the nearest pixel of the picture */
    FIT_BORDER_BLACK, /* zero, beginning sharply at the picture's edge */
} fit_border;

/* width, height: of the crop in pixels, 1..FIT_IMAGE_MAX_SIDE. low, high: the values that bytes 0 and 255 become. */
typedef struct fit_crop {
    int32_t width, height;
    float low, high;
    fit_border border;
} fit_crop;

/* Writes height x width x 3 floats, R G B: each the bilinear interpolation of the picture at the place where to_image
 * maps the centre of the crop's pixel. image: valid. Numbers in to_image that are not finite give some colour of the
 * picture, never a read outside it. Thread-safe. */
void fit_crop_sample(const fit_crop *crop, const fit_image *image, const fit_affine *to_image, float *tensor);

#endif
