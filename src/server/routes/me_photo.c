/* /me/photo: see me.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "media/photo.h"
#include "server/passwords.h"
#include "server/routes/me.h"
#include "server/routes/present.h"
#include "server/transaction.h"

enum { PHOTO_SIDE = 512, PHOTO_QUALITY = 85, PHOTO_MAX_PIXELS = 20000000 };

typedef struct stored_photo {
    fit_member member;
    fit_buffer sealed;
} stored_photo;

static fit_status get_photo(fit_exchange *exchange, fit_db *db, void *context)
{
    stored_photo *photo = context;
    fit_status status = fit_members_get(db, exchange->session.member_id, &photo->member);
    return status == FIT_OK ? fit_members_photo(db, photo->member.id, &photo->sealed) : status;
}

fit_problem fit_me_get_photo(fit_exchange *exchange)
{
    stored_photo photo;
    char context[FIT_PHOTO_CONTEXT_CAP];
    fit_buffer_init(&photo.sealed, FIT_SEALED_PHOTO_MAX_BYTES);
    fit_problem problem = fit_transact(exchange, FIT_READ, get_photo, &photo);
    if (problem == FIT_OK_ANSWER) {
        fit_photo_context(photo.member.id, context);
        problem = fit_problem_of(
            fit_secrets_unseal(exchange->app->secrets, context, photo.sealed.data, photo.sealed.len, &exchange->out));
    }
    if (problem == FIT_OK_ANSWER) {
        exchange->content_type = "image/jpeg";
        /* Its URL changes with it. */
        exchange->cache_control =
            fit_exchange_query(exchange, "v") ? "private, max-age=31536000, immutable" : "private, no-cache";
        snprintf(exchange->etag, sizeof exchange->etag, "\"%" PRId64 "-%" PRId64 "\"", photo.member.id,
                 photo.member.photo_ms);
    }
    fit_buffer_deinit(&photo.sealed);
    return problem;
}

/* Decoding is dear, too: it passes the gate of the hashes. */
static fit_problem make_square(fit_exchange *exchange, unsigned char **jpeg, size_t *len)
{
    fit_pixels square = {0};
    fit_problem problem = fit_dear_enter(exchange);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_status status =
        fit_photo_decode_square(&square, exchange->bytes, exchange->bytes_len, PHOTO_SIDE, PHOTO_MAX_PIXELS, NULL);
    if (status == FIT_OK)
        status = fit_photo_encode_jpeg(&square, PHOTO_QUALITY, jpeg, len, NULL);
    fit_gate_leave(&exchange->app->hashing);
    fit_pixels_deinit(&square);
    if (status == FIT_OK)
        return FIT_OK_ANSWER;
    return status == FIT_ERR_MEMORY ? FIT_OVERLOADED : FIT_BAD_PHOTO;
}

static fit_status set_photo(fit_exchange *exchange, fit_db *db, void *context)
{
    const fit_buffer *sealed = context;
    return fit_members_set_photo(db, exchange->session.member_id, sealed->data, sealed->len, exchange->now_ms);
}

fit_problem fit_me_put_photo(fit_exchange *exchange)
{
    unsigned char *jpeg = NULL;
    size_t len = 0;
    char context[FIT_PHOTO_CONTEXT_CAP];
    fit_buffer sealed;
    fit_buffer_init(&sealed, FIT_SEALED_PHOTO_MAX_BYTES);
    fit_problem problem = make_square(exchange, &jpeg, &len);
    if (problem == FIT_OK_ANSWER) {
        fit_photo_context(exchange->session.member_id, context);
        problem = fit_problem_of(fit_secrets_seal(exchange->app->secrets, context, jpeg, len, &sealed));
    }
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_WRITE, set_photo, &sealed);
    free(jpeg);
    fit_buffer_deinit(&sealed);
    return problem;
}

static fit_status delete_photo(fit_exchange *exchange, fit_db *db, void *context)
{
    (void)context;
    fit_status status = fit_members_delete_photo(db, exchange->session.member_id);
    return status == FIT_ERR_NOT_FOUND ? FIT_OK : status; /* gone is gone */
}

fit_problem fit_me_delete_photo(fit_exchange *exchange)
{
    return fit_transact(exchange, FIT_WRITE, delete_photo, NULL);
}
