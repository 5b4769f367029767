#include "server/routes/workout_batch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(FIT_MAX_REPETITION_FAULTS *FIT_REASON_CAP < FIT_FAULTS_CAP, "all faults' names fit");

bool fit_workout_key_holds(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    size_t i = 0;
    for (; form[i] && text[i]; i++)
        if (form[i] == '-' ? text[i] != '-' : !strchr("0123456789abcdef", text[i]))
            return false;
    return form[i] == text[i];
}

/* Reads a field that may be null or absent, then *ms is 0. */
static fit_problem read_end(fit_exchange *exchange, const json_t *object, const char *name, int64_t *ms)
{
    int64_t offset_min, local_day;
    const json_t *end = json_object_get(object, name);
    *ms = 0;
    if (!end || json_is_null(end))
        return FIT_OK_ANSWER;
    return fit_field_time(exchange, object, name, ms, &offset_min, &local_day);
}

/* A name as exercises use them: small letters and underscores, 1..40. */
static bool is_name(const char *text)
{
    size_t len = strlen(text);
    return len >= 1 && len < FIT_REASON_CAP && strspn(text, "abcdefghijklmnopqrstuvwxyz_") == len;
}

static fit_problem read_plan(fit_exchange *exchange, fit_workout *workout)
{
    static const char *const fields[] = {"sets", "repetitions", "rest_s", NULL};
    const json_t *plan = json_object_get(exchange->body, "plan");
    if (!json_is_object(plan))
        return fit_malformed(exchange, "plan");
    fit_problem problem = fit_fields_known(exchange, plan, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, plan, "sets", 0, FIT_MAX_SETS, &workout->plan_sets);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, plan, "repetitions", 0, FIT_MAX_PLAN_REPETITIONS, &workout->plan_repetitions);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, plan, "rest_s", 0, FIT_MAX_PLAN_REST_S, &workout->plan_rest_s);
    return problem;
}

static fit_problem read_workout(fit_exchange *exchange, const char *key, fit_workout *workout)
{
    static const char *const fields[] = {"exercise", "started_at", "finished_at", "plan", "sets", "repetitions", NULL};
    const char *exercise;
    if (!fit_workout_key_holds(key))
        return fit_malformed(exchange, "key");
    snprintf(workout->key, sizeof workout->key, "%s", key);
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, exchange->body, "exercise", 1, FIT_EXERCISE_NAME_CAP - 1, &exercise);
    if (problem != FIT_OK_ANSWER)
        return problem;
    if (!fit_catalogue_has(exchange->app->catalogue, exercise))
        return fit_invalid(exchange, "exercise", "unknown_exercise");
    snprintf(workout->exercise, sizeof workout->exercise, "%s", exercise);
    problem = fit_field_time(exchange, exchange->body, "started_at", &workout->started_ms, &workout->offset_min,
                             &workout->local_day);
    if (problem == FIT_OK_ANSWER)
        problem = read_end(exchange, exchange->body, "finished_at", &workout->finished_ms);
    return problem == FIT_OK_ANSWER ? read_plan(exchange, workout) : problem;
}

static fit_problem read_set(fit_exchange *exchange, const json_t *object, fit_set *set)
{
    static const char *const fields[] = {"number", "started_at", "ended_at", NULL};
    int64_t offset_min, local_day;
    fit_problem problem = fit_fields_known(exchange, object, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, object, "number", 1, FIT_MAX_SETS, &set->number);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_time(exchange, object, "started_at", &set->started_ms, &offset_min, &local_day);
    return problem == FIT_OK_ANSWER ? read_end(exchange, object, "ended_at", &set->ended_ms) : problem;
}

static fit_problem read_side(fit_exchange *exchange, const json_t *object, fit_repetition *repetition)
{
    static const char *const sides[] = {"both", "left", "right"};
    const char *text;
    fit_problem problem = fit_field_text(exchange, object, "side", 0, 64, &text);
    if (problem != FIT_OK_ANSWER)
        return problem;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (strcmp(text, sides[i]) == 0) {
            snprintf(repetition->side, sizeof repetition->side, "%s", sides[i]);
            return FIT_OK_ANSWER;
        }
    return fit_invalid(exchange, "side", "not_allowed");
}

/* A reason stands where a repetition was not counted, and only there. */
static fit_problem read_counted(fit_exchange *exchange, const json_t *object, fit_repetition *repetition)
{
    const char *reason;
    fit_problem problem = fit_field_bool(exchange, object, "counted", &repetition->counted);
    if (problem != FIT_OK_ANSWER)
        return problem;
    if (repetition->counted)
        return json_object_get(object, "reason") ? fit_invalid(exchange, "reason", "not_allowed") : FIT_OK_ANSWER;
    problem = fit_field_text(exchange, object, "reason", 1, FIT_REASON_CAP - 1, &reason);
    if (problem != FIT_OK_ANSWER)
        return problem;
    if (!is_name(reason))
        return fit_invalid(exchange, "reason", "not_allowed");
    snprintf(repetition->reason, sizeof repetition->reason, "%s", reason);
    return FIT_OK_ANSWER;
}

