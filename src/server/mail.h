/* One letter, from text to the mail server's answer (RFC 5321, 5322, 2045, 2047; libcurl). */
#ifndef FIT_SERVER_MAIL_H
#define FIT_SERVER_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "server/config.h"

/* All UTF-8 and borrowed; to: an address that fit_field_email accepts. */
typedef struct fit_letter {
    const char *to;
    const char *subject;
    const char *body; /* lines end with \n */
} fit_letter;

/* Whether letters can be sent at all. */
bool fit_mail_is_configured(const fit_config *config);

/* Appends the message as it goes over the wire: headers and body, all ASCII, lines of at most 76 characters. from:
 * "NAME <ADDRESS>" or "ADDRESS"; now_ms: UTC. FIT_ERR_LIMIT, FIT_ERR_MEMORY: of message. */
FIT_NODISCARD fit_status fit_mail_compose(const fit_letter *letter, const char *from, int64_t now_ms,
                                          fit_buffer *message);

/* Sends it and waits until the mail server has taken it, a minute at most. *stop (NULL: never), when it becomes true,
 * ends the wait within a second. FIT_ERR_IO: it has not; error holds the server's words, or curl's. FIT_ERR_BUSY:
 * stopped. Thread-safe. */
FIT_NODISCARD fit_status fit_mail_send(const fit_config *config, const fit_letter *letter, int64_t now_ms,
                                       const volatile bool *stop, fit_error *error);

#endif
