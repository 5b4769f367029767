#include "server/problem.h"

#include <assert.h>

static const fit_problem_kind kinds[FIT_PROBLEM_COUNT] = {
    [FIT_OK_ANSWER] = {200, "", ""},
    [FIT_BAD_REQUEST] = {400, "bad_request", "The request is malformed"},
    [FIT_INVALID_FIELD] = {422, "invalid_field", "A field's value is not allowed"},
    [FIT_NOT_LOGGED_IN] = {401, "not_logged_in", "Nobody is logged in"},
    [FIT_WRONG_LOGIN] = {401, "wrong_login", "The e-mail address or the password is wrong"},
    [FIT_FACE_UNKNOWN] = {401, "face_unknown", "The face is nobody's here"},
    [FIT_PASSWORD_NEEDED] = {403, "password_needed", "This asks for the password"},
    [FIT_FACE_UNLIT] = {403, "face_unlit", "The screen's light is not seen in the face: this asks for the password"},
    [FIT_WRONG_PASSWORD] = {403, "wrong_password", "The password is wrong"},
    [FIT_CSRF] = {403, "csrf", "The request does not prove that it comes from the page"},
    [FIT_FORBIDDEN] = {403, "forbidden", "Only an administrator may do this"},
    [FIT_NOT_FOUND] = {404, "not_found", "There is no such thing"},
    [FIT_METHOD_NOT_ALLOWED] = {405, "method_not_allowed", "The method is not allowed here"},
    [FIT_EMAIL_TAKEN] = {409, "email_taken", "The e-mail address has an account already"},
    [FIT_CONFLICT] = {409, "conflict", "It contradicts what is stored"},
    [FIT_TOO_LARGE] = {413, "too_large", "The body is too large"},
    [FIT_UNSUPPORTED_MEDIA] = {415, "unsupported_media_type", "The body's media type is not taken here"},
    [FIT_BAD_PHOTO] = {422, "bad_photo", "The photo cannot be read"},
    [FIT_WRONG_CODE] = {422, "wrong_code", "The code is wrong, used or too old"},
    [FIT_BAD_INVITATION] = {422, "bad_invitation", "The invitation is wrong, used or too old"},
    [FIT_SIGN_UP_IS_CLOSED] = {403, "sign_up_closed", "Nobody can sign up here"},
    [FIT_LAST_ADMINISTRATOR] = {409, "last_administrator", "One administrator must be left"},
    [FIT_TOO_MANY_REQUESTS] = {429, "too_many_requests", "Too many tries"},
    [FIT_NO_MAIL] = {503, "no_mail", "No mail server is configured"},
    [FIT_NO_FACE_LOGIN] = {503, "no_face_login", "Nobody can log in by face here"},
    [FIT_OVERLOADED] = {503, "overloaded", "Too much to do at once"},
    [FIT_STORE_UNAVAILABLE] = {503, "store_unavailable", "The database cannot be reached"},
    [FIT_DISK_FULL] = {507, "disk_full", "The disk is full"},
    [FIT_INTERNAL] = {500, "internal", "Something went wrong here"},
};

const fit_problem_kind *fit_problem_kind_of(fit_problem problem)
{
    assert(problem < FIT_PROBLEM_COUNT && kinds[problem].code);
    return &kinds[problem];
}

fit_problem fit_problem_of(fit_status status)
{
    switch (status) {
    case FIT_OK:
        return FIT_OK_ANSWER;
    case FIT_ERR_NOT_FOUND:
        return FIT_NOT_FOUND;
    case FIT_ERR_CONFLICT:
        return FIT_CONFLICT;
    case FIT_ERR_BUSY:
    case FIT_ERR_IO:
        return FIT_STORE_UNAVAILABLE;
    case FIT_ERR_LIMIT:
        return FIT_DISK_FULL;
    default:
        return FIT_INTERNAL;
    }
}
