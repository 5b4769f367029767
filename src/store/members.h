/* Members: who may log in, and what they set. All functions need db inside a transaction begun for reading or writing
 * as they say; all give FIT_ERR_NOT_FOUND when there is no such member, and the errors of fit_driver. */
#ifndef FIT_STORE_MEMBERS_H
#define FIT_STORE_MEMBERS_H

#include "base/buffer.h"
#include "store/store.h"

enum {
    FIT_EMAIL_CAP = 255,    /* 254 bytes (RFC 5321, 4.5.3.1.3) and a 0 */
    FIT_NICKNAME_CAP = 121, /* 30 characters of at most 4 bytes */
    FIT_PASSWORD_HASH_CAP = 128,
    FIT_SETTINGS_CAP = 4097,
    FIT_EXERCISE_NAME_CAP = 41,
    FIT_MAX_GOALS = 32,
};

typedef enum fit_role { FIT_ROLE_MEMBER, FIT_ROLE_ADMINISTRATOR } fit_role;

typedef struct fit_member {
    int64_t id;
    char email[FIT_EMAIL_CAP];
    char nickname[FIT_NICKNAME_CAP];
    int64_t born_day; /* days since 1970-01-01, negative before */
    char language[3]; /* "ko" or "en" */
    fit_role role;
    bool disabled;
    char password_hash[FIT_PASSWORD_HASH_CAP];
    char settings[FIT_SETTINGS_CAP]; /* a JSON object, the page's own */
    int64_t weekly_days;             /* goal, 0..7 */
    int64_t created_ms;
    int64_t photo_ms; /* when the photo was changed last; 0: there is none */
} fit_member;

typedef struct fit_goal {
    char exercise[FIT_EXERCISE_NAME_CAP];
    int64_t weekly_repetitions;
} fit_goal;

/* "member" or "administrator", as the database and the API say it, and back. */
const char *fit_role_name(fit_role role);
fit_role fit_role_of(const char *name);

/* The form in which e-mails are compared: ASCII letters in lower case. key: FIT_EMAIL_CAP bytes. */
void fit_email_key(const char *email, char *key);

/* Writes. id and photo_ms of member are ignored; *id is the new one's. FIT_ERR_CONFLICT: the e-mail is taken. */
FIT_NODISCARD fit_status fit_members_add(fit_db *db, const fit_member *member, int64_t *id);
FIT_NODISCARD fit_status fit_members_get(fit_db *db, int64_t id, fit_member *member);
FIT_NODISCARD fit_status fit_members_find(fit_db *db, const char *email, fit_member *member);
/* All, oldest first: at most limit (<= cap of list) after id `after` (0: from the start). */
FIT_NODISCARD fit_status fit_members_list(fit_db *db, int64_t after, fit_member *list, size_t limit, size_t *count);

/* Writes nickname, language, settings, weekly_days of member->id. */
FIT_NODISCARD fit_status fit_members_update(fit_db *db, const fit_member *member);
/* FIT_ERR_CONFLICT: it is taken. Codes sent to the member end. */
FIT_NODISCARD fit_status fit_members_set_email(fit_db *db, int64_t id, const char *email);
/* A code to reset the password ends with the old one. */
FIT_NODISCARD fit_status fit_members_set_password(fit_db *db, int64_t id, const char *password_hash);
FIT_NODISCARD fit_status fit_members_set_role(fit_db *db, int64_t id, fit_role role);
/* How many administrators who are not disabled there are beside id. Writes: holds their rows until the transaction
 * ends, so that two of them cannot leave at once. */
FIT_NODISCARD fit_status fit_members_other_administrators(fit_db *db, int64_t id, int64_t *others);
/* Disabling ends the member's sessions. */
FIT_NODISCARD fit_status fit_members_set_disabled(fit_db *db, int64_t id, bool disabled);
/* Everything of the member's goes with it, also letters to and codes for the address. (Rate limits know but a keyed
 * hash of it, and are swept.) */
FIT_NODISCARD fit_status fit_members_delete(fit_db *db, int64_t id);

/* In order of exercise; none when there is no such member. */
FIT_NODISCARD fit_status fit_members_goals(fit_db *db, int64_t id, fit_goal goals[FIT_MAX_GOALS], size_t *count);
/* Replaces all of them; count <= FIT_MAX_GOALS. */
FIT_NODISCARD fit_status fit_members_set_goals(fit_db *db, int64_t id, const fit_goal *goals, size_t count);

/* Sealed by the caller. sealed: appended to. FIT_ERR_NOT_FOUND: no photo. */
FIT_NODISCARD fit_status fit_members_photo(fit_db *db, int64_t id, fit_buffer *sealed);
FIT_NODISCARD fit_status fit_members_set_photo(fit_db *db, int64_t id, const void *sealed, size_t len, int64_t now_ms);
FIT_NODISCARD fit_status fit_members_delete_photo(fit_db *db, int64_t id);

typedef struct fit_member_counts {
    int64_t members, administrators, disabled, active_7_days; /* who trained in the last 7 days: a number, no names */
} fit_member_counts;
/* today: the server's; a member may be a day ahead of it. */
FIT_NODISCARD fit_status fit_members_count(fit_db *db, int64_t today, fit_member_counts *counts);

#endif
