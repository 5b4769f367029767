/* What is kept and what is asked for; enrolling is in me_enrolment.c. See me_face.h. */
#include "server/routes/me_face.h"

#include <stdlib.h>

#include "server/face/service.h"
#include "server/passwords.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/face_log.h"
#include "store/faces.h"

/* Everything about a member's face but the face. */
typedef struct own_face {
    fit_member_face face; /* consent_ms 0: none */
    fit_own_template templates[FIT_MAX_TEMPLATES];
    size_t template_count;
    fit_face_use uses[FIT_MAX_FACE_USES];
    size_t use_count;
} own_face;

static int64_t model_of(const fit_exchange *exchange)
{
    return exchange->app->face ? fit_face_service_model(exchange->app->face) : 0;
}

static fit_status get_own(fit_exchange *exchange, fit_db *db, void *context)
{
    own_face *own = context;
    const int64_t id = exchange->session.member_id;
    own->face = (fit_member_face){.login = FIT_LOGIN_FACE};
    fit_status status = fit_faces_get(db, id, model_of(exchange), &own->face);
    if (status == FIT_OK || status == FIT_ERR_NOT_FOUND)
        status = fit_faces_list(db, id, own->templates, &own->template_count);
    return status == FIT_OK ? fit_face_uses_list(db, id, own->uses, &own->use_count) : status;
}

static void present_templates(fit_exchange *exchange, const own_face *own)
{
    fit_json_writer *json = &exchange->json;
    fit_json_key(json, "templates");
    fit_json_array_open(json);
    for (size_t i = 0; i < own->template_count; i++) {
        const fit_own_template *t = &own->templates[i];
        fit_json_object_open(json);
        fit_present_int(json, "id", t->id);
        fit_present_utc(json, "made_at", t->created_ms);
        fit_present_utc(json, "used_at", t->used_ms);
        fit_present_bool(json, "current", t->model == model_of(exchange));
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void present_own(fit_exchange *exchange, const own_face *own)
{
    fit_json_writer *json = &exchange->json;
    bool on;
    fit_face_ask_on(exchange, &on);
    fit_json_object_open(json);
    fit_present_bool(json, "enabled", on);
    fit_present_utc(json, "consented_at", own->face.consent_ms);
    fit_present_text(json, "mode", fit_face_login_name(own->face.login));
    fit_present_text_or_null(json, "model",
                             exchange->app->face ? fit_face_service_model_name(exchange->app->face) : NULL);
    present_templates(exchange, own);
    fit_present_face_uses(json, own->uses, own->use_count);
    fit_json_object_close(json);
}

fit_problem fit_me_get_face(fit_exchange *exchange)
{
    own_face *own = malloc(sizeof *own); /* 27 KB */
    if (!own)
        return fit_problem_of(FIT_ERR_MEMORY);
    fit_problem problem = fit_transact(exchange, FIT_SNAPSHOT, get_own, own);
    if (problem == FIT_OK_ANSWER)
        present_own(exchange, own);
    free(own);
    return problem;
}

static fit_status get_face(fit_exchange *exchange, fit_db *db, void *face)
{
    return fit_faces_get(db, exchange->session.member_id, model_of(exchange), face);
}

static fit_status set_login(fit_exchange *exchange, fit_db *db, void *context)
{
    const fit_face_login *login = context;
    const int64_t id = exchange->session.member_id;
    fit_status status = fit_faces_set_login(db, id, *login);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "face_mode_changed", id, fit_face_login_name(*login))
                            : status;
}

/* In the order of the enumeration each asks for more than the one before: less needs the password. */
fit_problem fit_me_patch_face(fit_exchange *exchange)
{
    static const char *const fields[] = {"mode", "password", NULL};
    const char *mode, *password;
    fit_face_login login;
    fit_member member;
    fit_member_face face;
    const bool has_password = json_object_get(exchange->body, "password");
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, exchange->body, "mode", 0, 64, &mode);
    if (problem == FIT_OK_ANSWER && has_password)
        problem = fit_field_text(exchange, exchange->body, "password", 0, FIT_ANY_PASSWORD_MAX, &password);
    if (problem == FIT_OK_ANSWER && !fit_face_login_of(mode, &login))
        problem = fit_invalid(exchange, "mode", "not_allowed");
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, get_face, &face);
    if (problem == FIT_OK_ANSWER && login < face.login)
        problem = has_password ? fit_password_confirm(exchange, "password", &member) : FIT_PASSWORD_NEEDED;
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, set_login, &login);
    return problem == FIT_OK_ANSWER ? fit_me_get_face(exchange) : problem;
}

static fit_status withdraw(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)context;
    const int64_t id = exchange->session.member_id;
    fit_status status = fit_faces_withdraw(db, id);
    if (status == FIT_ERR_NOT_FOUND) /* gone is gone; what was begun has ended */
        return FIT_OK;
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "face_removed", id, "") : status;
}

fit_problem fit_me_delete_face(fit_exchange *exchange)
{
    return fit_transact(exchange, FIT_WRITE, withdraw, NULL);
}

static fit_status remove_template(fit_exchange *exchange, fit_db *db, void *context)
{
    const int64_t id = exchange->session.member_id;
    fit_status status = fit_faces_remove(db, id, *(int64_t *)context);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "face_template_removed", id, "") : status;
}

fit_problem fit_me_delete_face_template(fit_exchange *exchange)
{
    int64_t template_id;
    fit_problem problem = fit_param_id(exchange, 0, &template_id);
    return problem == FIT_OK_ANSWER ? fit_transact(exchange, FIT_WRITE, remove_template, &template_id) : problem;
}
