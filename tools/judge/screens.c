/* Does a lattice in the picture of a face betray a screen? The table "A screen's pixels" of docs/accuracy.md.
 *
 *   screen_rates (PICTURE.jpg | VIDEO.mp4)...
 *
 * Genuine logins: each picture by itself, each three frames of a video, and each picture before the calculated camera
 * without a screen's pixels. Attacks: each picture on each screen before the same cameras. A limit is chosen on the
 * pictures of one half of the people (a folder, or a video, is one) so that 1 in 100 genuine logins is above it, and
 * tried on the other half. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attempt.h"
#include "interval.h"
#include "lattice.h"
#include "media/photo.h"
#include "recapture.h"

/* A login's score is the median of its frames'. VIDEO_STEP: of 25 a second. */
enum { FRAMES = 3, PICTURE_SIDE = 480, VIDEO_STEP = 5, LOGINS_MAX = 4000, FILE_MAX = 1 << 24 };

static const recapture_screen SCREENS[] = {
    {"none (control)", RECAPTURE_NO_PIXELS, 0.2, {45, 63}},
    {"phone, OLED, 450 ppi", RECAPTURE_DIAMONDS, 0.0564, {22, 30}},
    {"phone, LCD, 326 ppi", RECAPTURE_STRIPES, 0.0779, {22, 30}},
    {"tablet, 264 ppi", RECAPTURE_STRIPES, 0.0962, {35, 60}},
    {"laptop, 220 ppi", RECAPTURE_STRIPES, 0.1155, {45, 63}},
    {"monitor, 27 inches, 4K", RECAPTURE_STRIPES, 0.1557, {50, 68}},
    {"laptop, 15.6 inches, 1080p", RECAPTURE_STRIPES, 0.1793, {45, 63}},
    {"monitor, 24 inches, 1080p", RECAPTURE_STRIPES, 0.2768, {50, 68}},
    {"television, 55 inches, 4K", RECAPTURE_STRIPES, 0.3170, {60, 75}},
};
enum { CONTROL, SCREENS_N = sizeof SCREENS / sizeof *SCREENS, PICTURES = SCREENS_N, VIDEOS, KINDS };

/* Ordinary: one of four sensors, blur from that of a very good lens to a soft one. Sharpest: a lens that no such camera
 * has, before a sensor that leaves out every other photosite, hardly any noise. */
enum { ORDINARY, SHARPEST, CAMERAS };
static const struct {
    int shrink;
    double site;
} SENSORS[] = {{1, 1.0}, {2, 1.0}, {3, 1.0}, {1, 0.5}};

static const char *const CONDITIONS[] = {"ordinary cameras, JPEG as sent", "ordinary cameras, no JPEG",
                                         "sharpest camera, JPEG as sent", "sharpest camera, no JPEG"};
enum { JPEGS = 2, CONDITIONS_N = CAMERAS * JPEGS };

typedef struct login {
    lattice_score frame[JPEGS][FRAMES]; /* as sent, and before */
    int n;
} login;

typedef struct scored {
    float score[2]; /* brightness, colour */
    int half;
} scored;

typedef struct bench {
    attempt_nets nets;
    scored logins[CONDITIONS_N][KINDS][LOGINS_MAX];
    int n[CONDITIONS_N][KINDS];
    int half;
    uint64_t seed;
} bench;

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void keep(bench *b, int camera, int kind, const login *l)
{
    for (int jpeg = 0; jpeg < JPEGS && l->n > 0; jpeg++) {
        const int condition = camera * JPEGS + jpeg, at = b->n[condition][kind];
        float score[2][FRAMES];
        if (at == LOGINS_MAX)
            return;
        for (int i = 0; i < l->n; i++) {
            score[0][i] = l->frame[jpeg][i].brightness;
            score[1][i] = l->frame[jpeg][i].colour;
        }
        for (int plane = 0; plane < 2; plane++) {
            qsort(score[plane], (size_t)l->n, sizeof(float), ascending);
            b->logins[condition][kind][at].score[plane] = score[plane][l->n / 2];
        }
        b->logins[condition][kind][at].half = b->half;
        b->n[condition][kind]++;
    }
}

