/* Every allocation of the face models and of a scanner fails once. */
#include "failing_allocator.h"

#include "fixture.h"

static const fixture *f;

static fit_status make_models(fit_error *error)
{
    const fit_face_weights weights = fixture_weights(f);
    fit_face_models *models = NULL;
    const fit_status status = fit_face_models_create(&models, &weights, error);
    if (status == FIT_OK)
        fit_face_models_destroy(models);
    else
        assert_null(models);
    return status;
}

static fit_status make_scanner(fit_error *error)
{
    fit_face_scanner *scanner = NULL;
    const fit_status status = fit_face_scanner_create(&scanner, f->models, error);
    if (status == FIT_OK)
        fit_face_scanner_destroy(scanner);
    else
        assert_null(scanner);
    return status;
}

static void every_allocation_fails_once(void **state)
{
    f = *state;
    fail_each_allocation(make_models, 30);
    fail_each_allocation(make_scanner, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_fails_once)};
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
