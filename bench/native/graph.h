/* The layers of a model as tools/reference/layers.mjs writes them, for the native peer of the benchmark. The files are
 * our own tool's, so what does not fit ends the program. */
#ifndef BENCH_GRAPH_H
#define BENCH_GRAPH_H

#include <stddef.h>
#include <stdint.h>

enum { GRAPH_MAX_RANK = 6, GRAPH_MAX_NUMBERS = 16, GRAPH_MAX_PARTS = 8, GRAPH_MAX_OUTPUTS = 8, GRAPH_NAME_BYTES = 32 };

typedef struct graph_tensor {
    size_t rank;
    size_t dim[GRAPH_MAX_RANK];
    const float *constant; /* NULL when computed */
} graph_tensor;

typedef struct graph_operator {
    char kind[GRAPH_NAME_BYTES];
    size_t count;
    int number[GRAPH_MAX_NUMBERS];
} graph_operator;

/* An output of the file: tensors that follow each other. */
typedef struct graph_output {
    char name[GRAPH_NAME_BYTES];
    size_t parts;
    uint32_t part[GRAPH_MAX_PARTS];
} graph_output;

typedef struct graph {
    size_t n_tensors, n_outputs, n_operators;
    graph_tensor *tensor;
    uint32_t input;
    graph_output output[GRAPH_MAX_OUTPUTS];
    graph_operator *op;
    float *weights;
} graph;

/* Reads PREFIX.graph and PREFIX.weights; graph_free returns the memory. */
void graph_load(graph *out, const char *prefix);
void graph_free(graph *g);

size_t graph_elements(const graph_tensor *tensor);
/* A whole file; malloc'd, the caller frees it. slack: readable bytes past the end. */
void *read_file(const char *path, size_t slack, size_t *len_bytes);
/* Prints "bench: ..." and exits with 1. */
_Noreturn void die(const char *what, const char *detail);

#endif
