/* Elementwise kernels against the reference. All but logistic round once and must agree to the bit. */
#include <stdio.h>
#include <string.h>

#include "check_kernels.h"

enum { TAIL_MAX = 67 };

typedef struct element_case {
    size_t n, channels;
    data_kind kind;
    guard_side side;
    fit_activation activation;
    int in_place;
} element_case;

typedef void element_run(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out);

static void run_add(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out)
{
    k->add(a, b, out, c->n, c->activation);
}

static void run_mul(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out)
{
    k->mul(a, b, out, c->n, c->activation);
}

static void run_sub(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out)
{
    k->sub(a, b, out, c->n, c->activation);
}

static void run_clamp(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out)
{
    (void)b;
    k->clamp(a, out, c->n, -0.25F, 0.5F);
}

static void run_abs(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out)
{
    (void)b;
    k->abs(a, out, c->n);
}

static void run_prelu(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out)
{
    k->prelu(a, b, out, c->n, c->channels);
}

static void run_logistic(const fit_nn_kernels *k, const element_case *c, const float *a, const float *b, float *out)
{
    (void)b;
    k->logistic(a, out, c->n);
}

static buffer run_one(const fit_nn_kernels *k, const element_case *c, element_run *run, const buffer *a,
                      const buffer *b)
{
    buffer out = buffer_make(c->n, c->side);
    fill_constant(&out, -7.0F);
    if (c->in_place)
        memcpy(out.data, a->data, c->n * sizeof(float));
    run(k, c, c->in_place ? out.data : a->data, b->data, out.data);
    return out;
}

static void element_compare(const char *name, const fit_nn_kernels *k, const element_case *c, element_run *run,
                            const buffer *a, const buffer *b, double relative, double absolute)
{
    char what[128];
    snprintf(what, sizeof what, "%s of %s, n %zu channels %zu activation %d data %d guard %d in place %d", name,
             fit_nn_isa_name(k->isa), c->n, c->channels, (int)c->activation, (int)c->kind, (int)c->side, c->in_place);
    buffer want = run_one(fit_nn_kernels_get(FIT_NN_ISA_REFERENCE), c, run, a, b);
    buffer got = run_one(k, c, run, a, b);
    compare(what, &got, &want, &want, relative, absolute);
    buffer_free(&want);
    buffer_free(&got);
}

static void element_check(const char *name, const fit_nn_kernels *k, const element_case *c, element_run *run)
{
    buffer a = buffer_make(c->n, c->side);
    buffer b = buffer_make(c->n, c->side);
    fill(&a, c->kind);
    fill(&b, c->kind);
    element_compare(name, k, c, run, &a, &b, 0.0, 0.0);
    buffer_free(&a);
    buffer_free(&b);
}

static element_case turning_case(size_t n)
{
    static unsigned turn;
    turn++;
    return (element_case){.n = n,
                          .channels = n,
                          .kind = (data_kind)(turn % (DATA_SPECIAL + 1)),
                          .side = (guard_side)(turn / 2 % GUARD_SIDES),
                          .activation = (fit_activation)(turn % 3),
                          .in_place = (int)(turn / 3 % 2)};
}

unsigned check_binary(const fit_nn_kernels *k)
{
    static const struct {
        const char *name;
        element_run *run;
    } kernels[] = {{"add", run_add}, {"mul", run_mul}, {"sub", run_sub}};
    for (size_t n = 0; n <= 5 * TAIL_MAX; n++) {
        for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++) {
            const element_case c = turning_case(n);
            element_check(kernels[i].name, k, &c, kernels[i].run);
        }
    }
    return failures_take();
}

/* 1 / (1 + e): e is good to 4 u (argument, polynomial, scaling) and weighs at most 1, the sum and the quotient round by
 * u each, the reference by u: 7 u. Below -87 the true value falls under 1.7e-38, where the kernels stop following it.
 */
static void check_logistic(const fit_nn_kernels *k, guard_side side)
{
    enum { STEPS = 4001 };
    const element_case c = {.n = STEPS, .side = side};
    buffer x = buffer_make(STEPS, side);
    for (int i = 0; i < STEPS; i++)
        x.data[i] = (float)(i - STEPS / 2) * 0.05F;
    element_compare("logistic", k, &c, run_logistic, &x, &x, 7.0 * 0x1p-24, 1.7e-38);
    buffer_free(&x);
    const element_case special = {.n = 531, .kind = DATA_SPECIAL, .side = side};
    buffer y = buffer_make(special.n, side);
    fill(&y, DATA_SPECIAL);
    element_compare("logistic", k, &special, run_logistic, &y, &y, 7.0 * 0x1p-24, 1.7e-38);
    buffer_free(&y);
}

unsigned check_unary(const fit_nn_kernels *k)
{
    for (size_t n = 0; n <= TAIL_MAX; n++) {
        element_case c = turning_case(n);
        element_check("abs", k, &c, run_abs);
        c = turning_case(n);
        element_check("clamp", k, &c, run_clamp);
        c = turning_case(n * 5);
        c.channels = n ? n : 1;
        element_check("prelu", k, &c, run_prelu);
    }
    check_logistic(k, GUARD_FRONT);
    check_logistic(k, GUARD_BACK);
    return failures_take();
}
