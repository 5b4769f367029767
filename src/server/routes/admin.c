/* Members, health, mail; invitations are in admin_invitations.c. See admin.h. */
#include "server/routes/admin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/dates.h"
#include "server/letters.h"
#include "server/one_time_code.h"
#include "server/routes/present.h"
#include "server/transaction.h"

enum { MEMBERS_PAGE = 50 };

typedef struct health {
    fit_member_counts members;
    fit_mail_counts mails;
} health;

static fit_status count(fit_exchange *exchange, fit_db *db, void *context)
{
    health *h = context;
    fit_status status = fit_members_count(db, exchange->now_ms / FIT_DAY_MS, &h->members);
    return status == FIT_OK ? fit_mails_count(db, &h->mails) : status;
}

fit_problem fit_admin_get_status(fit_exchange *exchange)
{
    const fit_app *app = exchange->app;
    health h;
    fit_problem problem = fit_transact(exchange, FIT_SNAPSHOT, count, &h);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_json_writer *json = &exchange->json;
    fit_json_object_open(json);
    fit_present_text(json, "version", AIFIT_VERSION);
    fit_present_text(json, "database", fit_store_kind(app->store));
    fit_present_int(json, "uptime_s", (exchange->now_ms - app->started_ms) / 1000);
    fit_present_int(json, "members", h.members.members);
    fit_present_int(json, "administrators", h.members.administrators);
    fit_present_int(json, "disabled", h.members.disabled);
    fit_present_int(json, "active_7_days", h.members.active_7_days);
    fit_present_sign_up(json, app->config);
    fit_json_key(json, "mail");
    fit_json_object_open(json);
    fit_present_bool(json, "configured", fit_mail_is_configured(app->config));
    fit_present_int(json, "waiting", h.mails.waiting);
    fit_present_int(json, "failing", h.mails.failing);
    fit_json_object_close(json);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}

/* One row more than a page tells whether there are more. */
typedef struct member_page {
    int64_t after;
    size_t count;
    fit_member list[MEMBERS_PAGE + 1];
} member_page;

static fit_status list_page(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)exchange;
    member_page *page = context;
    return fit_members_list(db, page->after, page->list, MEMBERS_PAGE + 1, &page->count);
}

static void present_member(fit_json_writer *json, const fit_member *member)
{
    fit_json_object_open(json);
    fit_present_int(json, "id", member->id);
    fit_present_text(json, "email", member->email);
    fit_present_text(json, "nickname", member->nickname);
    fit_present_text(json, "role", fit_role_name(member->role));
    fit_present_bool(json, "disabled", member->disabled);
    fit_present_utc(json, "created_at", member->created_ms);
    fit_json_object_close(json);
}

static fit_problem present_page(fit_exchange *exchange, member_page *page)
{
    fit_problem problem = fit_query_int(exchange, "after", 0, INT64_MAX, &page->after);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, list_page, page);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_json_writer *json = &exchange->json;
    fit_json_object_open(json);
    fit_json_key(json, "members");
    fit_json_array_open(json);
    for (size_t i = 0; i < page->count && i < MEMBERS_PAGE; i++)
        present_member(json, &page->list[i]);
    fit_json_array_close(json);
    fit_present_bool(json, "more", page->count > MEMBERS_PAGE);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}

fit_problem fit_admin_list_members(fit_exchange *exchange)
{
    member_page *page = calloc(1, sizeof *page); /* a quarter of a megabyte: not for a stack */
    if (!page)
        return fit_problem_of(FIT_ERR_MEMORY);
    fit_problem problem = present_page(exchange, page);
    free(page);
    return problem;
}

/* What is to become of a member. */
typedef struct decision {
    int64_t id;
    bool set_disabled, disabled, set_role, delete;
    fit_role role;
    fit_problem refusal;
} decision;

/* The last administrator can neither be demoted nor go. */
static fit_status check_decision(fit_db *db, decision *d)
{
    fit_member member;
    int64_t others;
    fit_status status = fit_members_get(db, d->id, &member);
    if (status != FIT_OK || member.role != FIT_ROLE_ADMINISTRATOR)
        return status;
    bool leaves = d->delete || (d->set_disabled && d->disabled) || (d->set_role && d->role == FIT_ROLE_MEMBER);
    if (!leaves)
        return FIT_OK;
    status = fit_members_other_administrators(db, d->id, &others);
    if (status != FIT_OK || others > 0)
        return status;
    d->refusal = FIT_LAST_ADMINISTRATOR;
    return FIT_ERR_CONFLICT;
}

/* The line is the administrator's, so that it outlives a deleted member. */
static fit_status audit(fit_exchange *exchange, fit_db *db, const char *kind, int64_t id)
{
    char detail[48];
    snprintf(detail, sizeof detail, "member %" PRId64, id);
    return fit_exchange_audit(exchange, db, kind, exchange->session.member_id, detail);
}

