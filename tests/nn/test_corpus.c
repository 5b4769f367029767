/* The seeds of fuzz/corpus/nn: small models of every operator, and one for every reason to refuse a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/nn.h"
#include "single_models.h"

static craft c;

static void describe(const crafted_model *m)
{
    c = (craft){0};
    m->describe(&c);
    craft_write(&c);
}

static void every_operator_alone_is_a_model(void **state)
{
    (void)state;
    for (const crafted_model *m = single_models; m->name; m++) {
        fit_nn_model *model = NULL;
        fit_error error;
        describe(m);
        if (fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, FIT_NN_ISA_REFERENCE, &error) != FIT_OK)
            fail_msg("%s: %s", m->name, error.text);
        fit_nn_model_destroy(model);
    }
}

static void every_reason_to_refuse_is_told(void **state)
{
    (void)state;
    for (const spoiled_model *m = spoiled_models; m->name; m++) {
        fit_nn_model *model = NULL;
        fit_error error = {0};
        spoiled_write(&c, m);
        fit_status status = fit_nn_model_create(&model, c.bytes, c.len, NULL, 0, FIT_NN_ISA_REFERENCE, &error);
        assert_null(model);
        if (model || status != m->status || !strstr(error.text, m->error))
            fail_msg("%s: status %d, \"%s\" instead of %d, \"%s\"", m->name, status, error.text, m->status, m->error);
    }
}

/* AIFIT_WRITE_CORPUS names a folder to write c's bytes to; otherwise the committed file has to be the same. */
static void check_seed(const char *name)
{
    static uint8_t committed[CRAFT_MAX_BYTES];
    const char *folder = getenv("AIFIT_WRITE_CORPUS");
    char path[512];
    snprintf(path, sizeof path, "%s/%s.tflite", folder ? folder : AIFIT_SOURCE_DIR "/fuzz/corpus/nn", name);
    FILE *file = fopen(path, folder ? "wb" : "rb");
    if (!file)
        fail_msg("%s: cannot be opened", path);
    if (folder) {
        assert_int_equal(fwrite(c.bytes, 1, c.len, file), c.len);
    } else {
        assert_int_equal(fread(committed, 1, sizeof committed, file), c.len);
        assert_memory_equal(committed, c.bytes, c.len);
    }
    assert_int_equal(fclose(file), 0);
}

static void corpus_is_current(void **state)
{
    (void)state;
    for (const crafted_model *m = crafted_models; m->name; m++) {
        describe(m);
        check_seed(m->name);
    }
    for (const crafted_model *m = single_models; m->name; m++) {
        describe(m);
        check_seed(m->name);
    }
    for (const spoiled_model *m = spoiled_models; m->name; m++) {
        spoiled_write(&c, m);
        check_seed(m->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_alone_is_a_model),
        cmocka_unit_test(every_reason_to_refuse_is_told),
        cmocka_unit_test(corpus_is_current),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
