/* /me/export: see me.h. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/passwords.h"
#include "server/routes/me.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/events.h"
#include "store/face_log.h"
#include "store/faces.h"

/* Ten years of a hundred repetitions a day are 55 MB. */
enum { EXPORT_MAX_BYTES = 256 << 20, MAX_EVENTS = 10000, WORKOUTS_AT_ONCE = 200 };

/* One document out of one snapshot; what is read piecemeal lies here. */
typedef struct export
{
    fit_profile profile;
    fit_session sessions[FIT_MAX_SESSIONS];
    fit_audit_event events[MAX_EVENTS];
    fit_workout_summary page[WORKOUTS_AT_ONCE];
    fit_face_use uses[FIT_MAX_FACE_USES];
}
export;

static fit_status write_photo(fit_exchange *exchange, fit_db *db, const fit_member *member)
{
    char context[FIT_PHOTO_CONTEXT_CAP];
    fit_buffer sealed, jpeg;
    fit_buffer_init(&sealed, FIT_SEALED_PHOTO_MAX_BYTES);
    fit_buffer_init(&jpeg, FIT_SEALED_PHOTO_MAX_BYTES);
    char *text = NULL;
    fit_photo_context(member->id, context);
    fit_status status = fit_members_photo(db, member->id, &sealed);
    if (status == FIT_OK)
        status = fit_secrets_unseal(exchange->app->secrets, context, sealed.data, sealed.len, &jpeg);
    if (status == FIT_OK) {
        const size_t cap = sodium_base64_encoded_len(jpeg.len, sodium_base64_VARIANT_ORIGINAL);
        text = malloc(cap);
        status = text ? FIT_OK : FIT_ERR_MEMORY;
        if (text)
            sodium_bin2base64(text, cap, (const unsigned char *)jpeg.data, jpeg.len, sodium_base64_VARIANT_ORIGINAL);
    }
    fit_json_key(&exchange->json, "photo_jpeg_base64");
    if (text)
        fit_json_string(&exchange->json, text);
    else
        fit_json_null(&exchange->json);
    free(text);
    fit_buffer_deinit(&jpeg);
    fit_buffer_deinit(&sealed);
    return status == FIT_ERR_NOT_FOUND ? FIT_OK : status;
}

/* When; the templates themselves are of no use to anybody else. */
static fit_status write_face(fit_exchange *exchange, fit_db *db, export *e)
{
    fit_json_writer *json = &exchange->json;
    const int64_t id = exchange->session.member_id;
    fit_member_face face = {.consent_ms = 0};
    fit_own_template templates[FIT_MAX_TEMPLATES];
    size_t count, use_count;
    fit_status status = fit_faces_get(db, id, 0, &face);
    if (status == FIT_OK || status == FIT_ERR_NOT_FOUND)
        status = fit_faces_list(db, id, templates, &count);
    if (status == FIT_OK)
        status = fit_face_uses_list(db, id, e->uses, &use_count);
    if (status != FIT_OK)
        return status;
    fit_json_key(json, "face");
    fit_json_object_open(json);
    fit_present_utc(json, "consented_at", face.consent_ms);
    fit_present_text(json, "mode", fit_face_login_name(face.login));
    fit_json_key(json, "templates");
    fit_json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        fit_json_object_open(json);
        fit_present_utc(json, "made_at", templates[i].created_ms);
        fit_present_utc(json, "used_at", templates[i].used_ms);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
    fit_present_face_uses(json, e->uses, use_count);
    fit_json_object_close(json);
    return FIT_OK;
}

static fit_status write_sessions(fit_exchange *exchange, fit_db *db, export *e)
{
    size_t count;
    fit_status status = fit_sessions_list(db, exchange->session.member_id, e->sessions, &count);
    if (status != FIT_OK)
        return status;
    fit_json_key(&exchange->json, "sessions");
    fit_json_array_open(&exchange->json);
    for (size_t i = 0; i < count; i++)
        fit_present_own_session(&exchange->json, &e->sessions[i], exchange->session.id);
    fit_json_array_close(&exchange->json);
    return FIT_OK;
}