static bool find(bench *b, const fit_pixels *pixels, fit_face *face)
{
    size_t n = 0;
    const fit_image view = fit_pixels_view(pixels);
    return fit_face_find(b->nets.scanner, &view, FIT_FACE_SEARCH_NEAR, face, &n) == FIT_OK && n > 0 &&
           face->eye_distance_px >= 24.0f; /* what a login asks for */
}

/* pixels: compressed on the way. */
static void show(bench *b, fit_pixels *pixels, login *l)
{
    fit_face face;
    for (int jpeg = JPEGS - 1; jpeg >= 0; jpeg--) {
        if (jpeg == 0)
            recapture_send(pixels);
        if (!find(b, pixels, &face))
            return;
        const fit_image view = fit_pixels_view(pixels);
        l->frame[jpeg][l->n] = lattice_find(&view, &face);
    }
    l->n++;
}

static double between(bench *b, double low, double high)
{
    return recapture_random(&b->seed, low, high);
}

static recapture_camera camera_of(bench *b, int camera)
{
    if (camera == SHARPEST)
        return (recapture_camera){.shrink = 1, .site = 0.5, .blur = 0.2, .noise = 0.003};
    const int sensor = (int)between(b, 0, sizeof SENSORS / sizeof *SENSORS);
    return (recapture_camera){.shrink = SENSORS[sensor].shrink,
                              .site = SENSORS[sensor].site,
                              .blur = between(b, 0.35, 0.8),
                              .noise = between(b, 0.003, 0.025)};
}

static void attack(bench *b, const fit_pixels *picture, const fit_face *face, int camera, int kind)
{
    const recapture_screen *screen = &SCREENS[kind];
    const recapture_camera with = camera_of(b, camera);
    const fit_image view = fit_pixels_view(picture);
    const recapture_pose rest = {.eyes_mm = between(b, screen->eyes_mm[0], screen->eyes_mm[1]),
                                 .eyes_px = between(b, 60, 120),
                                 .yaw = between(b, -0.2, 0.2),
                                 .pitch = between(b, -0.2, 0.2),
                                 .roll = between(b, -0.07, 0.07),
                                 .right = between(b, -0.06, 0.06),
                                 .down = between(b, -0.05, 0.05)};
    login l = {.n = 0};
    fit_pixels frame = {0};
    for (int i = 0; i < FRAMES; i++) {
        recapture_pose now = rest;
        now.eyes_px *= between(b, 0.96, 1.04);
        now.yaw += between(b, -0.03, 0.03);
        now.pitch += between(b, -0.03, 0.03);
        now.roll += between(b, -0.01, 0.01);
        if (!recapture(&view, face, screen, &with, &now, &b->seed, &frame))
            abort();
        show(b, &frame, &l);
    }
    keep(b, camera, kind, &l);
    fit_pixels_deinit(&frame);
}

static void add_genuine(bench *b, int kind, const login *l)
{
    for (int camera = 0; camera < CAMERAS; camera++)
        keep(b, camera, kind, l);
}

static void add_picture(bench *b, const char *path)
{
    static uint8_t bytes[FILE_MAX];
    FILE *file = fopen(path, "rb");
    const size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    fit_pixels picture = {0}, frame = {0};
    fit_face face;
    login l = {.n = 0};
    if (file)
        (void)fclose(file);
    if (fit_photo_decode_square(&picture, bytes, len, PICTURE_SIDE, FIT_PIXELS_MAX, NULL) == FIT_OK &&
        find(b, &picture, &face)) {
        const fit_image view = fit_pixels_view(&picture);
        if (fit_pixels_copy(&frame, &view, NULL) != FIT_OK)
            abort();
        show(b, &frame, &l);
        add_genuine(b, PICTURES, &l);
        for (int camera = 0; camera < CAMERAS; camera++)
            for (int kind = 0; kind < SCREENS_N; kind++)
                attack(b, &picture, &face, camera, kind);
    } else {
        fprintf(stderr, "%s: no face\n", path);
    }
    fit_pixels_deinit(&picture);
    fit_pixels_deinit(&frame);
}

