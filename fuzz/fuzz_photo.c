/* A photo as strangers send them, decoded in each of the ways that the server and the command line know. Only small
 * pictures, so that the fuzzer is quick. */
#include <stdint.h>
#include <stdlib.h>

#include "media/photo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIDE = 64, FRAME_SIDE = 640, MAX_PIXELS = 1 << 20 };

/* Reads every pixel, as whoever gets the picture will. */
static void check(const fit_pixels *pixels, int32_t max_side)
{
    const fit_image view = fit_pixels_view(pixels);
    if (fit_image_check(&view, NULL) != FIT_OK || view.width > max_side || view.height > max_side ||
        !(fit_image_luma(&view, 1) <= 255))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fit_pixels pixels = {0};
    if (fit_photo_decode_frame(&pixels, data, size, FRAME_SIDE, NULL) == FIT_OK)
        check(&pixels, FRAME_SIDE);
    if (fit_photo_decode_square(&pixels, data, size, SIDE, MAX_PIXELS, NULL) == FIT_OK)
        check(&pixels, SIDE);
    fit_pixels_deinit(&pixels);
    return 0;
}
