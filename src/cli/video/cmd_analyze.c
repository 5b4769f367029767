#include <stdio.h>

#include "cli/common/deliver.h"
#include "cli/common/exercises.h"
#include "cli/common/media_options.h"
#include "cli/common/models.h"
#include "cli/common/overlay.h"
#include "cli/common/poses.h"
#include "cli/video/commands.h"
#include "cli/video/progress.h"
#include "media/video/reader.h"
#include "media/video/writer.h"

static const fit_option known[] = {
    {.name = "exercise",
     .argument = "NAME",
     .help = "what is exercised; 'aifit exercise list' names all",
     .required = true,
     FIT_OPTION_INTO(fit_media_options, exercise)},
    {.name = "model",
     .argument = "lite|full|heavy",
     .help = "the landmark network: faster or finer (default full)",
     .one_of = true,
     FIT_OPTION_INTO(fit_media_options, model)},
    {.name = "json",
     .argument = "FILE|-",
     .help = "write the result as JSON; - is standard output",
     FIT_OPTION_INTO(fit_media_options, json)},
    {.name = "overlay",
     .argument = "OUT.mp4",
     .help = "write the video with skeleton, count, phase and faults",
     FIT_OPTION_INTO(fit_media_options, overlay)},
    {.name = "poses",
     .argument = "OUT.jsonl",
     .help = "write the landmarks that were judged, for 'aifit replay'",
     FIT_OPTION_INTO(fit_media_options, poses)},
    {.name = "threads",
     .argument = "N",
     .help = "of the network and the decoder (default 1)",
     .min = 1,
     .max = FIT_MAX_THREADS,
     FIT_OPTION_INTO(fit_media_options, threads)},
    {0},
};
static const fit_command command = {
    .name = "analyze",
    .operands = "VIDEO",
    .min_operands = 1,
    .max_operands = 1,
    .about = "Counts and judges the repetitions in a video of any format that FFmpeg reads.\n",
    .options = known,
};

/* A fault stays on the picture this long. */
static const int64_t FAULT_SHOWN_MS = 2000;

/* Everything one analysis holds; all zero is valid and empty. */
typedef struct analysis {
    const char *video;
    const fit_media_options *options;
    fit_exercise *exercise;
    fit_session session;
    fit_tracker *tracker;
    fit_video_reader *reader;
    fit_video_writer *writer;
    fit_output json, poses, overlay;
    fit_pixels canvas;
    fit_buffer line;
    fit_progress progress;
} analysis;

static fit_exit open_input(analysis *a)
{
    fit_error error;
    const fit_media_options *o = a->options;
    a->exercise = fit_exercises_load(o->exercise);
    if (!a->exercise)
        return FIT_EXIT_FAILURE;
    if (fit_session_init(&a->session, a->exercise, &error) != FIT_OK)
        return fit_cli_fail("%s", error.text);
    if (fit_video_reader_create(&a->reader, a->video, o->threads, &error) != FIT_OK)
        return fit_cli_fail_file(a->video, &error);
    fit_tracker_options tracking = {.threads = o->threads};
    if (fit_models_tracker(&a->tracker, o->model, &tracking, &error) != FIT_OK)
        return fit_cli_fail("%s", error.text);
    return FIT_EXIT_OK;
}

static fit_exit write_header(analysis *a)
{
    if (!a->poses.file)
        return FIT_EXIT_OK;
    fit_video_info info = fit_video_reader_info(a->reader);
    fit_poses_header header = {.width = info.width, .height = info.height};
    snprintf(header.model, sizeof header.model, "%s", a->options->model);
    if (fit_poses_format_header(&a->line, &header) != FIT_OK)
        return fit_cli_fail("out of memory");
    return fit_deliver_bytes(&a->poses, &a->line);
}

static fit_exit open_outputs(analysis *a)
{
    const fit_media_options *o = a->options;
    fit_exit result = fit_deliver_open(&a->json, o->json, a->video);
    if (result == FIT_EXIT_OK)
        result = fit_deliver_open(&a->poses, o->poses, a->video);
    if (result == FIT_EXIT_OK)
        result = fit_deliver_open(&a->overlay, o->overlay, a->video);
    fit_output *const outputs[] = {&a->json, &a->poses, &a->overlay};
    if (result == FIT_EXIT_OK)
        result = fit_deliver_distinct(outputs, sizeof outputs / sizeof *outputs);
    if (result == FIT_EXIT_OK)
        result = write_header(a);
    if (result != FIT_EXIT_OK || !a->overlay.file)
        return result;
    fit_video_info info = fit_video_reader_info(a->reader);
    fit_error error;
    if (fit_video_writer_create(&a->writer, fileno(a->overlay.file), info.width, info.height, o->threads, &error) !=
        FIT_OK)
        return fit_cli_fail_file(o->overlay, &error);
    return FIT_EXIT_OK;
}

