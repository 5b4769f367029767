#include "media/draw.h"

#include <math.h>

/* Rows and columns that a shape may touch, cut to the picture; empty when x0 >= x1 or y0 >= y1. */
typedef struct span {
    int32_t x0, y0, x1, y1;
} span;

static int32_t clamp_to(float v, int32_t max)
{
    return v <= 0 ? 0 : v >= (float)max ? max : (int32_t)v;
}

static span span_of(const fit_pixels *pixels, float left, float top, float right, float bottom)
{
    return (span){
        clamp_to(floorf(left) - 1, pixels->width),
        clamp_to(floorf(top) - 1, pixels->height),
        clamp_to(ceilf(right) + 1, pixels->width),
        clamp_to(ceilf(bottom) + 1, pixels->height),
    };
}

/* distance: of the pixel's centre to the edge, negative inside. A pixel cut by the edge is covered in proportion. */
static void blend(uint8_t *pixel, float distance, const fit_colour *colour)
{
    float share = fminf(fmaxf(0.5f - distance, 0), 1) * colour->opacity;
    if (share <= 0)
        return;
    pixel[0] = (uint8_t)((float)pixel[0] + share * ((float)colour->red - (float)pixel[0]) + 0.5f);
    pixel[1] = (uint8_t)((float)pixel[1] + share * ((float)colour->green - (float)pixel[1]) + 0.5f);
    pixel[2] = (uint8_t)((float)pixel[2] + share * ((float)colour->blue - (float)pixel[2]) + 0.5f);
}

static uint8_t *pixel_at(fit_pixels *pixels, int32_t x, int32_t y)
{
    return pixels->data + (size_t)y * pixels->stride_bytes + (size_t)x * 3;
}

/* Columns of row y that a line of this reach may touch: a long slanted line must not cost its whole bounding box. */
static void narrow(span *row, float y, fit_spot a, fit_spot b, float reach, const fit_pixels *pixels)
{
    float dx = b.x - a.x, dy = b.y - a.y;
    if (fabsf(dy) < 1)
        return;
    float half = reach * hypotf(dx, dy) / fabsf(dy);
    float centre = a.x + (y - a.y) * dx / dy;
    int32_t x0 = clamp_to(centre - half - 1, pixels->width), x1 = clamp_to(centre + half + 2, pixels->width);
    row->x0 = x0 > row->x0 ? x0 : row->x0;
    row->x1 = x1 < row->x1 ? x1 : row->x1;
}

void fit_draw_line(fit_pixels *pixels, fit_spot a, fit_spot b, float width, fit_colour colour)
{
    float reach = width / 2 + 1;
    span area = span_of(pixels, fminf(a.x, b.x) - reach, fminf(a.y, b.y) - reach, fmaxf(a.x, b.x) + reach,
                        fmaxf(a.y, b.y) + reach);
    float dx = b.x - a.x, dy = b.y - a.y;
    float len_squared = dx * dx + dy * dy;
    for (int32_t y = area.y0; y < area.y1; y++) {
        span row = area;
        float py = (float)y + 0.5f;
        narrow(&row, py, a, b, reach, pixels);
        for (int32_t x = row.x0; x < row.x1; x++) {
            float px = (float)x + 0.5f;
            float along = len_squared > 0 ? ((px - a.x) * dx + (py - a.y) * dy) / len_squared : 0;
            along = fminf(fmaxf(along, 0), 1);
            float ox = px - (a.x + along * dx), oy = py - (a.y + along * dy);
            blend(pixel_at(pixels, x, y), sqrtf(ox * ox + oy * oy) - width / 2, &colour);
        }
    }
}

void fit_draw_box(fit_pixels *pixels, fit_spot top_left, fit_spot bottom_right, float radius, fit_colour colour)
{
    span area = span_of(pixels, top_left.x, top_left.y, bottom_right.x, bottom_right.y);
    float middle_x = (top_left.x + bottom_right.x) / 2, half_x = (bottom_right.x - top_left.x) / 2;
    float middle_y = (top_left.y + bottom_right.y) / 2, half_y = (bottom_right.y - top_left.y) / 2;
    if (half_x <= 0 || half_y <= 0)
        return;
    radius = fminf(radius, fminf(half_x, half_y));
    for (int32_t y = area.y0; y < area.y1; y++) {
        float qy = fabsf((float)y + 0.5f - middle_y) - half_y + radius;
        for (int32_t x = area.x0; x < area.x1; x++) {
            /* Distance to a rounded box: outside the inner corners it is that of a circle, else of a straight edge. */
            float qx = fabsf((float)x + 0.5f - middle_x) - half_x + radius;
            float ox = fmaxf(qx, 0), oy = fmaxf(qy, 0);
            float distance = sqrtf(ox * ox + oy * oy) + fminf(fmaxf(qx, qy), 0) - radius;
            blend(pixel_at(pixels, x, y), distance, &colour);
        }
    }
}