static void add_video(bench *b, const char *path)
{
    static clip shown;
    if (clip_load(&shown, path, VIDEO_STEP))
        for (size_t i = 0; i + FRAMES <= shown.n; i += FRAMES) {
            login l = {.n = 0};
            for (size_t k = i; k < i + FRAMES; k++)
                show(b, &shown.frame[k], &l);
            add_genuine(b, VIDEOS, &l);
        }
    clip_free(&shown);
}

static bool is_genuine(int kind)
{
    return kind == CONTROL || kind == PICTURES || kind == VIDEOS;
}

/* The score that 1 of 100 genuine logins of half 0 exceeds. */
static float limit_of(const bench *b, int condition, int plane)
{
    static float score[KINDS * LOGINS_MAX];
    size_t n = 0;
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; is_genuine(kind) && i < b->n[condition][kind]; i++)
            if (b->logins[condition][kind][i].half == 0)
                score[n++] = b->logins[condition][kind][i].score[plane];
    qsort(score, n, sizeof *score, ascending);
    return n > 0 ? score[n - 1 - n / 100] : 0.0f;
}

/* Area under the curve against the control; both halves, since nothing is chosen. */
static double area(const bench *b, int condition, int kind, int plane)
{
    double wins = 0.0;
    const int n = b->n[condition][kind], of = b->n[condition][CONTROL];
    for (int i = 0; i < n; i++)
        for (int k = 0; k < of; k++) {
            const float a = b->logins[condition][kind][i].score[plane],
                        c = b->logins[condition][CONTROL][k].score[plane];
            wins += a > c ? 1.0 : a < c ? 0.0 : 0.5;
        }
    return wins / n / of;
}

static void report(const bench *b, int condition, int kind)
{
    printf("| %s | %d |",
           kind == PICTURES ? "pictures as they are"
           : kind == VIDEOS ? "videos"
                            : SCREENS[kind].name,
           b->n[condition][kind]);
    for (int plane = 0; plane < 2; plane++) {
        const float limit = limit_of(b, condition, plane);
        int above = 0, of = 0;
        double low, high;
        for (int i = 0; i < b->n[condition][kind]; i++) {
            const scored *s = &b->logins[condition][kind][i];
            of += s->half;
            above += s->half && s->score[plane] > limit;
        }
        if (of == 0) {
            printf(" - | - |");
            continue;
        }
        judge_interval(above, of, &low, &high);
        printf(" %.2f | %d of %d: %.1f (%.1f-%.1f) |", area(b, condition, kind, plane), above, of, 100.0 * above / of,
               100 * low, 100 * high);
    }
    printf("\n");
}

/* One folder is one person, and so is one video. */
static bool is_same_person(const char *path, const char *before)
{
    const size_t len = (size_t)(strrchr(path, '/') ? strrchr(path, '/') - path : 0);
    return !strstr(path, ".mp4") && strncmp(path, before, len) == 0 && !strchr(before + len + 1, '/');
}

int main(int argc, char **argv)
{
    static bench b = {.seed = 1};
    if (argc < 2 || !attempt_nets_init(&b.nets)) {
        fprintf(stderr, "usage: screen_rates (PICTURE.jpg | VIDEO.mp4)...   (needs build/models)\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        if (i > 1 && !is_same_person(argv[i], argv[i - 1]))
            b.half = 1 - b.half;
        if (strstr(argv[i], ".mp4"))
            add_video(&b, argv[i]);
        else
            add_picture(&b, argv[i]);
    }
    for (int condition = 0; condition < CONDITIONS_N; condition++) {
        printf("\n%s\n\n| | logins | brightness: AUC | above the limit, %% | colour: AUC | above the limit, %% |\n"
               "|---|---|---|---|---|---|\n",
               CONDITIONS[condition]);
        for (int kind = 0; kind < KINDS; kind++)
            report(&b, condition, kind);
    }
    attempt_nets_deinit(&b.nets);
    return 0;
}
