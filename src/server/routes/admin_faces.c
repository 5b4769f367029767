/* Logging in by face, as the administrator sees it: see admin.h. */
#include <stdlib.h>

#include "server/dates.h"
#include "server/face/service.h"
#include "server/routes/admin.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/face_log.h"
#include "store/faces.h"

enum { DAYS = 30 };

typedef struct overview {
    bool on;
    int64_t first_day;
    fit_daily_faces days[DAYS]; /* first_day and those after it */
    fit_duplicate duplicates[FIT_MAX_DUPLICATES];
    size_t duplicate_count;
} overview;

static bool note_day(void *context, const fit_daily_faces *day)
{
    overview *o = context;
    o->days[day->local_day - o->first_day] = *day;
    return true;
}

static fit_status get_overview(fit_exchange *exchange, fit_db *db, void *context)
{
    overview *o = context;
    const int64_t today = exchange->now_ms / FIT_DAY_MS;
    o->first_day = today - DAYS + 1;
    for (int i = 0; i < DAYS; i++)
        o->days[i] = (fit_daily_faces){.local_day = o->first_day + i};
    fit_status status = fit_faces_switched_on(db, &o->on);
    if (status == FIT_OK)
        status = fit_daily_faces_each(db, o->first_day, today, note_day, o);
    return status == FIT_OK ? fit_duplicates_list(db, o->duplicates, &o->duplicate_count) : status;
}

static void present_days(fit_json_writer *json, const overview *o)
{
    fit_json_key(json, "days");
    fit_json_array_open(json);
    for (int i = 0; i < DAYS; i++) {
        fit_json_object_open(json);
        fit_present_day(json, "day", o->days[i].local_day);
        fit_present_int(json, "accepted", o->days[i].accepted);
        fit_present_int(json, "rejected", o->days[i].rejected);
        fit_present_int(json, "not_live", o->days[i].spoofs);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void present_member(fit_json_writer *json, const char *key, int64_t id, const char *email)
{
    fit_json_key(json, key);
    fit_json_object_open(json);
    fit_present_int(json, "id", id);
    fit_present_text(json, "email", email);
    fit_json_object_close(json);
}

static void present_duplicates(fit_json_writer *json, const overview *o)
{
    fit_json_key(json, "duplicates");
    fit_json_array_open(json);
    for (size_t i = 0; i < o->duplicate_count; i++) {
        const fit_duplicate *d = &o->duplicates[i];
        fit_json_object_open(json);
        present_member(json, "member", d->member_id, d->email);
        present_member(json, "other", d->other_id, d->other_email);
        fit_present_utc(json, "found_at", d->found_ms);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void present_overview(fit_exchange *exchange, const overview *o)
{
    fit_face_service *service = exchange->app->face;
    fit_json_writer *json = &exchange->json;
    const size_t templates = service ? fit_gallery_size(fit_face_service_gallery(service)) : 0;
    fit_json_object_open(json);
    fit_present_bool(json, "enabled", o->on);
    fit_present_bool(json, "ready", service != NULL);
    fit_present_text_or_null(json, "model", service ? fit_face_service_model_name(service) : NULL);
    fit_present_int(json, "templates", (int64_t)templates);
    fit_json_key(json, "threshold");
    if (service)
        fit_json_fixed(json, fit_face_service_threshold(service, templates), 4);
    else
        fit_json_null(json);
    present_days(json, o);
    present_duplicates(json, o);
    fit_json_object_close(json);
}

fit_problem fit_admin_get_faces(fit_exchange *exchange)
{
    overview *o = calloc(1, sizeof *o); /* 60 KB */
    if (!o)
        return fit_problem_of(FIT_ERR_MEMORY);
    fit_problem problem = fit_transact(exchange, FIT_SNAPSHOT, get_overview, o);
    if (problem == FIT_OK_ANSWER)
        present_overview(exchange, o);
    free(o);
    return problem;
}

static fit_status set_switch(fit_exchange *exchange, fit_db *db, void *context)
{
    const bool on = *(bool *)context;
    fit_status status = fit_faces_switch(db, on);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, on ? "face_login_on" : "face_login_off",
                                                 exchange->session.member_id, "")
                            : status;
}

fit_problem fit_admin_patch_faces(fit_exchange *exchange)
{
    static const char *const fields[] = {"enabled", NULL};
    bool on;
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_bool(exchange, exchange->body, "enabled", &on);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, set_switch, &on);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_face_switched(exchange, on);
    return fit_admin_get_faces(exchange);
}

static fit_status delete_duplicate(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)exchange;
    const int64_t *ids = context;
    return fit_duplicates_delete(db, ids[0], ids[1]);
}

fit_problem fit_admin_delete_duplicate(fit_exchange *exchange)
{
    int64_t ids[2];
    fit_problem problem = fit_param_id(exchange, 0, &ids[0]);
    if (problem == FIT_OK_ANSWER)
        problem = fit_param_id(exchange, 1, &ids[1]);
    return problem == FIT_OK_ANSWER ? fit_transact(exchange, FIT_WRITE, delete_duplicate, ids) : problem;
}
