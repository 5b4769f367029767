/* The table of the configuration, and what it means. Reading it: config.c. */
#include "cli/common/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/common/data_dir.h"
#include "server/address.h"

enum { YEAR_DAYS = 366, MAX_MIB = 4096 };
static const double LEAST_FACE_FAR = 1e-7, MOST_FACE_FAR = 0.1;

#define INTO(member) FIT_OPTION_INTO(fit_settings, member)

const fit_option fit_settings_options[FIT_SETTINGS + 1] = {
    {"config", "FILE", "lines of NAME = VALUE; default " FIT_CONFIG_FILE " if it is there", INTO(file)},
    {"listen", "HOST:PORT",
     "default localhost:8080; 0.0.0.0:8080 for every network,\n[::1]:8080 for IPv6; port 0 picks a free one",
     INTO(config.listen)},
    {"public-url", "URL", "what members type; default made from --listen", INTO(config.public_url)},
    {"data", "DIR", "where web/, exercises/ and models/ are; default beside the program", INTO(config.data_dir)},
    {"state-dir", "DIR",
     "where the database and the keys are;\ndefault /var/lib/aifit for root, ~/.local/state/aifit for others",
     INTO(config.state_dir)},
    {"database", "URL", "sqlite:PATH or postgresql://...; default aifit.db in --state-dir", INTO(config.database)},
    {"key-file", "FILE", "default key in --state-dir; made when it is not there", INTO(config.key_file)},
    {"tls-cert", "FILE", "serve HTTPS with this certificate chain (PEM); see 'aifit cert'", INTO(config.tls_cert)},
    {"tls-key", "FILE", "its key (PEM)", INTO(config.tls_key)},
    {"trusted-proxy", "LIST", "addresses or networks whose X-Forwarded-For and -Proto are believed",
     INTO(config.trusted_proxy)},
    {"metrics-token", "TOKEN", "who may read /metrics beside this machine; better AIFIT_METRICS_TOKEN_FILE",
     INTO(config.metrics_token)},
    {"max-connections", "N", "open at once, each with a thread; default 1024", INTO(config.max_connections), .min = 16,
     .max = 65536},
    {"max-connections-per-address", "N", "default 64; this machine and trusted proxies excepted",
     INTO(config.max_connections_per_address), .min = 1, .max = 65536},
    {"database-connections", "N", "default 8", INTO(config.database_connections), .min = 1, .max = 256},
    {"sign-up", "open|invitation|closed", "who may sign up; default open", INTO(sign_up), .one_of = true},
    {"session-idle-days", "N", "a session unused so long ends; default 30", INTO(config.session_idle_days), .min = 1,
     .max = YEAR_DAYS},
    {"session-max-days", "N", "any session ends after; default 180", INTO(config.session_max_days), .min = 1,
     .max = YEAR_DAYS},
    {"argon2-mib", "N", "memory to hash a password; default 19, see 'aifit config calibrate'", INTO(config.argon2_mib),
     .min = 8, .max = MAX_MIB},
    {"argon2-passes", "N", "default 2", INTO(config.argon2_passes), .min = 1, .max = 100},
    {"argon2-parallel", "N", "passwords hashed at once; default 2", INTO(config.argon2_parallel), .min = 1, .max = 256},
    {"smtp-host", "HOST", "the mail server; without one no mail is sent", INTO(config.smtp_host)},
    {"smtp-port", "N", "default 587", INTO(config.smtp_port), .min = 1, .max = 65535},
    {"smtp-security", "starttls|tls|plain", "default starttls", INTO(smtp_security), .one_of = true},
    {"smtp-user", "NAME", "as whom to log in there", INTO(config.smtp_user)},
    {"smtp-password", "TEXT", "better AIFIT_SMTP_PASSWORD_FILE", INTO(config.smtp_password)},
    {"smtp-ca-file", "FILE", "authorities to trust beside the system's (PEM)", INTO(config.smtp_ca_file)},
    {"mail-from", "ADDRESS", "the sender: 'AI Fit <fit@example.org>'", INTO(config.mail_from)},
    {"face-login", "on|off", "whether members may log in by face; default on", INTO(face_login), .one_of = true},
    {"face-model", "FILE", "the weights that tell faces apart; default models/MobileFaceNet.tflite in --data",
     INTO(config.face_model)},
    {"face-far", "RATE", "how likely at most a stranger is taken for a member; default 0.0001", INTO(face_far)},
    {"face-parallel", "N", "frames looked at at once; default half of the processors", INTO(config.face_parallel),
     .min = 1, .max = 64},
    {"face-retention-days", "N", "a face unused so long is removed; default 365", INTO(config.face_retention_days),
     .min = 1, .max = 10 * YEAR_DAYS},
    {"face-password", "always|unknown-address|never",
     "when a face is not enough; default unknown-address:\nwhere the member never logged in from", INTO(face_password),
     .one_of = true},
    {"face-light", "on|off",
     "whether a login's face must answer to colours on the screen,\nor the password is asked for; default on",
     INTO(face_light), .one_of = true},
    {"quiet", NULL, "no line a request in the log", INTO(config.quiet)},
    {0},
};

typedef struct fallback {
    const char *name, *value;
} fallback;

static const fallback fallbacks[] = {
    {"listen", "localhost:8080"},
    {"max-connections", "1024"},
    {"max-connections-per-address", "64"},
    {"database-connections", "8"},
    {"sign-up", "open"},
    {"session-idle-days", "30"},
    {"session-max-days", "180"},
    {"argon2-mib", "19"},
    {"argon2-passes", "2"},
    {"argon2-parallel", "2"},
    {"smtp-port", "587"},
    {"smtp-security", "starttls"},
    {"face-login", "on"},
    {"face-far", "0.0001"},
    {"face-retention-days", "365"},
    {"face-password", "unknown-address"},
    {"face-light", "on"},
};

