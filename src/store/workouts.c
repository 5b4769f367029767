#include "store/workouts.h"

#include <stdlib.h>

#include "store/columns.h"
#include "store/totals.h"

/* Changing the row, if only to what it was, holds the workout until the transaction ends: uploads and deletions of one
 * workout come one after the other, on whatever server. */
static const char UPLOAD[] =
    "INSERT INTO workouts (member_id, key, exercise, started_ms, offset_min, local_day, finished_ms, plan_sets, "
    "plan_repetitions, plan_rest_s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
    "ON CONFLICT (member_id, key) DO UPDATE SET finished_ms = COALESCE(workouts.finished_ms, excluded.finished_ms) "
    "RETURNING id, exercise, started_ms";
static const char HOLD[] = "UPDATE workouts SET key = key WHERE member_id = $1 AND key = $2 RETURNING id, exercise";

/* So many rows at once, since each statement is a round trip to PostgreSQL: unused ones have no number. */
enum { SETS_AT_ONCE = 4, SET_COLUMNS = 3, SET_PARAMS = 1 + SETS_AT_ONCE * SET_COLUMNS };
static const char ADD_SETS[] = "WITH given (number, started_ms, ended_ms) AS "
                               "(VALUES ($2, $3, $4), ($5, $6, $7), ($8, $9, $10), ($11, $12, $13)) "
                               "INSERT INTO sets (workout_id, number, started_ms, ended_ms) "
                               "SELECT $1, number, started_ms, ended_ms FROM given WHERE number IS NOT NULL "
                               "ON CONFLICT (workout_id, number) DO UPDATE SET ended_ms = excluded.ended_ms "
                               "WHERE sets.ended_ms IS NULL AND excluded.ended_ms IS NOT NULL";

enum { REPETITIONS_AT_ONCE = 16, REPETITION_COLUMNS = 11 };
enum { REPETITION_PARAMS = 1 + REPETITIONS_AT_ONCE * REPETITION_COLUMNS };
static const char ADD_REPETITIONS[] =
    "WITH given (sequence, set_number, at_ms, local_day, side, counted, reason, down_ms, up_ms, range_deg, faults) AS "
    "(VALUES "
    "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12), "
    "($13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23), "
    "($24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34), "
    "($35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45), "
    "($46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56), "
    "($57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67), "
    "($68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78), "
    "($79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89), "
    "($90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100), "
    "($101, $102, $103, $104, $105, $106, $107, $108, $109, $110, $111), "
    "($112, $113, $114, $115, $116, $117, $118, $119, $120, $121, $122), "
    "($123, $124, $125, $126, $127, $128, $129, $130, $131, $132, $133), "
    "($134, $135, $136, $137, $138, $139, $140, $141, $142, $143, $144), "
    "($145, $146, $147, $148, $149, $150, $151, $152, $153, $154, $155), "
    "($156, $157, $158, $159, $160, $161, $162, $163, $164, $165, $166), "
    "($167, $168, $169, $170, $171, $172, $173, $174, $175, $176, $177)) "
    "INSERT INTO repetitions (workout_id, sequence, set_number, at_ms, local_day, side, counted, reason, down_ms, "
    "up_ms, range_deg, faults) SELECT $1, sequence, set_number, at_ms, local_day, side, counted, reason, down_ms, "
    "up_ms, range_deg, faults FROM given WHERE sequence IS NOT NULL "
    "ON CONFLICT (workout_id, sequence) DO NOTHING RETURNING sequence";

static const char DELETE[] = "DELETE FROM workouts WHERE id = $1";

#define COLUMNS                                                                                                        \
    "id, key, exercise, started_ms, offset_min, local_day, finished_ms, plan_sets, plan_repetitions, plan_rest_s"
