/* Curves of recognition as a picture. */
#ifndef FIT_CLI_FACE_PLOT_H
#define FIT_CLI_FACE_PLOT_H

#include "base/buffer.h"
#include "cli/face_trial.h"

/* One curve. label: beside it in the legend, may hold any UTF-8. */
typedef struct fit_plot_curve {
    const char *label;
    const fit_trial_result *result;
    bool dashed;
    unsigned colour; /* curves of one colour belong together: 0.. */
} fit_plot_curve;

/* Appends a ROC plot, an SVG document: TAR over FAR on a logarithmic axis, down to what one pair in all would be.
 * FIT_ERR_MEMORY, FIT_ERR_LIMIT: of buffer. */
FIT_NODISCARD fit_status fit_plot_roc(fit_buffer *svg, const fit_plot_curve *curves, size_t n);

#endif
