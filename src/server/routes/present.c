#include "server/routes/present.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/dates.h"
#include "server/face/service.h"
#include "server/mail.h"
#include "server/one_time_code.h"

fit_status fit_profile_get(fit_db *db, int64_t member_id, fit_profile *profile)
{
    fit_status status = fit_members_get(db, member_id, &profile->member);
    return status == FIT_OK ? fit_members_goals(db, member_id, profile->goals, &profile->goal_count) : status;
}

void fit_photo_context(int64_t member_id, char context[FIT_PHOTO_CONTEXT_CAP])
{
    snprintf(context, FIT_PHOTO_CONTEXT_CAP, "photo:%" PRId64, member_id);
}

void fit_present_text_or_null(fit_json_writer *json, const char *key, const char *text)
{
    fit_json_key(json, key);
    if (text)
        fit_json_string(json, text);
    else
        fit_json_null(json);
}

void fit_present_bool(fit_json_writer *json, const char *key, bool value)
{
    fit_json_key(json, key);
    fit_json_bool(json, value);
}

void fit_present_day(fit_json_writer *json, const char *key, int64_t day)
{
    char text[FIT_DATE_CAP];
    fit_date_format(day, text);
    fit_present_text(json, key, text);
}

void fit_present_time(fit_json_writer *json, const char *key, int64_t ms, int64_t offset_min)
{
    char text[FIT_TIME_CAP];
    fit_json_key(json, key);
    if (ms == 0) {
        fit_json_null(json);
        return;
    }
    fit_time_format(ms, offset_min, text);
    fit_json_string(json, text);
}

void fit_present_utc(fit_json_writer *json, const char *key, int64_t ms)
{
    fit_present_time(json, key, ms, 0);
}

void fit_present_photo(fit_json_writer *json, const fit_member *member)
{
    char url[64];
    fit_json_key(json, "photo");
    if (member->photo_ms == 0) {
        fit_json_null(json);
        return;
    }
    snprintf(url, sizeof url, "/api/v1/me/photo?v=%" PRId64, member->photo_ms);
    fit_json_string(json, url);
}

void fit_present_goals(fit_json_writer *json, int64_t weekly_days, const fit_goal *goals, size_t count)
{
    fit_json_key(json, "goals");
    fit_json_object_open(json);
    fit_present_int(json, "days_a_week", weekly_days);
    fit_json_key(json, "repetitions_a_week");
    fit_json_object_open(json);
    for (size_t i = 0; i < count; i++)
        fit_present_int(json, goals[i].exercise, goals[i].weekly_repetitions);
    fit_json_object_close(json);
    fit_json_object_close(json);
}

static void present_settings(fit_json_writer *json, const char *settings)
{
    fit_json_key(json, "settings");
    fit_json_raw(json, settings);
}

void fit_present_sign_up(fit_json_writer *json, const fit_config *config)
{
    static const char *const modes[] = {"open", "invitation", "closed"};
    fit_present_text(json, "sign_up", modes[config->sign_up]);
}

void fit_present_session(fit_exchange *exchange, const fit_member *member)
{
    const fit_config *config = exchange->app->config;
    fit_json_writer *json = &exchange->json;
    char csrf[FIT_CSRF_CAP];
    bool by_face;
    fit_face_ask_on(exchange, &by_face);
    fit_exchange_csrf(exchange, csrf);
    fit_json_object_open(json);
    fit_present_text(json, "csrf", csrf);
    fit_present_text(json, "version", AIFIT_VERSION);
    fit_present_sign_up(json, config);
    fit_present_bool(json, "mail", fit_mail_is_configured(config));
    fit_json_key(json, "face");
    fit_json_object_open(json);
    fit_present_bool(json, "login", by_face);
    fit_json_object_close(json);
    fit_json_key(json, "member");
    if (member) {
        fit_json_object_open(json);
        fit_present_int(json, "id", member->id);
        fit_present_text(json, "nickname", member->nickname);
        fit_present_text(json, "language", member->language);
        fit_present_text(json, "role", fit_role_name(member->role));
        present_settings(json, member->settings);
        fit_present_photo(json, member);
        fit_json_object_close(json);
    } else {
        fit_json_null(json);
    }
    fit_json_object_close(json);
}