static fit_status decide(fit_exchange *exchange, fit_db *db, void *context)
{
    decision *d = context;
    fit_status status = check_decision(db, d);
    if (status == FIT_OK && d->delete) {
        status = fit_members_delete(db, d->id);
        return status == FIT_OK ? audit(exchange, db, "member_deleted", d->id) : status;
    }
    if (status == FIT_OK && d->set_disabled)
        status = fit_members_set_disabled(db, d->id, d->disabled);
    if (status == FIT_OK && d->set_disabled)
        status = audit(exchange, db, d->disabled ? "member_disabled" : "member_enabled", d->id);
    if (status == FIT_OK && d->set_role)
        status = fit_members_set_role(db, d->id, d->role);
    if (status == FIT_OK && d->set_role)
        status = audit(exchange, db, d->role == FIT_ROLE_MEMBER ? "made_member" : "made_administrator", d->id);
    return status;
}

static fit_problem carry_out(fit_exchange *exchange, decision *d)
{
    fit_problem problem = fit_transact(exchange, FIT_WRITE, decide, d);
    return problem == FIT_CONFLICT && d->refusal != FIT_OK_ANSWER ? d->refusal : problem;
}

fit_problem fit_admin_patch_member(fit_exchange *exchange)
{
    static const char *const fields[] = {"disabled", "role", NULL};
    const json_t *body = exchange->body;
    decision d = {.set_disabled = json_object_get(body, "disabled"), .set_role = json_object_get(body, "role")};
    fit_problem problem = fit_param_id(exchange, 0, &d.id);
    if (problem == FIT_OK_ANSWER)
        problem = fit_fields_known(exchange, body, fields);
    if (problem == FIT_OK_ANSWER && d.set_disabled)
        problem = fit_field_bool(exchange, body, "disabled", &d.disabled);
    if (problem == FIT_OK_ANSWER && d.set_role)
        problem = fit_field_role(exchange, body, "role", &d.role);
    if (problem != FIT_OK_ANSWER)
        return problem;
    if (d.id == exchange->session.member_id && d.disabled)
        return FIT_FORBIDDEN;
    return carry_out(exchange, &d);
}

/* Oneself goes through /me/deletion, which asks for the password. */
fit_problem fit_admin_delete_member(fit_exchange *exchange)
{
    decision d = {.delete = true};
    fit_problem problem = fit_param_id(exchange, 0, &d.id);
    if (problem != FIT_OK_ANSWER)
        return problem;
    return d.id == exchange->session.member_id ? FIT_FORBIDDEN : carry_out(exchange, &d);
}

typedef struct handed_code {
    int64_t id;
    char code[FIT_RESET_CODE_CAP];
} handed_code;

static fit_status make_code(fit_exchange *exchange, fit_db *db, void *context)
{
    handed_code *handed = context;
    fit_member member;
    fit_status status = fit_members_get(db, handed->id, &member);
    if (status == FIT_OK)
        status = fit_code_make(exchange->app->secrets, db, FIT_CODE_PASSWORD, member.email, member.id, exchange->now_ms,
                               handed->code);
    return status == FIT_OK ? audit(exchange, db, "reset_code_made", handed->id) : status;
}

fit_problem fit_admin_make_reset_code(fit_exchange *exchange)
{
    handed_code handed;
    fit_problem problem = fit_param_id(exchange, 0, &handed.id);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, make_code, &handed);
    if (problem != FIT_OK_ANSWER)
        return problem;
    exchange->http_status = 201;
    fit_json_object_open(&exchange->json);
    fit_present_text(&exchange->json, "code", handed.code);
    fit_present_utc(&exchange->json, "expires_at", exchange->now_ms + FIT_CODE_VALID_S * 1000);
    fit_json_object_close(&exchange->json);
    return FIT_OK_ANSWER;
}

static fit_status get_self(fit_exchange *exchange, fit_db *db, void *member)
{
    return fit_members_get(db, exchange->session.member_id, member);
}

fit_problem fit_admin_test_mail(fit_exchange *exchange)
{
    const fit_config *config = exchange->app->config;
    fit_member member;
    if (!fit_mail_is_configured(config))
        return FIT_NO_MAIL;
    fit_problem problem = fit_exchange_limit(exchange, "test_mail", exchange->site, FIT_LIMIT_ACCOUNT);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, get_self, &member);
    if (problem != FIT_OK_ANSWER)
        return problem;
    char body[FIT_LETTER_BODY_CAP];
    fit_letter letter = {.to = member.email};
    fit_error error = {0};
    fit_letter_write(FIT_MAIL_TEST, member.language, "", config->public_url, body, &letter);
    fit_status status = fit_mail_send(config, &letter, exchange->now_ms, NULL, &error);
    fit_json_object_open(&exchange->json);
    fit_present_bool(&exchange->json, "sent", status == FIT_OK);
    fit_present_text(&exchange->json, "answer", status == FIT_OK ? "" : error.text);
    fit_json_object_close(&exchange->json);
    return FIT_OK_ANSWER;
}
