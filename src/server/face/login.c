#include "server/face/login.h"

#include <stdio.h>
#include <string.h>

void fit_face_login_words(const fit_challenge *challenge, char words[FIT_FACE_WORDS_CAP])
{
    size_t len = 0;
    words[0] = '\0';
    for (size_t i = 0; i < challenge->n; i++)
        len += (size_t)snprintf(words + len, FIT_FACE_WORDS_CAP - len, "%s%s", i > 0 ? " " : "",
                                fit_movement_name((fit_movement)challenge->step[i]));
}

/* FIT_MOVE_COUNT: none is called so. */
static uint8_t movement_of(const char *name, size_t len)
{
    uint8_t movement = 0;
    while (movement < FIT_MOVE_COUNT) {
        const char *known = fit_movement_name((fit_movement)movement);
        if (strlen(known) == len && strncmp(known, name, len) == 0)
            break;
        movement++;
    }
    return movement;
}

static bool read_words(const char *words, fit_challenge *challenge)
{
    *challenge = (fit_challenge){0};
    while (*words && challenge->n < FIT_CHALLENGE_STEPS) {
        const size_t len = strcspn(words, " ");
        challenge->step[challenge->n++] = movement_of(words, len);
        words += len + (words[len] == ' ');
    }
    return !*words && fit_challenge_is_valid(challenge);
}

bool fit_face_login_is_by_email(const fit_face_login_state *login)
{
    return login->ticket.kind == FIT_TICKET_EMAIL;
}

fit_status fit_face_login_find(fit_exchange *exchange, fit_db *db, fit_face_login_state *login)
{
    fit_challenge challenge;
    fit_status status = fit_ticket_find(exchange, db, &login->ticket, &login->attempt, sizeof login->attempt);
    if (status != FIT_OK)
        return status;
    if (login->ticket.kind != FIT_TICKET_LOGIN && !fit_face_login_is_by_email(login))
        return FIT_ERR_NOT_FOUND;
    if (login->ticket.row.frames > 0)
        return FIT_OK;
    if (!read_words(fit_ticket_words(&login->ticket), &challenge))
        return FIT_ERR_NOT_FOUND; /* of a program that knows other movements */
    fit_attempt_begin(&login->attempt, &challenge, login->ticket.row.issued_ms);
    return FIT_OK;
}

fit_status fit_face_login_member(fit_exchange *exchange, fit_db *db, const fit_face_login_state *login,
                                 fit_member *member, fit_member_face *face)
{
    fit_status status = fit_members_get(db, login->attempt.member_id, member);
    if (status == FIT_OK)
        status = fit_faces_get(db, member->id, fit_face_service_model(exchange->app->face), face);
    if (status == FIT_OK && (member->disabled || face->templates == 0 ||
                             (face->login == FIT_LOGIN_EMAIL_FACE && !fit_face_login_is_by_email(login))))
        status = FIT_ERR_NOT_FOUND;
    return status;
}
