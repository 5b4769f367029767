/* Pictures and files that the tests of media make for themselves. */
#ifndef TEST_MEDIA_PATTERN_H
#define TEST_MEDIA_PATTERN_H

#include "media/pixels.h"

/* Fills pixels so that no two of the first 65536 are alike. */
void pattern_fill(fit_pixels *pixels, int32_t width, int32_t height);
/* Four patches: red top left, green top right, blue bottom left, white bottom right; survives lossy coding. */
void pattern_patches(fit_pixels *pixels, int32_t width, int32_t height);
const uint8_t *pattern_at(const fit_pixels *pixels, int32_t x, int32_t y);

/* A new, empty folder, and how to be rid of it with all it holds. */
void temp_dir_make(char path[64]);
void temp_dir_remove(const char *path);
void file_write(const char *path, const void *bytes, size_t len);

#endif
