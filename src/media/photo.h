/* Photos: JPEG bytes in, upright pixels out, and back (libjpeg-turbo). */
#ifndef FIT_MEDIA_PHOTO_H
#define FIT_MEDIA_PHOTO_H

#include <stdbool.h>

#include "media/pixels.h"

/* True when the bytes begin as every JPEG file does. */
bool fit_photo_is_jpeg(const void *bytes, size_t len_bytes);

/* Decodes a JPEG file and turns it upright as its EXIF orientation says. *out: zeroed or in use; deinit by the caller.
 * FIT_ERR_FORMAT: malformed or cut short; FIT_ERR_UNSUPPORTED: a colour model other than grey and YCbCr/RGB;
 * FIT_ERR_LIMIT: see fit_pixels_resize; FIT_ERR_MEMORY. Thread-safe. */
FIT_NODISCARD fit_status fit_photo_decode_jpeg(fit_pixels *out, const void *bytes, size_t len_bytes, fit_error *error);

/* The same, for a portrait from a stranger: only its middle square, scaled down to at most side x side (smaller ones
 * keep their size). libjpeg scales while it decodes as far as it can, so this takes little memory whatever the size.
 * FIT_ERR_LIMIT: more than max_pixels by its header, or so many progressive scans that decoding them is an attack. */
FIT_NODISCARD fit_status fit_photo_decode_square(fit_pixels *out, const void *bytes, size_t len_bytes, int32_t side,
                                                 int64_t max_pixels, fit_error *error);

/* The same, for a stranger's camera frame: whole, but refused when a side is longer than max_side.
 * FIT_ERR_LIMIT: that, by its header, or more scans than cameras and browsers make. */
FIT_NODISCARD fit_status fit_photo_decode_frame(fit_pixels *out, const void *bytes, size_t len_bytes, int32_t max_side,
                                                fit_error *error);

/* quality: 1..100. *bytes: freed with free(). FIT_ERR_MEMORY. Thread-safe. */
FIT_NODISCARD fit_status fit_photo_encode_jpeg(const fit_pixels *pixels, int quality, unsigned char **bytes,
                                               size_t *len_bytes, fit_error *error);

/* Orientation out of the body of an APP1 marker ("Exif\0\0" and a TIFF directory); UPRIGHT when it says nothing
 * valid. Reads nothing beyond len. */
fit_orientation fit_exif_orientation(const unsigned char *app1, size_t len);

#endif
