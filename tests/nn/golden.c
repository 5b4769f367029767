#include "golden.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void read_output(FILE *file, golden_output *o)
{
    assert_int_equal(fscanf(file, " output %63s %zu", o->name, &o->count), 2);
    assert_int_equal(fscanf(file, " stride %zu %zu", &o->stride, &o->samples), 2);
    assert_int_equal(fscanf(file, " sums %lf %lf %lf", &o->sum, &o->absolute, &o->scale), 3);
    assert_int_equal(fscanf(file, " disagreement %lf", &o->disagreement), 1);
    assert_in_range(o->stride, 1, o->count);
    assert_int_equal(o->samples, (o->count + o->stride - 1) / o->stride);
    o->values = calloc(o->samples, sizeof *o->values);
    assert_non_null(o->values);
    for (size_t i = 0; i < o->samples; i++)
        assert_int_equal(fscanf(file, " %lf", &o->values[i]), 1);
}

void golden_init(golden *g, const char *model)
{
    char path[512];
    snprintf(path, sizeof path, "%s/goldens/%s.golden", AIFIT_TEST_DATA, model);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    *g = (golden){0};
    int version = 0;
    assert_int_equal(fscanf(file, " golden %d model %*s %*s", &version), 1);
    assert_int_equal(version, 1);
    assert_int_equal(fscanf(file, " input %d %d %d %d", &g->shape[0], &g->shape[1], &g->shape[2], &g->shape[3]), 4);
    assert_int_equal(fscanf(file, " range %lf %lf cases %zu", &g->low, &g->high, &g->n_cases), 3);
    assert_in_range(g->n_cases, 1, GOLDEN_MAX_CASES);
    for (size_t i = 0; i < g->n_cases; i++) {
        golden_case *c = &g->cases[i];
        assert_int_equal(fscanf(file, " case %15s %u sums %lf %lf outputs %zu", c->kind, &c->seed, &c->sum,
                                &c->weighted, &c->n_outputs),
                         5);
        assert_in_range(c->n_outputs, 1, GOLDEN_MAX_OUTPUTS);
        for (size_t k = 0; k < c->n_outputs; k++)
            read_output(file, &c->outputs[k]);
    }
    fclose(file);
}

void golden_deinit(golden *g)
{
    for (size_t i = 0; i < g->n_cases; i++)
        for (size_t k = 0; k < g->cases[i].n_outputs; k++)
            free(g->cases[i].outputs[k].values);
}

static double uniform(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return (double)(*state >> 8) / 16777216.0;
}

static void make_noise(size_t n, uint32_t seed, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = uniform(&seed);
}

static void make_smooth(const int *shape, uint32_t seed, double *out)
{
    const int channels = shape[3];
    const int cy = shape[1] / 8;
    const int cx = shape[2] / 8;
    double corner[9][9][4];
    assert_in_range(channels, 1, 4);
    for (int b = 0; b < shape[0]; b++) {
        for (int i = 0; i < 81; i++)
            for (int c = 0; c < channels; c++)
                corner[i / 9][i % 9][c] = uniform(&seed);
        for (int y = 0; y < shape[1]; y++) {
            for (int x = 0; x < shape[2]; x++) {
                const int r = y / cy;
                const int fy = y % cy;
                const int k = x / cx;
                const int fx = x % cx;
                for (int c = 0; c < channels; c++) {
                    const double top = (cx - fx) * corner[r][k][c] + fx * corner[r][k + 1][c];
                    const double bottom = (cx - fx) * corner[r + 1][k][c] + fx * corner[r + 1][k + 1][c];
                    *out++ = ((cy - fy) * top + fy * bottom) / (cy * cx);
                }
            }
        }
    }
}

/* x0 y0 x1 y1 radius red green blue, as in tools/reference/seeded_input.mjs. */
typedef double capsule[8];

static const capsule body[] = {
    {122, 44, 134, 44, 3, 60, 40, 30},     {128, 60, 128, 72, 8, 200, 150, 120},
    {106, 78, 150, 78, 10, 40, 70, 160},   {128, 84, 128, 126, 22, 40, 70, 160},
    {102, 80, 84, 118, 8, 40, 70, 160},    {84, 118, 78, 152, 6, 200, 150, 120},
    {154, 80, 172, 118, 8, 40, 70, 160},   {172, 118, 178, 152, 6, 200, 150, 120},
    {116, 134, 110, 184, 12, 30, 30, 40},  {110, 184, 108, 230, 9, 30, 30, 40},
    {140, 134, 146, 184, 12, 30, 30, 40},  {146, 184, 148, 230, 9, 30, 30, 40},
    {108, 236, 98, 240, 6, 220, 220, 220}, {148, 236, 158, 240, 6, 220, 220, 220},
    {128, 40, 128, 50, 14, 200, 150, 120}, {120, 30, 136, 30, 8, 50, 35, 25},
    {122, 43, 123, 43, 2, 20, 20, 20},     {133, 43, 134, 43, 2, 20, 20, 20},
    {124, 56, 132, 56, 1, 150, 60, 60},
};

