/* Enrolling: see me_face.h. */
#include <inttypes.h>
#include <stdio.h>

#include "server/face/enrolment.h"
#include "server/face/ticket.h"
#include "server/face_seal.h"
#include "server/passwords.h"
#include "server/routes/me_face.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/face_log.h"
#include "store/faces.h"

enum { FRAME_SIDE = 1280, SEALED_FACE_MAX = 4 << 10, NEW_MEMBER_MS = 15 * 60 * 1000 };

typedef struct opening {
    fit_ticket_kind kind;
    char key[FIT_TOKEN_CAP];
} opening;

static fit_status issue(fit_exchange *exchange, fit_db *db, void *context)
{
    opening *o = context;
    return fit_ticket_issue(exchange, db, o->kind, exchange->session.member_id, FIT_ENROLMENT_VALID_MS, "", o->key);
}

/* Plain words are the page's; here it is true or nothing happens. */
static fit_problem read_opening(fit_exchange *exchange, bool *has_password)
{
    static const char *const fields[] = {"consent", "password", NULL};
    const char *password;
    bool consent;
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_bool(exchange, exchange->body, "consent", &consent);
    *has_password = json_object_get(exchange->body, "password");
    if (problem == FIT_OK_ANSWER && *has_password)
        problem = fit_field_text(exchange, exchange->body, "password", 0, FIT_ANY_PASSWORD_MAX, &password);
    if (problem == FIT_OK_ANSWER && !consent)
        problem = fit_invalid(exchange, "consent", "not_allowed");
    return problem;
}

/* Without the password a face is only enrolled beside one that it is compared with, or right after the sign-up: whoever
 * finds a browser logged in must not put in their own. */
static fit_status look_at_own(fit_exchange *exchange, fit_db *db, void *context)
{
    bool *comparable_or_new = context;
    fit_member member;
    fit_member_face face = {.templates = 0};
    const int64_t id = exchange->session.member_id;
    fit_status status = fit_faces_get(db, id, fit_face_service_model(exchange->app->face), &face);
    if (status == FIT_OK || status == FIT_ERR_NOT_FOUND)
        status = fit_members_get(db, id, &member);
    if (status == FIT_OK)
        *comparable_or_new = face.templates > 0 || exchange->now_ms - member.created_ms < NEW_MEMBER_MS;
    return status;
}

static fit_problem do_without_password(fit_exchange *exchange)
{
    bool comparable_or_new = false;
    fit_problem problem = fit_password_proved(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, look_at_own, &comparable_or_new);
    return problem == FIT_OK_ANSWER && !comparable_or_new ? FIT_PASSWORD_NEEDED : problem;
}

static fit_problem limit(fit_exchange *exchange)
{
    char who[24];
    snprintf(who, sizeof who, "%" PRId64, exchange->session.member_id);
    return fit_exchange_limit(exchange, "enrolment", who, FIT_LIMIT_ACCOUNT);
}

