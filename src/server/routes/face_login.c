/* Beginning and frames; the end is in face_session.c. See face_login.h. */
#include "server/routes/face_login.h"

#include "server/dates.h"
#include "server/face/login.h"
#include "server/metrics.h"
#include "server/routes/present.h"
#include "server/transaction.h"
#include "store/face_log.h"

enum {
    FRAME_SIDE = 640,
    LATE_MS = 5000, /* so long a challenge outlives its time, so that who comes late is told so and counted */
    DECISION_VALID_MS = 120000, /* time to type the password */
};

typedef struct beginning {
    const char *email; /* NULL: whoever it is */
    char email_key[FIT_EMAIL_CAP];
    char words[FIT_FACE_WORDS_CAP], key[FIT_TOKEN_CAP];
} beginning;

/* An address that nobody has gets a challenge as any other. */
static fit_status issue(fit_exchange *exchange, fit_db *db, void *context)
{
    beginning *b = context;
    fit_member member;
    int64_t member_id = 0;
    fit_ticket_kind kind = FIT_TICKET_LOGIN;
    if (b->email) {
        kind = FIT_TICKET_EMAIL;
        fit_status status = fit_members_find(db, b->email, &member);
        if (status != FIT_OK && status != FIT_ERR_NOT_FOUND)
            return status;
        member_id = status == FIT_OK ? member.id : 0;
    }
    return fit_ticket_issue(exchange, db, kind, member_id, FIT_CHALLENGE_VALID_MS + LATE_MS, b->words, b->key);
}

static fit_problem read_beginning(fit_exchange *exchange, beginning *b)
{
    static const char *const fields[] = {"email", NULL};
    fit_problem problem = fit_fields_known(exchange, exchange->body, fields);
    if (problem != FIT_OK_ANSWER || !json_object_get(exchange->body, "email"))
        return problem;
    problem = fit_field_email(exchange, exchange->body, "email", &b->email);
    if (problem == FIT_OK_ANSWER)
        fit_email_key(b->email, b->email_key);
    return problem;
}

