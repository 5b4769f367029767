/* Convolution, depthwise convolution, pooling and resizing against the reference. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "check_kernels.h"

/* How far a sum of n products may lie from the true one in float: each product and each addition rounds by at most
 * u = 2^-24 of its result, so |error| <= gamma(n + 1) * sum|a b| with gamma(m) = m u / (1 - m u) (Higham, Accuracy and
 * Stability of Numerical Algorithms, 3.1), whatever the order and whether or not products are fused. The bias and the
 * residual are two more terms, the reference's own rounding one more u, and 1/(1 - m u) < 1.01 for m < 2^17. A product
 * that underflows loses up to 2^-150, and activations never widen a difference. */
static double relative_of(size_t terms)
{
    return 1.01 * (double)(terms + 4) * 0x1p-24;
}

static double absolute_of(size_t terms)
{
    return (double)terms * 0x1p-149;
}

enum { IN_PLACE = 2 };

typedef struct window_case {
    fit_window w;
    data_kind kind;
    guard_side side;
    int zeros;    /* of ten weights, so many are zero */
    int residual; /* 0 none, 1 apart from out, IN_PLACE is out (convolution only) */
} window_case;

/* What one run reads, in guarded buffers. */
typedef struct window_data {
    buffer in, weights, bias, residual;
} window_data;

static size_t input_floats(const fit_window *w)
{
    return (size_t)w->batch * (size_t)w->in_h * (size_t)w->in_w * (size_t)w->in_c;
}

static size_t output_floats(const fit_window *w)
{
    return (size_t)w->batch * (size_t)w->out_h * (size_t)w->out_w * (size_t)w->out_c;
}

static const char *describe(const char *kernel, const fit_nn_kernels *k, const window_case *c)
{
    static char text[256];
    const fit_window *w = &c->w;
    snprintf(text, sizeof text,
             "%s of %s, %dx%dx%dx%d to %dx%dx%d, kernel %dx%d stride %dx%d pad %d,%d activation %d data %d guard %d "
             "zeros %d residual %d",
             kernel, fit_nn_isa_name(k->isa), w->batch, w->in_h, w->in_w, w->in_c, w->out_h, w->out_w, w->out_c,
             w->kernel_h, w->kernel_w, w->stride_h, w->stride_w, w->pad_top, w->pad_left, (int)w->activation,
             (int)c->kind, (int)c->side, c->zeros, c->residual);
    return text;
}

static window_data data_make(const window_case *c, size_t n_weights)
{
    const data_kind kind = c->kind == DATA_SPECIAL ? DATA_UNIT : c->kind;
    window_data d = {
        .in = buffer_make(input_floats(&c->w), c->side),
        .weights = buffer_make(n_weights, c->side),
        .bias = buffer_make((size_t)c->w.out_c, c->side),
        .residual = buffer_make(output_floats(&c->w), c->side),
    };
    fill(&d.in, c->kind);
    fill(&d.weights, kind);
    for (size_t i = 0; i < n_weights; i++)
        if ((int)(next_random() % 10) < c->zeros)
            d.weights.data[i] = 0.0F;
    fill(&d.bias, kind);
    fill(&d.residual, c->kind);
    return d;
}

static window_data data_absolute(const window_data *d)
{
    return (window_data){buffer_absolute(&d->in), buffer_absolute(&d->weights), buffer_absolute(&d->bias),
                         buffer_absolute(&d->residual)};
}

static void data_free(window_data *d)
{
    buffer_free(&d->in);
    buffer_free(&d->weights);
    buffer_free(&d->bias);
    buffer_free(&d->residual);
}

typedef buffer window_run(const fit_nn_kernels *k, const window_case *c, const window_data *d);

