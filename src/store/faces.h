/* Members' faces: consent, what a login asks for, and templates, sealed by the caller. The templates of all members
 * have a revision, so that whoever keeps them in memory knows whether they are still these. */
#ifndef FIT_STORE_FACES_H
#define FIT_STORE_FACES_H

#include "store/members.h"

enum { FIT_MAX_TEMPLATES = 5 }; /* a member */

/* What a member wants to be asked for: a face alone; an e-mail and a face, which is compared with that member's only;
 * a face and the password. */
typedef enum fit_face_login { FIT_LOGIN_FACE, FIT_LOGIN_EMAIL_FACE, FIT_LOGIN_FACE_PASSWORD } fit_face_login;

/* "face", "email_face", "face_password", as the database and the API say it, and back; false: no such name. */
const char *fit_face_login_name(fit_face_login login);
bool fit_face_login_of(const char *name, fit_face_login *login);

typedef struct fit_member_face {
    int64_t consent_ms; /* when the member agreed */
    fit_face_login login;
    int64_t templates;           /* of the model asked for: 0, the face has to be enrolled (again) */
    int64_t created_ms, used_ms; /* the newest of them was made, one was matched or made last; 0: there is none */
} fit_member_face;

/* Writes: the member agrees, now. What a login asks for stays; at first it is the face alone. FIT_ERR_NOT_FOUND: no
 * such member. */
FIT_NODISCARD fit_status fit_faces_consent(fit_db *db, int64_t member_id, int64_t now_ms);
/* FIT_ERR_NOT_FOUND: no consent. */
FIT_NODISCARD fit_status fit_faces_get(fit_db *db, int64_t member_id, int64_t model, fit_member_face *face);
FIT_NODISCARD fit_status fit_faces_set_login(fit_db *db, int64_t member_id, fit_face_login login);
/* Writes: consent, templates and their uses are gone, and so is what the member has begun before a camera, which would
 * bring them back; that also when FIT_ERR_NOT_FOUND says that there was no consent. */
FIT_NODISCARD fit_status fit_faces_withdraw(fit_db *db, int64_t member_id);

/* Writes: one more template, made now with model, the weights' number. The member's of other models go, and, beyond
 * FIT_MAX_TEMPLATES, the one that was not used for longest. FIT_ERR_NOT_FOUND: no consent. */
FIT_NODISCARD fit_status fit_faces_add(fit_db *db, int64_t member_id, int64_t model, const void *sealed, size_t len,
                                       int64_t now_ms, int64_t *id);

typedef struct fit_own_template {
    int64_t id, model, created_ms, used_ms; /* used_ms: matched last; 0: never */
} fit_own_template;

/* The member's, newest first. */
FIT_NODISCARD fit_status fit_faces_list(fit_db *db, int64_t member_id, fit_own_template list[FIT_MAX_TEMPLATES],
                                        size_t *count);
/* Writes. FIT_ERR_NOT_FOUND: the member has no such template. */
FIT_NODISCARD fit_status fit_faces_remove(fit_db *db, int64_t member_id, int64_t template_id);
/* Writes: it was matched now. */
FIT_NODISCARD fit_status fit_faces_used(fit_db *db, int64_t template_id, int64_t now_ms);

/* Writes: consents and templates of members whose face was neither enrolled nor matched since before_ms are gone. */
FIT_NODISCARD fit_status fit_faces_sweep(fit_db *db, int64_t before_ms);

/* The administrator's switch for all servers; on until it was set. */
FIT_NODISCARD fit_status fit_faces_switched_on(fit_db *db, bool *on);
FIT_NODISCARD fit_status fit_faces_switch(fit_db *db, bool on);

/* Another number after every change of any template, also by a restore; 0 before the first. Whoever changes them
 * notifies (fit_db_notify). */
FIT_NODISCARD fit_status fit_faces_revision(fit_db *db, int64_t *revision);

/* A template never changes: one with the same three numbers is the same. */
typedef struct fit_stored_template {
    int64_t id, member_id, created_ms;
    fit_value sealed; /* borrowed during the visit; empty where not asked for */
} fit_stored_template;

typedef fit_status (*fit_template_visit)(void *context, const fit_stored_template *stored);

/* Writes: the member was disabled or enabled, so what fit_faces_each visits is another. */
FIT_NODISCARD fit_status fit_faces_changed(fit_db *db, int64_t member_id);

/* All of a model from first_id on but those of disabled members, who would keep out whoever looks like them, in order
 * of id, as they come from the database; what visit returns other than FIT_OK ends it. sealed: whether the templates
 * themselves are wanted. */
FIT_NODISCARD fit_status fit_faces_each(fit_db *db, int64_t model, int64_t first_id, bool sealed,
                                        fit_template_visit visit, void *context);

#endif
