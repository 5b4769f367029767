/* Codes that prove who reads an address: how they are made, stored and checked. */
#ifndef FIT_SERVER_ONE_TIME_CODE_H
#define FIT_SERVER_ONE_TIME_CODE_H

#include "server/secrets.h"
#include "store/codes.h"

enum { FIT_CODE_VALID_S = 300, FIT_CODE_TRIES = 5 };

/* Stores a new code for email (any case) from now_ms on, in the place of an earlier one; see fit_codes_put. Writes. */
FIT_NODISCARD fit_status fit_code_make(const fit_secrets *secrets, fit_db *db, fit_code_purpose purpose,
                                       const char *email, int64_t member_id, int64_t now_ms,
                                       char code[FIT_RESET_CODE_CAP]);
/* Uses it, see fit_codes_use: writes, and is to be committed whatever the answer. *member_id: in, who says to have
 * asked for it (of FIT_CODE_EMAIL only); out, whose it is, 0 unless right. */
FIT_NODISCARD fit_status fit_code_use(const fit_secrets *secrets, fit_db *db, fit_code_purpose purpose,
                                      const char *email, const char *code, int64_t now_ms, int64_t *member_id);

#endif
