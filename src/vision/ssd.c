#include "vision/ssd.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

static const float LOGIT_LIMIT = 100.0f;

size_t fit_ssd_anchor_count(const fit_ssd *ssd)
{
    size_t count = 0;
    for (size_t g = 0; g < ssd->n_grids; g++) {
        const size_t cells = (size_t)(ssd->input_side / ssd->grids[g].stride);
        count += cells * cells * (size_t)ssd->grids[g].anchors_per_cell;
    }
    return count;
}

static bool decode_row(const fit_ssd *ssd, const float *row, fit_vec2 anchor, float logit, fit_detection *out)
{
    const float scale = 1.0f / (float)ssd->input_side;
    const fit_vec2 center = {anchor.x + scale * row[0], anchor.y + scale * row[1]};
    const fit_vec2 half = {0.5f * scale * row[2], 0.5f * scale * row[3]};
    if (!(half.x >= 0.0f && half.y >= 0.0f))
        return false;
    out->score = 1.0f / (1.0f + expf(-fminf(fmaxf(logit, -LOGIT_LIMIT), LOGIT_LIMIT)));
    out->min = (fit_vec2){center.x - half.x, center.y - half.y};
    out->max = (fit_vec2){center.x + half.x, center.y + half.y};
    bool finite = isfinite(out->min.x) && isfinite(out->min.y) && isfinite(out->max.x) && isfinite(out->max.y);
    for (size_t k = 0; k < ssd->keypoints; k++) {
        const fit_vec2 point = {anchor.x + scale * row[4 + 2 * k], anchor.y + scale * row[5 + 2 * k]};
        finite = finite && isfinite(point.x) && isfinite(point.y);
        out->keypoint[k] = point;
    }
    return finite;
}

size_t fit_ssd_decode(const fit_ssd *ssd, const float *boxes, const float *logits, fit_detection *detections)
{
    assert(ssd->keypoints <= FIT_DETECTION_MAX_KEYPOINTS);
    const float min_logit = logf(ssd->min_score / (1.0f - ssd->min_score));
    const size_t row_floats = 4 + 2 * ssd->keypoints;
    size_t n = 0;
    for (size_t g = 0; g < ssd->n_grids; g++) {
        const int32_t cells = ssd->input_side / ssd->grids[g].stride;
        const int32_t a_row = cells * ssd->grids[g].anchors_per_cell;
        for (int32_t i = 0; i < cells * a_row; i++, boxes += row_floats, logits++) {
            if (!(*logits >= min_logit))
                continue;
            const int32_t column = i % a_row / ssd->grids[g].anchors_per_cell, row = i / a_row;
            const fit_vec2 anchor = {((float)column + 0.5f) / (float)cells, ((float)row + 0.5f) / (float)cells};
            n += decode_row(ssd, boxes, anchor, *logits, &detections[n]);
        }
    }
    return n;
}

static float area(const fit_detection *d)
{
    return (d->max.x - d->min.x) * (d->max.y - d->min.y);
}

static float overlap(const fit_detection *a, const fit_detection *b)
{
    const float width = fminf(a->max.x, b->max.x) - fmaxf(a->min.x, b->min.x);
    const float height = fminf(a->max.y, b->max.y) - fmaxf(a->min.y, b->min.y);
    if (width <= 0.0f || height <= 0.0f)
        return 0.0f;
    const float shared = width * height;
    return shared / (area(a) + area(b) - shared);
}

static void add(fit_vec2 *sum, fit_vec2 value, float weight)
{
    sum->x += weight * value.x;
    sum->y += weight * value.y;
}

static void accumulate(fit_detection *sum, const fit_detection *part, size_t keypoints)
{
    sum->score += part->score;
    add(&sum->min, part->min, part->score);
    add(&sum->max, part->max, part->score);
    for (size_t k = 0; k < keypoints; k++)
        add(&sum->keypoint[k], part->keypoint[k], part->score);
}

static void scale(fit_vec2 *value, float factor)
{
    value->x *= factor;
    value->y *= factor;
}

static fit_detection weighted_mean(fit_detection sum, size_t keypoints, float score)
{
    const float factor = 1.0f / sum.score;
    scale(&sum.min, factor);
    scale(&sum.max, factor);
    for (size_t k = 0; k < keypoints; k++)
        scale(&sum.keypoint[k], factor);
    sum.score = score;
    return sum;
}

static size_t best_of(const fit_detection *detections, size_t begin, size_t end)
{
    size_t best = begin;
    for (size_t i = begin + 1; i < end; i++)
        if (detections[i].score > detections[best].score)
            best = i;
    return best;
}

size_t fit_detections_merge(fit_detection *detections, size_t n, size_t keypoints, float min_iou)
{
    size_t merged = 0;
    for (; merged < n; merged++) {
        const size_t best = best_of(detections, merged, n);
        const fit_detection top = detections[best];
        detections[best] = detections[merged];
        fit_detection sum = {.score = 0.0f};
        accumulate(&sum, &top, keypoints);
        size_t rest = merged + 1;
        for (size_t i = merged + 1; i < n; i++) {
            if (overlap(&top, &detections[i]) > min_iou)
                accumulate(&sum, &detections[i], keypoints);
            else
                detections[rest++] = detections[i];
        }
        detections[merged] = weighted_mean(sum, keypoints, top.score);
        n = rest;
    }
    return merged;
}