/* In two parts, as two threads would, or where it is cut by channels in as many as there are, the last one first. */
static buffer run_conv(const fit_nn_kernels *k, const window_case *c, const window_data *d)
{
    const fit_window *w = &c->w;
    buffer packed = buffer_make_aligned(k->conv_packed_floats(w), c->side);
    buffer scratch = buffer_make_aligned(k->conv_scratch_floats(w), c->side);
    buffer out = buffer_make(output_floats(w), c->side);
    fill_constant(&out, NAN);
    fill_constant(&scratch, NAN);
    const float *residual = c->residual ? d->residual.data : NULL;
    if (c->residual == IN_PLACE) {
        memcpy(out.data, d->residual.data, out.n * sizeof(float));
        residual = out.data;
    }
    k->conv_pack(w, d->weights.data, d->bias.data, packed.data);
    const size_t units = k->conv_units(w);
    const size_t rows = (size_t)w->batch * (size_t)w->out_h;
    const size_t part = units == rows ? units - units / 3 : 1;
    for (size_t end = units; end > 0;) {
        const size_t begin = end > part ? end - part : 0;
        k->conv(w, d->in.data, packed.data, residual, out.data, scratch.data, begin, end);
        end = begin;
    }
    buffer_free(&packed);
    buffer_free(&scratch);
    return out;
}

static buffer run_depthwise(const fit_nn_kernels *k, const window_case *c, const window_data *d)
{
    const fit_window *w = &c->w;
    buffer packed = buffer_make_aligned(k->depthwise_packed_floats(w), c->side);
    buffer out = buffer_make(output_floats(w), c->side);
    fill_constant(&out, NAN);
    const float *residual = c->residual ? d->residual.data : NULL;
    k->depthwise_pack(w, d->weights.data, d->bias.data, packed.data);
    const int32_t rows = w->batch * w->out_h;
    k->depthwise(w, d->in.data, packed.data, residual, out.data, 0, rows / 3);
    k->depthwise(w, d->in.data, packed.data, residual, out.data, rows / 3, rows);
    buffer_free(&packed);
    return out;
}

static void check_sum(const char *name, window_run *run, const fit_nn_kernels *k, const window_case *c, size_t terms,
                      size_t n_weights)
{
    const fit_nn_kernels *reference = fit_nn_kernels_get(FIT_NN_ISA_REFERENCE);
    window_data data = data_make(c, n_weights);
    window_data absolute = data_absolute(&data);
    window_case linear = *c;
    linear.w.activation = FIT_ACT_NONE;
    buffer want = run(reference, c, &data);
    buffer magnitude = run(reference, &linear, &absolute);
    buffer got = run(k, c, &data);
    /* A weight of zero may be skipped, and with it what it should have turned into a NaN. */
    for (size_t i = 0; c->zeros > 0 && i < want.n; i++)
        if (!isfinite(want.data[i]))
            want.data[i] = got.data[i];
    compare(describe(name, k, c), &got, &want, &magnitude, relative_of(terms), absolute_of(terms));
    buffer_free(&want);
    buffer_free(&magnitude);
    buffer_free(&got);
    data_free(&data);
    data_free(&absolute);
}

static void conv_case(const fit_nn_kernels *k, const window_case *c)
{
    const size_t taps = (size_t)c->w.kernel_h * (size_t)c->w.kernel_w * (size_t)c->w.in_c;
    check_sum("conv", run_conv, k, c, taps, taps * (size_t)c->w.out_c);
}

static void depthwise_case(const fit_nn_kernels *k, const window_case *c)
{
    const size_t taps = (size_t)c->w.kernel_h * (size_t)c->w.kernel_w;
    check_sum("depthwise", run_depthwise, k, c, taps, taps * (size_t)c->w.out_c);
}

/* A case whose data, guards, activation and residual turn with every call, so that all combinations come by. */
static window_case turning_case(fit_window w)
{
    static unsigned turn;
    turn++;
    w.activation = (fit_activation)(turn % 3);
    return (window_case){.w = w,
                         .kind = (data_kind)(turn % DATA_KINDS),
                         .side = (guard_side)(turn / 2 % GUARD_SIDES),
                         .residual = (int)(turn / 5 % 3)};
}

static fit_window pointwise(int32_t in_c, int32_t out_h, int32_t out_w, int32_t out_c)
{
    return (fit_window){.batch = 1,
                        .in_h = out_h,
                        .in_w = out_w,
                        .in_c = in_c,
                        .out_h = out_h,
                        .out_w = out_w,
                        .out_c = out_c,
                        .kernel_h = 1,
                        .kernel_w = 1,
                        .stride_h = 1,
                        .stride_w = 1};
}

/* kernel x (kernel or kernel + 1) over an image of 11 x 9. padding 0: none; 1: SAME; 2: uneven, and more to the right.
 */
