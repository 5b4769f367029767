/* Rates of error against cases computed by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "face/roc.h"

/* Four people; genuine pairs 0.9 0.8 0.6 0.4, impostor pairs 0.7 0.5 0.3 0.2 0.1. */
static const fit_roc_score PAIRS[] = {
    {0.3f, 0, 2}, {0.9f, 0, 0}, {0.5f, 1, 2}, {0.4f, 3, 3}, {0.7f, 0, 1},
    {0.1f, 2, 3}, {0.6f, 2, 2}, {0.2f, 1, 3}, {0.8f, 1, 1},
};
enum { N = sizeof PAIRS / sizeof *PAIRS };

static const fit_roc_score *sorted(void)
{
    static fit_roc_score scores[N];
    memcpy(scores, PAIRS, sizeof PAIRS);
    fit_roc_sort(scores, N);
    return scores;
}

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-6))
        fail_msg("%.9g is not %.9g", value, expected);
}

static void the_most_similar_come_first(void **state)
{
    (void)state;
    const fit_roc_score *scores = sorted();
    assert_near((double)scores[0].similarity, (double)0.9f);
    for (int i = 1; i < N; i++)
        assert_true(scores[i].similarity <= scores[i - 1].similarity);
}

static void pairs_are_counted_from_the_threshold_on(void **state)
{
    (void)state;
    const fit_roc_counts all = fit_roc_accepted(sorted(), N, NULL, -INFINITY),
                         some = fit_roc_accepted(sorted(), N, NULL, 0.6f);
    assert_near(all.genuine, 4);
    assert_near(all.impostor, 5);
    assert_near(some.genuine, 3); /* 0.9 0.8 0.6: the threshold itself passes */
    assert_near(some.impostor, 1);
}

static void balanced_accuracy_is_the_mean_of_both_rates(void **state)
{
    (void)state;
    assert_near(fit_roc_balanced(sorted(), N, NULL, 0.6f), 0.5 * (3.0 / 4 + 4.0 / 5));
    assert_near(fit_roc_balanced(sorted(), N, NULL, 0.95f), 0.5);
}

static void tar_is_read_where_far_allows(void **state)
{
    (void)state;
    float threshold;
    assert_near(fit_roc_tar_at_far(sorted(), N, NULL, 0.0, &threshold), 2.0 / 4);
    assert_near((double)threshold, (double)0.8f);
    assert_near(fit_roc_tar_at_far(sorted(), N, NULL, 0.2, &threshold), 3.0 / 4);
    assert_near((double)threshold, (double)0.6f);
    assert_near(fit_roc_tar_at_far(sorted(), N, NULL, 1.0, NULL), 1.0);
}

static void equal_errors_lie_where_the_rates_are_nearest(void **state)
{
    (void)state;
    assert_near(fit_roc_equal_error(sorted(), N, NULL), 0.5 * (0.2 + 0.25)); /* at 0.6: FAR 1/5, rejected 1/4 */
}

static void equal_similarities_are_accepted_together(void **state)
{
    (void)state;
    const fit_roc_score same[] = {{0.5f, 0, 0}, {0.5f, 0, 1}, {0.5f, 1, 1}, {0.5f, 0, 2}};
    assert_near(fit_roc_tar_at_far(same, 4, NULL, 0.5, NULL), 0.0);
    assert_near(fit_roc_equal_error(same, 4, NULL), 0.5);
}

static void weights_pick_and_repeat_people(void **state)
{
    (void)state;
    const uint32_t half[] = {1, 1, 0, 0}, drawn[] = {2, 0, 3, 1}, alone[] = {1, 0, 0, 0};
    const fit_roc_counts two = fit_roc_accepted(sorted(), N, half, -INFINITY);
    assert_near(two.genuine, 2);
    assert_near(two.impostor, 1); /* (0, 1) */
    const fit_roc_counts many = fit_roc_accepted(sorted(), N, drawn, 0.25f);
    assert_near(many.genuine, 2 + 3 + 1);
    assert_near(many.impostor, 2 * 3); /* (0, 2) at 0.3; (2, 3) lies below */
    assert_near(fit_roc_balanced(sorted(), N, half, 0.75f), 1.0);
    assert_true(isnan(fit_roc_balanced(sorted(), N, alone, 0.5f)));
    assert_true(isnan(fit_roc_tar_at_far(sorted(), N, alone, 0.5, NULL)));
    assert_true(isnan(fit_roc_equal_error(sorted(), N, alone)));
}

