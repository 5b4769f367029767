#include "server/face/ticket.h"

#include <stdio.h>
#include <string.h>

#include "server/face_seal.h"
#include "server/routes/present.h"

static const char *const kinds[] = {
    [FIT_TICKET_LOGIN] = "login",
    [FIT_TICKET_EMAIL] = "email",
    [FIT_TICKET_ENROLMENT] = "enrolment",
    [FIT_TICKET_REFRESH] = "refresh",
};
enum { KINDS = sizeof kinds / sizeof *kinds, SEALED_MAX = 16 << 10 };

fit_status fit_ticket_issue(fit_exchange *exchange, fit_db *db, fit_ticket_kind kind, int64_t member_id,
                            int64_t valid_ms, const char *words, char key[FIT_TOKEN_CAP])
{
    unsigned char hash[FIT_HASH_LEN];
    fit_stored_challenge row = {
        .member_id = member_id, .issued_ms = exchange->now_ms, .expires_ms = exchange->now_ms + valid_ms};
    int64_t id;
    snprintf(row.steps, sizeof row.steps, "%s%s%s", kinds[kind], *words ? " " : "", words);
    fit_secrets_new_token(key);
    fit_secrets_token_hash(exchange->app->secrets, key, hash);
    return fit_challenges_add(db, hash, &row, &id);
}

static bool read_kind(fit_ticket *ticket)
{
    const size_t len = strcspn(ticket->row.steps, " ");
    for (size_t i = 0; i < KINDS; i++)
        if (strlen(kinds[i]) == len && strncmp(ticket->row.steps, kinds[i], len) == 0) {
            ticket->kind = (fit_ticket_kind)i;
            return true;
        }
    return false;
}

fit_status fit_ticket_find(fit_exchange *exchange, fit_db *db, fit_ticket *ticket, void *state, size_t len)
{
    unsigned char hash[FIT_HASH_LEN];
    fit_buffer sealed;
    fit_buffer_init(&sealed, SEALED_MAX);
    fit_secrets_token_hash(exchange->app->secrets, exchange->params[0], hash);
    fit_status status = fit_challenges_find(db, hash, exchange->now_ms, &ticket->row, &sealed);
    if (status == FIT_OK && !read_kind(ticket))
        status = FIT_ERR_NOT_FOUND;
    if (status == FIT_OK) {
        status = fit_challenge_unseal(exchange->app->secrets, &ticket->row, &sealed, state, len);
        status = status == FIT_ERR_FORMAT ? FIT_ERR_NOT_FOUND : status;
    }
    fit_buffer_deinit(&sealed);
    return status;
}

const char *fit_ticket_words(const fit_ticket *ticket)
{
    const char *space = strchr(ticket->row.steps, ' ');
    return space ? space + 1 : "";
}

fit_status fit_ticket_put(fit_exchange *exchange, fit_db *db, const fit_ticket *ticket, const void *state, size_t len)
{
    fit_buffer sealed;
    fit_buffer_init(&sealed, SEALED_MAX);
    fit_status status = fit_challenge_seal(exchange->app->secrets, &ticket->row, state, len, &sealed);
    if (status == FIT_OK)
        status = fit_challenges_advance(db, &ticket->row, sealed.data, sealed.len);
    fit_buffer_deinit(&sealed);
    return status;
}

fit_problem fit_ticket_number(const fit_exchange *exchange, int64_t most, int64_t *number)
{
    fit_problem problem = fit_param_id(exchange, 1, number);
    return problem == FIT_OK_ANSWER && *number > most ? FIT_NOT_FOUND : problem;
}
