#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "face/light.h"
#include "synthetic.h"

enum { WIDTH = 320, HEIGHT = 240, LOGIN = 16 };

/* What the screen adds to the other light, of its colour. */
typedef struct scene {
    double on_face, on_room; /* share of the screen's light */
    double veil;             /* light in front of everything, white being 1 */
    double drift;            /* of red against blue, a frame */
    double noise;            /* of the face's colours, frame by frame */
    double room;             /* how bright it is, 0 being 0.4 */
    int first, last;         /* frames that are lit; last 0: all */
    bool late;               /* each colour is seen one frame late */
} scene;

enum { LEVELS = 4096 };

typedef struct fixture {
    uint8_t pixels[HEIGHT][WIDTH][4];
    uint8_t curve[LEVELS + 1]; /* of a camera, over light 0..1 */
    fit_face face;
    unsigned seed;
} fixture;

static double chance(fixture *f)
{
    f->seed = f->seed * 1664525U + 1013904223U;
    return (double)(f->seed >> 8) / (1 << 24);
}

/* Body and hair are as near as the face; the wall is not. */
enum { WALL, SKIN, DARK, SHIRT, PARTS };

static int part_at(int x, int y)
{
    const double u = (x - 160.0) / 62, v = (y - 120.0) / 85;
    if (u * u + v * v < 1)
        return y > 88 && y < 96 ? DARK : SKIN;
    return y > 190 && x > 60 && x < 260 ? SHIRT : WALL;
}

static void paint(fixture *f, const scene *s, int frame, const uint8_t *rgb)
{
    static const double ALBEDO[PARTS][3] = {
        [WALL] = {0.4, 0.42, 0.38}, [SKIN] = {0.35, 0.2, 0.14}, [DARK] = {0.02, 0.02, 0.02}, [SHIRT] = {0.5, 0.5, 0.5}};
    const bool lit = frame >= s->first && (s->last == 0 || frame < s->last);
    const double warmer = 1 + s->drift * frame, room = s->room > 0 ? s->room / 0.4 : 1;
    uint8_t value[PARTS][3];
    for (int c = 0; c < 3; c++) {
        const double noise = 1 + s->noise * (2 * chance(f) - 1);
        const double colour = rgb && lit ? (double)fit_light_linear(rgb[c]) : 0;
        for (int i = 0; i < PARTS; i++) {
            const double albedo = ALBEDO[i][c] * (i == SKIN ? noise : i == WALL ? room : 1);
            const double light = albedo * (1 + (i == WALL ? s->on_room : s->on_face) * colour) + s->veil * colour;
            const double seen = light * (c == 0 ? warmer : c == 2 ? 1 / warmer : 1);
            value[i][c] = f->curve[(int)(LEVELS * fmin(seen, 1) + 0.5)];
        }
    }
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            memcpy(f->pixels[y][x], value[part_at(x, y)], 3);
}

static fit_image view(fixture *f)
{
    return (fit_image){&f->pixels[0][0][0], WIDTH, HEIGHT, sizeof f->pixels[0], FIT_PIXEL_RGBA32};
}

