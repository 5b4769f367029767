#include "server/routes/me.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/dates.h"
#include "server/mail.h"
#include "server/one_time_code.h"
#include "server/passwords.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/mails.h"

enum { GOAL_MAX = 100000, CODE_MIN = 8, CODE_MAX = 16 };

static fit_status get_profile(fit_exchange *exchange, fit_db *db, void *profile)
{
    return fit_profile_get(db, exchange->session.member_id, profile);
}

fit_problem fit_me_get(fit_exchange *exchange)
{
    fit_profile profile;
    fit_problem problem = fit_transact(exchange, FIT_READ, get_profile, &profile);
    if (problem == FIT_OK_ANSWER)
        fit_present_profile(&exchange->json, &profile);
    return problem;
}

/* What a PATCH gives; NULL and false: not given. */
typedef struct patch {
    const char *nickname;
    char language[3];
    char settings[FIT_SETTINGS_CAP];
    bool has_goals;
    int64_t weekly_days;
    fit_goal goals[FIT_MAX_GOALS];
    size_t goal_count;
    fit_profile profile; /* as it is then */
} patch;

static fit_problem read_settings(fit_exchange *exchange, patch *p)
{
    const json_t *settings = json_object_get(exchange->body, "settings");
    if (!json_is_object(settings))
        return fit_malformed(exchange, "settings");
    size_t len = json_dumpb(settings, p->settings, FIT_SETTINGS_CAP - 1, JSON_COMPACT);
    if (len == 0 || len > FIT_SETTINGS_CAP - 1)
        return fit_invalid(exchange, "settings", "too_long");
    p->settings[len] = '\0';
    return FIT_OK_ANSWER;
}

static fit_problem read_repetition_goals(fit_exchange *exchange, const json_t *goals, patch *p)
{
    const json_t *by_exercise = json_object_get(goals, "repetitions_a_week");
    if (!json_is_object(by_exercise))
        return fit_malformed(exchange, "repetitions_a_week");
    if (json_object_size(by_exercise) > FIT_MAX_GOALS)
        return fit_invalid(exchange, "repetitions_a_week", "too_long");
    for (void *at = json_object_iter((json_t *)by_exercise); at;
         at = json_object_iter_next((json_t *)by_exercise, at)) {
        const char *exercise = json_object_iter_key(at);
        if (!fit_catalogue_has(exchange->app->catalogue, exercise))
            return fit_invalid(exchange, "repetitions_a_week", "unknown_exercise");
        fit_goal *goal = &p->goals[p->goal_count++];
        snprintf(goal->exercise, sizeof goal->exercise, "%s", exercise); /* the catalogue's names fit */
        fit_problem problem = fit_field_int(exchange, by_exercise, exercise, 1, GOAL_MAX, &goal->weekly_repetitions);
        if (problem != FIT_OK_ANSWER)
            return problem;
    }
    return FIT_OK_ANSWER;
}

static fit_problem read_goals(fit_exchange *exchange, patch *p)
{
    static const char *const fields[] = {"days_a_week", "repetitions_a_week", NULL};
    const json_t *goals = json_object_get(exchange->body, "goals");
    if (!json_is_object(goals))
        return fit_malformed(exchange, "goals");
    p->has_goals = true;
    fit_problem problem = fit_fields_known(exchange, goals, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_int(exchange, goals, "days_a_week", 0, 7, &p->weekly_days);
    return problem == FIT_OK_ANSWER ? read_repetition_goals(exchange, goals, p) : problem;
}

static fit_problem read_patch(fit_exchange *exchange, patch *p)
{
    static const char *const fields[] = {"nickname", "language", "settings", "goals", NULL};
    const json_t *body = exchange->body;
    fit_problem problem = fit_fields_known(exchange, body, fields);
    if (problem == FIT_OK_ANSWER && json_object_get(body, "nickname"))
        problem = fit_field_text(exchange, body, "nickname", 1, FIT_NICKNAME_MAX, &p->nickname);
    if (problem == FIT_OK_ANSWER && json_object_get(body, "language"))
        problem = fit_field_language(exchange, body, "language", p->language);
    if (problem == FIT_OK_ANSWER && json_object_get(body, "settings"))
        problem = read_settings(exchange, p);
    if (problem == FIT_OK_ANSWER && json_object_get(body, "goals"))
        problem = read_goals(exchange, p);
    return problem;
}

static fit_status apply_patch(fit_exchange *exchange, fit_db *db, void *context)
{
    patch *p = context;
    fit_member *member = &p->profile.member;
    fit_status status = fit_profile_get(db, exchange->session.member_id, &p->profile);
    if (status != FIT_OK)
        return status;
    if (p->nickname)
        snprintf(member->nickname, sizeof member->nickname, "%s", p->nickname);
    if (p->language[0])
        snprintf(member->language, sizeof member->language, "%s", p->language);
    if (p->settings[0])
        snprintf(member->settings, sizeof member->settings, "%s", p->settings);
    if (p->has_goals)
        member->weekly_days = p->weekly_days;
    status = fit_members_update(db, member);
    if (status != FIT_OK || !p->has_goals)
        return status;
    memcpy(p->profile.goals, p->goals, sizeof p->goals);
    p->profile.goal_count = p->goal_count;
    return fit_members_set_goals(db, member->id, p->goals, p->goal_count);
}

fit_problem fit_me_patch(fit_exchange *exchange)
{
    patch p = {0};
    fit_problem problem = read_patch(exchange, &p);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, apply_patch, &p);
    if (problem == FIT_OK_ANSWER)
        fit_present_profile(&exchange->json, &p.profile);
    return problem;
}