fit_problem fit_me_begin_enrolment(fit_exchange *exchange)
{
    bool has_password;
    fit_member member;
    fit_problem problem = read_opening(exchange, &has_password);
    if (problem == FIT_OK_ANSWER)
        problem = fit_face_wanted(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = limit(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = has_password ? fit_password_confirm(exchange, "password", &member) : do_without_password(exchange);
    if (problem != FIT_OK_ANSWER)
        return problem;
    opening o = {.kind = has_password ? FIT_TICKET_ENROLMENT : FIT_TICKET_REFRESH};
    problem = fit_transact(exchange, FIT_WRITE, issue, &o);
    if (problem != FIT_OK_ANSWER)
        return problem;
    const fit_enrolment start = {.hint = FIT_HINT_NONE};
    fit_json_writer *json = &exchange->json;
    exchange->http_status = 201;
    fit_json_object_open(json);
    fit_present_text(json, "key", o.key);
    fit_present_utc(json, "expires_at", exchange->now_ms + FIT_ENROLMENT_VALID_MS);
    fit_json_key(json, "state");
    fit_enrolment_present(json, &start);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}

typedef struct progress {
    fit_ticket ticket;
    fit_enrolment enrolment;
    fit_face_embedding face; /* when it is done */
} progress;

static fit_status find(fit_exchange *exchange, fit_db *db, void *context)
{
    progress *p = context;
    fit_status status = fit_ticket_find(exchange, db, &p->ticket, &p->enrolment, sizeof p->enrolment);
    if (status == FIT_OK && (p->ticket.row.member_id != exchange->session.member_id ||
                             (p->ticket.kind != FIT_TICKET_ENROLMENT && p->ticket.kind != FIT_TICKET_REFRESH)))
        status = FIT_ERR_NOT_FOUND;
    return status;
}

/* Nobody but the administrator learns whom the new face is like. */
static fit_status report_duplicates(fit_exchange *exchange, fit_db *db, const fit_face_embedding *face)
{
    fit_face_service *service = exchange->app->face;
    fit_gallery *gallery = fit_face_service_gallery(service);
    const int64_t id = exchange->session.member_id;
    fit_face_alike alike[FIT_GALLERY_ALIKE_MAX];
    size_t n;
    const double threshold = fit_face_service_threshold(service, fit_gallery_size(gallery));
    fit_status status = fit_gallery_alike(gallery, face, id, threshold, alike, &n);
    for (size_t i = 0; status == FIT_OK && i < n; i++)
        status = fit_duplicates_put(db, id, alike[i].member_id, exchange->now_ms);
    return status;
}

static fit_status add_template(fit_exchange *exchange, fit_db *db, const progress *p)
{
    const int64_t id = exchange->session.member_id, model = fit_face_service_model(exchange->app->face);
    int64_t template_id;
    fit_buffer sealed;
    fit_buffer_init(&sealed, SEALED_FACE_MAX);
    fit_status status = fit_face_seal(exchange->app->secrets, id, model, &p->face, &sealed);
    if (status == FIT_OK)
        status = fit_faces_consent(db, id, p->ticket.row.issued_ms);
    if (status == FIT_OK)
        status = fit_faces_add(db, id, model, sealed.data, sealed.len, exchange->now_ms, &template_id);
    if (status == FIT_OK)
        status = report_duplicates(exchange, db, &p->face);
    if (status == FIT_OK)
        status = fit_exchange_audit(exchange, db, "face_enrolled", id, "");
    fit_buffer_deinit(&sealed);
    return status;
}

static fit_status store_frame(fit_exchange *exchange, fit_db *db, void *context)
{
    const progress *p = context;
    fit_status status = fit_ticket_put(exchange, db, &p->ticket, &p->enrolment, sizeof p->enrolment);
    return status == FIT_OK && p->enrolment.end == FIT_ENROLMENT_DONE ? add_template(exchange, db, p) : status;
}

static fit_problem look(fit_exchange *exchange, progress *p)
{
    fit_face_look sight;
    bool complete = false;
    fit_problem problem = fit_face_look_begin(exchange, p->ticket.row.id, FRAME_SIDE, &sight);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_status status = fit_enrolment_push(&p->enrolment, &sight, &complete);
    fit_face_look_end(exchange, &sight);
    if (status == FIT_OK && complete)
        status = fit_enrolment_finish(&p->enrolment, exchange->app->face, exchange->session.member_id,
                                      p->ticket.kind == FIT_TICKET_REFRESH, &p->face);
    return fit_problem_of(status);
}

static fit_problem take_frame(fit_exchange *exchange, progress *p, int64_t number)
{
    if (number < p->enrolment.last_number)
        return FIT_CONFLICT;
    fit_problem problem = look(exchange, p);
    if (problem != FIT_OK_ANSWER)
        return problem;
    p->enrolment.last_number = number;
    return fit_transact(exchange, FIT_WRITE, store_frame, p);
}

/* A frame whose answer was lost comes again; after the end nothing is looked at any more. */
fit_problem fit_me_put_enrolment_frame(fit_exchange *exchange)
{
    progress p;
    int64_t number;
    fit_problem problem = fit_ticket_number(exchange, FIT_ENROLMENT_FRAMES, &number);
    if (problem == FIT_OK_ANSWER)
        problem = fit_face_wanted(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, find, &p);
    if (problem == FIT_OK_ANSWER && p.enrolment.end == FIT_ENROLMENT_RUNNING && number != p.enrolment.last_number)
        problem = take_frame(exchange, &p, number);
    if (problem == FIT_OK_ANSWER)
        fit_enrolment_present(&exchange->json, &p.enrolment);
    return problem;
}
