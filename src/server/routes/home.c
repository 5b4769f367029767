#include "server/routes/home.h"

#include "server/dates.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/history.h"

enum { DAYS_DEFAULT = 182, DAYS_MAX = 371, FAULT_DAYS = 30, MAX_EXERCISES = 100 };

/* What a day of two exercises takes in the answer, and so the memory made ready: growing to it copies it twice. */
enum { DAY_BYTES = 220 };

/* 2000-01-01: no workout is older, and the days before today have dates, too. */
enum { EARLIEST_TODAY = 10957 };

/* Rows come in order of their day, so a day is put into letters once. */
typedef struct row_writer {
    fit_json_writer *json;
    int64_t day;
    char text[FIT_DATE_CAP];
} row_writer;

static void open_row(row_writer *w, int64_t day, const char *exercise)
{
    if (!w->text[0] || day != w->day) {
        w->day = day;
        fit_date_format(day, w->text);
    }
    fit_json_object_open(w->json);
    fit_present_text(w->json, "day", w->text);
    fit_present_text(w->json, "exercise", exercise);
}

static bool write_total(void *context, const fit_daily_total *total)
{
    row_writer *w = context;
    open_row(w, total->local_day, total->exercise);
    fit_present_int(w->json, "repetitions", total->repetitions);
    fit_present_int(w->json, "clean", total->clean);
    fit_present_int(w->json, "rejected", total->rejected);
    fit_present_int(w->json, "active_s", (total->active_ms + 500) / 1000);
    fit_json_object_close(w->json);
    return w->json->status == FIT_OK;
}

static bool write_fault(void *context, const fit_daily_fault *fault)
{
    row_writer *w = context;
    open_row(w, fault->local_day, fault->exercise);
    fit_present_text(w->json, "fault", fault->fault);
    fit_present_int(w->json, "amount", fault->amount);
    fit_json_object_close(w->json);
    return w->json->status == FIT_OK;
}

static fit_problem read_today(fit_exchange *exchange, int64_t *today)
{
    const char *text = fit_exchange_query(exchange, "today");
    const bool holds = text && fit_date_parse(text, today) && *today >= EARLIEST_TODAY;
    return holds ? FIT_OK_ANSWER : fit_malformed(exchange, "today");
}

typedef struct home {
    int64_t today, days;
} home;

static fit_status write_home(fit_exchange *exchange, fit_db *db, void *context)
{
    const home *h = context;
    const int64_t id = exchange->session.member_id, first = h->today - h->days + 1;
    fit_json_writer *json = &exchange->json;
    row_writer totals = {.json = json}, faults = {.json = json};
    fit_goal goals[FIT_MAX_GOALS];
    size_t goal_count;
    json->status = fit_buffer_reserve(json->buffer, (size_t)h->days * DAY_BYTES);
    fit_json_object_open(json);
    fit_present_day(json, "today", h->today);
    fit_present_day(json, "first_day", first);
    fit_json_key(json, "totals");
    fit_json_array_open(json);
    fit_status status = fit_history_totals(db, id, first, h->today, write_total, &totals);
    if (status != FIT_OK)
        return status;
    fit_json_array_close(json);
    fit_json_key(json, "faults");
    fit_json_array_open(json);
    status = fit_history_faults(db, id, h->today - FAULT_DAYS + 1, h->today, write_fault, &faults);
    if (status != FIT_OK)
        return status;
    fit_json_array_close(json);
    status = fit_members_goals(db, id, goals, &goal_count);
    fit_present_goals(json, exchange->session.weekly_days, goals, goal_count);
    fit_json_object_close(json);
    return status;
}

fit_problem fit_home_get(fit_exchange *exchange)
{
    home h = {.days = DAYS_DEFAULT};
    fit_problem problem = read_today(exchange, &h.today);
    if (problem == FIT_OK_ANSWER)
        problem = fit_query_int(exchange, "days", 1, DAYS_MAX, &h.days);
    return problem == FIT_OK_ANSWER ? fit_transact(exchange, FIT_READ, write_home, &h) : problem;
}

typedef struct records {
    int64_t today;
    fit_streaks streaks;
    fit_best list[MAX_EXERCISES];
    size_t count;
} records;

static fit_status read_records(fit_exchange *exchange, fit_db *db, void *context)
{
    records *r = context;
    const int64_t id = exchange->session.member_id;
    fit_status status = fit_history_streaks(db, id, r->today, &r->streaks);
    return status == FIT_OK ? fit_history_bests(db, id, r->list, MAX_EXERCISES, &r->count) : status;
}

static void present_best(fit_json_writer *json, const char *key, int64_t day, int64_t repetitions)
{
    fit_json_key(json, key);
    fit_json_object_open(json);
    fit_present_day(json, "day", day);
    fit_present_int(json, "repetitions", repetitions);
    fit_json_object_close(json);
}

static void present_streaks(fit_json_writer *json, const fit_streaks *streaks)
{
    fit_json_key(json, "streak");
    fit_json_object_open(json);
    fit_present_int(json, "current_days", streaks->current_days);
    fit_present_int(json, "longest_days", streaks->longest_days);
    if (streaks->longest_days > 0) {
        fit_present_day(json, "longest_last_day", streaks->longest_last_day);
    } else {
        fit_json_key(json, "longest_last_day");
        fit_json_null(json);
    }
    fit_present_int(json, "trained_days", streaks->trained_days);
    fit_json_object_close(json);
}

fit_problem fit_home_get_records(fit_exchange *exchange)
{
    records r;
    fit_problem problem = read_today(exchange, &r.today);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, read_records, &r);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_json_writer *json = &exchange->json;
    fit_json_object_open(json);
    present_streaks(json, &r.streaks);
    fit_json_key(json, "exercises");
    fit_json_array_open(json);
    for (size_t i = 0; i < r.count; i++) {
        const fit_best *best = &r.list[i];
        fit_json_object_open(json);
        fit_present_text(json, "exercise", best->exercise);
        fit_present_int(json, "total", best->total);
        present_best(json, "best_day", best->best_day, best->best_day_repetitions);
        present_best(json, "best_set", best->best_set_day, best->best_set_repetitions);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}
