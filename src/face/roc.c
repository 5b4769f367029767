#include "face/roc.h"

#include <math.h>
#include <stdlib.h>

static int by_similarity(const void *a, const void *b)
{
    const float x = ((const fit_roc_score *)a)->similarity, y = ((const fit_roc_score *)b)->similarity;
    return (x < y) - (x > y);
}

void fit_roc_sort(fit_roc_score *scores, size_t n)
{
    if (n > 0)
        qsort(scores, n, sizeof *scores, by_similarity);
}

static double weight_of(const fit_roc_score *score, const uint32_t *weight)
{
    if (!weight)
        return 1.0;
    return score->a == score->b ? weight[score->a] : (double)weight[score->a] * weight[score->b];
}

static void count(fit_roc_counts *counts, const fit_roc_score *score, const uint32_t *weight)
{
    *(score->a == score->b ? &counts->genuine : &counts->impostor) += weight_of(score, weight);
}

fit_roc_counts fit_roc_accepted(const fit_roc_score *scores, size_t n, const uint32_t *weight, float threshold)
{
    fit_roc_counts counts = {0.0, 0.0};
    for (size_t i = 0; i < n && scores[i].similarity >= threshold; i++)
        count(&counts, &scores[i], weight);
    return counts;
}

/* Walks the curve from the strictest threshold to the laxest. */
typedef struct walk {
    const fit_roc_score *scores;
    size_t n, next;
    float similarity; /* the last that was accepted */
    const uint32_t *weight;
    fit_roc_counts all, accepted;
} walk;

/* False when a rate is not defined for want of pairs. */
static bool walk_begin(walk *w, const fit_roc_score *scores, size_t n, const uint32_t *weight)
{
    *w = (walk){.scores = scores, .n = n, .weight = weight};
    w->all = fit_roc_accepted(scores, n, weight, -INFINITY);
    return w->all.genuine > 0.0 && w->all.impostor > 0.0;
}

/* Accepts the next similarity that weighs anything, and all that equal it; false at the end. */
static bool walk_on(walk *w)
{
    while (w->next < w->n && weight_of(&w->scores[w->next], w->weight) == 0.0)
        w->next++;
    if (w->next == w->n)
        return false;
    w->similarity = w->scores[w->next].similarity;
    while (w->next < w->n && w->scores[w->next].similarity >= w->similarity)
        count(&w->accepted, &w->scores[w->next++], w->weight);
    return true;
}

static double walk_tar(const walk *w)
{
    return w->accepted.genuine / w->all.genuine;
}

static double walk_far(const walk *w)
{
    return w->accepted.impostor / w->all.impostor;
}

double fit_roc_balanced(const fit_roc_score *scores, size_t n, const uint32_t *weight, float threshold)
{
    walk w;
    if (!walk_begin(&w, scores, n, weight))
        return NAN;
    w.accepted = fit_roc_accepted(scores, n, weight, threshold);
    return 0.5 * (walk_tar(&w) + 1.0 - walk_far(&w));
}

double fit_roc_tar_at_far(const fit_roc_score *scores, size_t n, const uint32_t *weight, double far, float *threshold)
{
    walk w;
    double tar = 0.0;
    float least = n > 0 ? nextafterf(scores[0].similarity, INFINITY) : 1.0f;
    const bool defined = walk_begin(&w, scores, n, weight);
    while (defined && walk_on(&w) && walk_far(&w) <= far) {
        tar = walk_tar(&w);
        least = w.similarity;
    }
    if (threshold)
        *threshold = least;
    return defined ? tar : NAN;
}

double fit_roc_equal_error(const fit_roc_score *scores, size_t n, const uint32_t *weight)
{
    walk w;
    if (!walk_begin(&w, scores, n, weight))
        return NAN;
    double gap = 1.0, error = 0.5; /* nothing accepted: FAR 0, false rejects 1 */
    while (walk_on(&w)) {
        const double far = walk_far(&w), rejected = 1.0 - walk_tar(&w);
        if (fabs(far - rejected) < gap) {
            gap = fabs(far - rejected);
            error = 0.5 * (far + rejected);
        }
    }
    return error;
}

fit_roc_normal fit_roc_fit(const fit_roc_score *scores, size_t n, const uint32_t *weight, bool genuine)
{
    double sum = 0.0, squares = 0.0, pairs = 0.0;
    for (size_t i = 0; i < n; i++) {
        if ((scores[i].a == scores[i].b) != genuine)
            continue;
        const double z = atanh(fmin((double)scores[i].similarity, 0.99999)), w = weight_of(&scores[i], weight);
        sum += w * z;
        squares += w * z * z;
        pairs += w;
    }
    if (pairs == 0.0)
        return (fit_roc_normal){NAN, NAN};
    const double mean = sum / pairs;
    return (fit_roc_normal){mean, sqrt(fmax(squares / pairs - mean * mean, 0.0))};
}

float fit_roc_equal_threshold(const fit_roc_score *scores, size_t n, const uint32_t *weight)
{
    const fit_roc_normal same = fit_roc_fit(scores, n, weight, true);
    const fit_roc_normal different = fit_roc_fit(scores, n, weight, false);
    const double both = same.deviation + different.deviation;
    if (both == 0.0)
        return (float)tanh(0.5 * (same.mean + different.mean));
    return (float)tanh((same.mean * different.deviation + different.mean * same.deviation) / both);
}

fit_roc_interval fit_roc_wilson(double hits, double n)
{
    const double z = 1.959963984540054;
    if (n <= 0.0)
        return (fit_roc_interval){0.0, 1.0};
    const double share = hits / n, scale = 1.0 + z * z / n;
    const double middle = (share + z * z / (2.0 * n)) / scale;
    const double half = z / scale * sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
    return (fit_roc_interval){fmax(middle - half, 0.0), fmin(middle + half, 1.0)};
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

fit_roc_interval fit_roc_percentiles(double *values, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            values[kept++] = values[i];
    if (kept == 0)
        return (fit_roc_interval){NAN, NAN};
    qsort(values, kept, sizeof *values, by_value);
    const double last = (double)(kept - 1);
    return (fit_roc_interval){values[(size_t)floor(0.025 * last)], values[(size_t)ceil(0.975 * last)]};
}

uint64_t fit_roc_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void fit_roc_shuffle(uint32_t *items, size_t n, uint64_t *state)
{
    for (size_t i = n; i > 1; i--) { /* Fisher-Yates; the bias of % is below 2^-32 */
        const size_t j = (size_t)(fit_roc_random(state) % i);
        const uint32_t item = items[i - 1];
        items[i - 1] = items[j];
        items[j] = item;
    }
}
