#include "server/routes/accounts.h"

#include <stdio.h>
#include <string.h>

#include "server/dates.h"
#include "server/mail.h"
#include "server/one_time_code.h"
#include "server/passwords.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/mails.h"

enum { INVITATION_MAX = 64, CODE_MIN = 8, CODE_MAX = 16 };

/* 1900-01-01: the oldest person alive was born later. */
enum { EARLIEST_BIRTH_DAY = -25567 };

typedef struct sign_up {
    fit_member member;
    const char *invitation; /* "": none */
    fit_problem refusal;    /* what a failed transaction means when it is not the store's fault */
} sign_up;

static fit_problem read_person(fit_exchange *exchange, fit_member *member)
{
    const json_t *body = exchange->body;
    const int64_t tomorrow = exchange->now_ms / FIT_DAY_MS + 1; /* it is tomorrow already somewhere */
    const char *email, *nickname;
    fit_problem problem = fit_field_email(exchange, body, "email", &email);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, body, "nickname", 1, FIT_NICKNAME_MAX, &nickname);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_date(exchange, body, "born_on", EARLIEST_BIRTH_DAY, tomorrow, &member->born_day);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_language(exchange, body, "language", member->language);
    if (problem != FIT_OK_ANSWER)
        return problem;
    snprintf(member->email, sizeof member->email, "%s", email);
    snprintf(member->nickname, sizeof member->nickname, "%s", nickname);
    snprintf(member->settings, sizeof member->settings, "%s", "{}");
    member->weekly_days = 3;
    member->created_ms = exchange->now_ms;
    return FIT_OK_ANSWER;
}

static fit_problem read_sign_up(fit_exchange *exchange, sign_up *s, const char **password)
{
    static const char *const fields[] = {"email",   "password", "password_again", "nickname",
                                         "born_on", "language", "invitation",     NULL};
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = read_person(exchange, &s->member);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_new(exchange, s->member.email, s->member.nickname, password);
    if (problem == FIT_OK_ANSWER && json_object_get(exchange->body, "invitation"))
        problem = fit_field_text(exchange, exchange->body, "invitation", 0, INVITATION_MAX, &s->invitation);
    return problem;
}

/* Takes the invitation where there is one, and decides whether the mode lets its role in. */
static fit_status invite(fit_exchange *exchange, fit_db *db, sign_up *s)
{
    const fit_sign_up mode = exchange->app->config->sign_up;
    unsigned char hash[FIT_HASH_LEN];
    s->member.role = FIT_ROLE_MEMBER;
    if (!s->invitation[0])
        return FIT_OK;
    fit_secrets_code_hash(exchange->app->secrets, FIT_INVITATION, s->invitation, hash);
    fit_status status = fit_invitations_use(db, hash, exchange->now_ms, &s->member.role);
    if (status == FIT_ERR_NOT_FOUND)
        s->refusal = FIT_BAD_INVITATION;
    if (status == FIT_OK && mode == FIT_SIGN_UP_CLOSED && s->member.role != FIT_ROLE_ADMINISTRATOR) {
        s->refusal = FIT_SIGN_UP_IS_CLOSED;
        return FIT_ERR_NOT_FOUND;
    }
    return status;
}

static fit_status add_member(fit_exchange *exchange, fit_db *db, void *context)
{
    sign_up *s = context;
    fit_status status = invite(exchange, db, s);
    if (status != FIT_OK)
        return status;
    status = fit_members_add(db, &s->member, &s->member.id);
    if (status == FIT_ERR_CONFLICT)
        s->refusal = FIT_EMAIL_TAKEN;
    if (status == FIT_OK)
        status = fit_exchange_log_in(exchange, db, s->member.id, true);
    if (status == FIT_OK)
        status = fit_exchange_audit(exchange, db, "signed_up", s->member.id, fit_role_name(s->member.role));
    return status;
}

/* Without an invitation there is no need to look further. */
static fit_problem admit(fit_exchange *exchange, const sign_up *s)
{
    const fit_sign_up mode = exchange->app->config->sign_up;
    if (s->invitation[0] || mode == FIT_SIGN_UP_OPEN)
        return FIT_OK_ANSWER;
    return mode == FIT_SIGN_UP_CLOSED ? FIT_SIGN_UP_IS_CLOSED : FIT_BAD_INVITATION;
}

