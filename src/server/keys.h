/* The keys behind fit_secrets, for the files that make it up. */
#ifndef FIT_SERVER_KEYS_H
#define FIT_SERVER_KEYS_H

#include "server/secrets.h"

enum { FIT_KEY_LEN = 32 };

typedef enum fit_key { FIT_KEY_TOKENS, FIT_KEY_CSRF, FIT_KEY_CODES, FIT_KEY_ALIASES, FIT_KEY_SEALS, FIT_KEYS } fit_key;

struct fit_secrets {
    unsigned char keys[FIT_KEYS][FIT_KEY_LEN];
    unsigned argon2_mib, argon2_passes;
    bool made; /* the key file was not there before */
};

/* master (FIT_KEY_LEN bytes) from the file at path, made when there is none. See fit_secrets_open for errors. */
FIT_NODISCARD fit_status fit_key_file_read(const char *path, unsigned char *master, bool *made, fit_error *error);

/* Memory in KiB with which today's passes take the time that checking against hash takes less than against one of
 * today's; 0: no less. Argon2's time is proportional to memory times passes (RFC 9106, 3.2). */
unsigned fit_argon2_rest_kib(const fit_secrets *secrets, const char *hash);

#endif
