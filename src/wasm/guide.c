#include "wasm/guide.h"

/* The first repetition shall be able to count within 3 s of the camera's first light. Steady
 * view and countdown take 2.1 s of them, which leaves 0.9 s for opening the video and the first detection. */
enum {
    STEADY_MS = 300, /* good framing must hold this long: a person walking through is no start */
    BEATS = 3,
    BEAT_MS = 600,
    /* A hint on show changes only when the new one has held: words that flicker cannot be read. */
    HINT_MS = 400,
    /* Bending for a dumbbell or one bad frame shall not break the countdown, leaving the picture shall. */
    ABANDON_MS = 600,
    /* While training one moves out of the ideal frame all the time; only a lasting loss is worth a word. */
    TRAINING_HINT_MS = 1500,
};

static void enter(fit_guide *guide, fit_guide_stage stage, int64_t t_ms)
{
    guide->stage = stage;
    guide->stage_ms = t_ms;
    guide->beat = stage == FIT_GUIDE_COUNTDOWN ? BEATS : 0;
    if (stage != FIT_GUIDE_PLACING)
        guide->hint = FIT_FRAMING_GOOD;
}

void fit_guide_push(fit_guide *guide, fit_framing framing, int64_t t_ms)
{
    if (!guide->started || framing != guide->seen) {
        if (!guide->started)
            guide->hint = framing;
        guide->started = true;
        guide->seen = framing;
        guide->seen_ms = t_ms;
    }
    bool good = framing == FIT_FRAMING_GOOD;
    int64_t held_ms = t_ms - guide->seen_ms;
    if (good)
        guide->good_ms = t_ms;
    int64_t bad_ms = t_ms - guide->good_ms; /* for whatever reasons, which may take turns */

    switch (guide->stage) {
    case FIT_GUIDE_PLACING:
        if (good && held_ms >= STEADY_MS)
            enter(guide, FIT_GUIDE_COUNTDOWN, t_ms);
        else if (!good && held_ms >= HINT_MS)
            guide->hint = framing;
        break;
    case FIT_GUIDE_COUNTDOWN: {
        int64_t beats = (t_ms - guide->stage_ms) / BEAT_MS;
        if (bad_ms >= ABANDON_MS) {
            enter(guide, FIT_GUIDE_PLACING, t_ms);
            guide->hint = framing;
        } else if (beats >= BEATS) {
            enter(guide, FIT_GUIDE_TRAINING, t_ms);
        } else {
            guide->beat = (uint32_t)(BEATS - beats);
        }
        break;
    }
    case FIT_GUIDE_TRAINING:
        if (good)
            guide->hint = FIT_FRAMING_GOOD;
        else if (bad_ms >= TRAINING_HINT_MS && held_ms >= HINT_MS)
            guide->hint = framing;
        break;
    }
}
