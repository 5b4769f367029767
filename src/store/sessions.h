/* Sessions: who is logged in, where. A token's hash is all that is stored of it. */
#ifndef FIT_STORE_SESSIONS_H
#define FIT_STORE_SESSIONS_H

#include "store/members.h"

enum { FIT_TOKEN_HASH_LEN = 32, FIT_ADDRESS_CAP = 64, FIT_USER_AGENT_CAP = 201, FIT_MAX_SESSIONS = 50 };

typedef struct fit_session {
    int64_t id;
    int64_t member_id;
    fit_role role;
    char language[3];
    int64_t weekly_days; /* the member's goal: home's data need no other query for it */
    int64_t created_ms;
    int64_t used_ms;     /* as exact as it is touched often */
    int64_t password_ms; /* when the password was given last; 0: never, a face opened it */
    char address[FIT_ADDRESS_CAP];
    char user_agent[FIT_USER_AGENT_CAP];
} fit_session;

/* Writes; drops the member's oldest beyond FIT_MAX_SESSIONS. by_password: it was given, now. user_agent: UTF-8, cut to
 * fit. */
FIT_NODISCARD fit_status fit_sessions_add(fit_db *db, const unsigned char token_hash[FIT_TOKEN_HASH_LEN],
                                          int64_t member_id, bool by_password, const char *address,
                                          const char *user_agent, int64_t now_ms, int64_t *id);
/* Reads. FIT_ERR_NOT_FOUND: no such session, it was last used before idle_from_ms or made before made_from_ms, or its
 * member is disabled. */
FIT_NODISCARD fit_status fit_sessions_find(fit_db *db, const unsigned char token_hash[FIT_TOKEN_HASH_LEN],
                                           int64_t idle_from_ms, int64_t made_from_ms, fit_session *session);
/* Writes; a session that has ended, or was used later, stays as it is. */
FIT_NODISCARD fit_status fit_sessions_touch(fit_db *db, int64_t id, int64_t now_ms);
/* Writes: the password was given again. */
FIT_NODISCARD fit_status fit_sessions_prove(fit_db *db, int64_t id, int64_t now_ms);
/* The member's, latest used first, at most FIT_MAX_SESSIONS. */
FIT_NODISCARD fit_status fit_sessions_list(fit_db *db, int64_t member_id, fit_session list[FIT_MAX_SESSIONS],
                                           size_t *count);
/* FIT_ERR_NOT_FOUND: the member has no such session. */
FIT_NODISCARD fit_status fit_sessions_delete(fit_db *db, int64_t member_id, int64_t id);
/* All of the member's but the session `but` (0: all). */
FIT_NODISCARD fit_status fit_sessions_delete_all(fit_db *db, int64_t member_id, int64_t but);
/* Those that nobody can use any more. */
FIT_NODISCARD fit_status fit_sessions_sweep(fit_db *db, int64_t idle_from_ms, int64_t made_from_ms);

#endif