static fit_window square(int32_t kernel, int32_t stride, int padding, int32_t in_c, int32_t out_c)
{
    fit_window w = {.batch = 2,
                    .in_h = 11,
                    .in_w = 9,
                    .in_c = in_c,
                    .out_c = out_c,
                    .kernel_h = kernel,
                    .kernel_w = kernel,
                    .stride_h = stride,
                    .stride_w = stride};
    if (padding == 0) {
        w.out_h = (w.in_h - kernel) / stride + 1;
        w.out_w = (w.in_w - kernel) / stride + 1;
        return w;
    }
    w.out_h = (w.in_h + stride - 1) / stride;
    w.out_w = (w.in_w + stride - 1) / stride;
    w.pad_top = padding == 1 ? (kernel - 1) / 2 : 0;
    w.pad_left = padding == 1 ? (kernel - 1) / 2 : kernel / 3;
    return w;
}

static const int32_t kernels[] = {1, 2, 3, 5, 7};
enum { KERNELS = sizeof kernels / sizeof kernels[0], MAX_STRIDE = 3, PADDINGS = 3, TAIL_MAX = 67 };

static void each_square(const fit_nn_kernels *k, int32_t in_c, int32_t out_c,
                        void (*run)(const fit_nn_kernels *k, const window_case *c))
{
    for (int i = 0; i < KERNELS; i++) {
        for (int32_t stride = 1; stride <= MAX_STRIDE; stride++) {
            for (int padding = 0; padding < PADDINGS; padding++) {
                const window_case c = turning_case(square(kernels[i], stride, padding, in_c, out_c));
                run(k, &c);
            }
        }
    }
}

static void each_special(const fit_nn_kernels *k, int32_t in_c, int32_t out_c,
                         void (*run)(const fit_nn_kernels *k, const window_case *c))
{
    for (int i = 0; i < KERNELS; i++) {
        window_case c = turning_case(square(kernels[i], 1, 1, in_c, out_c));
        c.kind = DATA_SPECIAL;
        run(k, &c);
    }
}

/* Kernel, stride and padding that differ between the axes. */
static fit_window oblong(int32_t in_c, int32_t out_c)
{
    return (fit_window){.batch = 1,
                        .in_h = 10,
                        .in_w = 13,
                        .in_c = in_c,
                        .out_h = 5,
                        .out_w = 13,
                        .out_c = out_c,
                        .kernel_h = 3,
                        .kernel_w = 5,
                        .stride_h = 2,
                        .stride_w = 1,
                        .pad_top = 0,
                        .pad_left = 2};
}

/* Weights with enough zeros to be packed as sparse, and with nearly enough; a channel without any weight; input
 * channels that make one slice, several, and a last one of one channel more (of 96, and of 192 where vectors are
 * short). */
static void check_sparse(const fit_nn_kernels *k)
{
    for (int32_t n = 1; n <= TAIL_MAX; n++) {
        const fit_window shapes[] = {pointwise(n, 5, 9, 20), pointwise(12, 1, n, 18), pointwise(13, 7, 7, n),
                                     pointwise(8, n, 11, 3)};
        for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
            window_case c = turning_case(shapes[i]);
            c.zeros = 6 + n % 4;
            conv_case(k, &c);
        }
    }
    fit_window padded = pointwise(8, 9, 7, 11);
    padded.pad_top = 1;
    fit_window shifted = padded;
    shifted.pad_top = 0;
    shifted.pad_left = 1;
    fit_window tall = pointwise(8, 9, 7, 11);
    tall.batch = 2;
    tall.in_h = 12;
    fit_window wide = pointwise(8, 9, 7, 11);
    wide.in_w = 8;
    const fit_window shapes[] = {pointwise(301, 13, 41, 35),
                                 pointwise(1201, 5, 9, 20),
                                 pointwise(2305, 1, 21, 17),
                                 pointwise(301, 3, 11, 213),
                                 pointwise(9217, 1, 6, 3),
                                 padded,
                                 shifted,
                                 tall,
                                 wide,
                                 square(1, 2, 0, 8, 11)};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        window_case c = turning_case(shapes[i]);
        c.zeros = i % 2 ? 8 : 10;
        conv_case(k, &c);
        c.zeros = 8;
        c.kind = DATA_SPECIAL;
        c.side = GUARD_BACK;
        conv_case(k, &c);
    }
}

