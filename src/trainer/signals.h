/* The signals of an exercise, measured on one pose. */
#ifndef FIT_TRAINER_SIGNALS_H
#define FIT_TRAINER_SIGNALS_H

#include "trainer/exercise.h"

/* trust: 0..1, the least visibility of the joints behind the value; 0 where world and image landmarks contradict. */
typedef struct fit_reading {
    float value;
    float trust;
} fit_reading;

/* By fit_side; both: the two sides' mean, each weighing what it is seen. */
typedef struct fit_readings {
    fit_reading at[FIT_SIDES][FIT_MAX_SIGNALS];
    uint32_t view; /* fit_view as a bit */
} fit_readings;

/* What folds and velocities remember. Zero it before the first frame. */
typedef struct fit_signal_memory {
    bool primed;
    float reach_px[FIT_SIDES][FIT_MAX_SIGNALS]; /* from joint 0 to joint 2 when straight; 0 while unknown */
    float value[FIT_SIDES][FIT_MAX_SIGNALS];
    float rate[FIT_SIDES][FIT_MAX_SIGNALS];
} fit_signal_memory;

/* dt_ms: since the last measured frame. */
void fit_signals_measure(const fit_exercise *exercise, const fit_pose *pose, int64_t dt_ms, fit_signal_memory *memory,
                         fit_readings *out);

/* How the body stands to the camera. */
fit_view fit_pose_view(const fit_pose *pose);

/* Below the least a point counts as hidden. The network is modest about points just outside the picture (an ankle below
 * its edge: 0.2 to 0.8) and sure about those behind the body (0.02 to 0.2). In the mean of two sides a side fades in
 * from none to full, so that no threshold makes the mean jump. */
#define FIT_TRUST_NONE 0.2F
#define FIT_TRUST_LEAST 0.35F
#define FIT_TRUST_FULL 0.65F

#endif