static bool has_name(const json_t *faults, size_t before, const char *name)
{
    for (size_t i = 0; i < before; i++)
        if (strcmp(json_string_value(json_array_get(faults, i)), name) == 0)
            return true;
    return false;
}

static fit_problem read_faults(fit_exchange *exchange, const json_t *object, fit_repetition *repetition)
{
    const json_t *faults = json_object_get(object, "faults");
    if (!json_is_array(faults))
        return fit_malformed(exchange, "faults");
    const size_t count = json_array_size(faults);
    if (count > FIT_MAX_REPETITION_FAULTS)
        return fit_invalid(exchange, "faults", "too_long");
    char *at = repetition->faults;
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_array_get(faults, i));
        if (!name)
            return fit_malformed(exchange, "faults");
        if (!is_name(name) || has_name(faults, i, name))
            return fit_invalid(exchange, "faults", "not_allowed");
        if (i > 0)
            *at++ = ' ';
        at = stpcpy(at, name);
    }
    return FIT_OK_ANSWER;
}

static fit_problem read_repetition(fit_exchange *exchange, const json_t *object, fit_repetition *repetition)
{
    static const char *const fields[] = {"sequence", "set",   "at",        "side",   "counted", "reason",
                                         "down_ms",  "up_ms", "range_deg", "faults", NULL};
    int64_t offset_min;
    fit_problem problem = fit_fields_known(exchange, object, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, object, "sequence", 1, FIT_MAX_SEQUENCE, &repetition->sequence);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, object, "set", 1, FIT_MAX_SETS, &repetition->set_number);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_time(exchange, object, "at", &repetition->at_ms, &offset_min, &repetition->local_day);
    if (problem == FIT_OK_ANSWER)
        problem = read_side(exchange, object, repetition);
    if (problem == FIT_OK_ANSWER)
        problem = read_counted(exchange, object, repetition);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, object, "down_ms", 0, FIT_MAX_HALF_MS, &repetition->down_ms);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, object, "up_ms", 0, FIT_MAX_HALF_MS, &repetition->up_ms);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_number(exchange, object, "range_deg", 0, 360, &repetition->range_deg);
    return problem == FIT_OK_ANSWER ? read_faults(exchange, object, repetition) : problem;
}

/* The array `name` of the body, at most max objects. */
static fit_problem read_array(fit_exchange *exchange, const char *name, size_t max, const json_t **array)
{
    *array = json_object_get(exchange->body, name);
    if (!json_is_array(*array))
        return fit_malformed(exchange, name);
    const size_t count = json_array_size(*array);
    if (count > max)
        return fit_invalid(exchange, name, "too_long");
    for (size_t i = 0; i < count; i++)
        if (!json_is_object(json_array_get(*array, i)))
            return fit_malformed(exchange, name);
    return FIT_OK_ANSWER;
}

static fit_problem read_sets(fit_exchange *exchange, fit_batch *batch)
{
    const json_t *array;
    fit_problem problem = read_array(exchange, "sets", FIT_MAX_SETS, &array);
    if (problem != FIT_OK_ANSWER || json_array_size(array) == 0)
        return problem;
    batch->set_count = json_array_size(array);
    fit_set *sets = calloc(batch->set_count, sizeof *sets);
    batch->sets = sets;
    if (!sets)
        return fit_problem_of(FIT_ERR_MEMORY);
    for (size_t i = 0; i < batch->set_count && problem == FIT_OK_ANSWER; i++)
        problem = read_set(exchange, json_array_get(array, i), &sets[i]);
    return problem;
}

static fit_problem read_repetitions(fit_exchange *exchange, fit_batch *batch)
{
    const json_t *array;
    fit_problem problem = read_array(exchange, "repetitions", FIT_BATCH_MAX_REPETITIONS, &array);
    if (problem != FIT_OK_ANSWER || json_array_size(array) == 0)
        return problem;
    batch->repetition_count = json_array_size(array);
    fit_repetition *repetitions = calloc(batch->repetition_count, sizeof *repetitions);
    batch->repetitions = repetitions;
    if (!repetitions)
        return fit_problem_of(FIT_ERR_MEMORY);
    for (size_t i = 0; i < batch->repetition_count && problem == FIT_OK_ANSWER; i++)
        problem = read_repetition(exchange, json_array_get(array, i), &repetitions[i]);
    return problem;
}

fit_problem fit_batch_read(fit_exchange *exchange, const char *key, fit_batch *batch)
{
    *batch = (fit_batch){0};
    fit_problem problem = read_workout(exchange, key, &batch->workout);
    if (problem == FIT_OK_ANSWER)
        problem = read_sets(exchange, batch);
    if (problem == FIT_OK_ANSWER)
        problem = read_repetitions(exchange, batch);
    return problem;
}

void fit_batch_free(fit_batch *batch)
{
    free((void *)batch->sets);
    free((void *)batch->repetitions);
}
