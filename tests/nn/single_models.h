/* Models of one operator each, and the ways to spoil them: one for every reason that the reader has to refuse a file
 * (but for running out of memory, and what craft.h cannot write). Seeds of fuzz/corpus/nn beside crafted_models. */
#ifndef TESTS_NN_SINGLE_MODELS_H
#define TESTS_NN_SINGLE_MODELS_H

#include "aifit/status.h"
#include "crafted_models.h"

/* Ends with a NULL name. */
extern const crafted_model single_models[];

typedef struct spoiled_model {
    const char *name;
    const char *of;          /* the single model */
    void (*spoil)(craft *c); /* changes what is described, or NULL */
    void (*patch)(craft *c); /* changes what was written, or NULL */
    fit_status status;
    const char *error; /* a part of its text */
} spoiled_model;

/* Ends with a NULL name. */
extern const spoiled_model spoiled_models[];

/* Describes, spoils, writes and patches m into c. */
void spoiled_write(craft *c, const spoiled_model *m);

#endif
