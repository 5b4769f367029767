#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/listen.h"

static void malformed_addresses_are_the_callers_fault(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        "",     "localhost", ":8080", "localhost:", "localhost:http", "localhost:-1", "a:65536", "localhost:8 80",
        "[::1", "[::1]",     "[]:80", "::1:8080",   "a:123456",       "[::1]8080",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        fit_listener listener;
        fit_error error;
        assert_int_equal(fit_listen(addresses[i], &listener, &error), FIT_ERR_ARG);
        assert_non_null(strstr(error.text, "HOST:PORT"));
    }
}

static void a_free_port_is_found_and_then_taken(void **state)
{
    (void)state;
    fit_listener listener, second;
    fit_error error;
    assert_int_equal(fit_listen("localhost:0", &listener, NULL), FIT_OK);
    assert_in_range(listener.port, 1, 65535);
    char expected[64];
    snprintf(expected, sizeof expected, "localhost:%u", listener.port);
    assert_string_equal(listener.address, expected);

    int client = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in where = {.sin_family = AF_INET, .sin_port = htons((uint16_t)listener.port)};
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(client, (const struct sockaddr *)&where, sizeof where), 0);
    close(client);

    assert_int_equal(fit_listen(expected, &second, &error), FIT_ERR_IO);
    assert_non_null(strstr(error.text, "taken"));
    close(listener.fd);
}

static void an_unknown_host_is_reported(void **state)
{
    (void)state;
    fit_listener listener;
    fit_error error;
    assert_int_equal(fit_listen("192.0.2.1:0", &listener, &error), FIT_ERR_IO); /* RFC 5737: nobody's address */
    assert_non_null(strstr(error.text, "192.0.2.1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_addresses_are_the_callers_fault),
        cmocka_unit_test(a_free_port_is_found_and_then_taken),
        cmocka_unit_test(an_unknown_host_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
