/* Does a face answer to the screen before it, and does nothing else? The tables "A screen's light" of docs/accuracy.md.
 *
 *   light_rates VIDEO...
 *
 * Real videos of faces that no screen lights by turns show how often chance looks like an answer; the same with light
 * added by calculation (lit.c) how much of it is needed, and what filters and other screens make of it. A login is some
 * frames STEP_MS apart. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attempt.h"
#include "face/light.h"
#include "interval.h"
#include "lit.h"
#include "media/video/reader.h"
#include "recapture.h"

/* CODES: orders of colours tried on a login without light. APART: from login to login, in pictures of the grid; with
 * light each takes seconds. */
enum { STEP_MS = 300, GRID_MS = 100, EVERY = STEP_MS / GRID_MS, CODES = 200, APART = 10, LIT_APART = 40 };
enum { FILM_MAX = 3000 };
static const int FRAMES[] = {8, 12, 20};
enum { LENGTHS = 3, LONGEST = 20 };

/* A video at an even rate. */
typedef struct film {
    fit_pixels frame[FILM_MAX];
    fit_face face[FILM_MAX];
    bool usable[FILM_MAX];
    int n;
} film;

/* What became of the logins of one kind and length. */
typedef struct row {
    int n, seen;
    double sum[4]; /* correlation, face, room, veil */
} row;

static const struct {
    const char *name;
    lit_scene scene;
} SCENES[] = {
    {"face: 1 % of all light is the screen's", {.share = 0.01, .room = 0.2, .awb = 0.5}},
    {"2 %", {.share = 0.02, .room = 0.2, .awb = 0.5}},
    {"3 %", {.share = 0.03, .room = 0.2, .awb = 0.5}},
    {"5 %", {.share = 0.05, .room = 0.2, .awb = 0.5}},
    {"10 %", {.share = 0.1, .room = 0.2, .awb = 0.5}},
    {"20 %", {.share = 0.2, .room = 0.2, .awb = 0.5}},
    {"50 %", {.share = 0.5, .room = 0.2, .awb = 0.5}},
    {"200 %", {.share = 2, .room = 0.2, .awb = 0.5}},
    {"10 %, wall close behind", {.share = 0.1, .room = 0.5, .awb = 0.5}},
    {"10 %, picture six times darker", {.share = 0.1, .room = 0.2, .awb = 0.5, .dark = 0.16}},
    {"10 %, slow camera", {.share = 0.1, .room = 0.2, .awb = 0.5, .late = true}},
    {"50 %, slow camera", {.share = 0.5, .room = 0.2, .awb = 0.5, .late = true}},
    {"whole picture tinted, 10 %", {.share = 0.1, .room = 1}},
    {"whole picture tinted, 50 %", {.share = 0.5, .room = 1}},
    {"another screen that reflects 0.5 % of white", {.veil = 0.005}},
    {"2 %", {.veil = 0.02}},
    {"5 %", {.veil = 0.05}},
};
enum { SCENES_N = sizeof SCENES / sizeof *SCENES };

static void tally(row *r, const fit_light *light)
{
    fit_light_response response;
    const fit_light_verdict verdict = fit_light_judge(light, &response);
    const float value[4] = {response.correlation, response.face, response.room, response.veil};
    for (int i = 0; i < 4; i++)
        r->sum[i] += (double)value[i];
    r->n++;
    r->seen += verdict == FIT_LIGHT_SEEN;
}

static void report(const char *name, const row *r)
{
    printf("| %s |", name);
    for (int k = 0; k < LENGTHS; k++) {
        double low, high;
        judge_interval(r[k].seen, r[k].n, &low, &high);
        printf(" %.2f (%.2f-%.2f) |", 100.0 * r[k].seen / r[k].n, 100 * low, 100 * high);
    }
    for (int i = 0; i < 4; i++)
        printf(" %.3f |", r[LENGTHS - 1].sum[i] / r[LENGTHS - 1].n);
    printf(" %d |\n", r[LENGTHS - 1].n);
    (void)fflush(stdout);
}

static void take(film *f, attempt_nets *nets, const fit_image *image)
{
    size_t faces = 0;
    fit_pixels *pixels = &f->frame[f->n];
    fit_face *face = &f->face[f->n];
    if (fit_pixels_copy(pixels, image, NULL) != FIT_OK)
        abort();
    f->usable[f->n++] = fit_face_find(nets->scanner, image, FIT_FACE_SEARCH_NEAR, face, &faces) == FIT_OK &&
                        faces == 1 && face->eye_distance_px >= 24.0f;
}

