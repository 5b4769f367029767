#include "cli/video/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/common/report.h"

static const double STEP_S = 0.1;
enum { BAR_WIDTH = 30 };

void fit_progress_init(fit_progress *progress, int64_t total_ms)
{
    *progress = (fit_progress){
        .shown = isatty(STDERR_FILENO) == 1,
        .start_s = fit_cli_now_s(),
        .total_ms = total_ms,
    };
}

void fit_progress_step(fit_progress *progress, int64_t frames, int64_t t_ms, unsigned count)
{
    if (!progress->shown)
        return;
    double now_s = fit_cli_now_s();
    if (now_s - progress->last_s < STEP_S)
        return;
    progress->last_s = now_s;
    static const char full[] = "##############################", none[] = "..............................";
    double share = progress->total_ms > 0 ? (double)t_ms / (double)progress->total_ms : 0;
    int done = share > 1 ? BAR_WIDTH : (int)(share * BAR_WIDTH);
    fprintf(stderr, "\r[%.*s%.*s] %6.1f s  %5.1f frames/s  count %u \033[K", done, full, BAR_WIDTH - done, none,
            (double)t_ms / 1000, (double)frames / (now_s - progress->start_s), count);
    fflush(stderr);
}

void fit_progress_clear(const fit_progress *progress)
{
    if (progress->shown && progress->last_s > 0)
        fputs("\r\033[K", stderr);
}
