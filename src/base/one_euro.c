#include "base/one_euro.h"

#include <assert.h>

/* Share of the new value in a first-order low-pass: 1 / (1 + tau / dt), tau = 1 / (2 pi cutoff); written so that an
 * infinite cutoff gives 1. */
static float new_share(float cutoff_hz, float dt_s)
{
    const float turn = 6.28318531f * cutoff_hz * dt_s;
    return 1.0f - 1.0f / (turn + 1.0f);
}

static float mix(float old, float new, float share)
{
    return old + share * (new - old);
}

float fit_one_euro_push(fit_one_euro *filter, const fit_one_euro_params *params, float value, float speed_scale,
                        int64_t t_ms)
{
    if (!filter->started) {
        *filter = (fit_one_euro){.raw = value, .smoothed = value, .t_ms = t_ms, .started = true};
        return value;
    }
    assert(t_ms > filter->t_ms);
    const float dt_s = (float)(t_ms - filter->t_ms) * 1e-3f;
    const float speed = (value - filter->raw) * speed_scale / dt_s;
    filter->speed = mix(filter->speed, speed, new_share(params->derivative_cutoff_hz, dt_s));
    const float magnitude = filter->speed < 0.0f ? -filter->speed : filter->speed;
    const float cutoff_hz = params->min_cutoff_hz + params->beta * magnitude;
    filter->smoothed = mix(filter->smoothed, value, new_share(cutoff_hz, dt_s));
    filter->raw = value;
    filter->t_ms = t_ms;
    return filter->smoothed;
}
