#include "recapture.h"

#include <math.h>
#include <stdlib.h>

#include "face/points.h"
#include "media/photo.h"

enum { FRAME_WIDTH = 640, TILE = 16, HARMONICS = 14, NORMALS = 4096, RED = 0, GREEN = 1, BLUE = 2 };
static const double PI = 3.14159265358979, GAMMA = 2.2, HALF_VIEW_RAD = 0.61; /* 70 degrees across */

double recapture_random(uint64_t *seed, double a, double b)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return a + (b - a) * (double)(*seed >> 11) / 9007199254740992.0;
}

static double sinc(double x)
{
    return fabs(x) < 1e-9 ? 1.0 : sin(PI * x) / (PI * x);
}

/* One wave of a lattice: cycles a pixel of the screen to the right and down, amplitude against the mean. */
typedef struct harmonic {
    double right, down, amplitude, phase;
} harmonic;

/* Of light that comes from w x h of each cell. */
static harmonic wave(double right, double down, double w, double h, double phase)
{
    return (harmonic){right, down, 2 * sinc(right * w) * sinc(down * h), phase};
}

static int harmonics_of(recapture_layout layout, int colour, harmonic *out)
{
    int n = 0;
    if (layout == RECAPTURE_STRIPES) { /* a third of a pixel each, with black between and below them */
        for (int right = -2; right <= 2; right++)
            for (int down = 0; down <= 2; down++)
                if (down > 0 || right > 0)
                    out[n++] = wave(right, down, 0.27, 0.82, -2 * PI * right * (colour - GREEN) / 3.0);
    } else if (layout == RECAPTURE_DIAMONDS && colour == GREEN) {
        for (int right = -1; right <= 1; right++)
            for (int down = 0; down <= 1; down++)
                if (down > 0 || right > 0)
                    out[n++] = wave(right, down, 0.45, 0.45, 0);
    } else if (layout == RECAPTURE_DIAMONDS) {
        const double own = colour == RED ? 0.0 : PI;
        out[n++] = wave(0.5, 0.5, 0.6, 0.6, own + PI / 2);
        out[n++] = wave(-0.5, 0.5, 0.6, 0.6, own + PI / 2);
        out[n++] = wave(1, 0, 0.6, 0.6, PI);
        out[n++] = wave(0, 1, 0.6, 0.6, PI);
    }
    return n;
}

typedef struct vec2 {
    double x, y;
} vec2;

/* Everything that stays the same over a frame. Lengths in space: mm; side: of the mosaic, in the video's pixels. */
typedef struct scene {
    const fit_image *picture;
    const recapture_screen *screen;
    const recapture_camera *camera;
    vec2 nose, offset;
    double mm; /* of the picture's pixel on the screen */
    int side;
    double focal_px, right[3], down[3], out[3], middle[3];
    harmonic lattice[3][HARMONICS];
    int lattice_n[3];
    double linear[256], normal[NORMALS];
} scene;

static void turn(scene *s, const recapture_pose *pose)
{
    const double sy = sin(pose->yaw), cy = cos(pose->yaw), sp = sin(pose->pitch), cp = cos(pose->pitch),
                 sr = sin(pose->roll), cr = cos(pose->roll);
    const double right[3] = {cy, 0, -sy}, down[3] = {sy * sp, cp, cy * sp}, out[3] = {sy * cp, -sp, cy * cp};
    for (int i = 0; i < 3; i++) {
        s->right[i] = cr * right[i] + sr * down[i];
        s->down[i] = cr * down[i] - sr * right[i];
        s->out[i] = out[i];
    }
}

/* The point of the screen, mm from the face's nose, that a point of the video shows. */
static vec2 point_at(const scene *s, double x, double y)
{
    const double ray[3] = {(x - 0.5 * s->side) / s->focal_px, (y - 0.5 * s->side) / s->focal_px, 1};
    double far = 0, along = 0;
    for (int i = 0; i < 3; i++) {
        far += s->middle[i] * s->out[i];
        along += ray[i] * s->out[i];
    }
    vec2 at = {0, 0};
    for (int i = 0; i < 3; i++) {
        const double q = far / along * ray[i] - s->middle[i];
        at.x += q * s->right[i];
        at.y += q * s->down[i];
    }
    return at;
}