static fit_problem admit(fit_exchange *exchange, const beginning *b)
{
    fit_problem problem = fit_face_wanted(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = fit_exchange_limit(exchange, "face_address", exchange->site, FIT_LIMIT_FACES);
    if (problem == FIT_OK_ANSWER && b->email)
        problem = fit_exchange_limit(exchange, "face", b->email_key, FIT_LIMIT_ACCOUNT);
    return problem;
}

static void present_beginning(fit_exchange *exchange, const beginning *b, const fit_attempt *attempt)
{
    fit_json_writer *json = &exchange->json;
    exchange->http_status = 201;
    fit_json_object_open(json);
    fit_present_text(json, "key", b->key);
    fit_present_utc(json, "expires_at", exchange->now_ms + FIT_CHALLENGE_VALID_MS);
    fit_present_int(json, "frames_max", FIT_ATTEMPT_FRAMES);
    fit_json_key(json, "state");
    fit_attempt_present(json, attempt);
    fit_json_object_close(json);
}

fit_problem fit_face_login_begin(fit_exchange *exchange)
{
    beginning b = {.email = NULL};
    uint8_t random[FIT_CHALLENGE_RANDOM_BYTES];
    fit_attempt attempt;
    fit_problem problem = read_beginning(exchange, &b);
    if (problem == FIT_OK_ANSWER)
        problem = admit(exchange, &b);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_secrets_random(random, sizeof random);
    const fit_challenge challenge = fit_challenge_make(random);
    fit_face_login_words(&challenge, b.words);
    fit_attempt_begin(&attempt, &challenge, exchange->now_ms);
    problem = fit_transact(exchange, FIT_WRITE, issue, &b);
    if (problem == FIT_OK_ANSWER)
        present_beginning(exchange, &b, &attempt);
    return problem;
}

static fit_status find(fit_exchange *exchange, fit_db *db, void *login)
{
    return fit_face_login_find(exchange, db, login);
}

static fit_status count_refusal(fit_exchange *exchange, fit_db *db, const fit_face_login_state *login)
{
    const int end = login->attempt.end;
    const fit_face_outcome outcome = fit_attempt_is_spoof(end) ? FIT_FACE_SPOOF : FIT_FACE_REJECTED;
    fit_status status = fit_daily_faces_count(db, exchange->now_ms / FIT_DAY_MS, outcome);
    return status == FIT_OK ? fit_exchange_audit(exchange, db, "face_login_failed", login->ticket.row.member_id,
                                                 fit_attempt_reason(end))
                            : status;
}

/* A decision stays for a while. */
static fit_status store_frame(fit_exchange *exchange, fit_db *db, void *context)
{
    fit_face_login_state *login = context;
    fit_ticket ticket = login->ticket;
    fit_status status = FIT_OK;
    if (login->attempt.end == FIT_ATTEMPT_ACCEPTED) {
        fit_member member;
        fit_member_face face;
        status = fit_face_login_member(exchange, db, login, &member, &face);
        if (status == FIT_ERR_NOT_FOUND) {
            login->attempt.end = FIT_ATTEMPT_UNKNOWN;
            status = FIT_OK;
        }
        ticket.row.expires_ms = exchange->now_ms + DECISION_VALID_MS;
    }
    if (status == FIT_OK && login->attempt.end != FIT_ATTEMPT_OPEN && login->attempt.end != FIT_ATTEMPT_ACCEPTED)
        status = count_refusal(exchange, db, login);
    return status == FIT_OK ? fit_ticket_put(exchange, db, &ticket, &login->attempt, sizeof login->attempt) : status;
}

static fit_problem look(fit_exchange *exchange, fit_face_login_state *login)
{
    fit_face_look sight;
    bool living = false;
    uint8_t random;
    fit_secrets_random(&random, sizeof random);
    fit_problem problem = fit_face_look_begin(exchange, login->ticket.row.id, FRAME_SIDE, &sight);
    if (problem != FIT_OK_ANSWER)
        return problem;
    fit_status status = fit_attempt_push(&login->attempt, &sight, exchange->now_ms,
                                         exchange->app->config->face_light ? &random : NULL, &living);
    fit_face_look_end(exchange, &sight);
    if (status == FIT_OK && living)
        status = fit_attempt_recognise(&login->attempt, exchange->app->face, fit_face_login_is_by_email(login),
                                       login->ticket.row.member_id);
    return fit_problem_of(status);
}

static void count_end(fit_exchange *exchange, const fit_attempt *attempt)
{
    fit_metrics *metrics = exchange->app->metrics;
    fit_metrics_face_login(metrics, attempt->end);
    if (attempt->end == FIT_ATTEMPT_ACCEPTED && exchange->app->config->face_light)
        fit_metrics_face_light(metrics, fit_attempt_light(attempt));
}

static fit_problem take_frame(fit_exchange *exchange, fit_face_login_state *login, int64_t number)
{
    if (number < login->attempt.last_number)
        return FIT_CONFLICT;
    login->attempt.bytes += (int64_t)exchange->bytes_len;
    if (login->attempt.bytes > FIT_ATTEMPT_BYTES)
        return FIT_TOO_LARGE;
    fit_problem problem = look(exchange, login);
    if (problem != FIT_OK_ANSWER)
        return problem;
    login->attempt.last_number = number;
    problem = fit_transact(exchange, FIT_WRITE, store_frame, login);
    if (problem == FIT_OK_ANSWER && login->attempt.end != FIT_ATTEMPT_OPEN)
        count_end(exchange, &login->attempt);
    return problem;
}

/* A frame whose answer was lost comes again; after the end nothing is looked at any more. */
fit_problem fit_face_login_frame(fit_exchange *exchange)
{
    fit_face_login_state login;
    int64_t number;
    fit_problem problem = fit_ticket_number(exchange, FIT_ATTEMPT_FRAMES, &number);
    if (problem == FIT_OK_ANSWER)
        problem = fit_face_wanted(exchange);
    if (problem == FIT_OK_ANSWER)
        problem = fit_transact(exchange, FIT_READ, find, &login);
    if (problem == FIT_OK_ANSWER && login.attempt.end == FIT_ATTEMPT_OPEN && number != login.attempt.last_number)
        problem = take_frame(exchange, &login, number);
    if (problem == FIT_OK_ANSWER)
        fit_attempt_present(&exchange->json, &login.attempt);
    return problem;
}
