#include "aifit/tracker.h"

#include <stdlib.h>
#include <string.h>

#include "pose/body_roi.h"
#include "pose/detector.h"
#include "pose/landmarker.h"
#include "pose/smoother.h"

struct fit_tracker {
    fit_tracker_options options;
    fit_detector detector;
    fit_landmarker landmarker;
    fit_workspace work;
    fit_smoother smoother;
    fit_roi roi; /* where the person will be looked for, while tracking */
    bool tracking;
    bool started; /* t_ms holds the time of the last frame */
    int64_t t_ms;
};

fit_status fit_tracker_create(fit_tracker **out, const void *detector, size_t detector_len_bytes, const void *landmark,
                              size_t landmark_len_bytes, const fit_tracker_options *options, fit_error *error)
{
    fit_tracker *tracker = calloc(1, sizeof *tracker);
    if (!tracker)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory for the tracker");
    if (options)
        tracker->options = *options;
    const fit_nn_isa isa = tracker->options.isa;
    fit_status status = fit_detector_init(&tracker->detector, detector, detector_len_bytes, isa, error);
    if (status == FIT_OK)
        status = fit_landmarker_init(&tracker->landmarker, landmark, landmark_len_bytes, isa, error);
    const fit_network *const networks[] = {&tracker->detector.network, &tracker->landmarker.network};
    if (status == FIT_OK)
        status = fit_workspace_init(&tracker->work, networks, sizeof networks / sizeof *networks,
                                    tracker->options.threads, error);
    if (status == FIT_OK)
        *out = tracker;
    else
        fit_tracker_destroy(tracker);
    return status;
}

void fit_tracker_destroy(fit_tracker *tracker)
{
    if (!tracker)
        return;
    fit_workspace_deinit(&tracker->work);
    fit_landmarker_deinit(&tracker->landmarker);
    fit_detector_deinit(&tracker->detector);
    free(tracker);
}

static bool see(fit_tracker *tracker, const fit_image *frame, fit_body *body)
{
    return fit_landmarker_run(&tracker->landmarker, &tracker->work, frame, &tracker->roi, body);
}

static void forget(fit_tracker *tracker)
{
    tracker->tracking = false;
    memset(&tracker->smoother, 0, sizeof tracker->smoother);
}

/* Follows the person; whoever is lost is looked for at once, in the same frame. */
static bool find(fit_tracker *tracker, const fit_image *frame, fit_body *body)
{
    if (tracker->tracking && see(tracker, frame, body))
        return true;
    forget(tracker);
    return fit_detector_find(&tracker->detector, &tracker->work, frame, &tracker->roi) && see(tracker, frame, body);
}

fit_status fit_tracker_push(fit_tracker *tracker, const fit_image *frame, int64_t t_ms, fit_pose *pose)
{
    if (!tracker || !pose || fit_image_check(frame, NULL) != FIT_OK)
        return FIT_ERR_ARG;
    const bool still = tracker->options.still;
    if (!still && tracker->started && t_ms <= tracker->t_ms)
        return FIT_ERR_ARG;
    tracker->started = true;
    tracker->t_ms = t_ms;

    fit_body body;
    memset(pose, 0, sizeof *pose);
    pose->width = frame->width;
    pose->height = frame->height;
    pose->present = find(tracker, frame, &body);
    if (!pose->present)
        return FIT_OK;
    if (!still) {
        fit_smoother_push(&tracker->smoother, &body, !tracker->options.unsmoothed, t_ms);
        tracker->tracking = fit_body_roi(body.hips, body.reach, &tracker->roi);
    }
    pose->score = body.score;
    memcpy(pose->image, body.image, sizeof pose->image);
    memcpy(pose->world, body.world, sizeof pose->world);
    return FIT_OK;
}

void fit_tracker_reset(fit_tracker *tracker)
{
    forget(tracker);
    tracker->started = false;
}
