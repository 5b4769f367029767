/* wasm: everything that the browser module exports, and nothing else. web/src/engine/exports.ts names the same
 * functions with the same number of arguments (tests/wasm holds the two against each other).
 *
 * Invariants:
 * - Pointers are offsets into the module's memory. Whoever keeps a typed array over it must make it anew after any call
 *   that may allocate (create, set_*, frame, alloc): memory may have grown.
 * - Times are doubles holding whole milliseconds, since a JavaScript number is one; int64_t would be a BigInt.
 * - Where a text says "status", it is a fit_status; its text lies in fit_wasm_error().
 * - One thread; nothing is imported; a failed assertion traps. */
#ifndef FIT_WASM_EXPORTS_H
#define FIT_WASM_EXPORTS_H

#include <stddef.h>
#include <stdint.h>

#include "aifit/nn.h"
#include "aifit/pose.h"
#include "aifit/status.h"
#include "aifit/trainer.h"
#include "wasm/guide.h"
#include "wasm/pace.h"

#ifdef __wasm__
#define FIT_EXPORT(name) __attribute__((export_name(#name)))
#else
#define FIT_EXPORT(name) /* the same functions run in native tests */
#endif

/* What one push leaves behind, read in place by the page; offsets come from fit_wasm_layout_*. */
typedef struct fit_wasm_view {
    fit_pose pose;
    fit_trainer_state state;
    float luma;        /* brightness of the frame, 0..255: the mean of some of its lines */
    uint32_t stage;    /* fit_guide_stage */
    uint32_t beat;     /* of the countdown: 3, 2, 1; 0 outside it */
    uint32_t hint;     /* fit_framing to show to the person; FIT_FRAMING_GOOD: nothing to say */
    uint32_t n_events; /* of events, by the last push or train */
    fit_event events[FIT_TRAINER_MAX_EVENTS];
} fit_wasm_view;

typedef struct fit_wasm_engine fit_wasm_engine;
typedef struct fit_wasm_model fit_wasm_model;

/* Memory for bytes that the page brings (weights, exercise files); NULL when there is none. */
FIT_EXPORT(fit_wasm_alloc) void *fit_wasm_alloc(size_t len_bytes);
FIT_EXPORT(fit_wasm_free) void fit_wasm_free(void *bytes);

/* Text of the last failure of any function here, NUL-terminated UTF-8, borrowed. */
FIT_EXPORT(fit_wasm_error) const char *fit_wasm_error(void);

/* Names and values of sizes, offsets and enumerators, index 0..count-1: the page holds no number of its own. */
FIT_EXPORT(fit_wasm_layout_count) size_t fit_wasm_layout_count(void);
FIT_EXPORT(fit_wasm_layout_name) const char *fit_wasm_layout_name(size_t index);
FIT_EXPORT(fit_wasm_layout_value) uint32_t fit_wasm_layout_value(size_t index);

/* Stable identifiers of enumerators ("too_shallow", "too_close", "left"); "unknown" from the first one on that is none.
 */
FIT_EXPORT(fit_wasm_reject_name) const char *fit_wasm_reject_name(uint32_t reason);
FIT_EXPORT(fit_wasm_framing_name) const char *fit_wasm_framing_name(uint32_t framing);
FIT_EXPORT(fit_wasm_side_name) const char *fit_wasm_side_name(uint32_t side);

/* One workout: a tracker, an exercise with its trainer, and the guide from placing the camera to counting. NULL: no
 * memory. */
FIT_EXPORT(fit_wasm_engine_create) fit_wasm_engine *fit_wasm_engine_create(void);
FIT_EXPORT(fit_wasm_engine_destroy) void fit_wasm_engine_destroy(fit_wasm_engine *engine);

/* Weight files (see aifit/tracker.h), not referenced after return. The old tracker, if any, goes only on FIT_OK, so a
 * model can be changed in mid-workout. Status. */
FIT_EXPORT(fit_wasm_engine_set_models)
fit_status fit_wasm_engine_set_models(fit_wasm_engine *engine, const void *detector, size_t detector_len_bytes,
                                      const void *landmark, size_t landmark_len_bytes);

/* An exercise file (see aifit/trainer.h), not referenced after return; the count starts at 0. The old exercise, if any,
 * stays on failure. Status. */
FIT_EXPORT(fit_wasm_engine_set_exercise)
fit_status fit_wasm_engine_set_exercise(fit_wasm_engine *engine, const char *json, size_t len_bytes);

