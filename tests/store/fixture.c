#include "fixture.h"

#include <pthread.h>
#include <stdio.h>

int64_t number_of(fit_store *store, const char *sql, const fit_value *params, size_t count)
{
    fit_db *db;
    ok(fit_store_begin(store, FIT_READ, &db, NULL));
    fit_rows rows = fit_db_query(db, sql, params, count);
    bool found = fit_rows_next(&rows);
    int64_t number = found ? fit_rows_int(&rows, 0) : 0;
    bool more = found && fit_rows_next(&rows);
    ok(fit_store_end(db, fit_rows_end(&rows), NULL));
    assert_true(found);
    assert_false(more);
    return number;
}

void execute(fit_store *store, const char *sql)
{
    ok(WRITE(store, fit_db_script(db, sql)));
}

int64_t add_member(fit_store *store, const char *email)
{
    fit_member member = {.nickname = "유나", .language = "ko", .password_hash = "$argon2id$", .settings = "{}"};
    (void)snprintf(member.email, sizeof member.email, "%s", email);
    int64_t id = 0;
    ok(WRITE(store, fit_members_add(db, &member, &id)));
    assert_true(id > 0);
    return id;
}

void make_batch(fixture_batch *b, int number, int64_t day, int first, size_t count)
{
    assert_true(count <= FIXTURE_MAX_REPETITIONS);
    int64_t started_ms = (day * 24 + 10) * 3600 * 1000;
    b->batch = (fit_batch){
        .workout = {.exercise = "squat",
                    .started_ms = started_ms,
                    .offset_min = 540,
                    .local_day = day,
                    .plan_sets = 3,
                    .plan_repetitions = 10,
                    .plan_rest_s = 60},
        .sets = b->sets,
        .set_count = 1,
        .repetitions = b->repetitions,
        .repetition_count = count,
    };
    (void)snprintf(b->batch.workout.key, FIT_WORKOUT_KEY_CAP, "6f1c2a9e-3b41-4c07-9d2e-%012d", number);
    b->sets[0] = (fit_set){.number = 1, .started_ms = started_ms};
    for (size_t i = 0; i < count; i++)
        b->repetitions[i] = (fit_repetition){
            .sequence = first + (int64_t)i,
            .set_number = 1,
            .at_ms = started_ms + (first + (int64_t)i) * 3000,
            .local_day = day,
            .side = "both",
            .counted = true,
            .down_ms = 1000,
            .up_ms = 500,
            .range_deg = 92.5,
        };
}

size_t upload(fit_store *store, int64_t member_id, const fixture_batch *b)
{
    size_t added = 0;
    fit_status status;
    do
        status = WRITE(store, fit_workouts_upload(db, member_id, &b->batch, &added));
    while (status == FIT_ERR_BUSY);
    ok(status);
    return added;
}

typedef struct competitor {
    pthread_t thread;
    pthread_barrier_t *barrier;
    void (*work)(void *context, int index);
    void *context;
    int index;
} competitor;

static void *run(void *argument)
{
    competitor *c = argument;
    (void)pthread_barrier_wait(c->barrier);
    c->work(c->context, c->index);
    return NULL;
}

void compete(int count, void (*work)(void *context, int index), void *context)
{
    competitor competitors[8];
    pthread_barrier_t barrier;
    assert_int_equal(0, pthread_barrier_init(&barrier, NULL, (unsigned)count));
    for (int i = 0; i < count; i++) {
        competitors[i] = (competitor){.barrier = &barrier, .work = work, .context = context, .index = i};
        assert_int_equal(0, pthread_create(&competitors[i].thread, NULL, run, &competitors[i]));
    }
    for (int i = 0; i < count; i++)
        assert_int_equal(0, pthread_join(competitors[i].thread, NULL));
    pthread_barrier_destroy(&barrier);
}
