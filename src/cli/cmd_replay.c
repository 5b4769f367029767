#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common/deliver.h"
#include "cli/common/exercises.h"
#include "cli/common/options.h"
#include "cli/common/poses.h"

typedef struct options {
    const char *poses, *exercise, *json;
} options;

static const fit_option known[] = {
    {.name = "exercise",
     .argument = "NAME",
     .help = "what is exercised; 'aifit exercise list' names all",
     .required = true,
     FIT_OPTION_INTO(options, exercise)},
    {.name = "json",
     .argument = "FILE|-",
     .help = "write the result as JSON; - is standard output",
     FIT_OPTION_INTO(options, json)},
    {0},
};
static const fit_command command = {
    .name = "replay",
    .operands = "POSES.jsonl",
    .min_operands = 1,
    .max_operands = 1,
    .about = "Judges stored landmarks (of 'aifit analyze --poses') as the video was judged; - is standard input.\n",
    .options = known,
};

/* Reads one line without its end into line. *end: no line is left. */
static fit_status read_line(FILE *file, char line[FIT_POSES_MAX_LINE + 1], size_t *len, bool *end, fit_error *error)
{
    size_t n = 0;
    int c = EOF;
    /* One byte beyond the limit is kept, for the reader to refuse the line with its number. */
    while (!feof(file) && (c = getc(file)) != EOF && c != '\n' && n <= FIT_POSES_MAX_LINE)
        line[n++] = (char)c;
    if (ferror(file))
        return fit_fail(error, FIT_ERR_IO, "%s", strerror(errno));
    *len = n;
    *end = c == EOF && n == 0;
    return FIT_OK;
}

static fit_status judge(FILE *file, fit_session *session, fit_poses_reader *reader, fit_error *error)
{
    static char line[FIT_POSES_MAX_LINE + 1];
    size_t len = 0;
    bool end = false;
    fit_status status = read_line(file, line, &len, &end, error);
    if (status == FIT_OK && end)
        status = fit_fail(error, FIT_ERR_FORMAT, "the file is empty");
    if (status == FIT_OK)
        status = fit_poses_read_header(reader, line, len, error);
    while (status == FIT_OK && (status = read_line(file, line, &len, &end, error)) == FIT_OK && !end) {
        fit_pose pose;
        int64_t t_ms;
        status = fit_poses_read_frame(reader, line, len, &pose, &t_ms, error);
        if (status == FIT_OK)
            status = fit_session_push(session, &pose, t_ms, error);
    }
    if (status == FIT_OK && session->frames == 0)
        status = fit_fail(error, FIT_ERR_FORMAT, "there is no frame in it");
    return status;
}

static fit_exit replay_file(FILE *file, const options *o, fit_session *session, fit_output *json)
{
    fit_poses_reader reader = {0};
    fit_error error;
    double start_s = fit_cli_now_s();
    if (judge(file, session, &reader, &error) != FIT_OK)
        return fit_cli_fail_file(o->poses, &error);
    fit_session_source source = {
        .width = reader.header.width,
        .height = reader.header.height,
        .model = reader.header.model,
        .elapsed_s = fit_cli_now_s() - start_s,
    };
    bool words = json->file != stdout;
    fit_exit result = fit_deliver_session_json(session, &source, json);
    if (result == FIT_EXIT_OK)
        result = fit_deliver_commit(&json, 1);
    if (result == FIT_EXIT_OK && words)
        fit_session_print(session, &source, stdout);
    return result;
}

static fit_exit replay(const options *o, const fit_exercise *exercise)
{
    bool piped = strcmp(o->poses, "-") == 0;
    FILE *file = piped ? stdin : fopen(o->poses, "re");
    if (!file)
        return fit_cli_fail("%s: %s", o->poses, strerror(errno));
    fit_output json = {0};
    fit_session session;
    fit_error error;
    fit_exit result = FIT_EXIT_OK;
    if (fit_session_init(&session, exercise, &error) != FIT_OK)
        result = fit_cli_fail("%s", error.text);
    if (result == FIT_EXIT_OK)
        result = fit_deliver_open(&json, o->json, o->poses);
    if (result == FIT_EXIT_OK)
        result = replay_file(file, o, &session, &json);
    fit_output_discard(&json);
    fit_session_deinit(&session);
    if (!piped)
        fclose(file);
    return result;
}

fit_exit fit_cli_replay(int argc, char **argv)
{
    options o = {0};
    fit_exit result;
    int first;
    if (!fit_command_parse(&command, argc, argv, &o, &first, &result))
        return result;
    o.poses = argv[first];
    fit_exercise *exercise = fit_exercises_load(o.exercise);
    if (!exercise)
        return FIT_EXIT_FAILURE;
    result = replay(&o, exercise);
    fit_exercise_destroy(exercise);
    return result;
}
