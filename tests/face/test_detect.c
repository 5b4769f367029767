#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static size_t detect(const fixture *f, const fit_image *image, fit_face_search search, fit_face_place *places)
{
    size_t n = 99;
    assert_int_equal(fit_face_detect(f->scanner, image, search, places, &n), FIT_OK);
    assert_in_range(n, 0, FIT_FACE_MAX);
    return n;
}

static void paste(const fit_image *frame, int32_t x, int32_t y, const fit_image *part)
{
    uint8_t *to = (uint8_t *)(uintptr_t)frame->data + (size_t)y * frame->stride_bytes + 3 * (size_t)x;
    for (int32_t row = 0; row < part->height; row++)
        memcpy(to + (size_t)row * frame->stride_bytes, part->data + (size_t)row * part->stride_bytes,
               3 * (size_t)part->width);
}

static void everyone_in_a_group_is_found_surest_first(void **state)
{
    const fixture *f = *state;
    static const fit_vec2 MIDDLE[] = {{1563, 435}, {358, 658}, {759, 511}, {1272, 485}};
    fit_face_place places[FIT_FACE_MAX];
    assert_int_equal(detect(f, &f->group, FIT_FACE_SEARCH_NEAR, places), 4);
    for (int i = 0; i < 4; i++) {
        assert_within(places[i].score, 0.5f, i == 0 ? 1.0f : places[i - 1].score);
        int near = 0;
        for (int k = 0; k < 4; k++)
            near += hypotf(0.5f * (places[i].left + places[i].right) - MIDDLE[k].x,
                           0.5f * (places[i].top + places[i].bottom) - MIDDLE[k].y) < 60.0f;
        assert_int_equal(near, 1);
        assert_within(places[i].right - places[i].left, 200, 340);
        const fit_face_point *eye = places[i].eye;
        assert_within(eye[FIT_FACE_LEFT].x - eye[FIT_FACE_RIGHT].x, 60, 140); /* her left is on our right */
    }
}

/* Anna's face, some 280 of 600 pixels wide, becomes 5 % of a frame 1280 pixels wide. */
static const float SMALL_SIDE = FIXTURE_PORTRAIT_SIDE * 64.0f / 280.0f;

static void a_face_of_5_percent_of_the_width_is_found_wherever_it_is(void **state)
{
    const fixture *f = *state;
    static const fit_vec2 CORNERS[] = {{20, 20}, {1120, 30}, {571, 411}, {700, 800}, {260, 333}};
    const fit_face whole = fixture_face(f, &f->anna);
    const float scale = SMALL_SIDE / FIXTURE_PORTRAIT_SIDE;
    for (size_t i = 0; i < sizeof CORNERS / sizeof *CORNERS; i++) {
        fit_image frame = fixture_place(&f->anna, 1280, 960, CORNERS[i].x, CORNERS[i].y, SMALL_SIDE);
        fit_face_place places[FIT_FACE_MAX];
        assert_int_equal(detect(f, &frame, FIT_FACE_SEARCH_NEAR, places), 0);
        assert_int_equal(detect(f, &frame, FIT_FACE_SEARCH_FAR, places), 1);
        const float middle = 0.5f * SMALL_SIDE;
        assert_within(0.5f * (places[0].left + places[0].right) - CORNERS[i].x, middle - 8, middle + 8);
        assert_within(0.5f * (places[0].top + places[0].bottom) - CORNERS[i].y, middle - 8, middle + 8);
        const fit_face face = fixture_face(f, &frame);
        assert_within(face.eye_distance_px, 0.9f * scale * whole.eye_distance_px, 1.1f * scale * whole.eye_distance_px);
        fixture_free_image(&frame);
    }
}

/* Bea close by, Anna far behind. */
static void only_who_looks_for_everyone_sees_the_small_beside_the_large(void **state)
{
    const fixture *f = *state;
    fit_image frame = fixture_place(&f->bea, 1400, 700, 0, 50, 600), small = fixture_place(&f->anna, 80, 80, 0, 0, 80);
    paste(&frame, 1000, 300, &small);
    fit_face_place places[FIT_FACE_MAX];
    assert_int_equal(detect(f, &frame, FIT_FACE_SEARCH_FAR, places), 1);
    assert_within(places[0].left, 100, 500);
    assert_int_equal(detect(f, &frame, FIT_FACE_SEARCH_EVERYONE, places), 2);
    fit_face face;
    size_t n;
    assert_int_equal(fit_face_find(f->scanner, &frame, FIT_FACE_SEARCH_EVERYONE, &face, &n), FIT_OK);
    assert_int_equal(n, 1); /* whoever stands far behind is not meant */
    assert_within(face.eye_distance_px, 70, 110);
    fixture_free_image(&small);
    fixture_free_image(&frame);
}