fit_problem fit_accounts_sign_up(fit_exchange *exchange)
{
    sign_up s = {.invitation = ""};
    const char *password;
    fit_problem problem = read_sign_up(exchange, &s, &password);
    if (problem == FIT_OK_ANSWER)
        problem = admit(exchange, &s);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "sign_up", exchange->site, FIT_LIMIT_ADDRESS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_hash(exchange, password, s.member.password_hash);
    if (problem == FIT_OK_ANSWER) {
        problem = fit_transact(exchange, FIT_WRITE, add_member, &s);
        if (problem != FIT_OK_ANSWER && s.refusal != FIT_OK_ANSWER)
            problem = s.refusal;
    }
    if (problem == FIT_OK_ANSWER) {
        exchange->http_status = 201;
        fit_present_session(exchange, &s.member);
    }
    return problem;
}

static fit_status queue_reset(fit_exchange *exchange, fit_db *db, void *mail)
{
    (void)exchange;
    return fit_mails_add(db, mail);
}

/* Whether the address is a member's is looked up when the letter is sent, so this takes the same steps for all. */
fit_problem fit_accounts_ask_reset(fit_exchange *exchange)
{
    static const char *const fields[] = {"email", NULL};
    const char *email;
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_email(exchange, exchange->body, "email", &email);
    if (problem != FIT_OK_ANSWER)
        return problem;
    if (!fit_mail_is_configured(exchange->app->config))
        return FIT_NO_MAIL;
    fit_mail mail = {.kind = FIT_MAIL_PASSWORD, .language = "en", .created_ms = exchange->now_ms};
    fit_email_key(email, mail.address);
    problem = fit_exchange_limit(exchange, "code_address", exchange->site, FIT_LIMIT_ADDRESS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "code", mail.address, FIT_LIMIT_LETTERS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, queue_reset, &mail);
    if (problem == FIT_OK_ANSWER)
        fit_present_code_sent(exchange);
    return problem;
}

typedef struct reset {
    const char *email, *code, *password;
    char hash[FIT_NEW_HASH_CAP];
    bool right, like_nickname;
} reset;

/* Commits also when the code is wrong: that costs a try. A password like the nickname undoes all: the code stays. */
static fit_status change_password(fit_exchange *exchange, fit_db *db, void *context)
{
    reset *r = context;
    fit_member member;
    int64_t member_id = 0;
    char email_key[FIT_EMAIL_CAP];
    fit_status status =
        fit_code_use(exchange->app->secrets, db, FIT_CODE_PASSWORD, r->email, r->code, exchange->now_ms, &member_id);
    r->right = status == FIT_OK && member_id > 0;
    if (!r->right)
        return status;
    status = fit_members_get(db, member_id, &member);
    if (status != FIT_OK)
        return status;
    r->like_nickname = fit_password_refusal(r->password, NULL, member.nickname) != NULL;
    if (r->like_nickname)
        return FIT_ERR_CONFLICT;
    status = fit_members_set_password(db, member_id, r->hash);
    if (status == FIT_OK)
        status = fit_sessions_delete_all(db, member_id, 0);
    fit_email_key(r->email, email_key);
    if (status == FIT_OK) /* whoever forgot the password has tried many: the new one need not wait */
        status = fit_exchange_unlimit(exchange, db, "login", email_key);
    if (status == FIT_OK)
        status = fit_exchange_audit(exchange, db, "password_reset", member_id, "");
    return status;
}

static fit_problem read_reset(fit_exchange *exchange, reset *r)
{
    static const char *const fields[] = {"email", "code", "password", "password_again", NULL};
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_email(exchange, exchange->body, "email", &r->email);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, exchange->body, "code", CODE_MIN, CODE_MAX, &r->code);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_new(exchange, r->email, NULL, &r->password);
    return problem;
}

/* The new password is hashed before the code is looked at: a wrong code takes as long as a right one, and code and
 * password change in one transaction. */
fit_problem fit_accounts_confirm_reset(fit_exchange *exchange)
{
    reset r = {0};
    fit_problem problem = read_reset(exchange, &r);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "login_address", exchange->site, FIT_LIMIT_ADDRESS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_hash(exchange, r.password, r.hash);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, change_password, &r);
    if (problem == FIT_CONFLICT && r.like_nickname)
        return fit_invalid(exchange, "password", "like_nickname");
    return problem == FIT_OK_ANSWER && !r.right ? FIT_WRONG_CODE : problem;
}