static fit_status write_events(fit_exchange *exchange, fit_db *db, export *e)
{
    fit_json_writer *json = &exchange->json;
    size_t count;
    fit_status status = fit_events_list(db, exchange->session.member_id, e->events, MAX_EVENTS, &count);
    if (status != FIT_OK)
        return status;
    fit_json_key(json, "events");
    fit_json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        fit_json_object_open(json);
        fit_present_utc(json, "at", e->events[i].at_ms);
        fit_present_text(json, "kind", e->events[i].kind);
        fit_present_text(json, "address", e->events[i].address);
        fit_present_text(json, "detail", e->events[i].detail);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
    return FIT_OK;
}

/* Newest first, page by page; a page begins with the time the last one ended with, since several may start at once. */
static fit_status write_workouts(fit_exchange *exchange, fit_db *db, export *e)
{
    int64_t before_ms = INT64_MAX, last_ms = INT64_MAX, last_id = INT64_MAX;
    size_t count = WORKOUTS_AT_ONCE;
    fit_status status = FIT_OK;
    fit_json_key(&exchange->json, "workouts");
    fit_json_array_open(&exchange->json);
    while (status == FIT_OK && count == WORKOUTS_AT_ONCE) {
        status = fit_workouts_list(db, exchange->session.member_id, before_ms, e->page, WORKOUTS_AT_ONCE, &count);
        for (size_t i = 0; status == FIT_OK && i < count; i++) {
            const fit_workout *workout = &e->page[i].workout;
            if (workout->started_ms == last_ms && workout->id >= last_id)
                continue;
            last_ms = workout->started_ms;
            last_id = workout->id;
            status = fit_present_workout(&exchange->json, db, workout);
        }
        if (count > 0)
            before_ms = last_ms + 1;
        if (status == FIT_OK)
            status = exchange->json.status;
    }
    fit_json_array_close(&exchange->json);
    return status;
}

static fit_status write_export(fit_exchange *exchange, fit_db *db, void *context)
{
    export *e = context;
    fit_status status = fit_profile_get(db, exchange->session.member_id, &e->profile);
    if (status != FIT_OK)
        return status;
    fit_json_object_open(&exchange->json);
    fit_present_int(&exchange->json, "format", 1);
    fit_present_utc(&exchange->json, "exported_at", exchange->now_ms);
    fit_json_key(&exchange->json, "profile");
    fit_present_profile(&exchange->json, &e->profile);
    status = write_photo(exchange, db, &e->profile.member);
    if (status == FIT_OK)
        status = write_face(exchange, db, e);
    if (status == FIT_OK)
        status = write_sessions(exchange, db, e);
    if (status == FIT_OK)
        status = write_events(exchange, db, e);
    if (status == FIT_OK)
        status = write_workouts(exchange, db, e);
    fit_json_object_close(&exchange->json);
    return status;
}

/* A long document in memory: as dear as a hash, so it passes the same gate. */
fit_problem fit_me_export(fit_exchange *exchange)
{
    char who[24];
    snprintf(who, sizeof who, "%" PRId64, exchange->session.member_id);
    fit_problem problem = fit_password_proved(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "export", who, FIT_LIMIT_EXPORTS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_dear_enter(exchange);
    if (problem != FIT_OK_ANSWER)
        return problem;
    exchange->out.max = EXPORT_MAX_BYTES;
    exchange->download = "aifit-export.json";
    export *e = malloc(sizeof *e);
    problem = e ? fit_transact(exchange, FIT_SNAPSHOT, write_export, e) : fit_problem_of(FIT_ERR_MEMORY);
    free(e);
    fit_gate_leave(&exchange->app->hashing);
    return problem;
}
