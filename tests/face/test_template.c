#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "face/template.h"
#include "fixture.h"

static uint32_t random_state = 1;

static float uniform(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (float)(random_state >> 8) / (float)(1 << 24) - 0.5f;
}

static void normalise(fit_face_embedding *e)
{
    const float length = sqrtf(fit_face_similarity(e, e));
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        e->value[i] /= length;
}

static fit_face_embedding person(void)
{
    fit_face_embedding e;
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        e.value[i] = uniform();
    normalise(&e);
    return e;
}

/* One frame of somebody: noise as long as noise beside their direction. */
static fit_face_embedding frame_of(const fit_face_embedding *somebody, float noise)
{
    fit_face_embedding e = person();
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        e.value[i] = somebody->value[i] + noise * e.value[i];
    normalise(&e);
    return e;
}

static void many_frames_come_nearer_than_each(void **state)
{
    (void)state;
    const fit_face_embedding anna = person();
    fit_face_embedding frames[8], mean;
    bool kept[8];
    for (int i = 0; i < 8; i++)
        frames[i] = frame_of(&anna, 0.8f);
    assert_int_equal(fit_face_average(frames, NULL, 8, &mean, kept), FIT_OK);
    assert_within(fit_face_similarity(&mean, &mean), 0.9999f, 1.0001f);
    for (int i = 0; i < 8; i++) {
        assert_true(kept[i]);
        assert_within(fit_face_similarity(&frames[i], &anna), 0.6f, 0.9f);
    }
    assert_within(fit_face_similarity(&mean, &anna), 0.94f, 1.0f);
}

static void strangers_are_dropped(void **state)
{
    (void)state;
    const fit_face_embedding anna = person(), bea = person();
    const fit_face_embedding frames[] = {frame_of(&anna, 0.4f), frame_of(&bea, 0.4f), frame_of(&anna, 0.4f),
                                         frame_of(&bea, 0.4f), frame_of(&anna, 0.4f)};
    fit_face_embedding mean;
    bool kept[5];
    assert_int_equal(fit_face_average(frames, NULL, 5, &mean, kept), FIT_OK);
    const bool wanted[] = {true, false, true, false, true};
    assert_memory_equal(kept, wanted, sizeof wanted);
    assert_within(fit_face_similarity(&mean, &anna), 0.95f, 1.0f);
    assert_within(fit_face_similarity(&mean, &bea), -0.25f, 0.25f);
}

static void where_nobody_has_the_majority_there_is_no_template(void **state)
{
    (void)state;
    const fit_face_embedding anna = person(), bea = person(), carla = person(), dora = person();
    const fit_face_embedding halves[] = {frame_of(&anna, 0.3f), frame_of(&bea, 0.3f), frame_of(&anna, 0.3f),
                                         frame_of(&bea, 0.3f)};
    const fit_face_embedding all_others[] = {anna, bea, carla, dora};
    fit_face_embedding mean;
    memset(&mean, 0x5a, sizeof mean);
    const fit_face_embedding before = mean;
    assert_int_equal(fit_face_average(halves, NULL, 4, &mean, NULL), FIT_ERR_NOT_FOUND);
    assert_int_equal(fit_face_average(all_others, NULL, 4, &mean, NULL), FIT_ERR_NOT_FOUND);
    assert_int_equal(fit_face_average(all_others, NULL, 2, &mean, NULL), FIT_ERR_NOT_FOUND);
    assert_memory_equal(&mean, &before, sizeof mean);
    const float weights[] = {1, 0.2f, 1, 0.2f}; /* by weight, the same halves are Anna's */
    assert_int_equal(fit_face_average(halves, weights, 4, &mean, NULL), FIT_OK);
    assert_within(fit_face_similarity(&mean, &anna), 0.9f, 1.0f);
}

static void weights_count(void **state)
{
    (void)state;
    const fit_face_embedding anna = person();
    const fit_face_embedding frames[] = {frame_of(&anna, 0.5f), frame_of(&anna, 0.5f), person()};
    const float weights[] = {1.0f, 0.1f, 0.0f};
    fit_face_embedding mean;
    bool kept[3];
    assert_int_equal(fit_face_average(frames, weights, 3, &mean, kept), FIT_OK);
    assert_within(fit_face_similarity(&mean, &frames[0]), 0.98f, 1.0f);
    assert_false(kept[2]);
    assert_int_equal(fit_face_average(frames, weights, 1, &mean, kept), FIT_OK);
    assert_within(fit_face_similarity(&mean, &frames[0]), 0.9999f, 1.0001f);
}

static void broken_weights_and_counts_are_refused(void **state)
{
    (void)state;
    const fit_face_embedding frames[] = {person(), person()};
    static fit_face_embedding many[FIT_TEMPLATE_MAX + 1];
    fit_face_embedding mean;
    const float negative[] = {1, -1}, nan[] = {NAN, 1}, infinite[] = {INFINITY, 1}, none[] = {0, 0};
    assert_int_equal(fit_face_average(frames, NULL, 0, &mean, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_face_average(many, NULL, FIT_TEMPLATE_MAX + 1, &mean, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_face_average(frames, negative, 2, &mean, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_face_average(frames, nan, 2, &mean, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_face_average(frames, infinite, 2, &mean, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_face_average(frames, none, 2, &mean, NULL), FIT_ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_frames_come_nearer_than_each),
        cmocka_unit_test(strangers_are_dropped),
        cmocka_unit_test(where_nobody_has_the_majority_there_is_no_template),
        cmocka_unit_test(weights_count),
        cmocka_unit_test(broken_weights_and_counts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