static fit_light_verdict log_in(fixture *f, const scene *s, int frames, fit_light_response *response)
{
    fit_light light;
    fit_light_begin(&light);
    fit_light_push(&light, NULL, (uint8_t)(256 * chance(f)));
    uint8_t before = light.colour;
    for (int i = 0; i < frames; i++) {
        fit_light_sample sample;
        paint(f, s, i, fit_light_rgb(s->late ? before : light.colour));
        before = light.colour;
        const fit_image frame = view(f);
        const bool seen = fit_light_look(&frame, &f->face, &sample);
        fit_light_push(&light, seen ? &sample : NULL, (uint8_t)(256 * chance(f)));
    }
    return fit_light_judge(&light, response);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    const synthetic_pose straight = {.size = 1};
    if (!f)
        return -1;
    f->seed = 1;
    for (int i = 0; i <= LEVELS; i++)
        f->curve[i] = (uint8_t)(255 * pow((double)i / LEVELS, 1 / 2.2) + 0.5);
    synthetic_face(&straight, &f->seed, &f->face);
    float x = 0, y = 0;
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        x += f->face.mesh[i].x / FIT_FACE_POINTS;
        y += f->face.mesh[i].y / FIT_FACE_POINTS;
    }
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        f->face.mesh[i].x += 160 - x;
        f->face.mesh[i].y += 120 - y;
    }
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static void a_face_before_the_screen_answers(void **state)
{
    static const scene scenes[] = {{.on_face = 0.1, .on_room = 0.02},
                                   {.on_face = 0.05, .on_room = 0.01, .noise = 0.01},
                                   {.on_face = 0.3, .on_room = 0.1, .drift = 0.01},
                                   {.on_face = 3, .on_room = 1},
                                   {.on_face = 0.05, .on_room = 0.01, .drift = 0.03},
                                   {.on_face = 0.1, .on_room = 0.02, .late = true}};
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        for (int again = 0; again < 20; again++) {
            fit_light_response response;
            assert_int_equal(log_in(*state, &scenes[i], LOGIN, &response), FIT_LIGHT_SEEN);
            assert_true(response.correlation > 0.7f && response.correlation <= 1.0f);
        }
    const scene known = {.on_face = 0.1, .on_room = 0.02};
    fit_light_response response;
    (void)log_in(*state, &known, LOGIN, &response);
    assert_float_equal(response.face, 0.1f, 0.015f);
    assert_float_equal(response.room, 0.02f, 0.005f);
    assert_float_equal(response.veil, 0.0f, 0.1f);
}

/* A recording, with and without unrest; a camera whose colours drift; a filter over the whole picture, and one that is
 * a little stronger on the face; a screen that reflects the other, with and without some light; a lit room; a face that
 * is replaced by a film, or the other way round. */
static void nothing_else_does(void **state)
{
    static const scene scenes[] = {
        {.noise = 0.02},
        {.noise = 0.02, .drift = 0.01},
        {.on_face = 0.2, .on_room = 0.2, .noise = 0.002},
        {.on_face = 0.2, .on_room = 0.165},
        {.veil = 0.01, .noise = 0.002},
        {.veil = 0.05, .noise = 0.002},
        {.on_face = 0.1, .veil = 0.04},
        {.on_room = 0.2, .noise = 0.01},
        {.on_face = 0.2, .last = LOGIN / 2},
        {.on_face = 0.2, .first = LOGIN / 2},
    };
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        int seen = 0;
        for (int again = 0; again < 50; again++) {
            fit_light_response response;
            seen += log_in(*state, &scenes[i], LOGIN, &response) == FIT_LIGHT_SEEN;
        }
        assert_int_equal(seen, 0);
    }
}

static void a_sheen_before_the_picture_is_told_from_light(void **state)
{
    const scene sheen = {.veil = 0.02};
    fit_light_response response;
    assert_int_equal(log_in(*state, &sheen, LOGIN, &response), FIT_LIGHT_UNSEEN);
    assert_float_equal(response.veil, 1.0f, 0.15f);
}

static void few_frames_tell_nothing(void **state)
{
    const scene lit = {.on_face = 0.3, .on_room = 0.05};
    fit_light_response response;
    assert_int_equal(log_in(*state, &lit, 8, &response), FIT_LIGHT_SEEN);
    assert_int_equal(log_in(*state, &lit, 7, &response), FIT_LIGHT_TOO_FEW);
    assert_int_equal(log_in(*state, &lit, 0, &response), FIT_LIGHT_TOO_FEW);
    fit_light light;
    fit_light_begin(&light);
    assert_int_equal(fit_light_judge(&light, &response), FIT_LIGHT_TOO_FEW);
    assert_float_equal(response.correlation, 0.0f, 0.0f);
}

/* Samples without any noise of a face that the screen gives that share of its light; a frame that shows too little
 * where gap says so; random: the one colour's, NULL: they change. */
