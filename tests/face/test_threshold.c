/* Thresholds against what the measured distributions give by hand, and that they never fall where they must rise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "face/threshold.h"
#include "fixture.h"

static void rates_ask_for_deviations_of_the_normal_distribution(void **state)
{
    (void)state;
    /* Upper quantiles of the standard normal distribution: 2.3263 (0.01), 3.0902 (0.001), 4.7534 (1e-6). */
    const float half = tanhf(0.356f), photos = tanhf(0.356f + 3.0902f * 0.140f),
                login = tanhf(0.419f + 2.3263f * 0.147f),
                rare = tanhf(0.225f + 4.7534f * 0.181f); /* where the wider spread of the other group counts */
    assert_within(fit_face_threshold(FIT_FACE_PHOTOS, 0.5, 1), half - 1e-4f, half + 1e-4f);
    assert_within(fit_face_threshold(FIT_FACE_PHOTOS, 0.001, 1), photos - 1e-4f, photos + 1e-4f);
    assert_within(fit_face_threshold(FIT_FACE_PHOTOS, 1e-6, 1), rare - 1e-4f, rare + 1e-4f);
    assert_within(fit_face_threshold(FIT_FACE_LOGIN, 0.01, 1), login - 1e-4f, login + 1e-4f);
}

static void ten_errors_tell_what_was_measured(void **state)
{
    (void)state;
    for (int evidence = 0; evidence < FIT_FACE_EVIDENCE_COUNT; evidence++)
        assert_within((float)fit_face_measured_rate((fit_face_evidence)evidence), 1e-6f, 0.1f);
}

static void fewer_errors_ask_for_more_similarity(void **state)
{
    (void)state;
    for (int evidence = 0; evidence < FIT_FACE_EVIDENCE_COUNT; evidence++) {
        float last = 0.0f;
        for (double rate = 0.5; rate > 1e-9; rate /= 10) {
            const float threshold = fit_face_threshold((fit_face_evidence)evidence, rate, 1);
            assert_within(threshold, last + 1e-6f, 0.999f);
            last = threshold;
        }
    }
}

static void more_people_ask_for_more_similarity(void **state)
{
    (void)state;
    float last = 0.0f;
    for (size_t people = 1; people <= 1000000; people *= 10) {
        const float threshold = fit_face_threshold(FIT_FACE_LOGIN, 1e-3, people);
        assert_within(threshold, last + 1e-6f, 0.999f);
        last = threshold;
        /* Each of them is left an equal part of the rate. */
        const float alone = fit_face_threshold(FIT_FACE_LOGIN, 1e-3 / (double)people, 1);
        assert_within(threshold, alone - 1e-6f, alone + 1e-6f);
    }
}

static void a_template_asks_for_more_than_a_photo(void **state)
{
    (void)state;
    for (double rate = 0.1; rate > 1e-7; rate /= 10)
        assert_true(fit_face_threshold(FIT_FACE_LOGIN, rate, 1) > fit_face_threshold(FIT_FACE_PHOTOS, rate, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_ask_for_deviations_of_the_normal_distribution),
        cmocka_unit_test(ten_errors_tell_what_was_measured),
        cmocka_unit_test(fewer_errors_ask_for_more_similarity),
        cmocka_unit_test(more_people_ask_for_more_similarity),
        cmocka_unit_test(a_template_asks_for_more_than_a_photo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
