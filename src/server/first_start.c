#include "server/first_start.h"

#include <stdio.h>

#include "server/dates.h"
#include "store/codes.h"

enum { VALID_DAYS = 7 };

static fit_status end_earlier(fit_db *db)
{
    fit_invitation list[FIT_MAX_INVITATIONS];
    size_t count;
    fit_status status = fit_invitations_list(db, list, &count);
    for (size_t i = 0; status == FIT_OK && i < count; i++)
        status = fit_invitations_delete(db, list[i].id);
    return status;
}

static fit_status add(const fit_app *app, fit_db *db, const char *code)
{
    unsigned char hash[FIT_HASH_LEN];
    int64_t now_ms = fit_app_now_ms(), id;
    const fit_invitation invitation = {
        .role = FIT_ROLE_ADMINISTRATOR,
        .note = "first start",
        .created_ms = now_ms,
        .expires_ms = now_ms + VALID_DAYS * FIT_DAY_MS,
    };
    fit_secrets_code_hash(app->secrets, FIT_INVITATION, code, hash);
    return fit_invitations_add(db, hash, &invitation, &id);
}

static fit_status invite(const fit_app *app, fit_db *db, char link[FIT_LINK_CAP])
{
    fit_member_counts counts;
    link[0] = '\0';
    fit_status status = fit_members_count(db, fit_app_now_ms() / FIT_DAY_MS, &counts);
    if (status != FIT_OK || counts.members > 0)
        return status;
    char code[FIT_INVITATION_CODE_CAP];
    fit_secrets_new_code(code, FIT_INVITATION_CODE_CAP - 1);
    status = end_earlier(db);
    if (status == FIT_OK)
        status = add(app, db, code);
    int len = snprintf(link, FIT_LINK_CAP, "%s/sign-up?invitation=%s", app->config->public_url, code);
    return status == FIT_OK && len >= FIT_LINK_CAP ? FIT_ERR_LIMIT : status;
}

fit_status fit_first_start_invite(fit_app *app, char link[FIT_LINK_CAP], fit_error *error)
{
    fit_db *db;
    fit_status status = fit_store_begin(app->store, FIT_WRITE, &db, error);
    if (status != FIT_OK)
        return status;
    status = invite(app, db, link);
    if (status != FIT_OK)
        (void)fit_fail(error, status, "%s",
                       status == FIT_ERR_LIMIT ? "the public URL is too long" : fit_db_error(db)->text);
    return fit_store_end(db, status, error);
}