/* Few pixels of many channels, in two pictures, dense and sparse: shared out by channels, with each kind of residual.
 */
static void check_channels(const fit_nn_kernels *k)
{
    for (int32_t channels = 96; channels <= 210; channels += 19) {
        fit_window w = pointwise(97, 5, 4, channels);
        w.batch = 2;
        for (int i = 0; i < 6; i++) {
            window_case c = turning_case(w);
            c.zeros = i % 2 ? 8 : 0;
            c.residual = i / 2;
            conv_case(k, &c);
        }
    }
}

unsigned check_conv(const fit_nn_kernels *k)
{
    check_sparse(k);
    check_channels(k);
    for (int32_t n = 1; n <= TAIL_MAX; n++) {
        const fit_window shapes[] = {pointwise(5, 1, 7, n), pointwise(9, n, 1, 21), pointwise(n, 3, 4, 10),
                                     pointwise(16, 1, n, n)};
        for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
            const window_case c = turning_case(shapes[i]);
            conv_case(k, &c);
        }
    }
    each_square(k, 1, 3, conv_case);
    each_square(k, 3, 24, conv_case);
    each_square(k, 8, 50, conv_case);
    each_special(k, 6, 39, conv_case);
    /* Several blocks of pixels: few taps and many pixels, then so many taps that a block is one tile; a lone pixel; few
     * pixels of many channels. */
    const fit_window large[] = {pointwise(2, 23, 71, 5),    pointwise(5003, 5, 7, 18), square(3, 1, 1, 1201, 17),
                                pointwise(1201, 1, 1, 195), pointwise(31, 7, 7, 213),  oblong(4, 20)};
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        const window_case c = turning_case(large[i]);
        conv_case(k, &c);
    }
    return failures_take();
}

/* Stride 2 over even sizes, where SAME pads less in front: as the pose networks do. */
static fit_window halving(int32_t kernel, int32_t channels)
{
    fit_window w = square(kernel, 2, 1, channels, channels);
    w.in_h = 12;
    w.in_w = 18;
    w.out_h = 6;
    w.out_w = 9;
    w.pad_top = (kernel - 2) / 2;
    w.pad_left = (kernel - 2) / 2;
    return w;
}

/* A depthwise residual must not be out. */
static void depthwise_apart(const fit_nn_kernels *k, const window_case *c)
{
    window_case apart = *c;
    apart.residual = c->residual != 0;
    depthwise_case(k, &apart);
}

unsigned check_depthwise(const fit_nn_kernels *k)
{
    static const int32_t few[] = {1, 8, 21, 64};
    for (int32_t n = 1; n <= TAIL_MAX; n++) {
        for (int i = 0; i < 4; i++) {
            /* Channels, then columns. */
            fit_window w = square(i % 2 ? 5 : 3, i / 2 + 1, 1, n, n);
            window_case c = turning_case(w);
            depthwise_apart(k, &c);
            w = square(i % 2 ? 5 : 3, i / 2 + 1, 1, 17, 17);
            w.in_w = n;
            w.out_w = (n + w.stride_w - 1) / w.stride_w;
            c = turning_case(w);
            depthwise_apart(k, &c);
        }
    }
    for (int i = 0; i < 4; i++)
        each_square(k, few[i], few[i], depthwise_apart);
    each_special(k, 19, 19, depthwise_apart);
    fit_window cropped = square(3, 1, 0, 20, 20); /* fewer outputs than the input has room for */
    cropped.in_w = 20;
    cropped.out_w = 5;
    const fit_window others[] = {oblong(20, 20), cropped, halving(3, 20), halving(5, 20)};
    enum { OTHERS = sizeof others / sizeof others[0] };
    for (int i = 0; i < 2 * OTHERS; i++) {
        window_case c = turning_case(others[i / 2]);
        c.side = (guard_side)(i % GUARD_SIDES);
        depthwise_apart(k, &c);
    }
    return failures_take();
}

