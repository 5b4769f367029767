#include "lattice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 128, BITS = 7, LEAST = 32 };
static const float TURN = 6.2831853f;

typedef struct number {
    float re, im;
} number;

/* Brightness as a real picture; the two colour differences as the parts of a complex one. */
typedef struct planes {
    number brightness[SIDE * SIDE], colour[SIDE * SIDE];
} planes;

typedef struct square {
    int left, top, width, height;
} square;

static bool place(const fit_image *frame, const fit_face *face, square *out)
{
    float left = (float)frame->width, right = 0.0f, top = (float)frame->height, bottom = 0.0f;
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        left = fminf(left, face->mesh[i].x);
        right = fmaxf(right, face->mesh[i].x);
        top = fminf(top, face->mesh[i].y);
        bottom = fmaxf(bottom, face->mesh[i].y);
    }
    left = fmaxf(left, 0.0f);
    top = fmaxf(top, 0.0f);
    right = fminf(right, (float)frame->width);
    bottom = fminf(bottom, (float)frame->height);
    if (right - left < LEAST || bottom - top < LEAST)
        return false;
    out->width = (int)fminf(right - left, SIDE);
    out->height = (int)fminf(bottom - top, SIDE);
    out->left = (int)(0.5f * (left + right - (float)out->width));
    out->top = (int)(0.5f * (top + bottom - (float)out->height));
    return true;
}

/* Von Hann's window: a border would put a cross through the spectrum. */
static float window(int at, int side)
{
    return 0.5f - 0.5f * cosf(TURN * ((float)at + 0.5f) / (float)side);
}

static void cut(const fit_image *frame, const square *of, planes *out)
{
    float mean[3] = {0.0f};
    memset(out, 0, sizeof *out);
    for (int fill = 0; fill < 2; fill++)
        for (int y = 0; y < of->height; y++)
            for (int x = 0; x < of->width; x++) {
                const uint8_t *rgb =
                    frame->data + (size_t)(of->top + y) * frame->stride_bytes + (size_t)(of->left + x) * frame->format;
                const float luma = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
                const float value[3] = {luma, 0.564f * (rgb[2] - luma), 0.713f * (rgb[0] - luma)};
                const float weight = window(x, of->width) * window(y, of->height);
                for (int i = 0; i < 3 && !fill; i++)
                    mean[i] += value[i] / (float)(of->width * of->height);
                if (fill) {
                    out->brightness[y * SIDE + x].re = weight * (value[0] - mean[0]);
                    out->colour[y * SIDE + x].re = weight * (value[1] - mean[1]);
                    out->colour[y * SIDE + x].im = weight * (value[2] - mean[2]);
                }
            }
}

/* Cooley and Tukey's, radix 2, in place. root: e^(-2 pi i k / SIDE) for k < SIDE / 2. */
static void transform(number *z, int stride, const number *root)
{
    for (unsigned i = 0; i < SIDE; i++) {
        unsigned j = 0;
        for (int bit = 0; bit < BITS; bit++)
            j |= ((i >> bit) & 1U) << (BITS - 1 - bit);
        if (i < j) {
            const number t = z[(int)i * stride];
            z[(int)i * stride] = z[(int)j * stride];
            z[(int)j * stride] = t;
        }
    }
    for (int half = 1; half < SIDE; half *= 2)
        for (int from = 0; from < SIDE; from += 2 * half)
            for (int k = 0; k < half; k++) {
                const number w = root[k * (SIDE / 2 / half)];
                number *a = z + (from + k) * stride, *b = a + half * stride;
                const number t = {w.re * b->re - w.im * b->im, w.re * b->im + w.im * b->re};
                *b = (number){a->re - t.re, a->im - t.im};
                *a = (number){a->re + t.re, a->im + t.im};
            }
}

static int at(int x, int y)
{
    return (y & (SIDE - 1)) * SIDE + (x & (SIDE - 1));
}

/* Of f and -f together, which are conjugate for each of the pictures. */
static void power_of(number *z, float *power)
{
    number root[SIDE / 2];
    for (int k = 0; k < SIDE / 2; k++)
        root[k] = (number){cosf(TURN * (float)k / SIDE), -sinf(TURN * (float)k / SIDE)};
    for (int i = 0; i < SIDE; i++)
        transform(z + (size_t)i * SIDE, 1, root);
    for (int i = 0; i < SIDE; i++)
        transform(z + i, SIDE, root);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const number a = z[at(x, y)], b = z[at(-x, -y)];
            power[at(x, y)] = 0.5f * (a.re * a.re + a.im * a.im + b.re * b.re + b.im * b.im);
        }
}

/* The axes have what is left of borders; around each multiple of 1/8 lie the harmonics of JPEG's blocks. */
static bool counts(int x, int y, int lowest)
{
    const int block = SIDE / 8, near = 2;
    const int from_x = abs((x + SIDE + block / 2) % block - block / 2),
              from_y = abs((y + block / 2) % block - block / 2);
    return x * x + y * y >= lowest * lowest && abs(x) > near && abs(y) > near && (from_x > near || from_y > near);
}

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The window spreads a peak over 3 x 3; what lies around it, up to 7 away, is the smooth spectrum of a face. */
static float height_of(const float *power, int x, int y)
{
    enum { CORE = 1, GAP = 2, REACH = 7 };
    float ring[(2 * REACH + 1) * (2 * REACH + 1)], core = 0.0f;
    size_t n = 0;
    for (int dy = -REACH; dy <= REACH; dy++)
        for (int dx = -REACH; dx <= REACH; dx++) {
            const float p = power[at(x + dx, y + dy)];
            if (abs(dx) <= CORE && abs(dy) <= CORE) {
                if (p > power[at(x, y)])
                    return 0.0f; /* a neighbour's peak */
                core += p / 9.0f;
            } else if (abs(dx) > GAP || abs(dy) > GAP) {
                ring[n++] = p;
            }
        }
    qsort(ring, n, sizeof *ring, ascending);
    return logf((core + 1e-3f) / (ring[n / 2] + 1e-3f));
}

static float highest(number *plane, int lowest)
{
    float power[SIDE * SIDE], best = 0.0f;
    power_of(plane, power);
    for (int y = 0; y < SIDE / 2; y++)
        for (int x = 1 - SIDE / 2; x < SIDE / 2; x++)
            if (counts(x, y, lowest))
                best = fmaxf(best, height_of(power, x, y));
    return best;
}

lattice_score lattice_find(const fit_image *frame, const fit_face *face)
{
    square where;
    planes seen;
    if (!place(frame, face, &where))
        return (lattice_score){0};
    cut(frame, &where, &seen);
    return (lattice_score){highest(seen.brightness, 20), highest(seen.colour, 6)};
}