static const char GET[] = "SELECT " COLUMNS " FROM workouts WHERE member_id = $1 AND key = $2";
static const char LIST[] = "WITH page AS (SELECT " COLUMNS " FROM workouts WHERE member_id = $1 AND started_ms < $2 "
                           "ORDER BY started_ms DESC, id DESC LIMIT $3), "
                           "sums AS (SELECT workout_id, count(CASE WHEN counted = 1 THEN 1 END) AS repetitions, "
                           "count(CASE WHEN counted = 1 AND faults = '' THEN 1 END) AS clean, "
                           "count(CASE WHEN counted = 0 THEN 1 END) AS rejected "
                           "FROM repetitions WHERE workout_id IN (SELECT id FROM page) GROUP BY workout_id) "
                           "SELECT " COLUMNS ", (SELECT count(*) FROM sets WHERE sets.workout_id = page.id), "
                           "sums.repetitions, sums.clean, sums.rejected "
                           "FROM page LEFT JOIN sums ON sums.workout_id = page.id ORDER BY started_ms DESC, id DESC";
static const char SETS[] = "SELECT number, started_ms, ended_ms FROM sets WHERE workout_id = $1 ORDER BY number";
static const char REPETITIONS[] = "SELECT sequence, set_number, at_ms, local_day, side, counted, reason, down_ms, "
                                  "up_ms, range_deg, faults FROM repetitions WHERE workout_id = $1 ORDER BY sequence";

static fit_status hold_or_add(fit_db *db, int64_t member_id, const fit_workout *workout, int64_t *id)
{
    fit_rows rows = fit_db_query(
        db, UPLOAD,
        FIT_PARAMS(fit_int(member_id), fit_text(workout->key), fit_text(workout->exercise),
                   fit_int(workout->started_ms), fit_int(workout->offset_min), fit_int(workout->local_day),
                   fit_int_or_null(workout->finished_ms == 0, workout->finished_ms), fit_int(workout->plan_sets),
                   fit_int(workout->plan_repetitions), fit_int(workout->plan_rest_s)));
    bool same = false;
    if (fit_rows_next(&rows)) {
        *id = fit_rows_int(&rows, 0);
        same = strcmp(fit_rows_text(&rows, 1), workout->exercise) == 0 && fit_rows_int(&rows, 2) == workout->started_ms;
    }
    fit_status status = fit_rows_end(&rows);
    return status == FIT_OK && !same ? FIT_ERR_CONFLICT : status;
}

/* How many from first on go into one statement: PostgreSQL changes no row twice in one. */
static size_t distinct_sets(const fit_batch *batch, size_t first)
{
    size_t n = 0;
    for (; n < SETS_AT_ONCE && first + n < batch->set_count; n++)
        for (size_t i = 0; i < n; i++)
            if (batch->sets[first + i].number == batch->sets[first + n].number)
                return n;
    return n;
}

static fit_status add_sets(fit_db *db, int64_t workout_id, const fit_batch *batch)
{
    fit_status status = FIT_OK;
    size_t n;
    for (size_t first = 0; first < batch->set_count && status == FIT_OK; first += n) {
        n = distinct_sets(batch, first);
        fit_value params[SET_PARAMS] = {fit_int(workout_id)};
        for (size_t i = 0; i < SETS_AT_ONCE; i++) {
            bool used = i < n;
            fit_set set = used ? batch->sets[first + i] : (fit_set){0};
            fit_value *row = &params[1 + i * SET_COLUMNS];
            row[0] = fit_int_or_null(!used, set.number);
            row[1] = fit_int_or_null(!used, set.started_ms);
            row[2] = fit_int_or_null(set.ended_ms == 0, set.ended_ms);
        }
        status = fit_db_run(db, ADD_SETS, params, SET_PARAMS);
    }
    return status;
}

static void repetition_params(const fit_repetition *repetition, fit_value row[REPETITION_COLUMNS])
{
    const fit_value values[REPETITION_COLUMNS] = {
        fit_int(repetition->sequence),   fit_int(repetition->set_number), fit_int(repetition->at_ms),
        fit_int(repetition->local_day),  fit_text(repetition->side),      fit_int(repetition->counted),
        fit_text(repetition->reason),    fit_int(repetition->down_ms),    fit_int(repetition->up_ms),
        fit_real(repetition->range_deg), fit_text(repetition->faults),
    };
    memcpy(row, values, sizeof values);
}

