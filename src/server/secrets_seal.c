#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/keys.h"

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };

/* The nonce, then the text and its tag. */
fit_status fit_secrets_seal(const fit_secrets *secrets, const char *context, const void *plain, size_t len,
                            fit_buffer *out)
{
    unsigned char *sealed = malloc(NONCE + len + TAG);
    if (!sealed)
        return FIT_ERR_MEMORY;
    randombytes_buf(sealed, NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL, plain, len, (const unsigned char *)context,
                                                     strlen(context), NULL, sealed, secrets->keys[FIT_KEY_SEALS]);
    fit_status status = fit_buffer_append(out, sealed, NONCE + len + TAG);
    free(sealed);
    return status;
}

fit_status fit_secrets_unseal(const fit_secrets *secrets, const char *context, const void *sealed, size_t len,
                              fit_buffer *out)
{
    if (len < NONCE + TAG)
        return FIT_ERR_FORMAT;
    size_t plain_len = len - NONCE - TAG;
    unsigned char *plain = malloc(plain_len + 1);
    if (!plain)
        return FIT_ERR_MEMORY;
    const unsigned char *nonce = sealed;
    int result = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, nonce + NONCE, len - NONCE,
                                                            (const unsigned char *)context, strlen(context), nonce,
                                                            secrets->keys[FIT_KEY_SEALS]);
    fit_status status = result == 0 ? fit_buffer_append(out, plain, plain_len) : FIT_ERR_FORMAT;
    sodium_memzero(plain, plain_len);
    free(plain);
    return status;
}