static void pictures_of_nothing_hold_no_face(void **state)
{
    const fixture *f = *state;
    static const int GREYS[] = {0, 128, 255, -1};
    static const int32_t SIZES[][2] = {{320, 240}, {1, 1}, {1000, 3}, {3, 1000}};
    for (size_t g = 0; g < 4; g++)
        for (size_t s = 0; s < 4; s++) {
            fit_image plain = fixture_plain(SIZES[s][0], SIZES[s][1], GREYS[g]);
            fit_face face;
            size_t n = 99;
            assert_int_equal(fit_face_find(f->scanner, &plain, FIT_FACE_SEARCH_FAR, &face, &n), FIT_OK);
            assert_int_equal(n, 0);
            fixture_free_image(&plain);
        }
}

/* Side by side, Anna a third smaller. */
static void the_largest_face_is_meant_and_its_equals_are_counted(void **state)
{
    const fixture *f = *state;
    fit_image frame = fixture_place(&f->bea, 1000, 600, 400, 0, 600);
    fit_image anna = fixture_place(&f->anna, 400, 400, 0, 0, 400);
    paste(&frame, 0, 100, &anna);
    fit_face face;
    size_t n;
    assert_int_equal(fit_face_find(f->scanner, &frame, FIT_FACE_SEARCH_FAR, &face, &n), FIT_OK);
    assert_int_equal(n, 2);
    assert_within(fit_face_where(&face).left, 500, 700);
    assert_int_equal(fit_face_find(f->scanner, &f->group, FIT_FACE_SEARCH_FAR, &face, &n), FIT_OK);
    assert_int_equal(n, 4);
    fixture_free_image(&anna);
    fixture_free_image(&frame);
}

static void broken_pictures_are_refused(void **state)
{
    const fixture *f = *state;
    fit_image broken = f->anna;
    broken.stride_bytes = 7;
    fit_face_place places[FIT_FACE_MAX];
    fit_face face = {0};
    fit_face_embedding embedding;
    static float rgb[3 * FIT_FACE_CROP_SIDE * FIT_FACE_CROP_SIDE];
    size_t n;
    bool present;
    assert_int_equal(fit_face_detect(f->scanner, &broken, FIT_FACE_SEARCH_FAR, places, &n), FIT_ERR_ARG);
    assert_int_equal(fit_face_detect(f->scanner, NULL, FIT_FACE_SEARCH_FAR, places, &n), FIT_ERR_ARG);
    assert_int_equal(fit_face_find(f->scanner, &broken, FIT_FACE_SEARCH_FAR, &face, &n), FIT_ERR_ARG);
    assert_int_equal(fit_face_shape(f->scanner, &broken, &(fit_face_place){0}, &face, &present), FIT_ERR_ARG);
    assert_int_equal(fit_face_embed(f->scanner, &broken, &face, &embedding), FIT_ERR_ARG);
    assert_int_equal(fit_face_align(&broken, &face, rgb), FIT_ERR_ARG);
    assert_int_equal(fit_face_align(&f->anna, &face, rgb), FIT_ERR_ARG); /* all its points are one */
}

static fit_status create(fit_face_weights weights, fit_error *error)
{
    fit_face_models *models = NULL;
    const fit_status status = fit_face_models_create(&models, &weights, error);
    if (status == FIT_OK)
        fit_face_models_destroy(models);
    else
        assert_null(models);
    return status;
}

static void other_weights_are_refused(void **state)
{
    const fixture *f = *state;
    fit_error error;
    fit_face_weights weights = fixture_weights(f);
    weights.detector = f->mesh.bytes;
    weights.detector_len_bytes = f->mesh.len_bytes;
    assert_int_equal(create(weights, &error), FIT_ERR_FORMAT);
    assert_string_equal(error.text, "these weights are not those of the face detector");
    weights = fixture_weights(f);
    weights.mesh = f->detector.bytes;
    weights.mesh_len_bytes = f->detector.len_bytes;
    assert_int_equal(create(weights, &error), FIT_ERR_FORMAT);
    assert_string_equal(error.text, "these weights are not those of the face mesh model");
    weights = fixture_weights(f);
    weights.embedder = f->mesh.bytes;
    weights.embedder_len_bytes = f->mesh.len_bytes;
    assert_int_equal(create(weights, &error), FIT_ERR_FORMAT);
    assert_string_equal(error.text, "these weights are not those of the face embedding model");
    weights = fixture_weights(f);
    weights.embedder_len_bytes /= 2;
    assert_int_equal(create(weights, NULL), FIT_ERR_FORMAT);
    weights.mesh = "text";
    weights.mesh_len_bytes = 4;
    assert_int_equal(create(weights, NULL), FIT_ERR_FORMAT);
    fit_face_models_destroy(NULL);
    fit_face_scanner_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everyone_in_a_group_is_found_surest_first),
        cmocka_unit_test(a_face_of_5_percent_of_the_width_is_found_wherever_it_is),
        cmocka_unit_test(only_who_looks_for_everyone_sees_the_small_beside_the_large),
        cmocka_unit_test(pictures_of_nothing_hold_no_face),
        cmocka_unit_test(the_largest_face_is_meant_and_its_equals_are_counted),
        cmocka_unit_test(broken_pictures_are_refused),
        cmocka_unit_test(other_weights_are_refused),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
