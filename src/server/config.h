/* What the operator chose, read once at start: flags before the environment before the file (see cli/). */
#ifndef FIT_SERVER_CONFIG_H
#define FIT_SERVER_CONFIG_H

#include <stdbool.h>

#include "aifit/status.h"

typedef enum fit_sign_up { FIT_SIGN_UP_OPEN, FIT_SIGN_UP_INVITATION, FIT_SIGN_UP_CLOSED } fit_sign_up;

/* Whether a login by face asks for the password too: always; when the member never logged in from that address; only
 * where members want it. */
typedef enum fit_face_password {
    FIT_FACE_PASSWORD_UNKNOWN_ADDRESS,
    FIT_FACE_PASSWORD_ALWAYS,
    FIT_FACE_PASSWORD_NEVER
} fit_face_password;

typedef enum fit_mail_security { FIT_MAIL_STARTTLS, FIT_MAIL_TLS, FIT_MAIL_PLAIN } fit_mail_security;

/* Strings are borrowed from whoever read the configuration and outlive the server; NULL or "": not set. */
typedef struct fit_config {
    const char *listen;     /* "HOST:PORT" */
    const char *public_url; /* what members type, for links; default made from listen */
    const char *data_dir;   /* where web/ and exercises/ are installed */
    const char *state_dir;  /* where the database and the key file lie unless said otherwise */
    const char *database;   /* see fit_store_open */
    const char *key_file;
    const char *tls_cert, *tls_key; /* PEM files; both or neither */
    const char *trusted_proxy; /* addresses or CIDR networks separated by commas, whose X-Forwarded-* are believed */
    const char *metrics_token; /* a bearer token for /metrics; not set: only loopback may read it */
    unsigned max_connections;
    unsigned max_connections_per_address; /* loopback and trusted proxies excepted: many clients share theirs */
    unsigned database_connections;
    fit_sign_up sign_up;
    unsigned session_idle_days, session_max_days;
    unsigned argon2_mib, argon2_passes, argon2_parallel; /* parallel: how many hashes at once, before others wait */
    const char *smtp_host;                               /* NULL: no mail */
    unsigned smtp_port;
    fit_mail_security smtp_security;
    const char *smtp_user, *smtp_password;
    const char *smtp_ca_file; /* besides the system's */
    const char *mail_from;
    bool face_login;        /* whether anybody may log in by face */
    const char *face_model; /* the weight file that tells faces apart */
    double face_far;        /* how likely at most a stranger is taken for a member, whatever the size of the gallery */
    unsigned face_parallel; /* frames looked at at once, before others wait */
    unsigned face_retention_days; /* a face unused so long is removed */
    fit_face_password face_password;
    bool face_light; /* colours on the visitor's screen must be seen in the face, or the password is asked for too */
    bool quiet;      /* no line a request in the log */
} fit_config;

#endif
