#include "harness.h"

#include <ftw.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libpq-fe.h>

#define BINARIES "/usr/lib/postgresql/15/bin/" /* where Debian has them */

enum { CONNECTIONS = 8, START_TRIES = 300, START_STEP_US = 100000 };

static struct harness {
    char folder[64];
    pid_t server; /* 0: none */
    int databases;
    char database[160];
    fit_store *store;
} harness;

fit_store *harness_store(void **state)
{
    (void)state;
    return harness.store;
}

const char *harness_database(void **state)
{
    (void)state;
    return harness.database;
}

/* PostgreSQL refuses to run as root. */
static void become_postgres(void)
{
    const struct passwd *user = getuid() == 0 ? getpwnam("postgres") : NULL;
    if (user && (initgroups("postgres", user->pw_gid) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
}

/* It ends with the test program, however that ends. */
static pid_t start_program(const char *const *arguments)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    become_postgres();
    (void)prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (freopen("log", "a", stdout) && freopen("log", "a", stderr))
        (void)execv(arguments[0], (char *const *)arguments);
    _exit(127);
}

static int end_of(pid_t pid)
{
    int status = -1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static PGconn *connect_to_server(void)
{
    char where[160];
    (void)snprintf(where, sizeof where, "host=%s user=postgres dbname=postgres", harness.folder);
    return PQconnectdb(where);
}

static int start_server(void)
{
    const char *const initdb[] = {
        BINARIES "initdb",  "-D",        "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--locale=C.UTF-8", "--no-sync", NULL};
    const char *const postgres[] = {BINARIES "postgres", "-D", "data", "-k", harness.folder, "-c",
                                    "listen_addresses=", NULL};
    if (end_of(start_program(initdb)) != 0)
        return -1;
    harness.server = start_program(postgres);
    for (int i = 0; harness.server > 0 && i < START_TRIES; i++) {
        PGconn *connection = connect_to_server();
        ConnStatusType status = PQstatus(connection);
        PQfinish(connection);
        if (status == CONNECTION_OK)
            return 0;
        if (waitpid(harness.server, NULL, WNOHANG) == harness.server)
            harness.server = 0;
        (void)usleep(START_STEP_US);
    }
    return -1;
}

int harness_start(void **state)
{
    (void)state;
    memcpy(harness.folder, "/tmp/aifit-store-XXXXXX", 24);
    if (!mkdtemp(harness.folder) || chdir(harness.folder) != 0)
        return -1;
    const struct passwd *user = getuid() == 0 ? getpwnam("postgres") : NULL;
    if (user && chown(harness.folder, user->pw_uid, user->pw_gid) != 0)
        return -1;
    if (start_server() == 0)
        return 0;
    print_error("PostgreSQL does not start (Debian's package postgresql-15):\n");
    if (system("cat log >&2") != 0)
        print_error("it left no log\n");
    (void)harness_stop(state);
    return -1;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

int harness_stop(void **state)
{
    (void)state;
    if (harness.server > 0 && kill(harness.server, SIGINT) == 0) /* a fast shutdown */
        (void)waitpid(harness.server, NULL, 0);
    harness.server = 0;
    return nftw(harness.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int open_store(void)
{
    fit_error error = {0};
    if (fit_store_open(&harness.store, harness.database, CONNECTIONS, &error) == FIT_OK)
        return 0;
    print_error("%s\n", error.text);
    return -1;
}

int harness_set_up_sqlite(void **state)
{
    (void)state;
    (void)snprintf(harness.database, sizeof harness.database, "sqlite:%s/%d.db", harness.folder, ++harness.databases);
    return open_store();
}

int harness_set_up_postgres(void **state)
{
    (void)state;
    char create[40];
    (void)snprintf(create, sizeof create, "CREATE DATABASE test%d", ++harness.databases);
    PGconn *connection = connect_to_server();
    PGresult *result = PQexec(connection, create);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    PQfinish(connection);
    (void)snprintf(harness.database, sizeof harness.database, "postgresql://postgres@/test%d?host=%s",
                   harness.databases, harness.folder);
    return status == PGRES_COMMAND_OK ? open_store() : -1;
}

int harness_tear_down(void **state)
{
    (void)state;
    fit_store_close(harness.store);
    harness.store = NULL;
    return 0;
}
