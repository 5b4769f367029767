/* From a file's time stamps, which may be missing, repeated or jump, to strictly increasing milliseconds. */
#ifndef FIT_MEDIA_VIDEO_CLOCK_H
#define FIT_MEDIA_VIDEO_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct fit_video_clock {
    double unit_ms;  /* of a time stamp */
    double frame_ms; /* length of a frame where the file does not say better */
    double origin_ms;
    double last_ms;
    int64_t last_t_ms;
    bool running;
} fit_video_clock;

/* unit_ms: milliseconds in one step of a time stamp, above 0; frame_ms: above 0. */
void fit_video_clock_init(fit_video_clock *clock, double unit_ms, double frame_ms);

/* Time of the next frame; the first is 0. pts: its time stamp; known: whether it has one. A step back of more than a
 * second means that the stamps start anew, and goes on from here. */
int64_t fit_video_clock_next(fit_video_clock *clock, int64_t pts, bool known);

#endif
