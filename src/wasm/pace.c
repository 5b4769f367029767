#include "wasm/pace.h"

/* The trainer is made for 10 frames a second and more, 100 ms a frame; a fifth of it is left to the browser, which also
 * draws, speaks and waits for the camera's next frame. */
#define TOO_SLOW_MS 80.0f

bool fit_pace_push(fit_pace *pace, float busy_ms)
{
    pace->busy_ms[pace->n % FIT_PACE_FRAMES] = busy_ms;
    pace->n++;
    if (pace->n < FIT_PACE_FRAMES)
        return false;
    unsigned slow = 0;
    for (unsigned i = 0; i < FIT_PACE_FRAMES; i++)
        slow += pace->busy_ms[i] > TOO_SLOW_MS;
    return slow > FIT_PACE_FRAMES / 2;
}
