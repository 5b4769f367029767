#include "vision/sample.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Pixels are sampled a chunk at a time, in two passes: where each lies (arithmetic only, which vectorises across
 * pixels), then its four neighbours (loads from anywhere, which vectorise across channels). */
enum { CHUNK = 64 };

typedef struct places {
    int32_t offset_bytes[CHUNK];     /* of the upper left neighbour */
    float right[CHUNK], down[CHUNK]; /* weights of the right and the lower neighbours, 0..1 */
} places;

typedef struct source {
    const uint8_t *data;
    int32_t stride_bytes, pixel_bytes;
    float x_max, y_max;             /* the last pixel's coordinates */
    int32_t left_max, upper_max;    /* the last places that have a right, a lower neighbour */
    size_t right_bytes, down_bytes; /* way to them; 0 in a picture of one column, one row */
    float low, scale;
} source;

static source source_of(const fit_image *image, const fit_crop *crop)
{
    const int32_t pixel_bytes = (int32_t)image->format;
    return (source){
        .data = image->data,
        .stride_bytes = (int32_t)image->stride_bytes,
        .pixel_bytes = pixel_bytes,
        .x_max = (float)(image->width - 1),
        .y_max = (float)(image->height - 1),
        .left_max = image->width > 1 ? image->width - 2 : 0,
        .upper_max = image->height > 1 ? image->height - 2 : 0,
        .right_bytes = image->width > 1 ? (size_t)pixel_bytes : 0,
        .down_bytes = image->height > 1 ? image->stride_bytes : 0,
        .low = crop->low,
        .scale = (crop->high - crop->low) / 255.0f,
    };
}

/* Also turns NaN into 0. */
static inline float clamp(float value, float max)
{
    value = value > 0.0f ? value : 0.0f;
    return value < max ? value : max;
}

static inline int32_t min_int(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void locate(const source *from, int32_t n, fit_vec2 first, fit_vec2 step, places *to)
{
    for (int32_t i = 0; i < n; i++) {
        const float x = clamp(first.x + (float)i * step.x, from->x_max);
        const float y = clamp(first.y + (float)i * step.y, from->y_max);
        const int32_t left = min_int((int32_t)x, from->left_max);
        const int32_t upper = min_int((int32_t)y, from->upper_max);
        to->offset_bytes[i] = upper * from->stride_bytes + left * from->pixel_bytes;
        to->right[i] = x - (float)left;
        to->down[i] = y - (float)upper;
    }
}

static inline void blend(const source *from, const places *at, int32_t i, int channels, float *value)
{
    const uint8_t *pixel = from->data + at->offset_bytes[i];
    for (int c = 0; c < channels; c++) {
        const float a = pixel[c], b = pixel[from->right_bytes + c];
        const float d = pixel[from->down_bytes + c], e = pixel[from->down_bytes + from->right_bytes + c];
        const float upper = a + (b - a) * at->right[i];
        const float lower = d + (e - d) * at->right[i];
        value[c] = from->low + from->scale * (upper + (lower - upper) * at->down[i]);
    }
}

static void blend_rgb(const source *from, const places *at, int32_t n, float *restrict out)
{
    for (int32_t i = 0; i < n; i++)
        blend(from, at, i, 3, out + 3 * (size_t)i);
}

/* All four channels at once fill a vector; each pixel's alpha is overwritten by the next pixel's red. */
static void blend_rgba(const source *from, const places *at, int32_t n, float *restrict out)
{
    float value[4];
    for (int32_t i = 0; i + 1 < n; i++) {
        blend(from, at, i, 4, value);
        memcpy(out + 3 * (size_t)i, value, sizeof value);
    }
    blend(from, at, n - 1, 3, out + 3 * ((size_t)n - 1));
}

static void sample_run(const source *from, fit_vec2 first, fit_vec2 step, int32_t n, float *out)
{
    places at;
    for (int32_t done = 0; done < n; done += CHUNK) {
        const int32_t count = min_int(CHUNK, n - done);
        const fit_vec2 place = {first.x + (float)done * step.x, first.y + (float)done * step.y};
        locate(from, count, place, step, &at);
        if (from->pixel_bytes == FIT_PIXEL_RGBA32)
            blend_rgba(from, &at, count, out + 3 * (size_t)done);
        else
            blend_rgb(from, &at, count, out + 3 * (size_t)done);
    }
}

/* Shrinks [*begin, *end) to the i whose value + i * step lies in [0, max]. */
static void clip_run(float value, float step, float max, int32_t *begin, int32_t *end)
{
    if (step == 0.0f) {
        if (!(value >= 0.0f && value <= max))
            *end = *begin;
        return;
    }
    const float enter = step > 0.0f ? -value / step : (max - value) / step;
    const float leave = step > 0.0f ? (max - value) / step : -value / step;
    if (!(leave >= (float)*begin && enter <= (float)*end)) { /* or not a number */
        *end = *begin;
        return;
    }
    if (enter > (float)*begin)
        *begin = (int32_t)ceilf(enter);
    if (leave < (float)*end - 1.0f)
        *end = (int32_t)floorf(leave) + 1;
}

static void fill(float value, int32_t pixels, float *out)
{
    for (size_t i = 0; i < 3 * (size_t)pixels; i++)
        out[i] = value;
}

void fit_crop_sample(const fit_crop *crop, const fit_image *image, const fit_affine *to_image, float *tensor)
{
    assert(fit_image_check(image, NULL) == FIT_OK);
    assert(crop->width >= 1 && crop->height >= 1);
    const source from = source_of(image, crop);
    const fit_vec2 step = {to_image->xx, to_image->yx};
    for (int32_t row = 0; row < crop->height; row++) {
        const fit_vec2 at = fit_affine_apply(to_image, (fit_vec2){0.5f, (float)row + 0.5f});
        int32_t begin = 0, end = crop->width;
        if (crop->border == FIT_BORDER_BLACK) {
            clip_run(at.x, step.x, (float)image->width, &begin, &end);
            clip_run(at.y, step.y, (float)image->height, &begin, &end);
        }
        float *out = tensor + 3 * (size_t)crop->width * (size_t)row;
        fill(crop->low, begin, out);
        if (begin < end) {
            /* A pixel's centre is where it has its own colour: there the neighbours' weights are 0. */
            const fit_vec2 first = {at.x - 0.5f + (float)begin * step.x, at.y - 0.5f + (float)begin * step.y};
            sample_run(&from, first, step, end - begin, out + 3 * (size_t)begin);
        }
        fill(crop->low, crop->width - end, out + 3 * (size_t)end);
    }
}
