/* What is kept of faces beside the templates: when and from where they were used, who looks like whom, how logins by
 * face ended. No score of a comparison is among it. */
#ifndef FIT_STORE_FACE_LOG_H
#define FIT_STORE_FACE_LOG_H

#include "store/sessions.h"

enum { FIT_MAX_FACE_USES = 100, FIT_MAX_DUPLICATES = 100 };

typedef struct fit_face_use {
    int64_t at_ms;
    char address[FIT_ADDRESS_CAP];
    char user_agent[FIT_USER_AGENT_CAP];
} fit_face_use;

/* Writes; drops the member's oldest beyond FIT_MAX_FACE_USES. */
FIT_NODISCARD fit_status fit_face_uses_add(fit_db *db, int64_t member_id, const char *address, const char *user_agent,
                                           int64_t now_ms);
/* Latest first. */
FIT_NODISCARD fit_status fit_face_uses_list(fit_db *db, int64_t member_id, fit_face_use list[FIT_MAX_FACE_USES],
                                            size_t *count);
/* Those before before_ms are gone. */
FIT_NODISCARD fit_status fit_face_uses_sweep(fit_db *db, int64_t before_ms);

/* member_id's face, when it was enrolled, was as much like other_id's as one person's. */
typedef struct fit_duplicate {
    int64_t member_id, other_id;
    char email[FIT_EMAIL_CAP], other_email[FIT_EMAIL_CAP];
    int64_t found_ms;
} fit_duplicate;

/* Writes; found again, it has a new date. Nothing is noted, and nothing wrong, when one of the faces is gone. */
FIT_NODISCARD fit_status fit_duplicates_put(fit_db *db, int64_t member_id, int64_t other_id, int64_t now_ms);
/* Latest first, at most FIT_MAX_DUPLICATES. One is gone with either face. */
FIT_NODISCARD fit_status fit_duplicates_list(fit_db *db, fit_duplicate list[FIT_MAX_DUPLICATES], size_t *count);
/* The administrator has seen to it. FIT_ERR_NOT_FOUND. */
FIT_NODISCARD fit_status fit_duplicates_delete(fit_db *db, int64_t member_id, int64_t other_id);

/* ACCEPTED; REJECTED: living, but nobody, or not surely somebody; SPOOF: not taken for a living person. */
typedef enum fit_face_outcome { FIT_FACE_ACCEPTED, FIT_FACE_REJECTED, FIT_FACE_SPOOF } fit_face_outcome;

typedef struct fit_daily_faces {
    int64_t local_day; /* the server's */
    int64_t accepted, rejected, spoofs;
} fit_daily_faces;

/* Writes: one more. */
FIT_NODISCARD fit_status fit_daily_faces_count(fit_db *db, int64_t local_day, fit_face_outcome outcome);
/* Days first..last, both included, in order; days without a login by face have no row. visit returns false to stop
 * early (the status is then FIT_OK). */
FIT_NODISCARD fit_status fit_daily_faces_each(fit_db *db, int64_t first, int64_t last,
                                              bool (*visit)(void *context, const fit_daily_faces *day), void *context);

#endif
