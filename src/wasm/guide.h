/* guide: from placing the camera over a countdown to counting. Pure: time comes in. */
#ifndef FIT_WASM_GUIDE_H
#define FIT_WASM_GUIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "aifit/trainer.h"

typedef enum fit_guide_stage {
    FIT_GUIDE_PLACING,   /* the person is not yet well in view; hint says why */
    FIT_GUIDE_COUNTDOWN, /* get ready; beat counts 3, 2, 1 */
    FIT_GUIDE_TRAINING,  /* repetitions count; hint speaks up when the person is out of view for long */
} fit_guide_stage;

/* Zero is the start. Read stage, beat (0 outside the countdown) and hint; the rest is the guide's own. */
typedef struct fit_guide {
    fit_guide_stage stage;
    uint32_t beat;
    fit_framing hint; /* FIT_FRAMING_GOOD: nothing to say */
    fit_framing seen; /* framing of the last frame, held since seen_ms */
    int64_t seen_ms;
    int64_t good_ms;  /* when a frame was last good; meaningful from the countdown on */
    int64_t stage_ms; /* when the stage began */
    bool started;     /* a frame was pushed */
} fit_guide;

/* Feeds the framing of one frame. t_ms: not decreasing since the guide was zeroed. */
void fit_guide_push(fit_guide *guide, fit_framing framing, int64_t t_ms);

#endif
