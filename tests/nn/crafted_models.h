/* Small whole models, for tests of the file reader and as the seeds of fuzz/corpus/nn. */
#ifndef TESTS_NN_CRAFTED_MODELS_H
#define TESTS_NN_CRAFTED_MODELS_H

#include "craft.h"

typedef struct crafted_model {
    const char *name;
    void (*describe)(craft *c); /* into a zeroed craft */
} crafted_model;

/* Ends with a NULL name. Together they hold every operator. */
extern const crafted_model crafted_models[];

#endif
