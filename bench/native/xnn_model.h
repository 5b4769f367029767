/* A graph as a runtime of Debian's XNNPACK (2022). */
#ifndef BENCH_XNN_MODEL_H
#define BENCH_XNN_MODEL_H

#include "graph.h"

typedef struct xnn_model xnn_model;

/* g must live as long as the model: its weights are used in place. threads: 1, or more in a pool of the model's own. */
xnn_model *xnn_model_create(const graph *g, unsigned threads);
void xnn_model_destroy(xnn_model *model);

float *xnn_model_input(xnn_model *model);
void xnn_model_run(xnn_model *model);
/* Output k of the graph, whole. Valid until the next run. */
const float *xnn_model_output(const xnn_model *model, size_t k);

#endif
