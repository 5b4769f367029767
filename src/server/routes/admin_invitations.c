/* /admin/invitations: see admin.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/dates.h"
#include "server/routes/admin.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/codes.h"

enum { NOTE_MAX = 50, DAYS_MAX = 365, URL_CAP = 1024 };

typedef struct invitations {
    fit_invitation list[FIT_MAX_INVITATIONS];
    size_t count;
} invitations;

static fit_status list_all(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)exchange;
    invitations *all = context;
    return fit_invitations_list(db, all->list, &all->count);
}

static void present_invitation(fit_json_writer *json, const fit_invitation *invitation)
{
    fit_json_object_open(json);
    fit_present_int(json, "id", invitation->id);
    fit_present_text(json, "note", invitation->note);
    fit_present_text(json, "role", fit_role_name(invitation->role));
    fit_present_utc(json, "created_at", invitation->created_ms);
    fit_present_utc(json, "expires_at", invitation->expires_ms);
    fit_present_utc(json, "used_at", invitation->used_ms);
    fit_json_object_close(json);
}

fit_problem fit_admin_list_invitations(fit_exchange *exchange)
{
    invitations all;
    fit_problem problem = fit_transact(exchange, FIT_READ, list_all, &all);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_json_writer *json = &exchange->json;
    fit_json_object_open(json);
    fit_json_key(json, "invitations");
    fit_json_array_open(json);
    for (size_t i = 0; i < all.count; i++)
        present_invitation(json, &all.list[i]);
    fit_json_array_close(json);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}

typedef struct draft {
    fit_invitation invitation;
    char code[FIT_INVITATION_CODE_CAP];
} draft;

static fit_status add(fit_exchange *exchange, fit_db *db, void *context)
{
    draft *d = context;
    unsigned char hash[FIT_HASH_LEN];
    fit_secrets_new_code(d->code, FIT_INVITATION_CODE_CAP - 1);
    fit_secrets_code_hash(exchange->app->secrets, FIT_INVITATION, d->code, hash);
    fit_status status = fit_invitations_add(db, hash, &d->invitation, &d->invitation.id);
    if (status != FIT_OK)
        return status;
    return fit_exchange_audit(exchange, db, "invited", exchange->session.member_id, fit_role_name(d->invitation.role));
}

static fit_problem read_draft(fit_exchange *exchange, fit_invitation *invitation)
{
    static const char *const fields[] = {"note", "days", "role", NULL};
    const json_t *body = exchange->body;
    const char *note;
    int64_t days;
    fit_problem problem = fit_fields_known(exchange, body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, body, "note", 0, NOTE_MAX, &note);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, body, "days", 1, DAYS_MAX, &days);
    if (problem == FIT_OK_ANSWER && json_object_get(body, "role"))
        problem = fit_field_role(exchange, body, "role", &invitation->role);
    if (problem != FIT_OK_ANSWER)
        return problem;
    snprintf(invitation->note, sizeof invitation->note, "%s", note);
    invitation->created_ms = exchange->now_ms;
    invitation->expires_ms = exchange->now_ms + days * FIT_DAY_MS;
    return FIT_OK_ANSWER;
}

fit_problem fit_admin_add_invitation(fit_exchange *exchange)
{
    draft d = {.invitation.role = FIT_ROLE_MEMBER};
    char url[URL_CAP];
    fit_problem problem = read_draft(exchange, &d.invitation);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, add, &d);
    if (problem != FIT_OK_ANSWER)
        return problem;
    snprintf(url, sizeof url, "%s/sign-up?invitation=%s", exchange->app->config->public_url, d.code);
    exchange->http_status = 201;
    fit_json_writer *json = &exchange->json;
    fit_json_object_open(json);
    fit_present_int(json, "id", d.invitation.id);
    fit_present_text(json, "code", d.code);
    fit_present_text(json, "url", url);
    fit_present_utc(json, "expires_at", d.invitation.expires_ms);
    fit_json_object_close(json);
    return FIT_OK_ANSWER;
}

static fit_status withdraw(fit_exchange *exchange, fit_db *db, void *id)
{
    fit_status status = fit_invitations_delete(db, *(int64_t *)id);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "invitation_withdrawn", exchange->session.member_id, "")
                            : status;
}

fit_problem fit_admin_delete_invitation(fit_exchange *exchange)
{
    int64_t id;
    fit_problem problem = fit_param_id(exchange, 0, &id);
    return problem == FIT_OK_ANSWER ? fit_transact(exchange, FIT_WRITE, withdraw, &id) : problem;
}
