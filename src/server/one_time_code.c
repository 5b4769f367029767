#include "server/one_time_code.h"

#include <inttypes.h>
#include <stdio.h>

/* A new address belongs to nobody yet, so its code is bound to who asked for it as well. */
static void hash_code(const fit_secrets *secrets, fit_code_purpose purpose, const char *email, int64_t member_id,
                      const char *code, unsigned char hash[FIT_HASH_LEN])
{
    char key[FIT_EMAIL_CAP], context[FIT_EMAIL_CAP + 32];
    fit_email_key(email, key);
    if (purpose == FIT_CODE_PASSWORD)
        snprintf(context, sizeof context, "password:%s", key);
    else
        snprintf(context, sizeof context, "email:%" PRId64 ":%s", member_id, key);
    fit_secrets_code_hash(secrets, context, code, hash);
}

fit_status fit_code_make(const fit_secrets *secrets, fit_db *db, fit_code_purpose purpose, const char *email,
                         int64_t member_id, int64_t now_ms, char code[FIT_RESET_CODE_CAP])
{
    unsigned char hash[FIT_HASH_LEN];
    fit_secrets_new_code(code, FIT_RESET_CODE_CAP - 1);
    hash_code(secrets, purpose, email, member_id, code, hash);
    return fit_codes_put(db, purpose, email, member_id, hash, FIT_CODE_TRIES, now_ms + FIT_CODE_VALID_S * 1000);
}

fit_status fit_code_use(const fit_secrets *secrets, fit_db *db, fit_code_purpose purpose, const char *email,
                        const char *code, int64_t now_ms, int64_t *member_id)
{
    unsigned char hash[FIT_HASH_LEN];
    bool right = false;
    hash_code(secrets, purpose, email, *member_id, code, hash);
    fit_status status = fit_codes_use(db, purpose, email, hash, now_ms, &right, member_id);
    if (status == FIT_ERR_NOT_FOUND)
        status = FIT_OK;
    if (!right)
        *member_id = 0;
    return status;
}
