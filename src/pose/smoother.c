#include "pose/smoother.h"

#include <math.h>

/* Constants: the graph PoseLandmarkFiltering inside @mediapipe/pose 0.5. Speeds in the picture are in body sizes a
 * second (the size being the region before its margin), those in the world in metres a second. */
static const fit_one_euro_params IMAGE = {.min_cutoff_hz = 0.05f, .beta = 80.0f, .derivative_cutoff_hz = 1.0f};
static const fit_one_euro_params WORLD = {.min_cutoff_hz = 0.1f, .beta = 40.0f, .derivative_cutoff_hz = 1.0f};
static const fit_one_euro_params REGION = {.min_cutoff_hz = 0.01f, .beta = 10.0f, .derivative_cutoff_hz = 1.0f};
static const float MIN_SIZE_PX = 1e-3f; /* keeps the scale finite */

/* There, a new visibility has a share of 0.1 each frame, whatever the time between frames. At 30 frames a second that
 * is this time constant: 1000 / 30 / -ln(1 - 0.1). */
static const float VISIBILITY_TAU_MS = 316.4f;

static void smooth_point(fit_one_euro filter[3], const fit_one_euro_params *params, fit_point *point, float scale,
                         int64_t t_ms)
{
    point->x = fit_one_euro_push(&filter[0], params, point->x, scale, t_ms);
    point->y = fit_one_euro_push(&filter[1], params, point->y, scale, t_ms);
    point->z = fit_one_euro_push(&filter[2], params, point->z, scale, t_ms);
}

static void smooth_landmarks(fit_smoother *smoother, fit_body *body, float scale, int64_t t_ms)
{
    const float kept = smoother->started ? expf(-(float)(t_ms - smoother->t_ms) / VISIBILITY_TAU_MS) : 0.0f;
    for (size_t i = 0; i < FIT_LM_COUNT; i++) {
        smooth_point(smoother->image[i], &IMAGE, &body->image[i], scale, t_ms);
        smooth_point(smoother->world[i], &WORLD, &body->world[i], 1.0f, t_ms);
        smoother->visibility[i] = kept * smoother->visibility[i] + (1.0f - kept) * body->image[i].visibility;
        body->image[i].visibility = body->world[i].visibility = smoother->visibility[i];
    }
}

static void smooth_end(fit_one_euro filter[2], fit_vec2 *end, float scale, int64_t t_ms)
{
    end->x = fit_one_euro_push(&filter[0], &REGION, end->x, scale, t_ms);
    end->y = fit_one_euro_push(&filter[1], &REGION, end->y, scale, t_ms);
}

void fit_smoother_push(fit_smoother *smoother, fit_body *body, bool landmarks, int64_t t_ms)
{
    const float size_px = 2.0f * hypotf(body->reach.x - body->hips.x, body->reach.y - body->hips.y);
    const float scale = 1.0f / fmaxf(size_px, MIN_SIZE_PX);
    if (landmarks)
        smooth_landmarks(smoother, body, scale, t_ms);
    smooth_end(smoother->region[0], &body->hips, scale, t_ms);
    smooth_end(smoother->region[1], &body->reach, scale, t_ms);
    smoother->t_ms = t_ms;
    smoother->started = true;
}
