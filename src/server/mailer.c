#include "server/mailer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "server/letters.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/one_time_code.h"
#include "store/events.h"
#include "store/mails.h"

/* A letter that is taken is this one's until then; sending takes a minute at most. */
static const int64_t TAKEN_MS = 120000;

/* Tried again after half a minute, two, eight, half an hour, two hours, then every six; given up after a day. */
static const int64_t FIRST_DELAY_MS = 30000, LONGEST_DELAY_MS = 21600000, GIVE_UP_MS = 86400000;

/* Letters of other servers, and those that become due, are looked for this often. */
enum { LOOK_EVERY_MS = 10000, UNREACHABLE_WAIT_S = 1 };

struct fit_mailer {
    fit_app *app;
    pthread_t thread;
    volatile bool stop;
};

/* One letter on its way. */
typedef struct errand {
    fit_mail mail;
    char language[3];
    char code[FIT_RESET_CODE_CAP]; /* "": nothing is to be sent */
    char why[201];                 /* as long as an event's detail */
} errand;

typedef fit_status (*step)(fit_app *app, fit_db *db, errand *e);

static fit_status in_transaction(fit_mailer *mailer, step work, errand *e)
{
    fit_db *db;
    fit_error error = {0};
    fit_status status = fit_store_begin(mailer->app->store, FIT_WRITE, &db, &error);
    if (status == FIT_OK) {
        status = work(mailer->app, db, e);
        if (status != FIT_OK)
            error = *fit_db_error(db);
        status = fit_store_end(db, status, &error);
    }
    if (status != FIT_OK && status != FIT_ERR_NOT_FOUND && status != FIT_ERR_BUSY)
        fit_log(FIT_LOG_ERROR, NULL, "mail: %s: %s", fit_status_name(status), error.text);
    return status;
}

/* Whose letter it is. A stranger's address gets a code too, that nobody will know: a wrong code is then answered the
 * same way, whoever is a member. */
static fit_status make_code(fit_app *app, fit_db *db, errand *e)
{
    const int64_t now_ms = fit_app_now_ms();
    fit_member member;
    fit_status status;
    const bool password = e->mail.kind == FIT_MAIL_PASSWORD;
    if (password)
        status = fit_members_find(db, e->mail.address, &member);
    else
        status = fit_members_get(db, e->mail.member_id, &member);
    const bool somebody = status == FIT_OK && !member.disabled;
    if (status != FIT_OK && status != FIT_ERR_NOT_FOUND)
        return status;
    memcpy(e->language, somebody ? member.language : e->mail.language, sizeof e->language);
    status = fit_code_make(app->secrets, db, password ? FIT_CODE_PASSWORD : FIT_CODE_EMAIL, e->mail.address,
                           somebody ? member.id : 0, now_ms, e->code);
    if (status != FIT_OK || somebody)
        return status;
    e->code[0] = '\0';
    return fit_mails_delete(db, e->mail.id);
}

static fit_status take(fit_app *app, fit_db *db, errand *e)
{
    const int64_t now_ms = fit_app_now_ms();
    fit_status status = fit_mails_take(db, now_ms, now_ms + TAKEN_MS, &e->mail);
    return status == FIT_OK ? make_code(app, db, e) : status;
}

static fit_status delivered(fit_app *app, fit_db *db, errand *e)
{
    (void)app;
    return fit_mails_delete(db, e->mail.id);
}

static fit_status failed(fit_app *app, fit_db *db, errand *e)
{
    (void)app;
    const int64_t now_ms = fit_app_now_ms();
    int64_t delay_ms = FIRST_DELAY_MS;
    for (int64_t i = 0; i < e->mail.tries && delay_ms < LONGEST_DELAY_MS; i++)
        delay_ms *= 4;
    if (delay_ms > LONGEST_DELAY_MS)
        delay_ms = LONGEST_DELAY_MS;
    if (now_ms + delay_ms < e->mail.created_ms + GIVE_UP_MS)
        return fit_mails_put_off(db, e->mail.id, now_ms + delay_ms, e->why);
    fit_status status = fit_mails_delete(db, e->mail.id);
    return status == FIT_OK ? fit_events_add(db, now_ms, "mail_dropped", e->mail.member_id, "", e->why) : status;
}

static fit_status send_one(fit_mailer *mailer, errand *e)
{
    fit_app *app = mailer->app;
    fit_error error = {0};
    char body[FIT_LETTER_BODY_CAP];
    fit_letter letter = {.to = e->mail.address};
    fit_letter_write(e->mail.kind, e->language, e->code, app->config->public_url, body, &letter);
    fit_status status = fit_mail_send(app->config, &letter, fit_app_now_ms(), &mailer->stop, &error);
    if (status == FIT_ERR_BUSY)
        return status; /* the next one to start sends it */
    fit_metrics_count(app->metrics, status == FIT_OK ? FIT_COUNT_MAIL_SENT : FIT_COUNT_MAIL_FAILED);
    if (status == FIT_OK)
        return in_transaction(mailer, delivered, e);
    fit_log(FIT_LOG_WARNING, NULL, "mail: a letter was not taken (try %d)", (int)e->mail.tries + 1);
    snprintf(e->why, sizeof e->why, "%.200s", error.text);
    return in_transaction(mailer, failed, e);
}

/* All that are due; FIT_ERR_NOT_FOUND when none is left. */
static fit_status send_due(fit_mailer *mailer)
{
    fit_status status = FIT_OK;
    while (status == FIT_OK && !mailer->stop) {
        errand e = {0};
        status = in_transaction(mailer, take, &e);
        if (status == FIT_OK && e.code[0])
            status = send_one(mailer, &e);
    }
    return status;
}

static void *work(void *context)
{
    fit_mailer *mailer = context;
    fit_waiter waiter = {.store = mailer->app->store};
    while (!mailer->stop) {
        fit_status status = send_due(mailer);
        if (status == FIT_ERR_NOT_FOUND)
            status = fit_store_wait(&waiter, LOOK_EVERY_MS, &mailer->stop, NULL);
        if (status != FIT_OK && !mailer->stop) /* the database cannot be reached: not in a hurry */
            (void)nanosleep(&(struct timespec){.tv_sec = UNREACHABLE_WAIT_S}, NULL);
    }
    fit_waiter_close(&waiter);
    return NULL;
}

fit_status fit_mailer_start(fit_mailer **out, fit_app *app, fit_error *error)
{
    *out = NULL;
    if (!fit_mail_is_configured(app->config))
        return FIT_OK;
    fit_mailer *mailer = calloc(1, sizeof *mailer);
    if (!mailer || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        goto fail;
    mailer->app = app;
    if (pthread_create(&mailer->thread, NULL, work, mailer) != 0)
        goto fail;
    *out = mailer;
    return FIT_OK;
fail:
    free(mailer);
    return fit_fail(error, FIT_ERR_MEMORY, "the mail worker cannot be started");
}

void fit_mailer_stop(fit_mailer *mailer)
{
    if (!mailer)
        return;
    mailer->stop = true;
    (void)pthread_join(mailer->thread, NULL);
    curl_global_cleanup();
    free(mailer);
}
