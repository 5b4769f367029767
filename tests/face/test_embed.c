#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "face/points.h"
#include "face/quality.h"
#include "face/template.h"
#include "fixture.h"

static void one_woman_is_like_herself_and_unlike_another(void **state)
{
    const fixture *f = *state;
    const fit_face_embedding anna = fixture_embed(f, &f->anna), anna2 = fixture_embed(f, &f->anna2);
    const fit_face_embedding bea = fixture_embed(f, &f->bea);
    assert_float_equal(fit_face_similarity(&anna, &anna), 1, 1e-5f);
    assert_float_equal(fit_face_similarity(&bea, &bea), 1, 1e-5f);
    const float same = fit_face_similarity(&anna, &anna2);
    assert_within(same, 0.65f, 0.95f);
    assert_within(fit_face_similarity(&anna, &bea), -0.3f, 0.3f);
    assert_within(fit_face_similarity(&anna2, &bea), -0.3f, 0.3f);
}

static void compare(const fixture *f, const fit_face_embedding *with, fit_image picture, float least)
{
    const fit_face_embedding embedding = fixture_embed(f, &picture);
    assert_within(fit_face_similarity(with, &embedding), least, 1.0001f);
    fixture_free_image(&picture);
}

static void neither_size_nor_turn_nor_light_makes_another_person(void **state)
{
    const fixture *f = *state;
    const fit_face_embedding anna = fixture_embed(f, &f->anna);
    compare(f, &anna, fixture_mirror(&f->anna), 0.95f);
    compare(f, &anna, fixture_turn(&f->anna, 30), 0.93f);
    compare(f, &anna, fixture_turn(&f->anna, -40), 0.9f);
    compare(f, &anna, fixture_place(&f->anna, 640, 480, 100, 50, 300), 0.93f);
    compare(f, &anna, fixture_place(&f->anna, 1500, 1500, 0, 0, 1500), 0.93f);
    compare(f, &anna, fixture_light(&f->anna, 0.5f, 0), 0.9f);
    compare(f, &anna, fixture_light(&f->anna, 0.7f, 70), 0.9f);
    compare(f, &anna, fixture_blur(&f->anna, 2), 0.9f);
    compare(f, &anna, fixture_place(&f->anna, 1280, 960, 300, 200, 140), 0.6f);
}

static void alpha_changes_nothing(void **state)
{
    const fixture *f = *state;
    enum { SIDE = FIXTURE_PORTRAIT_SIDE };
    uint8_t *rgba = malloc(4 * SIDE * SIDE);
    assert_non_null(rgba);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        memcpy(rgba + 4 * i, f->anna.data + 3 * i, 3);
        rgba[4 * i + 3] = 77;
    }
    const fit_image picture = {rgba, SIDE, SIDE, 4 * SIDE, FIT_PIXEL_RGBA32};
    const fit_face_embedding a = fixture_embed(f, &f->anna), b = fixture_embed(f, &picture);
    assert_within(fit_face_similarity(&a, &b), 0.9999f, 1.0001f);
    free(rgba);
}

static void scanners_of_the_same_models_agree_to_the_bit(void **state)
{
    const fixture *f = *state;
    fixture twin = *f;
    assert_int_equal(fit_face_scanner_create(&twin.scanner, f->models, NULL), FIT_OK);
    const fit_face_embedding other = fixture_embed(&twin, &f->bea); /* leaves traces, if it can */
    const fit_face_embedding a = fixture_embed(f, &f->anna), b = fixture_embed(&twin, &f->anna);
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &other, sizeof a);
    fit_face_scanner_destroy(twin.scanner);
}

/* The aligned crop is itself a picture in which eyes, nose and mouth lie where the template wants them, but for what no
 * similarity can straighten: she looks aside. */
static void an_aligned_face_lies_on_the_template(void **state)
{
    const fixture *f = *state;
    enum { SIDE = FIT_FACE_CROP_SIDE };
    static float rgb[3 * SIDE * SIDE];
    static uint8_t bytes[3 * SIDE * SIDE];
    fit_image turned = fixture_turn(&f->anna, -50);
    const fit_face seen = fixture_face(f, &turned);
    assert_int_equal(fit_face_align(&turned, &seen, rgb), FIT_OK);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)rgb[i];
    const fit_image crop = {bytes, SIDE, SIDE, 3 * SIDE, FIT_PIXEL_RGB24};
    const fit_face face = fixture_face(f, &crop);
    const fit_face_point left = fit_face_eye(face.mesh, FIT_FACE_LEFT), right = fit_face_eye(face.mesh, FIT_FACE_RIGHT);
    assert_within(left.x, 68, 79);
    assert_within(right.x, 33, 44);
    assert_within(left.y, 47, 56);
    assert_within(right.y, 47, 56);
    assert_within(face.mesh[FIT_MESH_MOUTH_LEFT].y, 87, 98);
    assert_within(face.mesh[FIT_MESH_MOUTH_RIGHT].y, 87, 98);
    fixture_free_image(&turned);
}

