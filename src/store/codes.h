/* Codes sent by e-mail, and invitations. Hashes only; the caller makes, sends and hashes the codes. */
#ifndef FIT_STORE_CODES_H
#define FIT_STORE_CODES_H

#include "store/members.h"

enum { FIT_CODE_HASH_LEN = 32 };

typedef enum fit_code_purpose { FIT_CODE_PASSWORD, FIT_CODE_EMAIL } fit_code_purpose;

/* Writes; replaces an earlier code of the same purpose and address. member_id 0: nobody's, so that an address which no
 * member has is answered like any other. email: any case. */
FIT_NODISCARD fit_status fit_codes_put(fit_db *db, fit_code_purpose purpose, const char *email, int64_t member_id,
                                       const unsigned char hash[FIT_CODE_HASH_LEN], int tries, int64_t expires_ms);
/* Writes, in a transaction to be committed whatever the answer. *right: hash is the code's, which is then gone, and
 * *member_id whose it was (0: nobody's). Wrong: a try less. FIT_ERR_NOT_FOUND: no code, none left, too late. */
FIT_NODISCARD fit_status fit_codes_use(fit_db *db, fit_code_purpose purpose, const char *email,
                                       const unsigned char hash[FIT_CODE_HASH_LEN], int64_t now_ms, bool *right,
                                       int64_t *member_id);
FIT_NODISCARD fit_status fit_codes_sweep(fit_db *db, int64_t now_ms);

enum { FIT_INVITATION_NOTE_CAP = 201, FIT_MAX_INVITATIONS = 100 };

typedef struct fit_invitation {
    int64_t id;
    fit_role role;
    char note[FIT_INVITATION_NOTE_CAP];
    int64_t created_ms, expires_ms, used_ms; /* used_ms 0: not yet */
} fit_invitation;

FIT_NODISCARD fit_status fit_invitations_add(fit_db *db, const unsigned char hash[FIT_CODE_HASH_LEN],
                                             const fit_invitation *invitation, int64_t *id);
/* Writes: takes it, once. FIT_ERR_NOT_FOUND: none, used, too late. */
FIT_NODISCARD fit_status fit_invitations_use(fit_db *db, const unsigned char hash[FIT_CODE_HASH_LEN], int64_t now_ms,
                                             fit_role *role);
/* Newest first, at most FIT_MAX_INVITATIONS. */
FIT_NODISCARD fit_status fit_invitations_list(fit_db *db, fit_invitation list[FIT_MAX_INVITATIONS], size_t *count);
FIT_NODISCARD fit_status fit_invitations_delete(fit_db *db, int64_t id);

#endif
