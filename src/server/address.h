/* Network addresses: who a client is, behind proxies too. Pure. */
#ifndef FIT_SERVER_ADDRESS_H
#define FIT_SERVER_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "aifit/status.h"
#include "store/sessions.h"

/* In network order; IPv4 as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2), so that there is one kind only. */
typedef struct fit_ip {
    unsigned char bytes[16];
} fit_ip;

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80". */
bool fit_ip_parse(const char *text, size_t len, fit_ip *ip);
/* What is neither IPv4 nor IPv6 becomes "::". */
fit_ip fit_ip_of(const struct sockaddr *address);
void fit_ip_format(const fit_ip *ip, char text[FIT_ADDRESS_CAP]);
bool fit_ip_is_loopback(const fit_ip *ip);
/* What one customer has: an IPv4 address, or a /64 of IPv6 (RFC 6177 gives no end site less), as its first address. */
fit_ip fit_ip_site(const fit_ip *ip);
bool fit_ip_is_same_site(const fit_ip *a, const fit_ip *b);

enum { FIT_MAX_NETWORKS = 32 };

typedef struct fit_networks {
    struct {
        fit_ip ip;
        unsigned prefix; /* 0..128 bits */
    } list[FIT_MAX_NETWORKS];
    size_t count;
} fit_networks;

/* Addresses or CIDR networks, separated by commas; NULL or "": none. FIT_ERR_ARG names the one that is neither. */
FIT_NODISCARD fit_status fit_networks_parse(fit_networks *networks, const char *text, fit_error *error);
bool fit_networks_hold(const fit_networks *networks, const fit_ip *ip);

/* The client of a request that peer sent: peer, unless it is trusted; then what X-Forwarded-For says, read from the
 * right, up to the first address that is not trusted. From an entry that is no address on, nothing is believed. */
fit_ip fit_forwarded_client(const fit_networks *trusted, const fit_ip *peer, const char *forwarded_for);

#endif
