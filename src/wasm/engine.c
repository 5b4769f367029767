/* One workout in the page: frame -> tracker -> guide -> trainer -> view. */
#include <stdlib.h>
#include <string.h>

#include "aifit/image.h"
#include "aifit/tracker.h"
#include "wasm/error.h"
#include "wasm/exports.h"

struct fit_wasm_engine {
    fit_tracker *tracker;
    fit_exercise *exercise;
    fit_trainer *trainer;
    fit_image frame;
    uint8_t *pixels; /* what frame views */
    size_t pixels_len_bytes;
    fit_guide guide;
    fit_pace pace;
    fit_wasm_view view;
};

fit_wasm_engine *fit_wasm_engine_create(void)
{
    fit_wasm_engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        (void)fit_fail(fit_wasm_error_slot(), FIT_ERR_MEMORY, "out of memory");
    return engine;
}

void fit_wasm_engine_destroy(fit_wasm_engine *engine)
{
    if (!engine)
        return;
    fit_trainer_destroy(engine->trainer);
    fit_exercise_destroy(engine->exercise);
    fit_tracker_destroy(engine->tracker);
    free(engine->pixels);
    free(engine);
}

fit_status fit_wasm_engine_set_models(fit_wasm_engine *engine, const void *detector, size_t detector_len_bytes,
                                      const void *landmark, size_t landmark_len_bytes)
{
    fit_tracker *tracker;
    fit_status status = fit_tracker_create(&tracker, detector, detector_len_bytes, landmark, landmark_len_bytes, NULL,
                                           fit_wasm_error_slot());
    if (status != FIT_OK)
        return status;
    fit_tracker_destroy(engine->tracker);
    engine->tracker = tracker;
    engine->pace = (fit_pace){0};
    return FIT_OK;
}

fit_status fit_wasm_engine_set_exercise(fit_wasm_engine *engine, const char *json, size_t len_bytes)
{
    fit_error *error = fit_wasm_error_slot();
    fit_exercise *exercise;
    fit_status status = fit_exercise_create(&exercise, json, len_bytes, error);
    if (status != FIT_OK)
        return status;
    fit_trainer *trainer;
    status = fit_trainer_create(&trainer, exercise, error);
    if (status != FIT_OK) {
        fit_exercise_destroy(exercise);
        return status;
    }
    fit_trainer_destroy(engine->trainer);
    fit_exercise_destroy(engine->exercise);
    engine->exercise = exercise;
    engine->trainer = trainer;
    engine->view.n_events = 0;
    engine->view.state = fit_trainer_state_get(trainer);
    fit_wasm_engine_place(engine);
    return FIT_OK;
}

const char *fit_wasm_exercise_id(const fit_wasm_engine *engine)
{
    return fit_exercise_id(engine->exercise);
}

size_t fit_wasm_fault_count(const fit_wasm_engine *engine)
{
    return fit_exercise_fault_count(engine->exercise);
}

const char *fit_wasm_fault_id(const fit_wasm_engine *engine, size_t fault)
{
    return fit_exercise_fault_id(engine->exercise, fault);
}

const char *fit_wasm_fault_text(const fit_wasm_engine *engine, size_t fault, uint32_t language)
{
    return fit_exercise_fault_text(engine->exercise, fault, (fit_language)language);
}

uint8_t *fit_wasm_engine_frame(fit_wasm_engine *engine, int32_t width, int32_t height)
{
    if (width < 1 || height < 1 || width > FIT_IMAGE_MAX_SIDE || height > FIT_IMAGE_MAX_SIDE)
        return NULL;
    size_t stride_bytes = (size_t)width * FIT_PIXEL_RGBA32;
    size_t len_bytes = stride_bytes * (size_t)height;
    if (len_bytes != engine->pixels_len_bytes) {
        uint8_t *pixels = realloc(engine->pixels, len_bytes);
        if (!pixels)
            return NULL;
        engine->pixels = pixels;
        engine->pixels_len_bytes = len_bytes;
    }
    engine->frame = (fit_image){engine->pixels, width, height, stride_bytes, FIT_PIXEL_RGBA32};
    return engine->pixels;
}

fit_wasm_view *fit_wasm_engine_view(fit_wasm_engine *engine)
{
    return &engine->view;
}

static fit_status train(fit_wasm_engine *engine, const fit_pose *pose, int64_t t_ms)
{
    size_t n = 0;
    fit_status status = fit_trainer_push(engine->trainer, pose, t_ms, engine->view.events, FIT_TRAINER_MAX_EVENTS, &n);
    engine->view.n_events = (uint32_t)n;
    engine->view.state = fit_trainer_state_get(engine->trainer);
    return status;
}

/* How bright a room is shows in some of its lines: all those of 720p would take as long as smoothing and training. */
enum { LUMA_LINES = 120 };

static void guide(fit_wasm_engine *engine, int64_t t_ms)
{
    fit_wasm_view *view = &engine->view;
    view->luma = fit_image_luma(&engine->frame, 1 + engine->frame.height / LUMA_LINES);
    fit_guide_push(&engine->guide, fit_framing_judge(engine->exercise, &view->pose, view->luma), t_ms);
    view->stage = engine->guide.stage;
    view->beat = engine->guide.beat;
    view->hint = engine->guide.hint;
}

fit_status fit_wasm_engine_push(fit_wasm_engine *engine, double t_ms)
{
    fit_error *error = fit_wasm_error_slot();
    if (!engine->tracker || !engine->trainer || !engine->frame.data)
        return fit_fail(error, FIT_ERR_ARG, "push needs models, an exercise and a frame");
    int64_t time_ms = (int64_t)t_ms;
    fit_status status = fit_tracker_push(engine->tracker, &engine->frame, time_ms, &engine->view.pose);
    if (status != FIT_OK)
        return fit_fail(error, status, "the tracker refused a frame: %s", fit_status_name(status));
    guide(engine, time_ms);
    /* Until counting starts the trainer is shown an empty room, so that nothing done before can become a repetition. */
    const fit_pose nobody = {.width = engine->view.pose.width, .height = engine->view.pose.height};
    bool training = engine->guide.stage == FIT_GUIDE_TRAINING;
    status = train(engine, training ? &engine->view.pose : &nobody, time_ms);
    if (status != FIT_OK)
        return fit_fail(error, status, "the trainer refused a frame: %s", fit_status_name(status));
    return FIT_OK;
}

fit_status fit_wasm_engine_train(fit_wasm_engine *engine, double t_ms)
{
    fit_error *error = fit_wasm_error_slot();
    if (!engine->trainer)
        return fit_fail(error, FIT_ERR_ARG, "train needs an exercise");
    fit_status status = train(engine, &engine->view.pose, (int64_t)t_ms);
    return status == FIT_OK ? FIT_OK
                            : fit_fail(error, status, "the trainer refused a pose: %s", fit_status_name(status));
}

void fit_wasm_engine_place(fit_wasm_engine *engine)
{
    engine->guide = (fit_guide){0};
    engine->view.stage = FIT_GUIDE_PLACING;
    engine->view.beat = 0;
    engine->view.hint = FIT_FRAMING_GOOD;
}

int fit_wasm_engine_pace(fit_wasm_engine *engine, double busy_ms)
{
    return fit_pace_push(&engine->pace, (float)busy_ms);
}
