#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fixture.h"

/* Faces are found and shaped as @mediapipe/face_mesh does (tests/data/face/README.md). Their eyes are some 100 pixels
 * apart: a crop half a pixel off, or a few in a hundred larger, moves points by more. The bound leaves room for another
 * instruction set's roundings, which move detections a little. */
static const float MEAN_PX = 0.2f;

enum { EVERY = 9, POINTS = (FIT_FACE_POINTS + EVERY - 1) / EVERY };

static bool read_face(FILE *golden, fit_face_point *points)
{
    for (int i = 0; i < POINTS; i++) {
        fit_face_point *p = &points[i];
        const int fields = fscanf(golden, "%f %f %f", &p->x, &p->y, &p->z);
        if (fields != 3) {
            assert_true(fields == EOF && i == 0);
            return false;
        }
    }
    return true;
}

static float mean_distance(const fit_face_point *golden, const fit_face *face)
{
    float sum = 0.0f;
    for (int i = 0; i < POINTS; i++) {
        const fit_face_point *a = &golden[i], *b = &face->mesh[i * EVERY];
        sum += hypotf(hypotf(a->x - b->x, a->y - b->y), a->z - b->z);
    }
    return sum / POINTS;
}

/* Of whoever lies nearest. */
static float distance(const fixture *f, const fit_image *image, const fit_face_point *golden)
{
    fit_face_place places[FIT_FACE_MAX];
    size_t n;
    float nearest = INFINITY;
    assert_int_equal(fit_face_detect(f->scanner, image, FIT_FACE_SEARCH_NEAR, places, &n), FIT_OK);
    for (size_t i = 0; i < n; i++) {
        fit_face face;
        bool present;
        assert_int_equal(fit_face_shape(f->scanner, image, &places[i], &face, &present), FIT_OK);
        if (present)
            nearest = fminf(nearest, mean_distance(golden, &face));
    }
    return nearest;
}

static void faces_are_shaped_as_mediapipe_does(void **state)
{
    const fixture *f = *state;
    static const struct {
        const char *name;
        int faces;
    } PHOTOS[] = {{"sample3", 2}, {"sample6", 4}};
    for (size_t i = 0; i < sizeof PHOTOS / sizeof *PHOTOS; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s.jpg", PHOTOS[i].name);
        fit_image photo = fixture_photo(path);
        snprintf(path, sizeof path, AIFIT_TEST_DATA "/face/%s.txt", PHOTOS[i].name);
        FILE *golden = fopen(path, "r");
        assert_non_null(golden);
        fit_face_point points[POINTS];
        int faces = 0;
        for (; read_face(golden, points); faces++)
            assert_within(distance(f, &photo, points), 0.0f, MEAN_PX);
        assert_int_equal(faces, PHOTOS[i].faces);
        fclose(golden);
        fixture_free_image(&photo);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(faces_are_shaped_as_mediapipe_does)};
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
