#include "face/light.h"

#include <math.h>
#include <string.h>

#include "vision/geometry.h"

/* Frames, and colours among them, without which chance would do too well. */
enum { LEAST_FRAMES = 8, LEAST_COLOURS = 4 };

/* By chance the correlation of n frames is above tanh(CHANCE / sqrt(n)) once in a thousand times (Fisher's transform;
 * measured on real faces that nothing lit, docs/accuracy.md). */
static const float CHANCE = 3.1f;
/* Less of an answer is nobody's; of the face's, the room's and a veil's share. */
static const float LEAST_FACE = 0.01f, MOST_ROOM = 0.7f, MOST_VEIL = 0.5f;

/* Amber, blue, green, magenta: bright, for as much light as a screen can give; far apart in both ratios, for as much
 * change. */
static const uint8_t COLOURS[FIT_LIGHT_COLOURS][3] = {{255, 180, 84}, {90, 156, 255}, {77, 255, 106}, {255, 92, 240}};

const uint8_t *fit_light_rgb(uint8_t colour)
{
    return colour < FIT_LIGHT_COLOURS ? COLOURS[colour] : NULL;
}

const char *fit_light_verdict_name(fit_light_verdict verdict)
{
    static const char *const NAMES[FIT_LIGHT_VERDICTS] = {
        [FIT_LIGHT_TOO_FEW] = "too_few",
        [FIT_LIGHT_UNSEEN] = "unseen",
        [FIT_LIGHT_SEEN] = "seen",
    };
    return NAMES[verdict];
}

/* sRGB (IEC 61966-2-1) without its straight foot. */
static float linear(float value)
{
    return powf(value / 255.0f, 2.2f);
}

/* The outline of the face in the canonical face model, clockwise from the forehead's middle. */
enum { OUTLINE = 36 };
static const uint16_t outline[OUTLINE] = {10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288,
                                          397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
                                          172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};

/* Light added up, without what is white. */
typedef struct sum {
    const float *linear;
    double rgb[3];
    long n;
} sum;

enum { WHITE = 250, LEAST_PIXELS = 200 };

static uint8_t brightest(const uint8_t *pixel)
{
    const uint8_t r = pixel[0], g = pixel[1], b = pixel[2];
    return r > g ? (r > b ? r : b) : g > b ? g : b;
}

static void add(sum *s, const uint8_t *pixel)
{
    if (brightest(pixel) >= WHITE)
        return;
    for (int c = 0; c < 3; c++)
        s->rgb[c] += (double)s->linear[pixel[c]];
    s->n++;
}

