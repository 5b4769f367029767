#include "media/video/clock.h"

#include <math.h>

static const double STEP_BACK_MS = 1000;

void fit_video_clock_init(fit_video_clock *clock, double unit_ms, double frame_ms)
{
    *clock = (fit_video_clock){.unit_ms = unit_ms, .frame_ms = frame_ms};
}

int64_t fit_video_clock_next(fit_video_clock *clock, int64_t pts, bool known)
{
    double stamp_ms = (double)pts * clock->unit_ms;
    if (!clock->running) {
        clock->running = true;
        clock->origin_ms = known ? stamp_ms : 0;
        clock->last_ms = 0;
        clock->last_t_ms = 0;
        return 0;
    }
    double expected_ms = clock->last_ms + clock->frame_ms;
    double ms = known ? stamp_ms - clock->origin_ms : expected_ms;
    if (ms < clock->last_ms - STEP_BACK_MS) {
        clock->origin_ms = stamp_ms - expected_ms;
        ms = expected_ms;
    }
    int64_t t_ms = llround(ms);
    if (t_ms <= clock->last_t_ms)
        t_ms = clock->last_t_ms + 1;
    clock->last_ms = fmax(ms, clock->last_ms);
    clock->last_t_ms = t_ms;
    return t_ms;
}