static fit_light_verdict log_in_with(fixture *f, float share, int frames, bool (*gap)(int frame), const uint8_t *random,
                                     fit_light_response *response)
{
    fit_light light;
    fit_light_begin(&light);
    fit_light_push(&light, NULL, 0);
    for (int i = 0; i < frames; i++) {
        fit_light_sample sample = {{0.35f, 0.2f, 0.14f}, {0.02f, 0.02f, 0.02f}, {0.4f, 0.4f, 0.4f}};
        for (int c = 0; c < 3; c++)
            sample.face[c] *= 1.0f + share * fit_light_linear(fit_light_rgb(light.colour)[c]);
        if (random)
            light.held = 0; /* the colour stays */
        fit_light_push(&light, gap && gap(i) ? NULL : &sample, random ? *random : (uint8_t)(256 * chance(f)));
    }
    return fit_light_judge(&light, response);
}

static void a_trace_of_light_is_no_answer(void **state)
{
    fit_light_response response;
    assert_int_equal(log_in_with(*state, 0.005f, LOGIN, NULL, NULL, &response), FIT_LIGHT_UNSEEN);
    assert_true(response.correlation > 0.95f);
}

static bool every_fifth(int frame)
{
    return frame % 5 == 4;
}

static bool every_third(int frame)
{
    return frame % 3 == 2;
}

static void who_chooses_frames_proves_nothing(void **state)
{
    const uint8_t random = 0;
    fit_light_response response;
    assert_int_equal(log_in_with(*state, 0.2f, 20, NULL, NULL, &response), FIT_LIGHT_SEEN);
    assert_int_equal(log_in_with(*state, 0.2f, 20, every_fifth, NULL, &response), FIT_LIGHT_SEEN);
    assert_int_equal(log_in_with(*state, 0.2f, 30, every_third, NULL, &response), FIT_LIGHT_TOO_FEW);
    assert_int_equal(log_in_with(*state, 0.2f, 20, NULL, &random, &response), FIT_LIGHT_TOO_FEW); /* one colour */
}

static void what_is_forgotten_does_not_count(void **state)
{
    fixture *f = *state;
    fit_light light;
    fit_light_response response;
    const fit_light_sample sample = {{0.3f, 0.2f, 0.1f}, {0.1f, 0.1f, 0.1f}, {0.4f, 0.4f, 0.4f}};
    fit_light_begin(&light);
    for (int i = 0; i < 20; i++)
        fit_light_push(&light, i % 2 ? &sample : NULL, (uint8_t)(256 * chance(f)));
    const uint8_t colour = light.colour;
    fit_light_forget(&light);
    assert_int_equal(light.colour, colour);
    assert_int_equal(fit_light_judge(&light, &response), FIT_LIGHT_TOO_FEW);
    for (int i = 0; i < LOGIN; i++)
        fit_light_push(&light, &sample, (uint8_t)(256 * chance(f)));
    assert_int_equal(light.n, LOGIN);
    assert_int_equal(light.missed, 0);
}

/* Whoever tints a picture without a background, or before a white one, tints no room that could be seen. */
static void a_black_or_white_room_tells_nothing(void **state)
{
    const scene black = {.on_face = 0.2, .room = 0.005}, white = {.on_face = 0.2, .room = 1};
    fit_light_response response;
    assert_int_equal(log_in(*state, &black, LOGIN, &response), FIT_LIGHT_TOO_FEW);
    assert_int_equal(log_in(*state, &white, LOGIN, &response), FIT_LIGHT_TOO_FEW);
}

static void a_picture_that_does_not_change_at_all_is_no_answer(void **state)
{
    const scene still = {0};
    fit_light_response response;
    assert_int_equal(log_in(*state, &still, LOGIN, &response), FIT_LIGHT_UNSEEN);
    assert_true(isfinite(response.correlation) && isfinite(response.face) && isfinite(response.veil));
}