static bool mean_of(const sum *s, long least, float out[3])
{
    static const float BLACK = 1e-4f;
    for (int c = 0; c < 3; c++)
        out[c] = s->n > 0 ? fmaxf((float)(s->rgb[c] / (double)s->n), BLACK) : BLACK;
    return s->n >= least;
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
    return value<0.0f ? 0 : value>(float) most ? most : (int32_t)value;
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

/* What is inside the outline and at most so bright. */
static void add_inside(sum *s, const fit_image *frame, const fit_vec2 *corner, uint8_t most)
{
    const box b = box_of(corner);
    const int32_t end = clamp_to(b.bottom, frame->height);
    for (int32_t y = clamp_to(b.top, frame->height); y < end; y++) {
        int32_t from, to;
        stretch(frame, corner, y, &from, &to);
        for (int32_t x = from; x < to; x++)
            if (brightest(pixel_at(frame, x, y)) <= most)
                add(s, pixel_at(frame, x, y));
    }
}

/* The brightness that the darkest part of what is inside the outline has at most. */
static uint8_t darkest(const fit_image *frame, const fit_vec2 *corner)
{
    enum { PART = 20 };
    long count[256] = {0}, all = 0, below = 0;
    const box b = box_of(corner);
    const int32_t end = clamp_to(b.bottom, frame->height);
    for (int32_t y = clamp_to(b.top, frame->height); y < end; y++) {
        int32_t from, to;
        stretch(frame, corner, y, &from, &to);
        for (int32_t x = from; x < to; x++, all++)
            count[brightest(pixel_at(frame, x, y))]++;
    }
    int level = 0;
    while (level < 255 && (below += count[level]) * PART < all)
        level++;
    return (uint8_t)level;
}

/* Beside and above the head; what is below the chin is the body, as near to the screen as the face. */
static void add_room(sum *s, const fit_image *frame, const fit_vec2 *corner)
{
    static const float BESIDE = 0.5f, ABOVE = 0.6f; /* of the face's width: hair and ears */
    enum { STEP = 2 };
    const box b = box_of(corner);
    const float width = b.right - b.left;
    for (int32_t y = 0; y < clamp_to(b.bottom, frame->height); y += STEP)
        for (int32_t x = 0; x < frame->width; x += STEP)
            if ((float)x < b.left - BESIDE * width || (float)x > b.right + BESIDE * width ||
                (float)y < b.top - ABOVE * width)
                add(s, pixel_at(frame, x, y));
}

static void scale_about(const fit_vec2 *corner, fit_vec2 middle, float scale, fit_vec2 *out)
{
    for (int i = 0; i < OUTLINE; i++)
        out[i] = (fit_vec2){middle.x + scale * (corner[i].x - middle.x), middle.y + scale * (corner[i].y - middle.y)};
}

bool fit_light_look(const fit_image *frame, const fit_face *face, fit_light_sample *sample)
{
    static const float SKIN = 0.85f, HEAD = 1.2f; /* drawn in from hair and what is behind; drawn out to hair */
    float table[256];
    fit_vec2 corner[OUTLINE], skin[OUTLINE], head[OUTLINE], middle = {0};
    for (int i = 0; i < 256; i++)
        table[i] = linear((float)i);
    for (int i = 0; i < OUTLINE; i++) {
        corner[i] = (fit_vec2){face->mesh[outline[i]].x, face->mesh[outline[i]].y};
        middle.x += corner[i].x / OUTLINE;
        middle.y += corner[i].y / OUTLINE;
    }
    scale_about(corner, middle, SKIN, skin);
    scale_about(corner, middle, HEAD, head);
    sum of_face = {.linear = table}, of_dark = {.linear = table}, of_room = {.linear = table};
    add_inside(&of_face, frame, skin, UINT8_MAX);
    add_inside(&of_dark, frame, head, darkest(frame, head));
    add_room(&of_room, frame, corner);
    return mean_of(&of_face, LEAST_PIXELS, sample->face) && mean_of(&of_dark, 1, sample->dark) &&
           mean_of(&of_room, LEAST_PIXELS, sample->room);
}

void fit_light_begin(fit_light *light)
{
    memset(light, 0, sizeof *light);
    light->colour = FIT_LIGHT_COLOURS;
}

void fit_light_push(fit_light *light, const fit_light_sample *sample, uint8_t random)
{
    if (light->colour == FIT_LIGHT_COLOURS) {
        light->colour = random % FIT_LIGHT_COLOURS;
        return;
    }
    if (sample && light->n < FIT_LIGHT_FRAMES) {
        light->shown[light->n] = light->colour;
        light->sample[light->n++] = *sample;
    }
    if (++light->held < FIT_LIGHT_HOLD)
        return;
    light->held = 0;
    light->colour = (uint8_t)((light->colour + 1 + random % (FIT_LIGHT_COLOURS - 1)) % FIT_LIGHT_COLOURS);
}

/* Takes the straight line of least squares out of n values at even times. */
static void flatten(double *value, int n)
{
    double mean = 0, slope = 0, spread = 0;
    const double middle = 0.5 * (n - 1);
    for (int i = 0; i < n; i++)
        mean += value[i] / n;
    for (int i = 0; i < n; i++) {
        slope += (i - middle) * (value[i] - mean);
        spread += (i - middle) * (i - middle);
    }
    for (int i = 0; i < n; i++)
        value[i] -= mean + (spread > 0 ? slope / spread : 0) * (i - middle);
}

static double dot(const double *a, const double *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* What a little of the screen's colour does to the two ratios: log((1 + s r) / (1 + s g)) is about s (r - g). */
static double change_of(uint8_t colour, int ratio)
{
    const uint8_t *rgb = COLOURS[colour];
    return (double)(linear(rgb[2 * ratio]) - linear(rgb[1]));
}

/* The logarithms of red / green and of blue / green. */
static double ratio_of(const float *rgb, int ratio)
{
    return log((double)rgb[2 * ratio] / (double)rgb[1]);
}

/* The same of light, against the face's: what is added to rgb[c] weighs as much in dark and bright. */
static double excess_of(const float *rgb, const float *face, int ratio)
{
    return (double)(rgb[2 * ratio] / face[2 * ratio]) - (double)(rgb[1] / face[1]);
}

/* Both ratios of all frames one after the other. */
typedef struct series {
    double value[2 * FIT_LIGHT_FRAMES];
} series;

typedef enum part { SCREEN, FACE, ROOM, FACE_LIGHT, DARK_LIGHT, PARTS } part;

static double value_of(const fit_light *light, const float *rest, part what, int i, int ratio)
{
    const fit_light_sample *sample = &light->sample[i];
    switch (what) {
    case SCREEN:
        return change_of(light->shown[i], ratio);
    case FACE:
        return ratio_of(sample->face, ratio);
    case ROOM:
        return ratio_of(sample->room, ratio);
    case FACE_LIGHT:
        return excess_of(sample->face, rest, ratio);
    default:
        return excess_of(sample->dark, rest, ratio);
    }
}

static void gather(const fit_light *light, const float *rest, part what, series *out)
{
    for (int ratio = 0; ratio < 2; ratio++) {
        double *value = out->value + ratio * light->n;
        for (int i = 0; i < light->n; i++)
            value[i] = value_of(light, rest, what, i, ratio);
        flatten(value, light->n);
    }
}

static fit_light_response measure(const fit_light *light)
{
    series of[PARTS];
    float rest[3] = {0}, dark[3] = {0};
    const int n = light->n;
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++) {
            rest[c] += light->sample[i].face[c] / (float)n;
            dark[c] += light->sample[i].dark[c] / (float)n;
        }
    for (part what = 0; what < PARTS; what++)
        gather(light, rest, what, &of[what]);
    const double *screen = of[SCREEN].value;
    const double power = dot(screen, screen, 2 * n), answer = dot(screen, of[FACE].value, 2 * n);
    const double size = sqrt(power * dot(of[FACE].value, of[FACE].value, 2 * n));
    if (!(size > 0))
        return (fit_light_response){0};
    /* Of light that falls on it, the dark takes `share`; of a veil, as much as the face. */
    const double share = (double)(dark[1] / rest[1]);
    const double of_face = dot(screen, of[FACE_LIGHT].value, 2 * n), of_dark = dot(screen, of[DARK_LIGHT].value, 2 * n);
    const double veil = of_face > 0 && share < 1 ? (of_dark / of_face - share) / (1 - share) : 0;
    return (fit_light_response){(float)(answer / size), (float)(answer / power),
                                (float)(dot(screen, of[ROOM].value, 2 * n) / power), (float)veil};
}

fit_light_verdict fit_light_judge(const fit_light *light, fit_light_response *response)
{
    int colours = 0;
    *response = (fit_light_response){0};
    for (int i = 0; i < light->n; i++)
        colours += i == 0 || light->shown[i] != light->shown[i - 1];
    if (light->n < LEAST_FRAMES || colours < LEAST_COLOURS)
        return FIT_LIGHT_TOO_FEW;
    *response = measure(light);
    const float least = tanhf(CHANCE / sqrtf((float)light->n));
    return response->correlation >= least && response->face >= LEAST_FACE &&
                   response->room <= MOST_ROOM * response->face && response->veil <= MOST_VEIL
               ? FIT_LIGHT_SEEN
               : FIT_LIGHT_UNSEEN;
}