static fit_face_quality judge(const fixture *f, const fit_image *image, const fit_face_limits *limits)
{
    fit_face face;
    size_t n;
    fit_face_quality quality;
    assert_int_equal(fit_face_find(f->scanner, image, FIT_FACE_SEARCH_FAR, &face, &n), FIT_OK);
    assert_int_equal(fit_face_judge(image, &face, n, limits, &quality), FIT_OK);
    return quality;
}

static void expect(const fixture *f, fit_image image, const char *reason)
{
    const fit_face_quality quality = judge(f, &image, &fit_face_limits_enrol);
    assert_string_equal(fit_face_reason_name(quality.reason), reason);
    assert_within(quality.weight, 0, 0);
    fixture_free_image(&image);
}

static void each_flaw_has_its_reason(void **state)
{
    const fixture *f = *state;
    expect(f, fixture_plain(640, 480, 128), "no_face");
    expect(f, fixture_light(&f->group, 1, 0), "several_faces");
    expect(f, fixture_place(&f->anna, 640, 480, 100, 50, 200), "too_far");
    expect(f, fixture_place(&f->anna, 600, 600, -250, 0, 600), "cut_off");
    expect(f, fixture_light(&f->anna, 0.15f, 0), "too_dark");
    expect(f, fixture_light(&f->anna, 0.3f, 178), "too_bright");
    expect(f, fixture_blur(&f->anna, 8), "blurred");
    expect(f, fixture_turn(&f->anna, 40), "not_frontal");
}

static void good_pictures_are_good_and_better_ones_weigh_more(void **state)
{
    const fixture *f = *state;
    const fit_face_quality anna = judge(f, &f->anna, &fit_face_limits_enrol);
    assert_int_equal(anna.reason, FIT_FACE_GOOD);
    assert_within(anna.weight, 0.3f, 1.0f);
    assert_within(anna.luma, 90, 200);
    fit_image blurred = fixture_blur(&f->anna, 2), small = fixture_place(&f->anna, 640, 480, 100, 50, 300);
    const fit_face_quality b = judge(f, &blurred, &fit_face_limits_login);
    const fit_face_quality s = judge(f, &small, &fit_face_limits_login);
    assert_int_equal(b.reason, FIT_FACE_GOOD);
    assert_int_equal(s.reason, FIT_FACE_GOOD);
    assert_within(b.weight, 0.01f, 0.9f * anna.weight);
    assert_within(s.weight, 0.01f, 0.9f * anna.weight);
    assert_within(b.sharpness, 0, 0.5f * anna.sharpness);
    fixture_free_image(&blurred);
    fixture_free_image(&small);
}

static void light_and_contrast_do_not_change_sharpness(void **state)
{
    const fixture *f = *state;
    fit_image dim = fixture_light(&f->anna, 0.5f, 20);
    const float as_is = judge(f, &f->anna, &fit_face_limits_enrol).sharpness;
    assert_within(judge(f, &dim, &fit_face_limits_enrol).sharpness / as_is, 0.8f, 1.25f);
    fixture_free_image(&dim);
}

static void shut_eyes_are_told(void **state)
{
    const fixture *f = *state;
    fit_face face = fixture_face(f, &f->anna);
    fit_face_quality quality;
    face.eye_open[FIT_FACE_LEFT] = 0.05f; /* a wink */
    assert_int_equal(fit_face_judge(&f->anna, &face, 1, &fit_face_limits_enrol, &quality), FIT_OK);
    assert_int_equal(quality.reason, FIT_FACE_GOOD);
    face.eye_open[FIT_FACE_RIGHT] = 0.05f;
    assert_int_equal(fit_face_judge(&f->anna, &face, 1, &fit_face_limits_enrol, &quality), FIT_OK);
    assert_string_equal(fit_face_reason_name(quality.reason), "eyes_closed");
    fit_image broken = f->anna;
    broken.data = NULL;
    assert_int_equal(fit_face_judge(&broken, &face, 1, &fit_face_limits_enrol, &quality), FIT_ERR_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_woman_is_like_herself_and_unlike_another),
        cmocka_unit_test(neither_size_nor_turn_nor_light_makes_another_person),
        cmocka_unit_test(alpha_changes_nothing),
        cmocka_unit_test(scanners_of_the_same_models_agree_to_the_bit),
        cmocka_unit_test(an_aligned_face_lies_on_the_template),
        cmocka_unit_test(each_flaw_has_its_reason),
        cmocka_unit_test(good_pictures_are_good_and_better_ones_weigh_more),
        cmocka_unit_test(light_and_contrast_do_not_change_sharpness),
        cmocka_unit_test(shut_eyes_are_told),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
