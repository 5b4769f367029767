/* A workout with its sets and repetitions: in its own answer and in the export. See present.h. */
#include <stdlib.h>
#include <string.h>

#include "server/routes/present.h"

void fit_present_workout_head(fit_json_writer *json, const fit_workout *workout)
{
    fit_present_text(json, "key", workout->key);
    fit_present_text(json, "exercise", workout->exercise);
    fit_present_time(json, "started_at", workout->started_ms, workout->offset_min);
    fit_present_time(json, "finished_at", workout->finished_ms, workout->offset_min);
    fit_present_day(json, "day", workout->local_day);
}

static void present_plan(fit_json_writer *json, const fit_workout *workout)
{
    fit_json_key(json, "plan");
    fit_json_object_open(json);
    fit_present_int(json, "sets", workout->plan_sets);
    fit_present_int(json, "repetitions", workout->plan_repetitions);
    fit_present_int(json, "rest_s", workout->plan_rest_s);
    fit_json_object_close(json);
}

static void present_set(fit_json_writer *json, const fit_set *set, int64_t offset_min)
{
    fit_json_object_open(json);
    fit_present_int(json, "number", set->number);
    fit_present_time(json, "started_at", set->started_ms, offset_min);
    fit_present_time(json, "ended_at", set->ended_ms, offset_min);
    fit_json_object_close(json);
}

/* faults: names separated by single spaces; changed. */
static void present_faults(fit_json_writer *json, char *faults)
{
    char *rest = NULL;
    fit_json_key(json, "faults");
    fit_json_array_open(json);
    for (const char *name = strtok_r(faults, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        fit_json_string(json, name);
    fit_json_array_close(json);
}

static void present_repetition(fit_json_writer *json, fit_repetition *repetition, int64_t offset_min)
{
    fit_json_object_open(json);
    fit_present_int(json, "sequence", repetition->sequence);
    fit_present_int(json, "set", repetition->set_number);
    fit_present_time(json, "at", repetition->at_ms, offset_min);
    fit_present_text(json, "side", repetition->side);
    fit_present_bool(json, "counted", repetition->counted);
    if (!repetition->counted)
        fit_present_text(json, "reason", repetition->reason);
    fit_present_int(json, "down_ms", repetition->down_ms);
    fit_present_int(json, "up_ms", repetition->up_ms);
    fit_json_key(json, "range_deg");
    fit_json_fixed(json, repetition->range_deg, 1);
    present_faults(json, repetition->faults);
    fit_json_object_close(json);
}

fit_status fit_present_workout(fit_json_writer *json, fit_db *db, const fit_workout *workout)
{
    fit_set *sets = NULL;
    fit_repetition *repetitions = NULL;
    size_t set_count = 0, repetition_count = 0;
    fit_status status = fit_workouts_sets(db, workout->id, &sets, &set_count);
    if (status == FIT_OK)
        status = fit_workouts_repetitions(db, workout->id, &repetitions, &repetition_count);
    if (status != FIT_OK)
        goto done;
    fit_json_object_open(json);
    fit_present_workout_head(json, workout);
    present_plan(json, workout);
    fit_json_key(json, "sets");
    fit_json_array_open(json);
    for (size_t i = 0; i < set_count; i++)
        present_set(json, &sets[i], workout->offset_min);
    fit_json_array_close(json);
    fit_json_key(json, "repetitions");
    fit_json_array_open(json);
    for (size_t i = 0; i < repetition_count; i++)
        present_repetition(json, &repetitions[i], workout->offset_min);
    fit_json_array_close(json);
    fit_json_object_close(json);
done:
    free(sets);
    free(repetitions);
    return status;
}
