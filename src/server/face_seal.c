#include "server/face_seal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CONTEXT_CAP = 64 };

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "a backup may be restored on another machine");

/* Into exactly len bytes at plain. */
static fit_status unseal(const fit_secrets *secrets, const char *context, const void *sealed, size_t sealed_len,
                         void *plain, size_t len)
{
    fit_buffer buffer;
    fit_buffer_init(&buffer, len);
    fit_status status = fit_secrets_unseal(secrets, context, sealed, sealed_len, &buffer);
    if (status == FIT_ERR_LIMIT || (status == FIT_OK && buffer.len != len))
        status = FIT_ERR_FORMAT;
    if (status == FIT_OK)
        memcpy(plain, buffer.data, len);
    if (buffer.len > 0)
        explicit_bzero(buffer.data, buffer.len);
    fit_buffer_deinit(&buffer);
    return status;
}

static void face_context(int64_t member_id, int64_t model, char context[CONTEXT_CAP])
{
    snprintf(context, CONTEXT_CAP, "face:%" PRId64 ":%" PRId64, member_id, model);
}

fit_status fit_face_seal(const fit_secrets *secrets, int64_t member_id, int64_t model, const fit_face_embedding *face,
                         fit_buffer *sealed)
{
    char context[CONTEXT_CAP];
    face_context(member_id, model, context);
    return fit_secrets_seal(secrets, context, face->value, sizeof face->value, sealed);
}

fit_status fit_face_unseal(const fit_secrets *secrets, int64_t member_id, int64_t model, const void *sealed, size_t len,
                           fit_face_embedding *face)
{
    char context[CONTEXT_CAP];
    face_context(member_id, model, context);
    return unseal(secrets, context, sealed, len, face->value, sizeof face->value);
}

static void challenge_context(const fit_stored_challenge *challenge, int64_t frames, char context[CONTEXT_CAP])
{
    snprintf(context, CONTEXT_CAP, "challenge:%" PRId64 ":%" PRId64, challenge->id, frames);
}

fit_status fit_challenge_seal(const fit_secrets *secrets, const fit_stored_challenge *challenge, const void *state,
                              size_t len, fit_buffer *sealed)
{
    char context[CONTEXT_CAP];
    challenge_context(challenge, challenge->frames + 1, context);
    return fit_secrets_seal(secrets, context, state, len, sealed);
}

fit_status fit_challenge_unseal(const fit_secrets *secrets, const fit_stored_challenge *challenge,
                                const fit_buffer *sealed, void *state, size_t len)
{
    if (challenge->frames == 0) {
        memset(state, 0, len);
        return FIT_OK;
    }
    char context[CONTEXT_CAP];
    challenge_context(challenge, challenge->frames, context);
    return unseal(secrets, context, sealed->data, sealed->len, state, len);
}
