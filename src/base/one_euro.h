/* One Euro filter: a low-pass whose cutoff rises with speed, so that slow movement is steady and fast movement
 * lags little (Casiez, Roussel, Vogel: "1 Euro filter", CHI 2012). Time is real, so the result does not hang on the
 * frame rate. */
#ifndef FIT_BASE_ONE_EURO_H
#define FIT_BASE_ONE_EURO_H

#include <stdbool.h>
#include <stdint.h>

/* cutoff in Hz = min_cutoff_hz + beta * |speed|, speed in units a second, itself smoothed at derivative_cutoff_hz. */
typedef struct fit_one_euro_params {
    float min_cutoff_hz;
    float beta;
    float derivative_cutoff_hz;
} fit_one_euro_params;

/* One value's state; all zero: nothing seen yet. */
typedef struct fit_one_euro {
    float raw;      /* the last input */
    float smoothed; /* the last output */
    float speed;    /* smoothed, scaled units a second */
    int64_t t_ms;
    bool started;
} fit_one_euro;

/* Feeds a value and returns the smoothed one; the first is returned as it is. t_ms: strictly increasing (any origin).
 * speed_scale: multiplies the speed, so that beta means the same at any size of the object (1 if of no concern). */
float fit_one_euro_push(fit_one_euro *filter, const fit_one_euro_params *params, float value, float speed_scale,
                        int64_t t_ms);

#endif
