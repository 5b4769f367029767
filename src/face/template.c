#include "face/template.h"

#include <math.h>

static float dot(const float *a, const float *b)
{
    float sum = 0.0f;
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        sum += a[i] * b[i];
    return sum;
}

float fit_face_similarity(const fit_face_embedding *a, const fit_face_embedding *b)
{
    return dot(a->value, b->value);
}

static void add(fit_face_embedding *sum, const fit_face_embedding *part, float weight)
{
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        sum->value[i] += weight * part->value[i];
}

/* Of part with sum without it; 1 when nothing else is left. */
static float agreement(const fit_face_embedding *sum, const fit_face_embedding *part, float weight)
{
    fit_face_embedding rest = *sum;
    add(&rest, part, -weight);
    const float length = sqrtf(dot(rest.value, rest.value));
    return length > 1e-6f ? dot(rest.value, part->value) / length : 1.0f;
}

/* Drops whoever agrees least until all agree. Returns the weight that is left, summed in *sum. */
static float drop_strangers(const fit_face_embedding *embeddings, const float *weight, size_t n, bool *kept,
                            fit_face_embedding *sum)
{
    for (;;) {
        float total = 0.0f, least = FIT_TEMPLATE_AGREEMENT;
        size_t stranger = n;
        *sum = (fit_face_embedding){0};
        for (size_t i = 0; i < n; i++)
            if (kept[i]) {
                add(sum, &embeddings[i], weight[i]);
                total += weight[i];
            }
        for (size_t i = 0; i < n; i++) {
            if (!kept[i])
                continue;
            const float similarity = agreement(sum, &embeddings[i], weight[i]);
            if (similarity < least) {
                least = similarity;
                stranger = i;
            }
        }
        if (stranger == n)
            return total;
        kept[stranger] = false;
    }
}

fit_status fit_face_average(const fit_face_embedding *embeddings, const float *weights, size_t n,
                            fit_face_embedding *out, bool *kept)
{
    float weight[FIT_TEMPLATE_MAX], total = 0.0f;
    bool keep[FIT_TEMPLATE_MAX];
    if (n < 1 || n > FIT_TEMPLATE_MAX)
        return FIT_ERR_ARG;
    for (size_t i = 0; i < n; i++) {
        weight[i] = weights ? weights[i] : 1.0f;
        if (!(weight[i] >= 0.0f) || !isfinite(weight[i]))
            return FIT_ERR_ARG;
        keep[i] = weight[i] > 0.0f;
        total += weight[i];
    }
    fit_face_embedding sum;
    const float left = drop_strangers(embeddings, weight, n, keep, &sum);
    const float length = sqrtf(dot(sum.value, sum.value));
    if (!(left > 0.5f * total && length > 0.0f))
        return FIT_ERR_NOT_FOUND;
    for (size_t i = 0; i < FIT_FACE_EMBEDDING; i++)
        out->value[i] = sum.value[i] / length;
    for (size_t i = 0; kept && i < n; i++)
        kept[i] = keep[i];
    return FIT_OK;
}
