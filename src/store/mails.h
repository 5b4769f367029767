/* The outbox: letters that wait to be sent, by one worker at a time whichever server it runs in. */
#ifndef FIT_STORE_MAILS_H
#define FIT_STORE_MAILS_H

#include "store/members.h"

typedef enum fit_mail_kind { FIT_MAIL_PASSWORD, FIT_MAIL_EMAIL, FIT_MAIL_TEST } fit_mail_kind;

typedef struct fit_mail {
    int64_t id;
    fit_mail_kind kind;
    char address[FIT_EMAIL_CAP];
    char language[3];
    int64_t member_id; /* whom it concerns; 0: nobody known. A password letter's member is looked up when it is sent. */
    int64_t created_ms;
    int64_t tries; /* how often it was taken before */
} fit_mail;

/* Writes, and wakes the worker on commit. id and tries of mail are ignored; it is due at once. */
FIT_NODISCARD fit_status fit_mails_add(fit_db *db, const fit_mail *mail);
/* Writes: takes the letter that has waited longest and is due, for until_ms: if it is not deleted or put off by then
 * (the server died) it is due again, and that counts as a try. FIT_ERR_NOT_FOUND: none is due. */
FIT_NODISCARD fit_status fit_mails_take(fit_db *db, int64_t now_ms, int64_t until_ms, fit_mail *mail);
FIT_NODISCARD fit_status fit_mails_delete(fit_db *db, int64_t id);
FIT_NODISCARD fit_status fit_mails_put_off(fit_db *db, int64_t id, int64_t until_ms, const char *why);

typedef struct fit_mail_counts {
    int64_t waiting, failing; /* failing: tried at least once */
} fit_mail_counts;
FIT_NODISCARD fit_status fit_mails_count(fit_db *db, fit_mail_counts *counts);

#endif