static void normals_are_fitted_to_fishers_transform(void **state)
{
    (void)state;
    const fit_roc_score scores[] = {
        {tanhf(1.2f), 0, 0}, {tanhf(0.8f), 1, 1}, {tanhf(0.5f), 0, 1}, {tanhf(0.3f), 0, 2}, {tanhf(0.1f), 1, 2}};
    const fit_roc_normal same = fit_roc_fit(scores, 5, NULL, true), different = fit_roc_fit(scores, 5, NULL, false);
    assert_near(round(same.mean * 1e5), 1e5);
    assert_near(round(same.deviation * 1e5), 0.2e5);
    assert_near(round(different.mean * 1e5), 0.3e5);
    assert_near(round(different.deviation * 1e5), round(sqrt(0.08 / 3.0) * 1e5));
    /* As many deviations from either mean: 0.3 + k 0.1633 = 1 - k 0.2. */
    const double k = 0.7 / (0.2 + sqrt(0.08 / 3.0));
    assert_true(fabs((double)fit_roc_equal_threshold(scores, 5, NULL) - tanh(1.0 - 0.2 * k)) < 1e-5);
    const uint32_t alone[] = {1, 0, 0};
    assert_true(isnan(fit_roc_equal_threshold(scores, 5, alone)));
    const fit_roc_score itself = {1.0f, 0, 0};
    assert_true(isfinite(fit_roc_fit(&itself, 1, NULL, true).mean));
}

static void intervals_are_wilsons(void **state)
{
    (void)state;
    /* Newcombe 1998, table I: 81 of 263: 0.2553-0.3662; 0 of 20: 0-0.1611. */
    fit_roc_interval interval = fit_roc_wilson(81, 263);
    assert_near(round(interval.low * 1e4), 2553);
    assert_near(round(interval.high * 1e4), 3662);
    interval = fit_roc_wilson(0, 20);
    assert_near(interval.low, 0);
    assert_near(round(interval.high * 1e4), 1611);
    interval = fit_roc_wilson(0, 0);
    assert_near(interval.low, 0);
    assert_near(interval.high, 1);
}

static void percentiles_leave_out_what_is_no_number(void **state)
{
    (void)state;
    double values[43];
    for (int i = 0; i < 41; i++)
        values[i] = 40 - i;
    values[41] = values[42] = NAN;
    const fit_roc_interval interval = fit_roc_percentiles(values, 43);
    assert_near(interval.low, 1);
    assert_near(interval.high, 39);
    values[0] = NAN;
    assert_true(isnan(fit_roc_percentiles(values, 1).low));
}

static void shuffles_are_even_and_repeatable(void **state)
{
    (void)state;
    uint64_t random = 1, again = 1;
    int first[4] = {0};
    for (int round = 0; round < 4000; round++) {
        uint32_t items[] = {0, 1, 2, 3}, same[] = {0, 1, 2, 3}, seen = 0;
        fit_roc_shuffle(items, 4, &random);
        fit_roc_shuffle(same, 4, &again);
        assert_memory_equal(items, same, sizeof items);
        for (int i = 0; i < 4; i++)
            seen |= 1u << items[i];
        assert_int_equal(seen, 15);
        first[items[0]]++;
    }
    for (int i = 0; i < 4; i++)
        assert_in_range(first[i], 880, 1120); /* 1000 +- 4.4 deviations */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_similar_come_first),
        cmocka_unit_test(pairs_are_counted_from_the_threshold_on),
        cmocka_unit_test(balanced_accuracy_is_the_mean_of_both_rates),
        cmocka_unit_test(tar_is_read_where_far_allows),
        cmocka_unit_test(equal_errors_lie_where_the_rates_are_nearest),
        cmocka_unit_test(equal_similarities_are_accepted_together),
        cmocka_unit_test(weights_pick_and_repeat_people),
        cmocka_unit_test(normals_are_fitted_to_fishers_transform),
        cmocka_unit_test(intervals_are_wilsons),
        cmocka_unit_test(percentiles_leave_out_what_is_no_number),
        cmocka_unit_test(shuffles_are_even_and_repeatable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
