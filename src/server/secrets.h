/* Everything cryptographic, on libsodium: keys, tokens, codes, passwords, sealing. All functions are thread-safe. */
#ifndef FIT_SERVER_SECRETS_H
#define FIT_SERVER_SECRETS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "server/config.h"

enum {
    FIT_TOKEN_CAP = 44, /* 256 random bits, base64url without padding, and a 0 */
    FIT_HASH_LEN = 32,  /* BLAKE2b-256 */
    FIT_CSRF_CAP = 44,
    FIT_RESET_CODE_CAP = 9,      /* 8 characters of 31 that are not mistaken for one another: 39.6 bits */
    FIT_INVITATION_CODE_CAP = 27 /* 26 of the same: 128 bits */
};

#define FIT_INVITATION "invitation" /* the context of all invitations' codes */

typedef struct fit_secrets fit_secrets;

/* Reads the key file; makes it (0600) when there is none. FIT_ERR_FORMAT: not a key file; FIT_ERR_IO: also when others
 * than its owner may read it. */
FIT_NODISCARD fit_status fit_secrets_open(fit_secrets **out, const fit_config *config, fit_error *error);
void fit_secrets_close(fit_secrets *secrets); /* wipes the keys; NULL is allowed */

/* The key file was made just now: photos sealed before, if there are any, cannot be read. */
bool fit_secrets_are_new(const fit_secrets *secrets);

void fit_secrets_random(void *bytes, size_t len);

/* A session's token and what is stored of it. */
void fit_secrets_new_token(char token[FIT_TOKEN_CAP]);
void fit_secrets_token_hash(const fit_secrets *secrets, const char *token, unsigned char hash[FIT_HASH_LEN]);
/* Bound to the session's (or visitor's) cookie by a key: nothing to store. */
void fit_secrets_csrf(const fit_secrets *secrets, const char *cookie, char csrf[FIT_CSRF_CAP]);
bool fit_secrets_csrf_holds(const fit_secrets *secrets, const char *cookie, const char *csrf); /* constant time */

/* len characters and a 0. */
void fit_secrets_new_code(char *code, size_t len);
/* context: what the code is for and whose ("password:address in lower case", or FIT_INVITATION); case, spaces and
 * hyphens of code do not matter. */
void fit_secrets_code_hash(const fit_secrets *secrets, const char *context, const char *code,
                           unsigned char hash[FIT_HASH_LEN]);
/* A keyed hash for keys of rate limits and logs: 16 hexadecimal digits and a 0. */
void fit_secrets_alias(const fit_secrets *secrets, const char *text, char alias[17]);

/* Argon2id. hash: at least FIT_PASSWORD_HASH_CAP bytes. Takes a tenth of a second and argon2_mib: pass the gate. */
FIT_NODISCARD fit_status fit_secrets_hash_password(const fit_secrets *secrets, const char *password, char *hash);
/* hash NULL: the member does not exist; takes the same time and gives false. *outdated: right, but made with weaker
 * parameters than today's. A wrong password against a weaker hash takes the time of one against today's. */
FIT_NODISCARD fit_status fit_secrets_check_password(const fit_secrets *secrets, const char *hash, const char *password,
                                                    bool *right, bool *outdated);

/* XChaCha20-Poly1305 with a random nonce. context: whose and what it is ("photo:12"), bound as associated data;
 * not stored. Appends to out.
 * Unseal: FIT_ERR_FORMAT when it was changed, belongs to another context or key. */
FIT_NODISCARD fit_status fit_secrets_seal(const fit_secrets *secrets, const char *context, const void *plain,
                                          size_t len, fit_buffer *out);
FIT_NODISCARD fit_status fit_secrets_unseal(const fit_secrets *secrets, const char *context, const void *sealed,
                                            size_t len, fit_buffer *out);

#endif
