#include "server/connections.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

typedef enum state { IDLE, RECEIVING, ANSWERING } state;

enum {
    TICK_MS = 500,
    IDLE_MS = 30000,      /* between requests, and until the first one has begun */
    RECEIVING_MS = 90000, /* a photo of 8 MiB at 0.8 Mbit/s */
    ANSWERING_MS = 900000 /* 10 MB of weights at 0.1 Mbit/s; whoever stops reading is ended by libmicrohttpd before */
};
/* While more than three quarters are taken. */
enum { BUSY_IDLE_MS = 2000, BUSY_RECEIVING_MS = 20000 };

typedef struct slot {
    int fd; /* -1: free */
    fit_ip ip;
    _Atomic int64_t since; /* milliseconds of the steady clock, times 4, plus the state: one word, so that both fit */
} slot;

struct fit_connections {
    const fit_networks *trusted; /* borrowed */
    unsigned max, max_of_one_address;
    atomic_uint taken;
    atomic_bool draining;
    pthread_mutex_t mutex; /* guards fd and ip of the slots, and stop */
    pthread_cond_t wake;
    bool stop;
    pthread_t reaper;
    slot slots[];
};

static _Thread_local struct MHD_Connection *current;

static int64_t steady_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void enter(slot *s, state what)
{
    atomic_store_explicit(&s->since, steady_ms() * 4 + (int64_t)what, memory_order_relaxed);
}

static bool is_overdue(const slot *s, int64_t now_ms, bool busy)
{
    static const int64_t limits[2][3] = {{IDLE_MS, RECEIVING_MS, ANSWERING_MS},
                                         {BUSY_IDLE_MS, BUSY_RECEIVING_MS, ANSWERING_MS}};
    int64_t since = atomic_load_explicit(&s->since, memory_order_relaxed);
    return now_ms - since / 4 > limits[busy][since % 4];
}

static void *reap(void *opaque)
{
    fit_connections *c = opaque;
    (void)pthread_mutex_lock(&c->mutex);
    while (!c->stop) {
        int64_t now_ms = steady_ms();
        bool busy = atomic_load(&c->taken) > c->max / 4 * 3;
        for (unsigned i = 0; i < c->max; i++)
            if (c->slots[i].fd >= 0 && is_overdue(&c->slots[i], now_ms, busy))
                (void)shutdown(c->slots[i].fd, SHUT_RDWR); /* its thread wakes, and closes it */
        struct timespec until;
        (void)clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_cond_timedwait(&c->wake, &c->mutex, &until);
    }
    (void)pthread_mutex_unlock(&c->mutex);
    return NULL;
}

fit_status fit_connections_open(fit_connections **out, unsigned max, unsigned max_of_one_address,
                                const fit_networks *trusted, fit_error *error)
{
    fit_connections *c = calloc(1, sizeof *c + max * sizeof c->slots[0]);
    if (!c)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    c->trusted = trusted;
    c->max = max;
    c->max_of_one_address = max_of_one_address;
    for (unsigned i = 0; i < max; i++)
        c->slots[i].fd = -1;
    pthread_condattr_t steady;
    (void)pthread_condattr_init(&steady);
    (void)pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&c->mutex, NULL);
    (void)pthread_cond_init(&c->wake, &steady);
    (void)pthread_condattr_destroy(&steady);
    if (pthread_create(&c->reaper, NULL, reap, c) != 0) {
        free(c);
        return fit_fail(error, FIT_ERR_MEMORY, "no thread can be started");
    }
    *out = c;
    return FIT_OK;
}

void fit_connections_close(fit_connections *connections)
{
    if (!connections)
        return;
    (void)pthread_mutex_lock(&connections->mutex);
    connections->stop = true;
    (void)pthread_cond_signal(&connections->wake);
    (void)pthread_mutex_unlock(&connections->mutex);
    (void)pthread_join(connections->reaper, NULL);
    (void)pthread_cond_destroy(&connections->wake);
    (void)pthread_mutex_destroy(&connections->mutex);
    free(connections);
}

/* A free slot for ip, NULL when it has as many as it may. A proxy's address stands for all who come through it, and
 * loopback for a proxy on this machine: the total alone bounds those. */
static slot *find_free(fit_connections *c, const fit_ip *ip)
{
    slot *found = NULL;
    unsigned same = 0;
    for (unsigned i = 0; i < c->max; i++) {
        slot *s = &c->slots[i];
        if (s->fd < 0)
            found = s;
        else
            same += fit_ip_is_same_site(&s->ip, ip);
    }
    bool shared = fit_ip_is_loopback(ip) || fit_networks_hold(c->trusted, ip);
    return shared || same < c->max_of_one_address ? found : NULL;
}

static void take(fit_connections *c, struct MHD_Connection *connection, void **context)
{
    int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    fit_ip ip = fit_ip_of(MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    (void)pthread_mutex_lock(&c->mutex);
    slot *s = find_free(c, &ip);
    if (s) {
        s->fd = fd;
        s->ip = ip;
        enter(s, IDLE);
        atomic_fetch_add(&c->taken, 1);
    }
    (void)pthread_mutex_unlock(&c->mutex);
    *context = s;
    if (!s)
        (void)shutdown(fd, SHUT_RDWR);
}

void fit_connections_notify(void *connections, struct MHD_Connection *connection, void **context,
                            enum MHD_ConnectionNotificationCode what)
{
    fit_connections *c = connections;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        take(c, connection, context);
        return;
    }
    slot *s = *context;
    if (!s)
        return;
    (void)pthread_mutex_lock(&c->mutex);
    s->fd = -1;
    atomic_fetch_sub(&c->taken, 1);
    (void)pthread_mutex_unlock(&c->mutex);
}

static void enter_of(struct MHD_Connection *connection, state what)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (info && info->socket_context)
        enter(info->socket_context, what);
}

void fit_connections_receiving(struct MHD_Connection *connection)
{
    current = connection;
    enter_of(connection, RECEIVING);
}

void fit_connections_answering(struct MHD_Connection *connection)
{
    enter_of(connection, ANSWERING);
}

void fit_connections_idle(struct MHD_Connection *connection)
{
    enter_of(connection, IDLE);
}

struct MHD_Connection *fit_connections_current(void)
{
    return current;
}

unsigned fit_connections_count(const fit_connections *connections)
{
    return atomic_load(&connections->taken);
}

/* Ends the idle ones; how many are not. */
static unsigned end_idle(fit_connections *c)
{
    unsigned others = 0;
    (void)pthread_mutex_lock(&c->mutex);
    for (unsigned i = 0; i < c->max; i++) {
        slot *s = &c->slots[i];
        if (s->fd < 0)
            continue;
        if (atomic_load_explicit(&s->since, memory_order_relaxed) % 4 == IDLE)
            (void)shutdown(s->fd, SHUT_RDWR);
        else
            others++;
    }
    (void)pthread_mutex_unlock(&c->mutex);
    return others;
}

void fit_connections_drain(fit_connections *connections, int64_t max_ms)
{
    const struct timespec pause = {.tv_nsec = 20 * 1000000L};
    int64_t end_ms = steady_ms() + max_ms;
    atomic_store(&connections->draining, true);
    while (end_idle(connections) > 0 && steady_ms() < end_ms)
        (void)nanosleep(&pause, NULL);
}

bool fit_connections_draining(const fit_connections *connections)
{
    return atomic_load_explicit(&connections->draining, memory_order_relaxed);
}
