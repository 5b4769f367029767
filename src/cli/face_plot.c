#include "cli/face_plot.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* Pixels. */
enum { WIDTH = 720, HEIGHT = 480, LEFT = 70, RIGHT = 20, TOP = 30, BOTTOM = 60 };
enum { PLOT_WIDTH = WIDTH - LEFT - RIGHT, PLOT_HEIGHT = HEIGHT - TOP - BOTTOM };

/* Told apart by colour-blind readers too (Okabe and Ito 2008). */
static const char *const COLOURS[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};

typedef struct canvas {
    fit_buffer *svg;
    fit_status status; /* the first failure; later calls do nothing */
    double min_log_far, min_tar;
} canvas;

static void put(canvas *c, const char *format, ...) FIT_PRINTF(2, 3);

static void put(canvas *c, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    const int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (c->status == FIT_OK && len >= 0 && (size_t)len < sizeof text)
        c->status = fit_buffer_append(c->svg, text, (size_t)len);
}

static void put_escaped(canvas *c, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '<':
            put(c, "&lt;");
            break;
        case '&':
            put(c, "&amp;");
            break;
        default:
            put(c, "%c", *text);
        }
}

static double x_of(const canvas *c, double far)
{
    const double log_far = fmax(log10(fmax(far, 1e-300)), c->min_log_far);
    return LEFT + PLOT_WIDTH * (1.0 - log_far / c->min_log_far);
}

static double y_of(const canvas *c, double tar)
{
    return TOP + PLOT_HEIGHT * (1.0 - (fmax(tar, c->min_tar) - c->min_tar) / (1.0 - c->min_tar));
}

static void draw_axes(canvas *c)
{
    put(c, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#666\"/>\n", LEFT, TOP,
        PLOT_WIDTH, PLOT_HEIGHT);
    for (int k = (int)c->min_log_far; k <= 0; k++) {
        const double x = x_of(c, pow(10.0, k));
        put(c, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>\n", x, x, TOP, TOP + PLOT_HEIGHT);
        put(c, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g %%</text>\n", x, TOP + PLOT_HEIGHT + 20,
            100.0 * pow(10.0, k));
    }
    for (int k = 0; k <= 5; k++) {
        const double tar = c->min_tar + (1.0 - c->min_tar) * k / 5.0, y = y_of(c, tar);
        put(c, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", LEFT, LEFT + PLOT_WIDTH, y, y);
        put(c, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.3g %%</text>\n", LEFT - 8, y + 4, 100.0 * tar);
    }
    put(c, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">false accept rate</text>\n", LEFT + PLOT_WIDTH / 2,
        HEIGHT - 15);
    put(c, "<text x=\"%d\" y=\"%d\">true accept rate</text>\n", LEFT, TOP - 10);
}

static void draw_curve(canvas *c, const fit_plot_curve *curve)
{
    const fit_trial_result *r = curve->result;
    const char *colour = COLOURS[curve->colour % (sizeof COLOURS / sizeof *COLOURS)];
    put(c, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"", colour,
        curve->dashed ? " stroke-dasharray=\"6 4\"" : "");
    fit_roc_counts accepted = {0.0, 0.0};
    double last_x = -1.0, last_y = -1.0;
    for (size_t i = 0; i < r->n_scores; i++) {
        if (r->scores[i].a == r->scores[i].b)
            accepted.genuine += 1.0;
        else
            accepted.impostor += 1.0;
        const double x = x_of(c, fmax(accepted.impostor, 1.0) / r->pairs.impostor),
                     y = y_of(c, accepted.genuine / r->pairs.genuine);
        if (fabs(x - last_x) + fabs(y - last_y) < 0.5 && i + 1 < r->n_scores)
            continue;
        put(c, "%.1f,%.1f ", x, y);
        last_x = x;
        last_y = y;
    }
    put(c, "\"/>\n");
}

static void draw_legend(canvas *c, const fit_plot_curve *curves, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double y = TOP + PLOT_HEIGHT - 15.0 - 20.0 * (double)(n - 1 - i);
        const int x = LEFT + PLOT_WIDTH - 280;
        put(c, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2\"%s/>\n", x, x + 30,
            y - 4, y - 4, COLOURS[curves[i].colour % (sizeof COLOURS / sizeof *COLOURS)],
            curves[i].dashed ? " stroke-dasharray=\"6 4\"" : "");
        put(c, "<text x=\"%d\" y=\"%.1f\">", x + 38, y);
        put_escaped(c, curves[i].label);
        put(c, "</text>\n");
    }
}

/* The worst TAR at the strictest threshold that accepts a stranger at all, rounded down to a tenth. */
static void choose_range(canvas *c, const fit_plot_curve *curves, size_t n)
{
    c->min_log_far = -1.0;
    c->min_tar = 0.9;
    for (size_t i = 0; i < n; i++) {
        const fit_trial_result *r = curves[i].result;
        c->min_log_far = fmin(c->min_log_far, -ceil(log10(fmax(r->pairs.impostor, 10.0))));
        const double tar = fit_roc_tar_at_far(r->scores, r->n_scores, NULL, 0.0, NULL);
        c->min_tar = fmin(c->min_tar, floor(10.0 * fmin(fmax(tar, 0.0), 0.99)) / 10.0);
    }
}

fit_status fit_plot_roc(fit_buffer *svg, const fit_plot_curve *curves, size_t n)
{
    canvas c = {.svg = svg, .status = FIT_OK};
    choose_range(&c, curves, n);
    put(&c,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
        "font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n<rect width=\"100%%\" height=\"100%%\" "
        "fill=\"#fff\"/>\n",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    draw_axes(&c);
    for (size_t i = 0; i < n; i++)
        if (curves[i].result->pairs.genuine > 0.0 && curves[i].result->pairs.impostor > 0.0)
            draw_curve(&c, &curves[i]);
    draw_legend(&c, curves, n);
    put(&c, "</svg>\n");
    return c.status;
}