void fit_present_profile(fit_json_writer *json, const fit_profile *profile)
{
    const fit_member *member = &profile->member;
    fit_json_object_open(json);
    fit_present_int(json, "id", member->id);
    fit_present_text(json, "email", member->email);
    fit_present_text(json, "nickname", member->nickname);
    fit_present_day(json, "born_on", member->born_day);
    fit_present_text(json, "language", member->language);
    fit_present_text(json, "role", fit_role_name(member->role));
    present_settings(json, member->settings);
    fit_present_goals(json, member->weekly_days, profile->goals, profile->goal_count);
    fit_present_photo(json, member);
    fit_present_utc(json, "created_at", member->created_ms);
    fit_json_object_close(json);
}

void fit_present_own_session(fit_json_writer *json, const fit_session *session, int64_t here)
{
    fit_json_object_open(json);
    fit_present_int(json, "id", session->id);
    fit_present_bool(json, "here", session->id == here);
    fit_present_utc(json, "created_at", session->created_ms);
    fit_present_utc(json, "used_at", session->used_ms);
    fit_present_text(json, "address", session->address);
    fit_present_text(json, "user_agent", session->user_agent);
    fit_json_object_close(json);
}

void fit_present_face_uses(fit_json_writer *json, const fit_face_use *uses, size_t count)
{
    fit_json_key(json, "uses");
    fit_json_array_open(json);
    for (size_t i = 0; i < count; i++) {
        fit_json_object_open(json);
        fit_present_utc(json, "at", uses[i].at_ms);
        fit_present_text(json, "address", uses[i].address);
        fit_present_text(json, "user_agent", uses[i].user_agent);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

void fit_present_code_sent(fit_exchange *exchange)
{
    exchange->http_status = 202;
    fit_json_object_open(&exchange->json);
    fit_present_int(&exchange->json, "valid_s", FIT_CODE_VALID_S);
    fit_json_object_close(&exchange->json);
}

fit_problem fit_field_language(fit_exchange *exchange, const json_t *object, const char *name, char language[3])
{
    const char *text;
    fit_problem problem = fit_field_text(exchange, object, name, 0, 64, &text);
    if (problem != FIT_OK_ANSWER)
        return problem;
    if (strcmp(text, "ko") != 0 && strcmp(text, "en") != 0)
        return fit_invalid(exchange, name, "not_allowed");
    memcpy(language, text, 3);
    return FIT_OK_ANSWER;
}

fit_problem fit_field_role(fit_exchange *exchange, const json_t *object, const char *name, fit_role *role)
{
    const char *text;
    fit_problem problem = fit_field_text(exchange, object, name, 0, 64, &text);
    if (problem != FIT_OK_ANSWER)
        return problem;
    bool administrator = strcmp(text, fit_role_name(FIT_ROLE_ADMINISTRATOR)) == 0;
    if (!administrator && strcmp(text, fit_role_name(FIT_ROLE_MEMBER)) != 0)
        return fit_invalid(exchange, name, "not_allowed");
    *role = administrator ? FIT_ROLE_ADMINISTRATOR : FIT_ROLE_MEMBER;
    return FIT_OK_ANSWER;
}

/* Digits only: no sign, no space, no 0x. */
static bool parse_whole(const char *text, int64_t *value)
{
    size_t len = strlen(text);
    if (len == 0 || len > 18 || strspn(text, "0123456789") != len)
        return false;
    *value = strtoll(text, NULL, 10);
    return true;
}

fit_problem fit_param_id(const fit_exchange *exchange, int index, int64_t *id)
{
    return parse_whole(exchange->params[index], id) && *id > 0 ? FIT_OK_ANSWER : FIT_NOT_FOUND;
}

fit_problem fit_query_int(fit_exchange *exchange, const char *name, int64_t min, int64_t max, int64_t *value)
{
    const char *text = fit_exchange_query(exchange, name);
    if (!text)
        return FIT_OK_ANSWER;
    int64_t number;
    if (!parse_whole(text, &number))
        return fit_malformed(exchange, name);
    if (number < min || number > max)
        return fit_invalid(exchange, name, "out_of_range");
    *value = number;
    return FIT_OK_ANSWER;
}
