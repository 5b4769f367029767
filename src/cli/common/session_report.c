#include "base/json_writer.h"
#include "cli/common/session.h"

/* Frame rate and length follow from the frames' times alone, so that stored landmarks give the same as their video.
 * The last frame lasts as long as the others do on average. */
static double frames_per_s(const fit_session *s)
{
    return s->frames > 1 ? 1000.0 * (double)(s->frames - 1) / (double)(s->last_ms - s->first_ms) : 0;
}

static double duration_ms(const fit_session *s)
{
    return s->frames > 1 ? 1000.0 * (double)s->frames / frames_per_s(s) : 0;
}

static void write_fault_ids(fit_json_writer *json, const fit_session *s, uint32_t faults)
{
    fit_json_array_open(json);
    for (size_t i = 0; i < fit_exercise_fault_count(s->exercise); i++)
        if (faults & (uint32_t)1 << i)
            fit_json_string(json, fit_exercise_fault_id(s->exercise, i));
    fit_json_array_close(json);
}

static void write_int(fit_json_writer *json, const char *key, int64_t value)
{
    fit_json_key(json, key);
    fit_json_int(json, value);
}

static void write_reps(fit_json_writer *json, const fit_session *s)
{
    const fit_event_rep *reps = fit_session_reps(s);
    write_int(json, "count", (int64_t)fit_session_rep_count(s));
    fit_json_key(json, "reps");
    fit_json_array_open(json);
    for (size_t i = 0; i < fit_session_rep_count(s); i++) {
        fit_json_object_open(json);
        write_int(json, "index", reps[i].index);
        fit_json_key(json, "side");
        fit_json_string(json, fit_side_name(reps[i].side));
        write_int(json, "start_ms", reps[i].start_ms);
        write_int(json, "turn_ms", reps[i].turn_ms);
        write_int(json, "end_ms", reps[i].end_ms);
        fit_json_key(json, "range_deg");
        fit_json_fixed(json, (double)reps[i].range_deg, 2);
        fit_json_key(json, "faults");
        write_fault_ids(json, s, reps[i].faults);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void write_rejected(fit_json_writer *json, const fit_session *s)
{
    const void *data = s->rejected.data;
    const fit_event_rejected *rejected = data;
    fit_json_key(json, "rejected");
    fit_json_array_open(json);
    for (size_t i = 0; i < s->rejected.len / sizeof *rejected; i++) {
        fit_json_object_open(json);
        write_int(json, "start_ms", rejected[i].start_ms);
        write_int(json, "end_ms", rejected[i].end_ms);
        fit_json_key(json, "reason");
        fit_json_string(json, fit_reject_reason_name(rejected[i].reason));
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void write_faults(fit_json_writer *json, const fit_session *s)
{
    const void *data = s->faults.data;
    const fit_fault_note *faults = data;
    fit_json_key(json, "faults");
    fit_json_array_open(json);
    for (size_t i = 0; i < s->faults.len / sizeof *faults; i++) {
        fit_json_object_open(json);
        fit_json_key(json, "id");
        fit_json_string(json, fit_exercise_fault_id(s->exercise, faults[i].fault));
        write_int(json, "t_ms", faults[i].t_ms);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void write_video(fit_json_writer *json, const fit_session *s, const fit_session_source *source)
{
    fit_json_key(json, "video");
    fit_json_object_open(json);
    write_int(json, "width", source->width);
    write_int(json, "height", source->height);
    fit_json_key(json, "fps");
    fit_json_fixed(json, frames_per_s(s), 3);
    write_int(json, "frames", s->frames);
    write_int(json, "duration_ms", (int64_t)(duration_ms(s) + 0.5));
    fit_json_object_close(json);
}

static void write_speed(fit_json_writer *json, const fit_session *s, double elapsed_s)
{
    fit_json_key(json, "speed");
    fit_json_object_open(json);
    fit_json_key(json, "frames_per_s");
    fit_json_fixed(json, elapsed_s > 0 ? (double)s->frames / elapsed_s : 0, 2);
    fit_json_key(json, "ms_per_frame");
    fit_json_fixed(json, s->frames > 0 ? 1000 * elapsed_s / (double)s->frames : 0, 4);
    fit_json_object_close(json);
}

fit_status fit_session_write_json(const fit_session *session, const fit_session_source *source, fit_buffer *out)
{
    fit_json_writer json;
    fit_json_begin(&json, out);
    fit_json_object_open(&json);
    fit_json_key(&json, "exercise");
    fit_json_string(&json, fit_exercise_id(session->exercise));
    write_video(&json, session, source);
    fit_json_key(&json, "model");
    fit_json_string(&json, source->model);
    write_reps(&json, session);
    write_rejected(&json, session);
    write_faults(&json, session);
    write_speed(&json, session, source->elapsed_s);
    fit_json_object_close(&json);
    return json.status == FIT_OK ? fit_buffer_append(out, "\n", 1) : json.status;
}

static void print_faults(const fit_session *s, uint32_t faults, FILE *file)
{
    for (size_t i = 0; i < fit_exercise_fault_count(s->exercise); i++)
        if (faults & (uint32_t)1 << i)
            fprintf(file, "  %s", fit_exercise_fault_id(s->exercise, i));
}

void fit_session_print(const fit_session *session, const fit_session_source *source, FILE *file)
{
    size_t count = fit_session_rep_count(session);
    const fit_event_rep *reps = fit_session_reps(session);
    fprintf(file, "%s: %zu repetition%s in %.1f s\n", fit_exercise_name(session->exercise, FIT_LANGUAGE_EN), count,
            count == 1 ? "" : "s", duration_ms(session) / 1000);
    for (size_t i = 0; i < count; i++) {
        fprintf(file, "%4zu  %-5s  %7.2f to %7.2f s  range %5.1f", i + 1, fit_side_name(reps[i].side),
                (double)reps[i].start_ms / 1000, (double)reps[i].end_ms / 1000, (double)reps[i].range_deg);
        print_faults(session, reps[i].faults, file);
        fputc('\n', file);
    }
    const void *data = session->rejected.data;
    const fit_event_rejected *rejected = data;
    for (size_t i = 0; i < session->rejected.len / sizeof *rejected; i++)
        fprintf(file, "   -  %-5s  %7.2f to %7.2f s  not counted: %s\n", fit_side_name(rejected[i].side),
                (double)rejected[i].start_ms / 1000, (double)rejected[i].end_ms / 1000,
                fit_reject_reason_name(rejected[i].reason));
    fprintf(file, "%lld frames of %d x %d pixels, model %s, %.1f frames a second\n", (long long)session->frames,
            source->width, source->height, source->model,
            source->elapsed_s > 0 ? (double)session->frames / source->elapsed_s : 0);
}
