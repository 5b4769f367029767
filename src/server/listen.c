#include "server/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct host_port {
    char host[256];
    char port[6];
    bool bracketed;
} host_port;

static bool is_port(const char *text)
{
    size_t len = strspn(text, "0123456789");
    return len > 0 && len <= 5 && !text[len] && atoi(text) <= 65535;
}

static bool split(const char *address, host_port *out)
{
    out->bracketed = address[0] == '[';
    const char *host = address + out->bracketed;
    const char *end = out->bracketed ? strchr(address, ']') : strrchr(address, ':');
    const char *colon = out->bracketed && end ? end + 1 : end;
    if (!end || *colon != ':' || end == host || (size_t)(end - host) >= sizeof out->host || !is_port(colon + 1))
        return false;
    memcpy(out->host, host, (size_t)(end - host));
    out->host[end - host] = '\0';
    snprintf(out->port, sizeof out->port, "%s", colon + 1);
    return out->bracketed || !strchr(out->host, ':');
}

static const struct addrinfo *prefer_ipv4(const struct addrinfo *list)
{
    for (const struct addrinfo *a = list; a; a = a->ai_next)
        if (a->ai_family == AF_INET)
            return a;
    return list;
}

/* -1 with errno set on failure. */
static int open_socket(const struct addrinfo *where)
{
    int fd = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int on = 1;
    /* A server just stopped leaves its port waiting for late packets; it may be taken over at once. */
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, where->ai_addr, where->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int code = errno;
    close(fd);
    errno = code;
    return -1;
}

static unsigned port_in_use(int fd)
{
    struct sockaddr_storage name = {0};
    socklen_t len = sizeof name;
    if (getsockname(fd, (struct sockaddr *)&name, &len) != 0)
        return 0;
    in_port_t port = name.ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)&name)->sin6_port
                                                : ((const struct sockaddr_in *)&name)->sin_port;
    return ntohs(port);
}

fit_status fit_listen(const char *address, fit_listener *listener, fit_error *error)
{
    host_port wanted;
    if (!split(address, &wanted))
        return fit_fail(error, FIT_ERR_ARG, "'%.100s' is not HOST:PORT", address);
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *list;
    int code = getaddrinfo(wanted.host, wanted.port, &hints, &list);
    if (code != 0)
        return fit_fail(error, FIT_ERR_IO, "cannot listen on %.100s: %s", address, gai_strerror(code));
    int fd = open_socket(prefer_ipv4(list));
    freeaddrinfo(list);
    if (fd < 0 && errno == EADDRINUSE)
        return fit_fail(error, FIT_ERR_IO,
                        "cannot listen on %.100s: the port is taken; stop the other program or choose another port",
                        address);
    if (fd < 0)
        return fit_fail(error, FIT_ERR_IO, "cannot listen on %.100s: %s", address, strerror(errno));
    listener->fd = fd;
    listener->port = port_in_use(fd);
    snprintf(listener->address, sizeof listener->address, wanted.bracketed ? "[%s]:%u" : "%s:%u", wanted.host,
             listener->port);
    return FIT_OK;
}
