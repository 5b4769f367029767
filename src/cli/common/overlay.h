/* What the overlay pictures show. */
#ifndef FIT_CLI_OVERLAY_H
#define FIT_CLI_OVERLAY_H

#include "aifit/pose.h"
#include "media/draw.h"

/* The trainer's view beside the skeleton. Texts are ASCII; fault may be NULL. */
typedef struct fit_overlay_panel {
    const char *exercise;
    const char *phase;
    unsigned count;
    float progress; /* 0..1 */
    const char *fault;
} fit_overlay_panel;

/* pose not present: draws nothing. */
void fit_overlay_skeleton(fit_pixels *pixels, const fit_pose *pose);
void fit_overlay_panel_draw(fit_pixels *pixels, const fit_overlay_panel *panel);

#endif
