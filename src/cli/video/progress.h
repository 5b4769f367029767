/* A progress line on the terminal; silent when standard error is none. */
#ifndef FIT_CLI_VIDEO_PROGRESS_H
#define FIT_CLI_VIDEO_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct fit_progress {
    bool shown; /* standard error is a terminal */
    double start_s, last_s;
    int64_t total_ms; /* 0: unknown */
} fit_progress;

void fit_progress_init(fit_progress *progress, int64_t total_ms);
/* frames done, the last of them at t_ms, count repetitions so far. */
void fit_progress_step(fit_progress *progress, int64_t frames, int64_t t_ms, unsigned count);
/* Wipes the line; to be called before anything else is printed. */
void fit_progress_clear(const fit_progress *progress);

#endif
