/* Reads tests/data/goldens/MODEL.golden and makes the inputs it names (format and generators: README.md there). */
#ifndef TESTS_NN_GOLDEN_H
#define TESTS_NN_GOLDEN_H

#include <stddef.h>
#include <stdint.h>

enum { GOLDEN_MAX_CASES = 4, GOLDEN_MAX_OUTPUTS = 8 };

typedef struct golden_output {
    char name[64];
    size_t count, stride, samples;
    double sum, absolute, scale, disagreement;
    double *values; /* owned */
} golden_output;

typedef struct golden_case {
    char kind[16];
    uint32_t seed;
    double sum, weighted;
    size_t n_outputs;
    golden_output outputs[GOLDEN_MAX_OUTPUTS];
} golden_case;

typedef struct golden {
    int shape[4];
    double low, high;
    size_t n_cases;
    golden_case cases[GOLDEN_MAX_CASES];
} golden;

/* model: "face_landmark". Fails the running test when the file is not as described. */
void golden_init(golden *g, const char *model);
void golden_deinit(golden *g);

/* Writes the case's input; fails the test when its sums are not those of the file. */
void golden_input(const golden *g, const golden_case *c, float *input);

/* Fails the test with the worst element when an output is off by more than README.md allows. */
void golden_check(const char *what, const golden_output *expected, const float *values);

#endif