static fit_status draw(analysis *a, const fit_image *frame, const fit_pose *pose, int64_t t_ms, fit_error *error)
{
    fit_status status = fit_pixels_copy(&a->canvas, frame, error);
    if (status != FIT_OK)
        return status;
    fit_trainer_state state = fit_trainer_state_get(a->session.trainer);
    const fit_fault_note *fault = fit_session_last_fault(&a->session);
    bool recent = fault && t_ms - fault->t_ms < FAULT_SHOWN_MS;
    fit_overlay_panel panel = {
        .exercise = fit_exercise_name(a->exercise, FIT_LANGUAGE_EN),
        .phase = fit_exercise_phase_id(a->exercise, state.phase),
        .count = state.count,
        .progress = state.progress,
        .fault = recent ? fit_exercise_fault_text(a->exercise, fault->fault, FIT_LANGUAGE_EN) : NULL,
    };
    fit_overlay_skeleton(&a->canvas, pose);
    fit_overlay_panel_draw(&a->canvas, &panel);
    return fit_video_writer_push(a->writer, &a->canvas, t_ms, error);
}

static fit_status write_pose(analysis *a, const fit_pose *pose, int64_t t_ms, fit_error *error)
{
    fit_buffer_clear(&a->line);
    if (fit_poses_format_frame(&a->line, pose, t_ms) != FIT_OK)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    return fit_output_write(&a->poses, a->line.data, a->line.len, error);
}

/* *file: what it was about, should it fail. */
static fit_status judge_frame(analysis *a, const fit_image *frame, int64_t t_ms, const char **file, fit_error *error)
{
    fit_pose pose;
    *file = a->video;
    fit_status status = fit_tracker_push(a->tracker, frame, t_ms, &pose);
    if (status != FIT_OK)
        return fit_fail(error, status, "the frame at %lld ms: %s", (long long)t_ms, fit_status_name(status));
    status = fit_session_push(&a->session, &pose, t_ms, error);
    if (status == FIT_OK && a->writer) {
        *file = a->options->overlay;
        status = draw(a, frame, &pose, t_ms, error);
    }
    if (status == FIT_OK && a->poses.file) {
        *file = fit_output_name(&a->poses);
        status = write_pose(a, &pose, t_ms, error);
    }
    return status;
}

static fit_exit judge_all(analysis *a)
{
    fit_error error;
    fit_status status;
    const char *file;
    fit_progress_init(&a->progress, fit_video_reader_info(a->reader).duration_ms);
    for (;;) {
        fit_image frame;
        int64_t t_ms;
        bool end;
        file = a->video;
        status = fit_video_reader_next(a->reader, &frame, &t_ms, &end, &error);
        if (status != FIT_OK || end)
            break;
        status = judge_frame(a, &frame, t_ms, &file, &error);
        if (status != FIT_OK)
            break;
        fit_progress_step(&a->progress, a->session.frames, t_ms, (unsigned)fit_session_rep_count(&a->session));
    }
    fit_progress_clear(&a->progress);
    return status == FIT_OK ? FIT_EXIT_OK : fit_cli_fail_file(file, &error);
}

static fit_exit deliver(analysis *a)
{
    fit_video_info info = fit_video_reader_info(a->reader);
    fit_session_source source = {
        .width = info.width,
        .height = info.height,
        .model = a->options->model,
        .elapsed_s = fit_cli_now_s() - a->progress.start_s,
    };
    fit_error error;
    if (a->writer && fit_video_writer_finish(a->writer, &error) != FIT_OK)
        return fit_cli_fail_file(a->options->overlay, &error);
    bool words = a->json.file != stdout && a->poses.file != stdout;
    fit_exit result = fit_deliver_session_json(&a->session, &source, &a->json);
    fit_output *const outputs[] = {&a->overlay, &a->poses, &a->json};
    if (result == FIT_EXIT_OK)
        result = fit_deliver_commit(outputs, sizeof outputs / sizeof *outputs);
    if (result == FIT_EXIT_OK && words)
        fit_session_print(&a->session, &source, stdout);
    return result;
}

static void close_all(analysis *a)
{
    fit_video_writer_destroy(a->writer);
    fit_output_discard(&a->overlay);
    fit_output_discard(&a->poses);
    fit_output_discard(&a->json);
    fit_buffer_deinit(&a->line);
    fit_pixels_deinit(&a->canvas);
    fit_video_reader_destroy(a->reader);
    fit_tracker_destroy(a->tracker);
    fit_session_deinit(&a->session);
    fit_exercise_destroy(a->exercise);
}

fit_exit fit_cli_analyze(int argc, char **argv)
{
    fit_media_options options;
    fit_exit result;
    int first;
    if (!fit_media_options_parse(&command, argc, argv, &options, &first, &result))
        return result;
    analysis a = {.video = argv[first], .options = &options};
    fit_buffer_init(&a.line, FIT_POSES_MAX_LINE);
    result = open_input(&a);
    if (result == FIT_EXIT_OK)
        result = open_outputs(&a);
    if (result == FIT_EXIT_OK)
        result = judge_all(&a);
    if (result == FIT_EXIT_OK)
        result = deliver(&a);
    close_all(&a);
    return result;
}
