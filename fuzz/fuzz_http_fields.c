/* Header fields and paths that our own code reads. The first byte chooses which; the rest is its text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/address.h"
#include "server/door.h"
#include "server/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An address is written as it would be read. */
static void check_address(const char *text)
{
    fit_ip ip, again;
    char written[FIT_ADDRESS_CAP];
    if (!fit_ip_parse(text, strlen(text), &ip))
        return;
    fit_ip_format(&ip, written);
    if (!fit_ip_parse(written, strlen(written), &again) || memcmp(&ip, &again, sizeof ip) != 0)
        abort();
}

/* Without a trusted network nobody but the peer is the client. */
static void check_forwarded(const char *text)
{
    const fit_ip peer = {.bytes = {[10] = 0xFF, [11] = 0xFF, [12] = 10, [15] = 1}};
    fit_networks none = {.count = 0}, some;
    fit_ip client = fit_forwarded_client(&none, &peer, text);
    if (memcmp(&client, &peer, sizeof peer) != 0)
        abort();
    if (fit_networks_parse(&some, "10.0.0.0/8,2001:db8::/32", NULL) == FIT_OK)
        (void)fit_forwarded_client(&some, &peer, text);
}

static void check_networks(const char *text)
{
    fit_networks networks;
    fit_error error;
    if (fit_networks_parse(&networks, text, &error) != FIT_OK)
        return;
    for (size_t i = 0; i < networks.count; i++)
        if (networks.list[i].prefix > 128 || !fit_networks_hold(&networks, &networks.list[i].ip))
            abort();
}

static void check_range(const char *text)
{
    uint64_t first = 0, last = 0;
    if (fit_range_of(text, 1000, &first, &last) == FIT_RANGE_PART && (first > last || last >= 1000))
        abort();
}

static void check_path(const char *text)
{
    const fit_route *route = NULL;
    char params[FIT_PATH_PARAMS][FIT_PATH_PARAM_CAP], allow[40];
    if (fit_routes_find("GET", text, &route, params, allow) == FIT_OK_ANSWER && !route)
        abort();
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
    switch (data[0] % 7) {
    case 0:
        check_address(text);
        break;
    case 1:
        check_forwarded(text);
        break;
    case 2:
        check_networks(text);
        break;
    case 3:
        (void)fit_accepts_encoding(text, "br");
        break;
    case 4:
        (void)fit_etag_matches(text, "\"12-ab\"");
        break;
    case 5:
        check_range(text);
        break;
    case 6:
        check_path(text);
        break;
    }
    free(text);
    return 0;
}