static void load(film *f, attempt_nets *nets, const char *path)
{
    fit_video_reader *reader = NULL;
    fit_image image;
    int64_t t_ms = 0, due_ms = 0;
    bool end = false;
    f->n = 0;
    fit_status status = fit_video_reader_create(&reader, path, 1, NULL);
    while (status == FIT_OK && f->n < FILM_MAX) {
        status = fit_video_reader_next(reader, &image, &t_ms, &end, NULL);
        if (status != FIT_OK || end)
            break;
        if (t_ms < due_ms)
            continue;
        due_ms = t_ms - t_ms % GRID_MS + GRID_MS;
        take(f, nets, &image);
    }
    if (reader)
        fit_video_reader_destroy(reader);
    if (status != FIT_OK)
        fprintf(stderr, "%s: cannot be read to its end\n", path);
}

static bool is_login(const film *f, int first)
{
    int usable = 0;
    if (first + (LONGEST - 1) * EVERY >= f->n)
        return false;
    for (int i = 0; i < LONGEST; i++)
        usable += f->usable[first + i * EVERY];
    return usable == LONGEST;
}

static uint8_t chance(uint64_t *seed)
{
    return (uint8_t)recapture_random(seed, 0, 256);
}

static void begin(fit_light *light, uint64_t *seed)
{
    fit_light_begin(light);
    fit_light_push(light, NULL, chance(seed));
}

static void push(fit_light *light, const fit_light_sample *sample, uint64_t *seed, row r[LENGTHS])
{
    fit_light_push(light, sample, chance(seed));
    for (int k = 0; k < LENGTHS; k++)
        if (light->n + light->missed == FRAMES[k])
            tally(&r[k], light);
}

/* Samples are the same whatever the code. */
static void show_unlit(const film *f, int first, uint64_t *seed, row r[LENGTHS])
{
    fit_light_sample sample[LONGEST];
    for (int i = 0; i < LONGEST; i++) {
        const fit_image view = fit_pixels_view(&f->frame[first + i * EVERY]);
        if (!fit_light_look(&view, &f->face[first + i * EVERY], &sample[i]))
            return;
    }
    for (int code = 0; code < CODES; code++) {
        fit_light light;
        begin(&light, seed);
        for (int i = 0; i < LONGEST; i++)
            push(&light, &sample[i], seed, r);
    }
}

static void show_lit(const film *f, int first, const lit_scene *scene, uint64_t *seed, row r[LENGTHS])
{
    fit_light light;
    fit_light_sample sample;
    lit_camera camera;
    fit_pixels shown = {0};
    begin(&light, seed);
    uint8_t colour = light.colour, next = light.colour;
    lit_camera_begin(&camera);
    for (int i = 0; i < LONGEST; i++) {
        const fit_face *face = &f->face[first + i * EVERY];
        const fit_image view = fit_pixels_view(&f->frame[first + i * EVERY]);
        if (!scene->late || light.colour == next)
            colour = light.colour;
        next = light.colour;
        if (!lit_show(scene, &view, face, fit_light_rgb(colour), STEP_MS, &camera, &shown))
            abort();
        recapture_send(&shown);
        const fit_image seen = fit_pixels_view(&shown);
        push(&light, fit_light_look(&seen, face, &sample) ? &sample : NULL, seed, r);
    }
    fit_pixels_deinit(&shown);
}

int main(int argc, char **argv)
{
    static film f;
    static row unlit[LENGTHS], lit[SCENES_N][LENGTHS];
    attempt_nets nets;
    uint64_t seed = 1;
    if (argc < 2 || !attempt_nets_init(&nets)) {
        fprintf(stderr, "usage: light_rates VIDEO...; needs the models of build/models\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        int logins = 0;
        load(&f, &nets, argv[i]);
        for (int first = 0; first < f.n; first += APART)
            if (is_login(&f, first)) {
                logins++;
                show_unlit(&f, first, &seed, unlit);
                for (int k = 0; k < SCENES_N && first % LIT_APART == 0; k++)
                    show_lit(&f, first, &SCENES[k].scene, &seed, lit[k]);
            }
        fprintf(stderr, "%s: %d logins\n", argv[i], logins);
        for (int k = 0; k < f.n; k++)
            fit_pixels_deinit(&f.frame[k]);
    }
    report("no light", unlit);
    for (int k = 0; k < SCENES_N && lit[0][0].n > 0; k++)
        report(SCENES[k].name, lit[k]);
    attempt_nets_deinit(&nets);
    return 0;
}