static const capsule face[] = {
    {128, 110, 128, 150, 76, 50, 35, 25},   {128, 120, 128, 158, 62, 210, 165, 135},
    {96, 112, 108, 112, 9, 240, 240, 240},  {148, 112, 160, 112, 9, 240, 240, 240},
    {102, 112, 102, 113, 6, 40, 25, 20},    {154, 112, 154, 113, 6, 40, 25, 20},
    {90, 96, 112, 93, 3, 60, 40, 30},       {144, 93, 166, 96, 3, 60, 40, 30},
    {128, 116, 126, 146, 4, 190, 140, 115}, {120, 150, 136, 150, 5, 185, 130, 110},
    {108, 178, 148, 178, 6, 180, 80, 80},   {110, 178, 146, 178, 1, 90, 30, 30},
};

static int inside(double x, double y, const capsule s)
{
    const double ax = x - 2 * s[0];
    const double ay = y - 2 * s[1];
    const double dx = 2 * (s[2] - s[0]);
    const double dy = 2 * (s[3] - s[1]);
    const double length2 = dx * dx + dy * dy;
    const double along = fmin(fmax(ax * dx + ay * dy, 0), length2);
    const double ex = length2 > 0 ? ax * length2 - dx * along : ax;
    const double ey = length2 > 0 ? ay * length2 - dy * along : ay;
    return ex * ex + ey * ey <= 4 * s[4] * s[4] * (length2 > 0 ? length2 * length2 : 1);
}

static void make_figure(const int *shape, uint32_t seed, const capsule *capsules, int n, double *out)
{
    make_smooth(shape, seed, out);
    for (int i = 0; i < shape[0] * shape[1] * shape[2]; i++, out += shape[3]) {
        const int px = (512 * (i % shape[2]) + 256) / shape[2];
        const int py = (512 * (i / shape[2] % shape[1]) + 256) / shape[1];
        int last = n - 1;
        while (last >= 0 && !inside(px, py, capsules[last]))
            last--;
        for (int c = 0; c < shape[3]; c++)
            out[c] = last >= 0 ? capsules[last][5 + c] / 256 : 0.5 + out[c] / 4;
    }
}

void golden_input(const golden *g, const golden_case *c, float *input)
{
    const size_t n = (size_t)g->shape[0] * (size_t)g->shape[1] * (size_t)g->shape[2] * (size_t)g->shape[3];
    double *unit = calloc(n, sizeof *unit);
    assert_non_null(unit);
    if (strcmp(c->kind, "noise") == 0)
        make_noise(n, c->seed, unit);
    else if (strcmp(c->kind, "smooth") == 0)
        make_smooth(g->shape, c->seed, unit);
    else if (strcmp(c->kind, "body") == 0)
        make_figure(g->shape, c->seed, body, sizeof body / sizeof *body, unit);
    else if (strcmp(c->kind, "face") == 0)
        make_figure(g->shape, c->seed, face, sizeof face / sizeof *face, unit);
    else
        fail_msg("unknown kind of input: %s", c->kind);
    double sum = 0;
    double weighted = 0;
    for (size_t i = 0; i < n; i++) {
        input[i] = (float)(g->low + (g->high - g->low) * unit[i]);
        sum += (double)input[i];
        weighted += (double)input[i] * (double)(i % 251 + 1);
    }
    free(unit);
    if (fabs(sum - c->sum) > 1e-7 * fabs(c->sum) || fabs(weighted - c->weighted) > 1e-7 * fabs(c->weighted))
        fail_msg("input %s %u: sums %.9g %.9g, not %.9g %.9g", c->kind, c->seed, sum, weighted, c->sum, c->weighted);
}

void golden_check(const char *what, const golden_output *expected, const float *values)
{
    const double absolute = fmin(1e-3, 10 * expected->disagreement + 1e-6) * expected->scale;
    size_t worst = 0;
    double worst_excess = -1;
    for (size_t i = 0; i < expected->samples; i++) {
        const double golden_value = expected->values[i];
        const double off = fabs((double)values[i * expected->stride] - golden_value);
        const double excess = off / (1e-3 * fabs(golden_value) + absolute);
        if (!(excess <= worst_excess)) { /* a NaN is the worst */
            worst_excess = excess;
            worst = i;
        }
    }
    if (!(worst_excess <= 1))
        fail_msg("%s %s[%zu]: %.9g, not %.9g (%.3g times the tolerance)", what, expected->name,
                 worst * expected->stride, (double)values[worst * expected->stride], expected->values[worst],
                 worst_excess);
    double sum = 0;
    double magnitude = 0;
    for (size_t i = 0; i < expected->count; i++) {
        sum += (double)values[i];
        magnitude += fabs((double)values[i]);
    }
    /* The elements between the samples: together they may be off by what all elements may be. */
    const double room = 1e-3 * expected->absolute + absolute * (double)expected->count;
    if (!(fabs(sum - expected->sum) <= room) || !(fabs(magnitude - expected->absolute) <= room))
        fail_msg("%s %s: sums %.9g %.9g, not %.9g %.9g", what, expected->name, sum, magnitude, expected->sum,
                 expected->absolute);
}
