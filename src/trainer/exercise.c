#include "trainer/exercise.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "trainer/exercise_parse.h"

bool fit_parse_id(fit_json_reader *reader, int token, const char *what, const char **out)
{
    const char *text;
    if (!fit_json_read_string(reader, token, what, FIT_MAX_NAME_BYTES, &text))
        return false;
    for (const char *c = text; *c; c++) {
        bool letter = *c >= 'a' && *c <= 'z';
        bool later = c > text && ((*c >= '0' && *c <= '9') || *c == '_');
        if (!letter && !later)
            return fit_json_refuse(reader, token, "%s is named by a-z, 0-9 and _, a letter first, not \"%s\"", what,
                                   text);
    }
    *out = text;
    return true;
}

bool fit_parse_texts(fit_json_reader *reader, int token, const char *what, const char *texts[2])
{
    int ko, en;
    const fit_json_member members[] = {{"ko", true, &ko}, {"en", true, &en}};
    return fit_json_read_members(reader, token, what, members, 2) &&
           fit_json_read_string(reader, ko, what, FIT_MAX_TEXT_BYTES, &texts[FIT_LANGUAGE_KO]) &&
           fit_json_read_string(reader, en, what, FIT_MAX_TEXT_BYTES, &texts[FIT_LANGUAGE_EN]);
}

bool fit_parse_views(fit_json_reader *reader, int token, uint32_t *out)
{
    static const char *const names[FIT_VIEWS] = {"front", "oblique", "side", "back"};
    int count, view;
    if (!fit_json_read_array(reader, token, "\"views\"", 1, FIT_VIEWS, &count))
        return false;
    *out = 0;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at)) {
        if (!fit_json_read_choice(reader, at, "a view", names, FIT_VIEWS, &view))
            return false;
        *out |= 1U << view;
    }
    return true;
}

static bool parse_needed_joints(fit_json_reader *reader, int token, fit_exercise *exercise)
{
    int count;
    if (!fit_json_read_array(reader, token, "\"joints\"", 1, FIT_MAX_JOINTS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at))
        if (!fit_parse_joint(reader, at, &exercise->joints[exercise->joint_count++]))
            return false;
    return true;
}

static bool parse_document(fit_json_reader *reader, fit_exercise *exercise)
{
    int format, id, name, joints, views, lengths, signals, phases, cycle, rejects, faults, clips;
    const fit_json_member members[] = {
        {"format", true, &format},    {"id", true, &id},         {"name", true, &name},
        {"joints", true, &joints},    {"views", true, &views},   {"lengths", false, &lengths},
        {"signals", true, &signals},  {"phases", true, &phases}, {"cycle", true, &cycle},
        {"rejects", false, &rejects}, {"faults", true, &faults}, {"clips", false, &clips},
    };
    int version;
    if (!fit_json_read_members(reader, 0, "an exercise", members, sizeof members / sizeof members[0]) ||
        !fit_json_read_int(reader, format, "\"format\"", 1, 1, &version) ||
        !fit_parse_id(reader, id, "an exercise", &exercise->id) ||
        !fit_parse_texts(reader, name, "\"name\"", exercise->name) || !parse_needed_joints(reader, joints, exercise) ||
        !fit_parse_views(reader, views, &exercise->views))
        return false;
    return (lengths < 0 || fit_parse_lengths(reader, lengths, exercise)) &&
           fit_parse_signals(reader, signals, exercise) && fit_parse_phases(reader, phases, exercise) &&
           fit_parse_cycle(reader, cycle, exercise) && (rejects < 0 || fit_parse_rejects(reader, rejects, exercise)) &&
           fit_parse_faults(reader, faults, exercise);
}

fit_status fit_exercise_create(fit_exercise **out, const char *json, size_t len_bytes, fit_error *error)
{
    if (!out || !json)
        return fit_fail(error, FIT_ERR_ARG, "no exercise file");
    if (len_bytes > FIT_EXERCISE_MAX_BYTES)
        return fit_fail(error, FIT_ERR_LIMIT, "an exercise file of %zu bytes, at most %d are read", len_bytes,
                        FIT_EXERCISE_MAX_BYTES);
    fit_json_reader reader;
    fit_status status = fit_json_reader_init(&reader, json, len_bytes, error);
    if (status != FIT_OK)
        return status;
    fit_exercise *exercise = calloc(1, sizeof *exercise);
    if (!exercise) {
        status = fit_fail(error, FIT_ERR_MEMORY, "no memory for an exercise");
        goto done;
    }
    if (!parse_document(&reader, exercise)) {
        status = FIT_ERR_FORMAT;
        goto done;
    }
    exercise->strings = fit_json_reader_take_pool(&reader);
    *out = exercise;
    exercise = NULL;
done:
    fit_exercise_destroy(exercise);
    fit_json_reader_deinit(&reader);
    return status;
}

void fit_exercise_destroy(fit_exercise *exercise)
{
    if (!exercise)
        return;
    free(exercise->strings);
    free(exercise);
}

const char *fit_exercise_id(const fit_exercise *exercise)
{
    return exercise->id;
}

const char *fit_exercise_name(const fit_exercise *exercise, fit_language language)
{
    return exercise->name[language];
}

size_t fit_exercise_fault_count(const fit_exercise *exercise)
{
    return exercise->fault_count;
}

const char *fit_exercise_fault_id(const fit_exercise *exercise, size_t fault)
{
    assert(fault < exercise->fault_count);
    return exercise->faults[fault].id;
}

const char *fit_exercise_fault_text(const fit_exercise *exercise, size_t fault, fit_language language)
{
    assert(fault < exercise->fault_count);
    return exercise->faults[fault].text[language];
}

size_t fit_exercise_phase_count(const fit_exercise *exercise)
{
    return exercise->phase_count;
}

const char *fit_exercise_phase_id(const fit_exercise *exercise, size_t phase)
{
    assert(phase < exercise->phase_count);
    return exercise->phases[phase].id;
}
