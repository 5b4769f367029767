/* The audit log: who did what to an account, and from where. Never what was trained, never a secret. */
#ifndef FIT_STORE_EVENTS_H
#define FIT_STORE_EVENTS_H

#include "store/sessions.h"

typedef struct fit_audit_event {
    int64_t at_ms;
    char kind[41]; /* "login", "password_changed", ... */
    int64_t member_id;
    char address[FIT_ADDRESS_CAP];
    char detail[201];
} fit_audit_event;

/* member_id 0: nobody's (a deleted member's, say). */
FIT_NODISCARD fit_status fit_events_add(fit_db *db, int64_t now_ms, const char *kind, int64_t member_id,
                                        const char *address, const char *detail);
/* The newest, all members' (member_id 0) or one's; *count <= limit. */
FIT_NODISCARD fit_status fit_events_list(fit_db *db, int64_t member_id, fit_audit_event *list, size_t limit,
                                         size_t *count);
/* Where the member logged in or signed up from, as far back as the log reaches: each address once, latest first. */
FIT_NODISCARD fit_status fit_events_login_addresses(fit_db *db, int64_t member_id, char (*list)[FIT_ADDRESS_CAP],
                                                    size_t limit, size_t *count);
FIT_NODISCARD fit_status fit_events_sweep(fit_db *db, int64_t before_ms);

#endif