/* added: appended to, the repetitions that were not there. */
static fit_status add_some(fit_db *db, int64_t workout_id, const fit_repetition *some, size_t count,
                           const fit_repetition **added, size_t *added_count)
{
    static const fit_repetition none;
    fit_value params[REPETITION_PARAMS] = {fit_int(workout_id)};
    for (size_t i = 0; i < REPETITIONS_AT_ONCE; i++) {
        fit_value *row = &params[1 + i * REPETITION_COLUMNS];
        repetition_params(i < count ? &some[i] : &none, row);
        for (size_t j = 0; j < REPETITION_COLUMNS; j++)
            row[j].null = i >= count;
    }
    fit_rows rows = fit_db_query(db, ADD_REPETITIONS, params, REPETITION_PARAMS);
    while (fit_rows_next(&rows)) {
        int64_t sequence = fit_rows_int(&rows, 0);
        size_t i = 0;
        while (some[i].sequence != sequence) /* of two with one number, the first was taken */
            i++;
        added[(*added_count)++] = &some[i];
    }
    return fit_rows_end(&rows);
}

fit_status fit_workouts_upload(fit_db *db, int64_t member_id, const fit_batch *batch, size_t *added)
{
    fit_share share = {.member_id = member_id, .exercise = batch->workout.exercise};
    fit_status status = hold_or_add(db, member_id, &batch->workout, &share.workout_id);
    if (status == FIT_OK)
        status = add_sets(db, share.workout_id, batch);
    if (status == FIT_OK && batch->repetition_count > 0) {
        share.repetitions = malloc(batch->repetition_count * sizeof *share.repetitions);
        if (!share.repetitions)
            return FIT_ERR_MEMORY;
    }
    for (size_t first = 0; first < batch->repetition_count && status == FIT_OK; first += REPETITIONS_AT_ONCE) {
        size_t left = batch->repetition_count - first;
        status = add_some(db, share.workout_id, &batch->repetitions[first],
                          left < REPETITIONS_AT_ONCE ? left : REPETITIONS_AT_ONCE, share.repetitions, &share.count);
    }
    if (status == FIT_OK)
        status = fit_totals_add(db, &share);
    free(share.repetitions);
    if (status == FIT_OK)
        *added = share.count;
    return status;
}

static fit_status hold(fit_db *db, int64_t member_id, const char *key, int64_t *id, char *exercise, size_t cap)
{
    fit_rows rows = fit_db_query(db, HOLD, FIT_PARAMS(fit_int(member_id), fit_text(key)));
    bool found = fit_rows_next(&rows);
    if (found) {
        *id = fit_rows_int(&rows, 0);
        fit_column_text(&rows, 1, exercise, cap);
    }
    return fit_rows_end_one(&rows, found);
}

fit_status fit_workouts_delete(fit_db *db, int64_t member_id, const char *key)
{
    char exercise[FIT_EXERCISE_NAME_CAP];
    fit_share share = {.member_id = member_id, .exercise = exercise};
    fit_status status = hold(db, member_id, key, &share.workout_id, exercise, sizeof exercise);
    if (status != FIT_OK)
        return status;
    fit_repetition *repetitions = NULL;
    status = fit_workouts_repetitions(db, share.workout_id, &repetitions, &share.count);
    if (status != FIT_OK)
        return status;
    share.repetitions = malloc((share.count + 1) * sizeof *share.repetitions);
    if (share.repetitions) {
        for (size_t i = 0; i < share.count; i++)
            share.repetitions[i] = &repetitions[i];
        status = fit_db_run(db, DELETE, FIT_PARAMS(fit_int(share.workout_id)));
        if (status == FIT_OK)
            status = fit_totals_subtract(db, &share);
    } else {
        status = FIT_ERR_MEMORY;
    }
    free(share.repetitions);
    free(repetitions);
    return status;
}

static void read_workout(const fit_rows *rows, fit_workout *workout)
{
    workout->id = fit_rows_int(rows, 0);
    fit_column_text(rows, 1, workout->key, sizeof workout->key);
    fit_column_text(rows, 2, workout->exercise, sizeof workout->exercise);
    workout->started_ms = fit_rows_int(rows, 3);
    workout->offset_min = fit_rows_int(rows, 4);
    workout->local_day = fit_rows_int(rows, 5);
    workout->finished_ms = fit_rows_int(rows, 6);
    workout->plan_sets = fit_rows_int(rows, 7);
    workout->plan_repetitions = fit_rows_int(rows, 8);
    workout->plan_rest_s = fit_rows_int(rows, 9);
}