static void prepare(scene *s, const fit_face *face, const recapture_pose *pose, uint64_t *seed)
{
    const int shrink = s->camera->shrink;
    s->side = RECAPTURE_SIDE * shrink;
    s->focal_px = 0.5 * FRAME_WIDTH * shrink / tan(HALF_VIEW_RAD);
    s->mm = pose->eyes_mm / (double)face->eye_distance_px;
    s->nose = (vec2){(double)face->mesh[FIT_MESH_NOSE_TIP].x, (double)face->mesh[FIT_MESH_NOSE_TIP].y};
    s->offset = (vec2){recapture_random(seed, 0, 1), recapture_random(seed, 0, 1)};
    const double far = s->focal_px / shrink * pose->eyes_mm / pose->eyes_px;
    s->middle[0] = pose->right * far;
    s->middle[1] = pose->down * far;
    s->middle[2] = far;
    turn(s, pose);
    for (int c = 0; c < 3; c++)
        s->lattice_n[c] = harmonics_of(s->screen->layout, c, s->lattice[c]);
    for (int i = 0; i < 256; i++)
        s->linear[i] = pow(i / 255.0, GAMMA);
    for (int i = 0; i < NORMALS; i++) /* Box and Muller */
        s->normal[i] = sqrt(-2 * log(recapture_random(seed, 1e-12, 1))) * cos(recapture_random(seed, 0, 2 * PI));
}

/* What lens and photosite leave of each wave around (x, y). */
static void dampen(const scene *s, double x, double y, double amplitude[3][HARMONICS])
{
    const double pitch = s->screen->pitch_mm, site = s->camera->site, blur = s->camera->blur * site;
    const vec2 here = point_at(s, x, y), beside = point_at(s, x + 1, y), below = point_at(s, x, y + 1);
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < s->lattice_n[c]; i++) {
            const harmonic *h = &s->lattice[c][i];
            const double fx = (h->right * (beside.x - here.x) + h->down * (beside.y - here.y)) / pitch;
            const double fy = (h->right * (below.x - here.x) + h->down * (below.y - here.y)) / pitch;
            const double lens = exp(-2 * PI * PI * blur * blur * (fx * fx + fy * fy));
            amplitude[c][i] = h->amplitude * lens * sinc(fx * site) * sinc(fy * site);
        }
}

/* Linear light of the screen at a point, without its lattice. Beyond the picture it is as good as black. */
static double light_at(const scene *s, vec2 at, int colour)
{
    const fit_image *picture = s->picture;
    const double x = s->nose.x + at.x / s->mm - 0.5, y = s->nose.y + at.y / s->mm - 0.5;
    if (x < 0 || y < 0 || x >= picture->width - 1 || y >= picture->height - 1)
        return 0.01;
    const int column = (int)x, row = (int)y;
    const double ex = x - column, ey = y - row;
    const uint8_t *upper =
                      picture->data + (size_t)row * picture->stride_bytes + (size_t)column * picture->format + colour,
                  *lower = upper + picture->stride_bytes;
    const double above = (1 - ex) * s->linear[upper[0]] + ex * s->linear[upper[picture->format]];
    const double below = (1 - ex) * s->linear[lower[0]] + ex * s->linear[lower[picture->format]];
    return 0.01 + 0.9 * ((1 - ey) * above + ey * below);
}

/* Bayer's: green in every other place, red in even rows, blue in odd ones. */
static int colour_of(int x, int y)
{
    return (x + y) % 2 == 0 ? GREEN : y % 2 == 0 ? RED : BLUE;
}