static buffer run_max_pool(const fit_nn_kernels *k, const window_case *c, const buffer *in)
{
    buffer out = buffer_make(output_floats(&c->w), c->side);
    fill_constant(&out, NAN);
    const int32_t rows = c->w.batch * c->w.out_h;
    k->max_pool(&c->w, in->data, out.data, 0, rows / 3);
    k->max_pool(&c->w, in->data, out.data, rows / 3, rows);
    return out;
}

static void max_pool_case(const fit_nn_kernels *k, const window_case *c)
{
    buffer in = buffer_make(input_floats(&c->w), c->side);
    fill(&in, c->kind);
    buffer want = run_max_pool(fit_nn_kernels_get(FIT_NN_ISA_REFERENCE), c, &in);
    buffer got = run_max_pool(k, c, &in);
    compare(describe("max_pool", k, c), &got, &want, NULL, 0.0, 0.0);
    buffer_free(&in);
    buffer_free(&want);
    buffer_free(&got);
}

unsigned check_max_pool(const fit_nn_kernels *k)
{
    for (int32_t n = 1; n <= TAIL_MAX; n++) {
        const window_case c = turning_case(square(2 + n % 2, 2, 1, n, n));
        max_pool_case(k, &c);
    }
    each_square(k, 3, 3, max_pool_case);
    each_square(k, 37, 37, max_pool_case);
    const window_case c = turning_case(oblong(20, 20));
    max_pool_case(k, &c);
    return failures_take();
}

static buffer run_resize(const fit_nn_kernels *k, const window_case *c, int mode, const buffer *in,
                         const buffer *residual)
{
    const float *added = c->residual ? residual->data : NULL;
    buffer out = buffer_make(output_floats(&c->w), c->side);
    fill_constant(&out, NAN);
    const int32_t rows = c->w.batch * c->w.out_h;
    k->resize_bilinear(&c->w, mode == 1, mode == 2, in->data, added, out.data, 0, rows / 3);
    k->resize_bilinear(&c->w, mode == 1, mode == 2, in->data, added, out.data, rows / 3, rows);
    return out;
}

/* low + (high - low) * weight rounds three times, by at most u of 2 m, 2 m and m, m the largest magnitude of the four
 * neighbours; twice in a row, the residual's sum by 2 m, and the reference's u, of 2 m too: 14 u m. A weight's own
 * rounding is shared with the reference. */
static void resize_case(const fit_nn_kernels *k, const window_case *c, int mode)
{
    buffer in = buffer_make(input_floats(&c->w), c->side);
    fill(&in, c->kind);
    buffer residual = buffer_make(output_floats(&c->w), c->side);
    fill(&residual, c->kind);
    float largest = 0.0F;
    for (size_t i = 0; i < in.n; i++)
        largest = fmaxf(largest, fabsf(in.data[i]));
    for (size_t i = 0; i < residual.n; i++)
        largest = fmaxf(largest, fabsf(residual.data[i]));
    buffer want = run_resize(fit_nn_kernels_get(FIT_NN_ISA_REFERENCE), c, mode, &in, &residual);
    buffer got = run_resize(k, c, mode, &in, &residual);
    buffer magnitude = buffer_make(want.n, c->side);
    fill_constant(&magnitude, largest);
    compare(describe("resize", k, c), &got, &want, &magnitude, 14.0 * 0x1p-24, 0x1p-148);
    buffer_free(&in);
    buffer_free(&residual);
    buffer_free(&want);
    buffer_free(&got);
    buffer_free(&magnitude);
}

unsigned check_resize(const fit_nn_kernels *k)
{
    static const int32_t sizes[][4] = {/* in_h, in_w, out_h, out_w */
                                       {4, 4, 8, 8},
                                       {5, 3, 7, 11},
                                       {1, 1, 3, 2},
                                       {6, 8, 3, 5},
                                       {9, 2, 1, 1}};
    for (int32_t channels = 1; channels <= TAIL_MAX; channels++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            for (int mode = 0; mode < 3; mode++) {
                fit_window w = {.batch = 2, .in_c = channels, .out_c = channels};
                w.in_h = sizes[i][0];
                w.in_w = sizes[i][1];
                w.out_h = sizes[i][2];
                w.out_w = sizes[i][3];
                const window_case c = turning_case(w);
                resize_case(k, &c, mode);
            }
        }
    }
    return failures_take();
}
