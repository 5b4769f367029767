/* What a request's body holds, as the door hands it on. The first byte chooses what it is read as; the rest is text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/passwords.h"
#include "server/routes/workout_batch.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fit_app app;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return fit_catalogue_load(&app.catalogue, AIFIT_SOURCE_DIR, NULL) == FIT_OK ? 0 : 1;
}

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void require_repetition(const fit_repetition *r)
{
    require(r->sequence >= 1 && r->sequence <= FIT_MAX_SEQUENCE && r->set_number >= 1 && r->set_number <= FIT_MAX_SETS);
    require(r->down_ms >= 0 && r->down_ms <= FIT_MAX_HALF_MS && r->up_ms >= 0 && r->up_ms <= FIT_MAX_HALF_MS);
    require(r->range_deg >= 0 && r->range_deg <= 360);
    require(r->counted == !r->reason[0]);
    size_t len = strlen(r->faults);
    require(!strstr(r->faults, "  ") && r->faults[0] != ' ' && (len == 0 || r->faults[len - 1] != ' '));
}

/* A batch that is taken is one that the database takes. */
static void read_batch(const char *text)
{
    fit_exchange exchange = {.app = &app, .now_ms = INT64_C(1800000000000)};
    fit_batch batch;
    json_t *body = json_loadb(text, strlen(text), JSON_REJECT_DUPLICATES, NULL);
    exchange.body = body;
    if (json_is_object(body)) {
        fit_problem problem = fit_batch_read(&exchange, "0123abcd-0123-0123-0123-0123456789ab", &batch);
        require(problem == FIT_OK_ANSWER || problem == FIT_BAD_REQUEST || problem == FIT_INVALID_FIELD);
        for (size_t i = 0; problem == FIT_OK_ANSWER && i < batch.repetition_count; i++)
            require_repetition(&batch.repetitions[i]);
        for (size_t i = 0; problem == FIT_OK_ANSWER && i < batch.set_count; i++)
            require(batch.sets[i].number >= 1 && batch.sets[i].number <= FIT_MAX_SETS);
        fit_batch_free(&batch);
    }
    json_decref(body);
}

/* Jansson is asked as well, which reads UTF-8 with other code. */
static void check_utf8(const char *text)
{
    json_t *string = json_string(text);
    require(fit_is_utf8(text) == (string != NULL));
    json_decref(string);
}

/* It goes into a letter's header: no line may be added, no second recipient. */
static void check_email(const char *text)
{
    if (fit_is_email(text))
        require(strlen(text) < FIT_EMAIL_CAP && !strpbrk(text, " \t\r\n,;:<>()\"\\") &&
                strchr(text, '@') == strrchr(text, '@'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = malloc(size); /* of exactly its size, so that a byte read beyond it is seen */
    if (!text)
        return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    switch (data[0] % 5) {
    case 0:
        read_batch(text);
        break;
    case 1:
        check_utf8(text);
        break;
    case 2:
        check_email(text);
        break;
    case 3:
        (void)fit_password_refusal(text, "someone@example.org", "민지");
        break;
    case 4:
        (void)fit_workout_key_holds(text);
        break;
    }
    free(text);
    return 0;
}
