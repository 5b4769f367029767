#include "graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Peers read up to one vector past the end. */
enum { SLACK_BYTES = 64 };

void die(const char *what, const char *detail)
{
    fprintf(stderr, "bench: %s: %s\n", what, detail);
    exit(1);
}

void *read_file(const char *path, size_t slack, size_t *len_bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        die("cannot open", path);
    }
    long size = ftell(file);
    rewind(file);
    char *bytes = calloc(1, (size_t)size + slack + 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size) {
        die("cannot read", path);
    }
    fclose(file);
    *len_bytes = (size_t)size;
    return bytes;
}

size_t graph_elements(const graph_tensor *tensor)
{
    size_t product = 1;
    for (size_t k = 0; k < tensor->rank; k++) {
        product *= tensor->dim[k];
    }
    return product;
}

/* The next token of the text, or the end of the program. */
static char *token(char **text)
{
    char *found = strtok_r(NULL, " \n", text);
    if (!found) {
        die("graph file", "ends too early");
    }
    return found;
}

static long number(char **text)
{
    return strtol(token(text), NULL, 10);
}

/* A count after its keyword, at most limit. */
static size_t count_after(char **text, const char *keyword, size_t limit)
{
    if (strcmp(token(text), keyword) != 0) {
        die("graph file lacks", keyword);
    }
    long count = number(text);
    if (count < 0 || (size_t)count > limit) {
        die("too many", keyword);
    }
    return (size_t)count;
}

static void read_name(char **text, char name[GRAPH_NAME_BYTES])
{
    snprintf(name, GRAPH_NAME_BYTES, "%s", token(text));
}

static void read_tensors(graph *g, char **text)
{
    g->n_tensors = count_after(text, "tensors", 1U << 16);
    g->tensor = calloc(g->n_tensors, sizeof *g->tensor);
    for (size_t t = 0; t < g->n_tensors; t++) {
        graph_tensor *tensor = &g->tensor[t];
        tensor->rank = (size_t)number(text);
        if (tensor->rank > GRAPH_MAX_RANK) {
            die("graph file", "rank too large");
        }
        for (size_t k = 0; k < tensor->rank; k++) {
            tensor->dim[k] = (size_t)number(text);
        }
        long offset = number(text);
        tensor->constant = offset < 0 ? NULL : g->weights + offset;
    }
}

static void read_outputs(graph *g, char **text)
{
    g->n_outputs = count_after(text, "outputs", GRAPH_MAX_OUTPUTS);
    for (size_t k = 0; k < g->n_outputs; k++) {
        graph_output *output = &g->output[k];
        read_name(text, output->name);
        output->parts = (size_t)number(text);
        if (output->parts > GRAPH_MAX_PARTS) {
            die("too many parts", output->name);
        }
        for (size_t part = 0; part < output->parts; part++) {
            output->part[part] = (uint32_t)number(text);
        }
    }
}

static void read_operators(graph *g, char **text)
{
    g->n_operators = count_after(text, "operators", 1U << 16);
    g->op = calloc(g->n_operators, sizeof *g->op);
    for (size_t k = 0; k < g->n_operators; k++) {
        graph_operator *op = &g->op[k];
        read_name(text, op->kind);
        op->count = (size_t)number(text);
        if (op->count > GRAPH_MAX_NUMBERS) {
            die("too many numbers", op->kind);
        }
        for (size_t n = 0; n < op->count; n++) {
            op->number[n] = (int)number(text);
        }
    }
}

void graph_load(graph *out, const char *prefix)
{
    char path[4096];
    size_t len_bytes;
    snprintf(path, sizeof path, "%s.weights", prefix);
    out->weights = read_file(path, SLACK_BYTES, &len_bytes);
    snprintf(path, sizeof path, "%s.graph", prefix);
    char *content = read_file(path, 0, &len_bytes);
    char *text = content; /* strtok_r resumes from here */
    read_tensors(out, &text);
    out->input = (uint32_t)count_after(&text, "input", out->n_tensors);
    read_outputs(out, &text);
    read_operators(out, &text);
    free(content);
}

void graph_free(graph *g)
{
    free(g->tensor);
    free(g->op);
    free(g->weights);
}
