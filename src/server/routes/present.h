/* What several answers show alike. All write to a JSON writer whose status the door looks at in the end. */
#ifndef FIT_SERVER_ROUTES_PRESENT_H
#define FIT_SERVER_ROUTES_PRESENT_H

#include "server/exchange.h"
#include "store/face_log.h"
#include "store/workouts.h"

enum { FIT_NICKNAME_MAX = 30 }; /* characters */

/* The rows of fit_members_get and fit_members_goals. */
typedef struct fit_profile {
    fit_member member;
    fit_goal goals[FIT_MAX_GOALS];
    size_t goal_count;
} fit_profile;

FIT_NODISCARD fit_status fit_profile_get(fit_db *db, int64_t member_id, fit_profile *profile);

enum { FIT_PHOTO_CONTEXT_CAP = 32, FIT_SEALED_PHOTO_MAX_BYTES = 1 << 20 };

/* What a member's photo is sealed for (fit_secrets_seal): no other row opens it. */
void fit_photo_context(int64_t member_id, char context[FIT_PHOTO_CONTEXT_CAP]);

/* Each writes a key and its value. Two are inline for what fit_json_key is inline for. */
__attribute__((always_inline)) static inline void fit_present_text(fit_json_writer *json, const char *key,
                                                                   const char *text)
{
    fit_json_key(json, key);
    fit_json_string(json, text);
}
__attribute__((always_inline)) static inline void fit_present_int(fit_json_writer *json, const char *key, int64_t value)
{
    fit_json_key(json, key);
    fit_json_int(json, value);
}
/* text NULL: null. */
void fit_present_text_or_null(fit_json_writer *json, const char *key, const char *text);
void fit_present_bool(fit_json_writer *json, const char *key, bool value);
void fit_present_day(fit_json_writer *json, const char *key, int64_t day);
/* ms 0: null. */
void fit_present_time(fit_json_writer *json, const char *key, int64_t ms, int64_t offset_min);
void fit_present_utc(fit_json_writer *json, const char *key, int64_t ms);
/* Who may sign up. */
void fit_present_sign_up(fit_json_writer *json, const fit_config *config);
/* The photo's URL, another one after each change; null without a photo. */
void fit_present_photo(fit_json_writer *json, const fit_member *member);
void fit_present_goals(fit_json_writer *json, int64_t weekly_days, const fit_goal *goals, size_t count);
/* When and from where a face was used. */
void fit_present_face_uses(fit_json_writer *json, const fit_face_use *uses, size_t count);

/* Each writes a value: the schema Session, with whom the exchange is logged in as (NULL: nobody); Profile; OwnSession.
 */
void fit_present_session(fit_exchange *exchange, const fit_member *member);
void fit_present_profile(fit_json_writer *json, const fit_profile *profile);
void fit_present_own_session(fit_json_writer *json, const fit_session *session, int64_t here);

/* The schema CodeSent, as 202. */
void fit_present_code_sent(fit_exchange *exchange);

/* key, exercise, times and day of a workout. */
void fit_present_workout_head(fit_json_writer *json, const fit_workout *workout);
/* A value: the schema Workout; reads its sets and repetitions, all on the clock the workout started by. */
FIT_NODISCARD fit_status fit_present_workout(fit_json_writer *json, fit_db *db, const fit_workout *workout);

/* The field `name` of object, "ko" or "en", or a role. */
fit_problem fit_field_language(fit_exchange *exchange, const json_t *object, const char *name, char language[3]);
fit_problem fit_field_role(fit_exchange *exchange, const json_t *object, const char *name, fit_role *role);

/* A path parameter that is a row's id; FIT_NOT_FOUND when it cannot be one. */
fit_problem fit_param_id(const fit_exchange *exchange, int index, int64_t *id);
/* A query parameter that is a whole number; *value is left alone when it is absent. */
fit_problem fit_query_int(fit_exchange *exchange, const char *name, int64_t min, int64_t max, int64_t *value);

#endif