const char *fit_settings_fallback(const fit_option *option)
{
    for (size_t i = 0; i < sizeof fallbacks / sizeof *fallbacks; i++)
        if (strcmp(fallbacks[i].name, option->name) == 0)
            return fallbacks[i].value;
    return NULL;
}

bool fit_settings_is_secret(const fit_option *option)
{
    return strcmp(option->name, "smtp-password") == 0 || strcmp(option->name, "metrics-token") == 0 ||
           strcmp(option->name, "database") == 0;
}

static fit_status find_state_dir(char path[PATH_MAX], fit_error *error)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state == '/')
        return fit_path_join(path, state, "aifit", error);
    if (geteuid() == 0)
        return fit_path_join(path, "/var/lib", "aifit", error);
    if (!home || *home != '/')
        return fit_fail(error, FIT_ERR_ARG, "--state-dir is missing, and HOME is not set");
    return fit_path_join(path, home, ".local/state/aifit", error);
}

/* Half of the processors are left for the rest: a login by password must not wait for faces. face_far that is no number
 * becomes 0, which fit_settings_check refuses. */
static void derive_face(fit_settings *s)
{
    fit_config *config = &s->config;
    char *end;
    if (!config->face_model && config->data_dir) {
        snprintf(s->face_model, sizeof s->face_model, "%s/models/MobileFaceNet.tflite", config->data_dir);
        config->face_model = s->face_model;
    }
    if (config->face_parallel == UINT_MAX) {
        const long processors = sysconf(_SC_NPROCESSORS_ONLN);
        config->face_parallel = processors < 4 ? 1 : processors > 128 ? 64 : (unsigned)processors / 2;
    }
    config->face_login = strcmp(s->face_login, "on") == 0;
    config->face_light = strcmp(s->face_light, "on") == 0;
    config->face_password = strcmp(s->face_password, "always") == 0  ? FIT_FACE_PASSWORD_ALWAYS
                            : strcmp(s->face_password, "never") == 0 ? FIT_FACE_PASSWORD_NEVER
                                                                     : FIT_FACE_PASSWORD_UNKNOWN_ADDRESS;
    config->face_far = strtod(s->face_far, &end);
    if (*end)
        config->face_far = 0.0;
}

fit_status fit_settings_derive(fit_settings *s, fit_error *error)
{
    fit_config *config = &s->config;
    fit_status status = FIT_OK;
    if (!config->data_dir && fit_data_dir_find(s->data_dir, NULL) == FIT_OK)
        config->data_dir = s->data_dir; /* only serving needs it */
    if (!config->state_dir) {
        status = find_state_dir(s->state_dir, error);
        config->state_dir = s->state_dir;
    }
    if (status != FIT_OK)
        return status;
    if (!config->database) {
        snprintf(s->database, sizeof s->database, "sqlite:%s/aifit.db", config->state_dir);
        config->database = s->database;
    }
    if (!config->key_file) {
        snprintf(s->key_file, sizeof s->key_file, "%s/key", config->state_dir);
        config->key_file = s->key_file;
    }
    config->sign_up = strcmp(s->sign_up, "open") == 0     ? FIT_SIGN_UP_OPEN
                      : strcmp(s->sign_up, "closed") == 0 ? FIT_SIGN_UP_CLOSED
                                                          : FIT_SIGN_UP_INVITATION;
    config->smtp_security = strcmp(s->smtp_security, "tls") == 0     ? FIT_MAIL_TLS
                            : strcmp(s->smtp_security, "plain") == 0 ? FIT_MAIL_PLAIN
                                                                     : FIT_MAIL_STARTTLS;
    derive_face(s);
    return FIT_OK;
}

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

fit_status fit_settings_check(const fit_settings *s, fit_error *error)
{
    const fit_config *c = &s->config;
    fit_networks networks;
    fit_error why;
    const char *wrong = NULL;
    if (!c->tls_cert != !c->tls_key)
        wrong = "tls-cert and tls-key go together";
    else if (!c->smtp_user != !c->smtp_password)
        wrong = "smtp-user and smtp-password go together";
    else if (!c->smtp_host != !c->mail_from)
        wrong = "smtp-host and mail-from go together";
    else if (c->session_idle_days > c->session_max_days)
        wrong = "session-idle-days is more than session-max-days";
    else if (c->max_connections_per_address > c->max_connections)
        wrong = "max-connections-per-address is more than max-connections";
    else if (!begins(c->database, "sqlite:") && !begins(c->database, "postgresql://"))
        wrong = "database is neither sqlite:PATH nor postgresql://...";
    else if (c->public_url && !begins(c->public_url, "http://") && !begins(c->public_url, "https://"))
        wrong = "public-url begins with neither https:// nor http://";
    else if (c->public_url && c->public_url[strlen(c->public_url) - 1] == '/')
        wrong = "public-url ends with a slash";
    else if (!(c->face_far >= LEAST_FACE_FAR && c->face_far <= MOST_FACE_FAR))
        wrong = "face-far takes a rate from 0.0000001 to 0.1";
    if (wrong)
        return fit_fail(error, FIT_ERR_ARG, "%s", wrong);
    if (fit_networks_parse(&networks, c->trusted_proxy, &why) != FIT_OK)
        return fit_fail(error, FIT_ERR_ARG, "trusted-proxy %s", why.text);
    return FIT_OK;
}
