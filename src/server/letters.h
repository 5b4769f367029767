/* What the letters say, in Korean and English. Nothing in them was written by whoever caused them. */
#ifndef FIT_SERVER_LETTERS_H
#define FIT_SERVER_LETTERS_H

#include "server/mail.h"
#include "store/mails.h"

enum { FIT_LETTER_BODY_CAP = 1024 };

/* Fills subject and body (into room, FIT_LETTER_BODY_CAP bytes). language: "ko", or English; code: "" in a test
 * letter. */
void fit_letter_write(fit_mail_kind kind, const char *language, const char *code, const char *public_url, char *room,
                      fit_letter *letter);

#endif