/* Words of the exercise that was set; language: fit_language; borrowed until the next set_exercise. */
FIT_EXPORT(fit_wasm_exercise_id) const char *fit_wasm_exercise_id(const fit_wasm_engine *engine);
FIT_EXPORT(fit_wasm_fault_count) size_t fit_wasm_fault_count(const fit_wasm_engine *engine);
FIT_EXPORT(fit_wasm_fault_id) const char *fit_wasm_fault_id(const fit_wasm_engine *engine, size_t fault);
FIT_EXPORT(fit_wasm_fault_text)
const char *fit_wasm_fault_text(const fit_wasm_engine *engine, size_t fault, uint32_t language);

/* Where to write one frame of width x height pixels (1..FIT_IMAGE_MAX_SIDE), 4 bytes each (RGBA, rows dense); the same
 * place until the size changes. NULL: no memory or wrong size. */
FIT_EXPORT(fit_wasm_engine_frame)
uint8_t *fit_wasm_engine_frame(fit_wasm_engine *engine, int32_t width, int32_t height);

/* The view, borrowed; valid as long as the engine. The page may write view.pose to train on stored landmarks. */
FIT_EXPORT(fit_wasm_engine_view) fit_wasm_view *fit_wasm_engine_view(fit_wasm_engine *engine);

/* The live path: finds the person in the frame, guides, and once the guide says so trains. t_ms: strictly increasing,
 * also across restarts. Needs models, exercise and a frame. FIT_ERR_ARG: one is missing, or time stood still. Status.
 */
FIT_EXPORT(fit_wasm_engine_push) fit_status fit_wasm_engine_push(fit_wasm_engine *engine, double t_ms);

/* Feeds view.pose to the trainer, no guide: view.state and view.events follow. Status. */
FIT_EXPORT(fit_wasm_engine_train) fit_status fit_wasm_engine_train(fit_wasm_engine *engine, double t_ms);

/* Back to placing the camera; the count stays (after a pause). */
FIT_EXPORT(fit_wasm_engine_place) void fit_wasm_engine_place(fit_wasm_engine *engine);

/* Tells how long one frame took from camera to events; true once frames take too long for the model (see pace.h).
 * Setting models starts the judgement anew. */
FIT_EXPORT(fit_wasm_engine_pace) int fit_wasm_engine_pace(fit_wasm_engine *engine, double busy_ms);

/* Any model alone, for benchmarks and comparisons. outputs: n_outputs names, each NUL-terminated, one after the other;
 * 0 names keep all outputs. bytes is not referenced after return. NULL: see fit_wasm_error. */
FIT_EXPORT(fit_wasm_model_create)
fit_wasm_model *fit_wasm_model_create(const void *bytes, size_t len_bytes, const char *outputs, size_t n_outputs);
FIT_EXPORT(fit_wasm_model_destroy) void fit_wasm_model_destroy(fit_wasm_model *model);
/* Floats of an input or output, and how many; index in range of the file's inputs and the kept outputs. */
FIT_EXPORT(fit_wasm_model_input) float *fit_wasm_model_input(fit_wasm_model *model, size_t index);
FIT_EXPORT(fit_wasm_model_input_elements)
size_t fit_wasm_model_input_elements(const fit_wasm_model *model, size_t index);
FIT_EXPORT(fit_wasm_model_output) const float *fit_wasm_model_output(const fit_wasm_model *model, size_t index);
FIT_EXPORT(fit_wasm_model_output_elements)
size_t fit_wasm_model_output_elements(const fit_wasm_model *model, size_t index);
FIT_EXPORT(fit_wasm_model_run) void fit_wasm_model_run(fit_wasm_model *model);
FIT_EXPORT(fit_wasm_model_multiply_adds) double fit_wasm_model_multiply_adds(const fit_wasm_model *model);
FIT_EXPORT(fit_wasm_model_isa) const char *fit_wasm_model_isa(const fit_wasm_model *model);
/* Steps in order equal one run (see aifit/nn.h). */
FIT_EXPORT(fit_wasm_model_step_count) size_t fit_wasm_model_step_count(const fit_wasm_model *model);
FIT_EXPORT(fit_wasm_model_step_name) const char *fit_wasm_model_step_name(const fit_wasm_model *model, size_t step);
FIT_EXPORT(fit_wasm_model_step_multiply_adds)
double fit_wasm_model_step_multiply_adds(const fit_wasm_model *model, size_t step);
FIT_EXPORT(fit_wasm_model_step_run) void fit_wasm_model_step_run(fit_wasm_model *model, size_t step);

#endif