static double site_at(const scene *s, int x, int y, double amplitude[3][HARMONICS], uint64_t *seed)
{
    const int colour = colour_of(x, y);
    const vec2 at = point_at(s, x + 0.5, y + 0.5);
    const double u = at.x / s->screen->pitch_mm + s->offset.x, v = at.y / s->screen->pitch_mm + s->offset.y;
    double lattice = 1;
    for (int i = 0; i < s->lattice_n[colour]; i++) {
        const harmonic *h = &s->lattice[colour][i];
        if (fabs(amplitude[colour][i]) > 1e-4)
            lattice += amplitude[colour][i] * cos(2 * PI * (h->right * u + h->down * v) + h->phase);
    }
    const double light = light_at(s, at, colour) * lattice;
    const double noise = s->normal[(int)recapture_random(seed, 0, NORMALS)];
    return light + s->camera->noise * sqrt(fmax(light, 0) + 0.02) * noise;
}

static void expose(const scene *s, uint64_t *seed, float *mosaic)
{
    for (int top = 0; top < s->side; top += TILE)
        for (int left = 0; left < s->side; left += TILE) {
            double amplitude[3][HARMONICS];
            dampen(s, left + TILE / 2, top + TILE / 2, amplitude);
            for (int y = top; y < top + TILE; y++)
                for (int x = left; x < left + TILE; x++)
                    mosaic[(size_t)y * (size_t)s->side + (size_t)x] = (float)site_at(s, x, y, amplitude, seed);
        }
}

/* A colour at a place: its own site's, or the mean of the nearest sites of that colour (bilinear). */
static double interpolate(const float *mosaic, int side, int x, int y, int colour)
{
    const int own = colour_of(x, y);
    double sum = 0, n = 0;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            const int column = x + dx, row = y + dy;
            const bool inside = column >= 0 && row >= 0 && column < side && row < side;
            const bool nearest = own == colour ? dx == 0 && dy == 0 : colour != GREEN || dx == 0 || dy == 0;
            if (inside && nearest && colour_of(column + 2, row + 2) == colour) {
                sum += (double)mosaic[(size_t)row * (size_t)side + (size_t)column];
                n++;
            }
        }
    return n > 0 ? sum / n : 0;
}

static void develop(const scene *s, const float *mosaic, fit_pixels *out)
{
    enum { STEPS = 4096 };
    float curve[STEPS + 1];
    const int shrink = s->camera->shrink;
    for (int i = 0; i <= STEPS; i++)
        curve[i] = (float)round(255 * pow((double)i / STEPS, 1 / GAMMA));
    for (int y = 0; y < RECAPTURE_SIDE; y++)
        for (int x = 0; x < RECAPTURE_SIDE; x++)
            for (int c = 0; c < 3; c++) {
                float sum = 0.0f;
                for (int i = 0; i < shrink * shrink; i++) {
                    const double v = interpolate(mosaic, s->side, x * shrink + i % shrink, y * shrink + i / shrink, c);
                    sum += curve[(int)(fmin(fmax(v, 0), 1) * STEPS)];
                }
                out->data[(size_t)y * out->stride_bytes + 3 * (size_t)x + (size_t)c] =
                    (uint8_t)lroundf(sum / (float)(shrink * shrink));
            }
}

bool recapture(const fit_image *picture, const fit_face *face, const recapture_screen *screen,
               const recapture_camera *camera, const recapture_pose *pose, uint64_t *seed, fit_pixels *out)
{
    scene s = {.picture = picture, .screen = screen, .camera = camera};
    prepare(&s, face, pose, seed);
    float *mosaic = malloc(sizeof *mosaic * (size_t)s.side * (size_t)s.side);
    const bool room = mosaic && fit_pixels_resize(out, RECAPTURE_SIDE, RECAPTURE_SIDE, NULL) == FIT_OK;
    if (room) {
        expose(&s, seed, mosaic);
        develop(&s, mosaic, out);
    }
    free(mosaic);
    return room;
}

void recapture_send(fit_pixels *pixels)
{
    enum { QUALITY = 85 };
    unsigned char *jpeg = NULL;
    size_t len = 0;
    if (fit_photo_encode_jpeg(pixels, QUALITY, &jpeg, &len, NULL) != FIT_OK ||
        fit_photo_decode_jpeg(pixels, jpeg, len, NULL) != FIT_OK)
        abort();
    free(jpeg);
}
