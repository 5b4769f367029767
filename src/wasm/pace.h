/* pace: does this device keep up with the model? Pure. */
#ifndef FIT_WASM_PACE_H
#define FIT_WASM_PACE_H

#include <stdbool.h>
#include <stdint.h>

/* The median of so many frames decides: one slow frame (a tab loading, the first run before the browser has optimised
 * the code) means nothing. */
enum { FIT_PACE_FRAMES = 31 };

/* Zero is the start. */
typedef struct fit_pace {
    float busy_ms[FIT_PACE_FRAMES];
    uint32_t n; /* frames so far */
} fit_pace;

/* busy_ms: from the camera's frame to its events, >= 0. True when frames take too long to count by. */
bool fit_pace_push(fit_pace *pace, float busy_ms);

#endif
