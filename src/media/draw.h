/* Drawing on a picture: smooth-edged shapes and text.
 *
 * Invariants: coordinates are pixels, origin top left, the centre of the first pixel at (0.5, 0.5); anything outside
 * the picture is cut off; every coordinate must be finite. Edges are smoothed by coverage, one pixel wide. */
#ifndef FIT_MEDIA_DRAW_H
#define FIT_MEDIA_DRAW_H

#include "media/pixels.h"

/* opacity: 0..1. */
typedef struct fit_colour {
    uint8_t red, green, blue;
    float opacity;
} fit_colour;

typedef struct fit_spot {
    float x, y;
} fit_spot;

/* A line with round ends; a == b gives a disc. width: pixels. */
void fit_draw_line(fit_pixels *pixels, fit_spot a, fit_spot b, float width, fit_colour colour);

/* A box from its top left to its bottom right corner, corners rounded by radius. */
void fit_draw_box(fit_pixels *pixels, fit_spot top_left, fit_spot bottom_right, float radius, fit_colour colour);

/* Text in strokes. at: top left of the first capital; cap_height: of a capital, pixels. ASCII; other bytes show
 * as '?'. */
void fit_draw_text(fit_pixels *pixels, fit_spot at, float cap_height, fit_colour colour, const char *text);
/* Pixels from the left edge of the first letter to the right edge of the last. */
float fit_draw_text_width(float cap_height, const char *text);

#endif
