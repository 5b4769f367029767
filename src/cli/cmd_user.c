/* aifit user: members, from the operator's terminal. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/common/database.h"
#include "server/app.h"
#include "server/dates.h"
#include "server/exchange.h"
#include "server/passwords.h"
#include "server/routes/present.h"
#include "store/events.h"
#include "store/members.h"
#include "store/sessions.h"

typedef struct user_options {
    fit_settings settings;
    const char *nickname, *born_on, *language;
    bool administrator;
} user_options;

#define INTO(member) FIT_OPTION_INTO(user_options, member)

static const fit_command command = {
    .name = "user",
    .operands = "list | add|disable|enable|delete|set-password|make-admin EMAIL",
    .min_operands = 1,
    .max_operands = 2,
    .about = "Members. A password is asked for on the terminal, or read from standard input.\n",
    .options = (const fit_option[]){FIT_DATABASE_OPTIONS,
                                    {"nickname", "TEXT", "add: what the page calls them", INTO(nickname)},
                                    {"born-on", "YYYY-MM-DD", "add: date of birth", INTO(born_on)},
                                    {"language", "ko|en", "add: default ko", INTO(language), .one_of = true},
                                    {"administrator", NULL, "add: as an administrator", INTO(administrator)},
                                    {0}},
};

/* The store, and what of the server's is needed for passwords. */
struct desk {
    const user_options *options;
    const char *email;
    fit_store *store;
    fit_db *db; /* while action runs */
    char hash[FIT_PASSWORD_HASH_CAP];
    int64_t now_ms;
};

/* Without an echo on a terminal, where it is asked for; cut at the end of the line. */
static bool read_password(char *password, size_t cap)
{
    struct termios shown;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &shown) == 0;
    if (terminal) {
        struct termios hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        fputs("Password: ", stderr);
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool read = fgets(password, (int)cap, stdin) != NULL;
    if (terminal) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    if (read)
        password[strcspn(password, "\r\n")] = '\0';
    return read;
}

/* NULL when text would do as a field of the API with min..max characters, else the reason. */
static const char *text_refusal(const char *text, size_t min, size_t max)
{
    fit_exchange exchange = {.reason = "not_text"};
    const char *value;
    json_t *object = json_pack("{s:s}", "text", text); /* NULL: not UTF-8 */
    const bool fits = fit_field_text(&exchange, object, "text", min, max, &value) == FIT_OK_ANSWER;
    json_decref(object);
    return fits ? NULL : exchange.reason;
}

static fit_exit hash_password(struct desk *desk, const char *nickname)
{
    char password[4 * FIT_PASSWORD_MAX + 2]; /* a longer line is cut to what is still too long */
    if (!read_password(password, sizeof password))
        return fit_cli_fail("no password on standard input");
    const char *refusal = text_refusal(password, FIT_PASSWORD_MIN, FIT_PASSWORD_MAX);
    if (!refusal)
        refusal = fit_password_refusal(password, desk->email, nickname);
    if (refusal)
        return fit_cli_fail("the password is refused: %s", refusal);
    fit_error error;
    fit_secrets *secrets = NULL;
    fit_status status = fit_secrets_open(&secrets, &desk->options->settings.config, &error);
    if (status == FIT_OK && fit_secrets_hash_password(secrets, password, desk->hash) != FIT_OK)
        status = fit_fail(&error, FIT_ERR_MEMORY, "no memory to hash the password");
    fit_secrets_close(secrets);
    explicit_bzero(password, sizeof password);
    return status == FIT_OK ? FIT_EXIT_OK : fit_cli_fail("%s", error.text);
}

static fit_status add(struct desk *desk)
{
    const user_options *options = desk->options;
    fit_member member = {.role = options->administrator ? FIT_ROLE_ADMINISTRATOR : FIT_ROLE_MEMBER,
                         .settings = "{}",
                         .weekly_days = 3,
                         .created_ms = desk->now_ms};
    snprintf(member.email, sizeof member.email, "%s", desk->email);
    snprintf(member.nickname, sizeof member.nickname, "%s", options->nickname);
    snprintf(member.language, sizeof member.language, "%s", options->language ? options->language : "ko");
    snprintf(member.password_hash, sizeof member.password_hash, "%s", desk->hash);
    (void)fit_date_parse(options->born_on, &member.born_day);
    int64_t id;
    fit_status status = fit_members_add(desk->db, &member, &id);
    return status == FIT_OK ? fit_events_add(desk->db, desk->now_ms, "signed_up", id, "terminal", "") : status;
}

typedef fit_status (*change)(struct desk *desk, int64_t id);

static fit_status disable(struct desk *desk, int64_t id)
{
    return fit_members_set_disabled(desk->db, id, true);
}

static fit_status enable(struct desk *desk, int64_t id)
{
    return fit_members_set_disabled(desk->db, id, false);
}

static fit_status delete_member(struct desk *desk, int64_t id)
{
    return fit_members_delete(desk->db, id);
}

/* Whoever knew the old one is logged out. */
static fit_status set_password(struct desk *desk, int64_t id)
{
    fit_status status = fit_members_set_password(desk->db, id, desk->hash);
    return status == FIT_OK ? fit_sessions_delete_all(desk->db, id, 0) : status;
}