static void where_no_room_or_face_is_seen_there_is_no_sample(void **state)
{
    fixture *f = *state;
    fit_light_sample sample;
    const scene plain = {0};
    paint(f, &plain, 0, NULL);
    fit_image frame = view(f);
    assert_true(fit_light_look(&frame, &f->face, &sample));
    fit_face elsewhere = f->face;
    for (int i = 0; i < FIT_FACE_POINTS; i++)
        elsewhere.mesh[i].x += 2 * WIDTH;
    assert_false(fit_light_look(&frame, &elsewhere, &sample));
    fit_face huge = f->face;
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        huge.mesh[i].x = 160 + 4e6f * (huge.mesh[i].x - 160);
        huge.mesh[i].y = 120 + 4e6f * (huge.mesh[i].y - 120);
    }
    assert_false(fit_light_look(&frame, &huge, &sample));
    fit_face nowhere = f->face;
    for (int i = 0; i < FIT_FACE_POINTS; i++)
        nowhere.mesh[i].x = NAN;
    assert_false(fit_light_look(&frame, &nowhere, &sample));
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            if (part_at(x, y) == WALL && y % 40 > 1)
                memset(f->pixels[y][x], 255, 3);
    assert_false(fit_light_look(&frame, &f->face, &sample)); /* a stripe in twenty is no room */
    memset(f->pixels, 255, sizeof f->pixels);
    assert_false(fit_light_look(&frame, &f->face, &sample));
    const uint8_t one[4] = {90, 80, 70, 0};
    const fit_image dot = {one, 1, 1, 4, FIT_PIXEL_RGBA32};
    assert_false(fit_light_look(&dot, &f->face, &sample));
}

static void colours_follow_each_other_as_chance_has_it(void **state)
{
    (void)state;
    fit_light light;
    int first[FIT_LIGHT_COLOURS] = {0}, after[FIT_LIGHT_COLOURS][FIT_LIGHT_COLOURS] = {{0}};
    for (int random = 0; random < 256; random++) {
        fit_light_begin(&light);
        assert_null(fit_light_rgb(light.colour));
        fit_light_push(&light, NULL, (uint8_t)random);
        first[light.colour]++;
        const uint8_t before = light.colour;
        fit_light_push(&light, NULL, (uint8_t)random);
        assert_int_equal(light.colour, before); /* it is held */
        fit_light_push(&light, NULL, (uint8_t)(random * 7));
        assert_int_not_equal(light.colour, before);
        after[before][light.colour]++;
        assert_int_equal(light.n, 0);
    }
    for (int i = 0; i < FIT_LIGHT_COLOURS; i++) {
        assert_int_equal(first[i], 64);
        for (int k = 0; k < FIT_LIGHT_COLOURS; k++)
            assert_true(i == k || after[i][k] > 10);
    }
}

static void frames_beyond_the_most_are_not_kept(void **state)
{
    (void)state;
    fit_light light;
    const fit_light_sample sample = {{0.3f, 0.2f, 0.1f}, {0.1f, 0.1f, 0.1f}, {0.4f, 0.4f, 0.4f}};
    fit_light_begin(&light);
    for (int i = 0; i < 3 * FIT_LIGHT_FRAMES; i++)
        fit_light_push(&light, &sample, (uint8_t)i);
    assert_int_equal(light.n, FIT_LIGHT_FRAMES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_face_before_the_screen_answers),
        cmocka_unit_test(nothing_else_does),
        cmocka_unit_test(a_sheen_before_the_picture_is_told_from_light),
        cmocka_unit_test(few_frames_tell_nothing),
        cmocka_unit_test(a_trace_of_light_is_no_answer),
        cmocka_unit_test(who_chooses_frames_proves_nothing),
        cmocka_unit_test(what_is_forgotten_does_not_count),
        cmocka_unit_test(a_black_or_white_room_tells_nothing),
        cmocka_unit_test(a_picture_that_does_not_change_at_all_is_no_answer),
        cmocka_unit_test(where_no_room_or_face_is_seen_there_is_no_sample),
        cmocka_unit_test(colours_follow_each_other_as_chance_has_it),
        cmocka_unit_test(frames_beyond_the_most_are_not_kept),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
