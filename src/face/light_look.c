/* What a frame shows of the screen's light: see light.h. */
#include <math.h>

#include "face/light.h"
#include "vision/geometry.h"

/* The outline of the face in the canonical face model, clockwise from the forehead's middle. */
enum { OUTLINE = 36 };
static const uint16_t outline[OUTLINE] = {10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288,
                                          397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
                                          172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};

/* Light added up by the brightness (of the brightest colour) of the pixels that it comes from. */
typedef struct levels {
    long n[256];
    double rgb[256][3];
} levels;

enum { WHITE = 250, LEAST_PIXELS = 200 };

static void add(levels *l, const float *table, const uint8_t *pixel)
{
    const uint8_t r = pixel[0], g = pixel[1], b = pixel[2];
    const uint8_t level = r > g ? (r > b ? r : b) : g > b ? g : b;
    l->n[level]++;
    for (int c = 0; c < 3; c++)
        l->rgb[level][c] += (double)table[pixel[c]];
}

/* The mean of levels [0, end), and how many pixels they have. */
static long mean_below(const levels *l, int end, float out[3])
{
    static const double BLACK = 1e-4;
    double sum[3] = {0};
    long n = 0;
    for (int i = 0; i < end; i++) {
        n += l->n[i];
        for (int c = 0; c < 3; c++)
            sum[c] += l->rgb[i][c];
    }
    for (int c = 0; c < 3; c++)
        out[c] = (float)fmax(n > 0 ? sum[c] / (double)n : 0, BLACK);
    return n;
}

static long count_of(const levels *l)
{
    long n = 0;
    for (int i = 0; i < 256; i++)
        n += l->n[i];
    return n;
}

static const uint8_t *pixel_at(const fit_image *frame, int32_t x, int32_t y)
{
    return frame->data + (size_t)y * frame->stride_bytes + (size_t)x * (size_t)frame->format;
}

typedef struct box {
    float left, top, right, bottom;
} box;

static box box_of(const fit_vec2 *corner)
{
    box b = {corner[0].x, corner[0].y, corner[0].x, corner[0].y};
    for (int i = 1; i < OUTLINE; i++) {
        b.left = fminf(b.left, corner[i].x);
        b.right = fmaxf(b.right, corner[i].x);
        b.top = fminf(b.top, corner[i].y);
        b.bottom = fmaxf(b.bottom, corner[i].y);
    }
    return b;
}

static int32_t clamp_to(float value, int32_t most)
{
    return !(value > 0.0f) ? 0 : value < (float)most ? (int32_t)value : most;
}

/* The columns [*from, *to) of a line inside the outline, which is as good as convex. */
static void stretch(const fit_image *frame, const fit_vec2 *corner, int32_t y, int32_t *from, int32_t *to)
{
    float left = (float)frame->width, right = 0.0f;
    for (int i = 0; i < OUTLINE; i++) {
        const fit_vec2 p = corner[i], q = corner[(i + 1) % OUTLINE];
        const float line = (float)y + 0.5f;
        if ((p.y <= line) == (q.y <= line))
            continue;
        const float x = p.x + (q.x - p.x) * (line - p.y) / (q.y - p.y);
        left = fminf(left, x);
        right = fmaxf(right, x);
    }
    *from = clamp_to(left, frame->width);
    *to = clamp_to(right, frame->width);
}

static void add_inside(levels *l, const float *table, const fit_image *frame, const fit_vec2 *corner)
{
    const box b = box_of(corner);
    const int32_t end = clamp_to(b.bottom, frame->height);
    for (int32_t y = clamp_to(b.top, frame->height); y < end; y++) {
        int32_t from, to;
        stretch(frame, corner, y, &from, &to);
        for (int32_t x = from; x < to; x++)
            add(l, table, pixel_at(frame, x, y));
    }
}

/* Beside and above the head; what is below the chin is the body, as near to the screen as the face. */
static void add_room(levels *l, const float *table, const fit_image *frame, const fit_vec2 *corner)
{
    static const float BESIDE = 0.5f, ABOVE = 0.6f; /* of the face's width: hair and ears */
    enum { STEP = 2 };
    const box b = box_of(corner);
    const float width = b.right - b.left;
    for (int32_t y = 0; y < clamp_to(b.bottom, frame->height); y += STEP)
        for (int32_t x = 0; x < frame->width; x += STEP)
            if ((float)x < b.left - BESIDE * width || (float)x > b.right + BESIDE * width ||
                (float)y < b.top - ABOVE * width)
                add(l, table, pixel_at(frame, x, y));
}

static void scale_about(const fit_vec2 *corner, fit_vec2 middle, float scale, fit_vec2 *out)
{
    for (int i = 0; i < OUTLINE; i++)
        out[i] = (fit_vec2){middle.x + scale * (corner[i].x - middle.x), middle.y + scale * (corner[i].y - middle.y)};
}

static bool see_face(const float *table, const fit_image *frame, const fit_vec2 *skin, float out[3])
{
    levels l = {0};
    add_inside(&l, table, frame, skin);
    return mean_below(&l, WHITE, out) >= LEAST_PIXELS;
}

static void see_dark(const float *table, const fit_image *frame, const fit_vec2 *head, float out[3])
{
    enum { PART = 20 };
    levels l = {0};
    add_inside(&l, table, frame, head);
    const long all = count_of(&l);
    long below = 0;
    int level = 0;
    while (level < WHITE && below * PART < all)
        below += l.n[level++];
    (void)mean_below(&l, level, out);
}

/* Of a room that is nearly all white or black one cannot say what it takes on: whoever tints a picture without a
 * background would go unseen. */
static bool see_room(const float *table, const fit_image *frame, const fit_vec2 *corner, float out[3])
{
    static const float DARK = 0.01f;
    enum { PART = 10 };
    levels l = {0};
    add_room(&l, table, frame, corner);
    const long n = mean_below(&l, WHITE, out);
    return n >= LEAST_PIXELS && PART * n >= count_of(&l) && out[1] >= DARK;
}

bool fit_light_look(const fit_image *frame, const fit_face *face, fit_light_sample *sample)
{
    static const float SKIN = 0.85f, HEAD = 1.2f; /* drawn in from hair and what is behind; drawn out to hair */
    float table[256];
    fit_vec2 corner[OUTLINE], skin[OUTLINE], head[OUTLINE], middle = {0};
    for (int i = 0; i < 256; i++)
        table[i] = fit_light_linear((float)i);
    for (int i = 0; i < OUTLINE; i++) {
        corner[i] = (fit_vec2){face->mesh[outline[i]].x, face->mesh[outline[i]].y};
        middle.x += corner[i].x / OUTLINE;
        middle.y += corner[i].y / OUTLINE;
    }
    scale_about(corner, middle, SKIN, skin);
    scale_about(corner, middle, HEAD, head);
    see_dark(table, frame, head, sample->dark);
    return see_face(table, frame, skin, sample->face) && see_room(table, frame, corner, sample->room);
}