static fit_status make_administrator(struct desk *desk, int64_t id)
{
    return fit_members_set_role(desk->db, id, FIT_ROLE_ADMINISTRATOR);
}

struct verb {
    const char *name;
    change change; /* NULL: of no member yet */
    bool wants_password;
    const char *event, *done;
};

static const struct verb verbs[] = {
    {"add", NULL, true, NULL, "added"},
    {"disable", disable, false, "disabled", "disabled and logged out"},
    {"enable", enable, false, "enabled", "enabled"},
    {"delete", delete_member, false, NULL, "deleted, with everything of theirs"},
    {"set-password", set_password, true, "password_changed", "has a new password and is logged out everywhere"},
    {"make-admin", make_administrator, false, "role_changed", "is an administrator"},
};

static fit_status work(struct desk *desk, const struct verb *verb)
{
    if (!verb->change)
        return add(desk);
    static fit_member member;
    fit_status status = fit_members_find(desk->db, desk->email, &member);
    if (status == FIT_OK)
        status = verb->change(desk, member.id);
    if (status == FIT_OK && verb->event)
        status = fit_events_add(desk->db, desk->now_ms, verb->event, member.id, "terminal", "");
    return status;
}

static fit_exit run(struct desk *desk, const struct verb *verb)
{
    const char *nickname = desk->options->nickname;
    if (verb->wants_password) {
        fit_exit result = hash_password(desk, nickname);
        if (result != FIT_EXIT_OK)
            return result;
    }
    fit_error error;
    fit_status status = fit_store_begin(desk->store, FIT_WRITE, &desk->db, &error);
    if (status == FIT_OK)
        status = fit_store_end(desk->db, work(desk, verb), &error);
    if (status == FIT_ERR_NOT_FOUND)
        return fit_cli_fail("nobody has the e-mail %s", desk->email);
    if (status == FIT_ERR_CONFLICT)
        return fit_cli_fail("%s is a member already", desk->email);
    if (status != FIT_OK)
        return fit_cli_fail("%s", error.text);
    printf("%s %s\n", desk->email, verb->done);
    return FIT_EXIT_OK;
}

static void print_member(const fit_member *member)
{
    char created[FIT_TIME_CAP];
    fit_time_format(member->created_ms, 0, created);
    printf("%6" PRId64 "  %-13s  %-8s  %.10s  %s  %s\n", member->id,
           member->role == FIT_ROLE_ADMINISTRATOR ? "administrator" : "member",
           member->disabled ? "disabled" : "enabled", created, member->email, member->nickname);
}

static fit_exit list(fit_store *store)
{
    enum { PAGE = 50 };
    static fit_member page[PAGE];
    fit_db *db;
    fit_error error;
    fit_status status = fit_store_begin(store, FIT_SNAPSHOT, &db, &error);
    if (status != FIT_OK)
        return fit_cli_fail("%s", error.text);
    size_t count = PAGE;
    for (int64_t after = 0; status == FIT_OK && count == PAGE; after = page[PAGE - 1].id) {
        status = fit_members_list(db, after, page, PAGE, &count);
        for (size_t i = 0; status == FIT_OK && i < count; i++)
            print_member(&page[i]);
    }
    status = fit_store_end(db, status, &error);
    return status == FIT_OK ? FIT_EXIT_OK : fit_cli_fail("%s", error.text);
}

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

/* *verb NULL: list. */
static fit_exit check(const user_options *options, int operands, char **operand, const struct verb **verb)
{
    int64_t day;
    *verb = find_verb(operand[0]);
    if (!*verb && strcmp(operand[0], "list") != 0)
        return fit_cli_fail_usage("user", "unknown action '%s'", operand[0]);
    if (operands != (*verb ? 2 : 1))
        return fit_cli_fail_usage("user", *verb ? "EMAIL is missing" : "list takes no EMAIL");
    if (*verb && !fit_is_email(operand[1]))
        return fit_cli_fail_usage("user", "'%s' is no e-mail address", operand[1]);
    if (*verb && !(*verb)->change && (!options->nickname || !options->born_on))
        return fit_cli_fail_usage("user", "add wants --nickname and --born-on");
    if (options->born_on && !fit_date_parse(options->born_on, &day))
        return fit_cli_fail_usage("user", "'%s' is no date", options->born_on);
    if (options->nickname && text_refusal(options->nickname, 1, FIT_NICKNAME_MAX))
        return fit_cli_fail_usage("user", "a nickname has 1 to %d characters, none of them a control",
                                  FIT_NICKNAME_MAX);
    return FIT_EXIT_OK;
}

fit_exit fit_cli_user(int argc, char **argv)
{
    static user_options options;
    fit_exit result;
    int first;
    struct desk desk = {.options = &options, .now_ms = fit_app_now_ms()};
    if (fit_settings_read(&options.settings, &command, argc, argv, &first, &result)) {
        const struct verb *verb;
        result = check(&options, argc - first, argv + first, &verb);
        bool adds = verb && !verb->change;
        if (result == FIT_EXIT_OK && fit_cli_open_store(&options.settings, adds, &desk.store, &result)) {
            desk.email = argv[first + 1];
            result = verb ? run(&desk, verb) : list(desk.store);
        }
    }
    fit_store_close(desk.store);
    fit_settings_deinit(&options.settings);
    return result;
}