fit_status fit_workouts_list(fit_db *db, int64_t member_id, int64_t before_ms, fit_workout_summary *list, size_t limit,
                             size_t *count)
{
    fit_rows rows = fit_db_query(db, LIST, FIT_PARAMS(fit_int(member_id), fit_int(before_ms), fit_int((int64_t)limit)));
    size_t n = 0;
    while (fit_rows_next(&rows)) {
        fit_workout_summary *summary = &list[n++];
        read_workout(&rows, &summary->workout);
        summary->sets = fit_rows_int(&rows, 10);
        summary->repetitions = fit_rows_int(&rows, 11);
        summary->clean = fit_rows_int(&rows, 12);
        summary->rejected = fit_rows_int(&rows, 13);
    }
    fit_status status = fit_rows_end(&rows);
    if (status == FIT_OK)
        *count = n;
    return status;
}

fit_status fit_workouts_get(fit_db *db, int64_t member_id, const char *key, fit_workout *workout)
{
    fit_rows rows = fit_db_query(db, GET, FIT_PARAMS(fit_int(member_id), fit_text(key)));
    bool found = fit_rows_next(&rows);
    if (found)
        read_workout(&rows, workout);
    return fit_rows_end_one(&rows, found);
}

static void read_set(const fit_rows *rows, void *out)
{
    *(fit_set *)out = (fit_set){
        .number = fit_rows_int(rows, 0), .started_ms = fit_rows_int(rows, 1), .ended_ms = fit_rows_int(rows, 2)};
}

static void read_repetition(const fit_rows *rows, void *out)
{
    fit_repetition *repetition = out;
    repetition->sequence = fit_rows_int(rows, 0);
    repetition->set_number = fit_rows_int(rows, 1);
    repetition->at_ms = fit_rows_int(rows, 2);
    repetition->local_day = fit_rows_int(rows, 3);
    fit_column_text(rows, 4, repetition->side, sizeof repetition->side);
    repetition->counted = fit_rows_int(rows, 5) != 0;
    fit_column_text(rows, 6, repetition->reason, sizeof repetition->reason);
    repetition->down_ms = fit_rows_int(rows, 7);
    repetition->up_ms = fit_rows_int(rows, 8);
    repetition->range_deg = fit_rows_real(rows, 9);
    fit_column_text(rows, 10, repetition->faults, sizeof repetition->faults);
}

/* All rows of a workout, size bytes each. */
static fit_status read_all(fit_db *db, const char *sql, int64_t workout_id, size_t size,
                           void (*read)(const fit_rows *rows, void *out), void **out, size_t *count)
{
    fit_rows rows = fit_db_query(db, sql, FIT_PARAMS(fit_int(workout_id)));
    char *list = NULL;
    size_t n = 0, cap = 0;
    fit_status status = FIT_OK;
    while (status == FIT_OK && fit_rows_next(&rows)) {
        if (n == cap) {
            cap = cap ? cap * 2 : 32;
            char *grown = realloc(list, cap * size);
            list = grown ? grown : list;
            status = grown ? FIT_OK : FIT_ERR_MEMORY;
        }
        if (status == FIT_OK)
            read(&rows, list + n++ * size);
    }
    fit_status ended = fit_rows_end(&rows);
    status = status == FIT_OK ? ended : status;
    if (status == FIT_OK) {
        *out = list;
        *count = n;
    } else {
        free(list);
    }
    return status;
}

fit_status fit_workouts_sets(fit_db *db, int64_t workout_id, fit_set **list, size_t *count)
{
    void *sets;
    fit_status status = read_all(db, SETS, workout_id, sizeof **list, read_set, &sets, count);
    if (status == FIT_OK)
        *list = sets;
    return status;
}

fit_status fit_workouts_repetitions(fit_db *db, int64_t workout_id, fit_repetition **list, size_t *count)
{
    void *repetitions;
    fit_status status = read_all(db, REPETITIONS, workout_id, sizeof **list, read_repetition, &repetitions, count);
    if (status == FIT_OK)
        *list = repetitions;
    return status;
}