typedef struct new_password {
    fit_member member;
    char hash[FIT_NEW_HASH_CAP];
} new_password;

static fit_status change_password(fit_exchange *exchange, fit_db *db, void *context)
{
    const new_password *change = context;
    const int64_t id = change->member.id;
    fit_status status = fit_members_set_password(db, id, change->hash);
    if (status == FIT_OK)
        status = fit_sessions_delete_all(db, id, exchange->session.id);
    if (status == FIT_OK)
        status = fit_exchange_audit(exchange, db, "password_changed", id, "");
    return status;
}

fit_problem fit_me_put_password(fit_exchange *exchange)
{
    static const char *const fields[] = {"current", "password", "password_again", NULL};
    new_password change;
    const char *password;
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_new(exchange, NULL, NULL, &password);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_confirm(exchange, "current", &change.member);
    if (problem != FIT_OK_ANSWER)
        return problem;
    const char *refusal = fit_password_refusal(password, change.member.email, change.member.nickname);
    if (refusal)
        return fit_invalid(exchange, "password", refusal);
    problem = fit_password_hash(exchange, password, change.hash);
    return problem == FIT_OK_ANSWER ? fit_transact(exchange, FIT_WRITE, change_password, &change) : problem;
}

static fit_status queue_letter(fit_exchange *exchange, fit_db *db, void *mail)
{
    (void)exchange;
    return fit_mails_add(db, mail);
}

fit_problem fit_me_ask_email(fit_exchange *exchange)
{
    static const char *const fields[] = {"email", "password", NULL};
    const char *email;
    fit_member member;
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_email(exchange, exchange->body, "email", &email);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_confirm(exchange, "password", &member);
    if (problem == FIT_OK_ANSWER && !fit_mail_is_configured(exchange->app->config))
        problem = FIT_NO_MAIL;
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_mail mail = {.kind = FIT_MAIL_EMAIL, .member_id = member.id, .created_ms = exchange->now_ms};
    snprintf(mail.address, sizeof mail.address, "%s", email);
    snprintf(mail.language, sizeof mail.language, "%s", member.language);
    char key[FIT_EMAIL_CAP];
    fit_email_key(email, key);
    problem = fit_exchange_limit(exchange, "code", key, FIT_LIMIT_LETTERS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, queue_letter, &mail);
    if (problem == FIT_OK_ANSWER)
        fit_present_code_sent(exchange);
    return problem;
}

typedef struct email_change {
    const char *email, *code;
    bool right, taken;
} email_change;

/* A taken address undoes all, so that whoever proved to read it may look for the reason and come again. */
static fit_status change_email(fit_exchange *exchange, fit_db *db, void *context)
{
    email_change *change = context;
    int64_t member_id = exchange->session.member_id;
    fit_status status = fit_code_use(exchange->app->secrets, db, FIT_CODE_EMAIL, change->email, change->code,
                                     exchange->now_ms, &member_id);
    change->right = status == FIT_OK && member_id == exchange->session.member_id;
    if (!change->right)
        return status;
    status = fit_members_set_email(db, member_id, change->email);
    change->taken = status == FIT_ERR_CONFLICT;
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "email_changed", member_id, "") : status;
}

fit_problem fit_me_put_email(fit_exchange *exchange)
{
    static const char *const fields[] = {"email", "code", NULL};
    email_change change = {0};
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_email(exchange, exchange->body, "email", &change.email);
    if (problem == FIT_OK_ANSWER)
        problem = fit_field_text(exchange, exchange->body, "code", CODE_MIN, CODE_MAX, &change.code);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "login_address", exchange->site, FIT_LIMIT_ADDRESS);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, change_email, &change);
    if (problem == FIT_CONFLICT && change.taken)
        return FIT_EMAIL_TAKEN;
    return problem == FIT_OK_ANSWER && !change.right ? FIT_WRONG_CODE : problem;
}

typedef struct departure {
    fit_member member;
    bool last;
} departure;

/* The last administrator stays as long as there is anybody to look after. */
static fit_status is_needed(fit_exchange *exchange, fit_db *db, const fit_member *member, bool *needed)
{
    int64_t others;
    fit_member_counts counts;
    *needed = false;
    if (member->role != FIT_ROLE_ADMINISTRATOR)
        return FIT_OK;
    fit_status status = fit_members_other_administrators(db, member->id, &others);
    if (status != FIT_OK || others > 0)
        return status;
    status = fit_members_count(db, exchange->now_ms / FIT_DAY_MS, &counts);
    *needed = status == FIT_OK && counts.members > 1;
    return status;
}

/* The audit line is nobody's: everything of the member's goes. */
static fit_status delete_self(fit_exchange *exchange, fit_db *db, void *context)
{
    departure *d = context;
    fit_status status = is_needed(exchange, db, &d->member, &d->last);
    if (status == FIT_OK && d->last)
        status = FIT_ERR_CONFLICT;
    if (status == FIT_OK)
        status = fit_members_delete(db, d->member.id);
    if (status == FIT_OK)
        status = fit_exchange_audit(exchange, db, "member_deleted", 0, "by themselves");
    return status;
}

fit_problem fit_me_delete(fit_exchange *exchange)
{
    static const char *const fields[] = {"password", NULL};
    departure d = {0};
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem == FIT_OK_ANSWER)
        problem = fit_password_confirm(exchange, "password", &d.member);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, delete_self, &d);
    if (problem == FIT_CONFLICT && d.last)
        return FIT_LAST_ADMINISTRATOR;
    if (problem == FIT_OK_ANSWER)
        fit_exchange_forget_cookie(exchange);
    return problem;
}
