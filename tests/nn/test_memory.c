/* Every allocation of fit_nn_model_create fails once: the error is clear and nothing leaks. */
#include "failing_allocator.h"

#include "aifit/nn.h"
#include "crafted_models.h"

static craft c;

static fit_status make(fit_error *error)
{
    fit_nn_model *model = NULL;
    const fit_status status = fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, FIT_NN_ISA_AUTO, error);
    if (status == FIT_OK)
        fit_nn_model_destroy(model);
    else
        assert_null(model);
    return status;
}

static void every_allocation_fails_once(void **state)
{
    (void)state;
    crafted_models[0].describe(&c);
    craft_write(&c);
    fail_each_allocation(make, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_fails_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
