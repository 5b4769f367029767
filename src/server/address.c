#include "server/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static bool is_ipv4(const fit_ip *ip)
{
    return memcmp(ip->bytes, mapped, sizeof mapped) == 0;
}

static bool is_port(const char *text, size_t len)
{
    if (len == 0 || len > 5)
        return false;
    for (size_t i = 0; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* Cuts brackets and a port off. false: brackets or port are malformed. */
static bool strip(const char **text, size_t *len)
{
    const char *start = *text, *colon = memchr(start, ':', *len);
    if (*len > 0 && *start == '[') {
        const char *end = memchr(start, ']', *len);
        size_t rest = end ? *len - (size_t)(end + 1 - start) : 0;
        if (!end || (rest > 0 && (end[1] != ':' || !is_port(end + 2, rest - 1))))
            return false;
        *text = start + 1;
        *len = (size_t)(end - start) - 1;
        return true;
    }
    size_t before = colon ? (size_t)(colon - start) : *len;
    if (!colon || memchr(colon + 1, ':', *len - before - 1))
        return true; /* no port: none, or a bare IPv6 address */
    if (!is_port(colon + 1, *len - before - 1))
        return false;
    *len = before;
    return true;
}

bool fit_ip_parse(const char *text, size_t len, fit_ip *ip)
{
    char copy[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    if (!strip(&text, &len) || len >= sizeof copy || memchr(text, '\0', len))
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    if (inet_pton(AF_INET, copy, bytes + 12) == 1)
        memcpy(bytes, mapped, sizeof mapped);
    else if (inet_pton(AF_INET6, copy, bytes) != 1)
        return false;
    memcpy(ip->bytes, bytes, sizeof bytes);
    return true;
}

fit_ip fit_ip_of(const struct sockaddr *address)
{
    fit_ip ip = {{0}};
    const unsigned char *bytes = (const unsigned char *)address;
    if (address && address->sa_family == AF_INET6)
        memcpy(ip.bytes, bytes + offsetof(struct sockaddr_in6, sin6_addr), sizeof ip.bytes);
    if (address && address->sa_family == AF_INET) {
        memcpy(ip.bytes, mapped, sizeof mapped);
        memcpy(ip.bytes + 12, bytes + offsetof(struct sockaddr_in, sin_addr), 4);
    }
    return ip;
}

void fit_ip_format(const fit_ip *ip, char text[FIT_ADDRESS_CAP])
{
    _Static_assert(FIT_ADDRESS_CAP >= INET6_ADDRSTRLEN, "an address fits");
    if (is_ipv4(ip))
        (void)inet_ntop(AF_INET, ip->bytes + 12, text, FIT_ADDRESS_CAP);
    else
        (void)inet_ntop(AF_INET6, ip->bytes, text, FIT_ADDRESS_CAP);
}

bool fit_ip_is_loopback(const fit_ip *ip)
{
    static const unsigned char one[16] = {[15] = 1};
    return is_ipv4(ip) ? ip->bytes[12] == 127 : memcmp(ip->bytes, one, sizeof one) == 0;
}

fit_ip fit_ip_site(const fit_ip *ip)
{
    fit_ip site = *ip;
    if (!is_ipv4(ip))
        memset(site.bytes + 8, 0, 8);
    return site;
}

bool fit_ip_is_same_site(const fit_ip *a, const fit_ip *b)
{
    const fit_ip site_a = fit_ip_site(a), site_b = fit_ip_site(b);
    return memcmp(&site_a, &site_b, sizeof site_a) == 0;
}

/* The number after the slash; without one all bits count. */
static bool take_prefix(const char *text, size_t len, const char *slash, bool ipv4, unsigned *prefix)
{
    unsigned bits = ipv4 ? 32 : 128, value = bits;
    if (slash) {
        const char *digits = slash + 1;
        size_t count = len - (size_t)(digits - text);
        if (count == 0 || count > 3)
            return false;
        value = 0;
        for (size_t i = 0; i < count; i++) {
            if (digits[i] < '0' || digits[i] > '9')
                return false;
            value = value * 10 + (unsigned)(digits[i] - '0');
        }
    }
    *prefix = value + (128 - bits);
    return value <= bits;
}

/* The next element of a list separated by commas, blanks cut off. */
static size_t next_element(const char **text)
{
    *text += strspn(*text, ", \t");
    size_t len = strcspn(*text, ",");
    while (len > 0 && ((*text)[len - 1] == ' ' || (*text)[len - 1] == '\t'))
        len--;
    return len;
}

fit_status fit_networks_parse(fit_networks *networks, const char *text, fit_error *error)
{
    networks->count = 0;
    for (const char *p = text ? text : ""; p += strspn(p, ", \t"), *p;) {
        size_t len = next_element(&p);
        const char *slash = memchr(p, '/', len);
        fit_ip ip;
        unsigned prefix;
        if (networks->count == FIT_MAX_NETWORKS)
            return fit_fail(error, FIT_ERR_ARG, "takes at most %d networks", FIT_MAX_NETWORKS);
        if (!fit_ip_parse(p, slash ? (size_t)(slash - p) : len, &ip) ||
            !take_prefix(p, len, slash, is_ipv4(&ip), &prefix))
            return fit_fail(error, FIT_ERR_ARG, "takes addresses or networks such as 10.0.0.0/8, not '%.*s'",
                            (int)(len < 60 ? len : 60), p);
        networks->list[networks->count].ip = ip;
        networks->list[networks->count++].prefix = prefix;
        p += len;
    }
    return FIT_OK;
}

static bool shares_prefix(const fit_ip *a, const fit_ip *b, unsigned prefix)
{
    unsigned whole = prefix / 8, rest = prefix % 8;
    if (memcmp(a->bytes, b->bytes, whole) != 0)
        return false;
    return rest == 0 || ((a->bytes[whole] ^ b->bytes[whole]) >> (8 - rest)) == 0;
}

bool fit_networks_hold(const fit_networks *networks, const fit_ip *ip)
{
    for (size_t i = 0; i < networks->count; i++)
        if (shares_prefix(&networks->list[i].ip, ip, networks->list[i].prefix))
            return true;
    return false;
}

fit_ip fit_forwarded_client(const fit_networks *trusted, const fit_ip *peer, const char *forwarded_for)
{
    fit_ip client = *peer;
    const char *start = forwarded_for ? forwarded_for : "", *end = start + strlen(start);
    while (end > start && fit_networks_hold(trusted, &client)) {
        const char *element = end;
        while (element > start && element[-1] != ',')
            element--;
        const char *p = element;
        size_t len = (size_t)(end - p);
        while (len > 0 && (*p == ' ' || *p == '\t')) {
            p++;
            len--;
        }
        while (len > 0 && (p[len - 1] == ' ' || p[len - 1] == '\t'))
            len--;
        if (!fit_ip_parse(p, len, &client))
            break;
        end = element > start ? element - 1 : start;
    }
    return client;
}
