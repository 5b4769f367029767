/* tracker: frames in, one tracked and smoothed person out (detector + landmark model). */
#ifndef AIFIT_TRACKER_H
#define AIFIT_TRACKER_H

#include <stdbool.h>
#include <stdint.h>

#include "aifit/image.h"
#include "aifit/nn.h"
#include "aifit/pose.h"
#include "aifit/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fit_tracker fit_tracker;

/* Zero is the default of every field. */
typedef struct fit_tracker_options {
    bool still;       /* each frame stands alone: detect every time, no smoothing (photos) */
    bool unsmoothed;  /* track, but hand out raw landmarks */
    unsigned threads; /* of the network; 0 and 1: the calling thread alone */
    fit_nn_isa isa;
} fit_tracker_options;

/* Bytes of the two weight files (pose_detection.tflite and one of pose_landmark_{lite,full,heavy}.tflite), verified
 * here and not referenced after return. *out: freed with fit_tracker_destroy. options may be NULL.
 * FIT_ERR_FORMAT, FIT_ERR_UNSUPPORTED or FIT_ERR_LIMIT: not the models this program knows; FIT_ERR_ARG: too many
 * threads; FIT_ERR_MEMORY. Thread-safe. */
FIT_NODISCARD fit_status fit_tracker_create(fit_tracker **out, const void *detector, size_t detector_len_bytes,
                                            const void *landmark, size_t landmark_len_bytes,
                                            const fit_tracker_options *options, fit_error *error);
void fit_tracker_destroy(fit_tracker *tracker);

/* Finds the person in one frame: near where the last frame showed one, else (and when nobody is there) anywhere; of
 * several people the one whom the detector is surest of. Landmarks and visibility are smoothed over time. t_ms:
 * strictly increasing within a tracker (any origin); ignored with options.still. *pose is written on FIT_OK only;
 * nobody in view is FIT_OK with present false. FIT_ERR_ARG: image not valid, time not increasing; the tracker is then
 * unchanged. Not thread-safe: one tracker, one thread. */
FIT_NODISCARD fit_status fit_tracker_push(fit_tracker *tracker, const fit_image *frame, int64_t t_ms, fit_pose *pose);

/* Forgets the person; the next frame detects anew, and time may start anew. */
void fit_tracker_reset(fit_tracker *tracker);

#ifdef __cplusplus
}
#endif
#endif
