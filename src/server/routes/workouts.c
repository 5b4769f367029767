#include "server/routes/workouts.h"

#include <stdlib.h>
#include <string.h>

#include "server/dates.h"
#include "server/routes/present.h"
#include "server/routes/workout_batch.h"
#include "server/transaction.h"

enum { LIST_DEFAULT = 20, LIST_MAX = 100 };

typedef struct upload {
    fit_batch batch;
    size_t added;
} upload;

static fit_status store_batch(fit_exchange *exchange, fit_db *db, void *context)
{
    upload *u = context;
    return fit_workouts_upload(db, exchange->session.member_id, &u->batch, &u->added);
}

fit_problem fit_workout_put(fit_exchange *exchange)
{
    upload u;
    fit_problem problem = fit_batch_read(exchange, exchange->params[0], &u.batch);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, store_batch, &u);
    fit_batch_free(&u.batch);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_json_object_open(&exchange->json);
    fit_present_int(&exchange->json, "added", (int64_t)u.added);
    fit_json_object_close(&exchange->json);
    return FIT_OK_ANSWER;
}

/* One row more than asked for tells whether there are more. */
typedef struct page {
    int64_t before_ms;
    size_t limit, count;
    fit_workout_summary list[LIST_MAX + 1];
} page;

static fit_status list_page(fit_exchange *exchange, fit_db *db, void *context)
{
    page *p = context;
    return fit_workouts_list(db, exchange->session.member_id, p->before_ms, p->list, p->limit + 1, &p->count);
}

static void present_summary(fit_json_writer *json, const fit_workout_summary *summary)
{
    fit_json_object_open(json);
    fit_present_workout_head(json, &summary->workout);
    fit_present_int(json, "sets", summary->sets);
    fit_present_int(json, "repetitions", summary->repetitions);
    fit_present_int(json, "clean", summary->clean);
    fit_present_int(json, "rejected", summary->rejected);
    fit_json_object_close(json);
}

static fit_problem read_page(fit_exchange *exchange, page *p)
{
    int64_t limit = LIST_DEFAULT, offset_min;
    const char *before = fit_exchange_query(exchange, "before");
    p->before_ms = INT64_MAX;
    if (before && !fit_time_parse(before, &p->before_ms, &offset_min))
        return fit_malformed(exchange, "before");
    fit_problem problem = fit_query_int(exchange, "limit", 1, LIST_MAX, &limit);
    p->limit = (size_t)limit;
    return problem;
}

fit_problem fit_workout_list(fit_exchange *exchange)
{
    page p;
    fit_problem problem = read_page(exchange, &p);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, list_page, &p);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_json_writer *json = &exchange->json;
    fit_json_object_open(json);
    fit_json_key(json, "workouts");
    fit_json_array_open(json);
    for (size_t i = 0; i < p.count && i < p.limit; i++)
        present_summary(json, &p.list[i]);
    fit_json_array_close(json);
    fit_present_bool(json, "more", p.count > p.limit);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}

static fit_status get_workout(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)context;
    fit_workout workout;
    fit_status status = fit_workouts_get(db, exchange->session.member_id, exchange->params[0], &workout);
    return status == FIT_OK ? fit_present_workout(&exchange->json, db, &workout) : status;
}

fit_problem fit_workout_get(fit_exchange *exchange)
{
    if (!fit_workout_key_holds(exchange->params[0]))
        return FIT_NOT_FOUND;
    return fit_transact(exchange, FIT_SNAPSHOT, get_workout, NULL);
}

static fit_status delete_workout(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)context;
    return fit_workouts_delete(db, exchange->session.member_id, exchange->params[0]);
}

fit_problem fit_workout_delete(fit_exchange *exchange)
{
    if (!fit_workout_key_holds(exchange->params[0]))
        return FIT_NOT_FOUND;
    return fit_transact(exchange, FIT_WRITE, delete_workout, NULL);
}
