#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "server/address.h"

static fit_ip ip_of(const char *text)
{
    fit_ip ip;
    assert_true(fit_ip_parse(text, strlen(text), &ip));
    return ip;
}

static void addresses_are_read_with_and_without_a_port(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"192.0.2.1", "192.0.2.1"},
        {"192.0.2.1:80", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"[2001:db8::1]:443", "2001:db8::1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::", "::"},
        {"2001:DB8:0:0::1", "2001:db8::1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[FIT_ADDRESS_CAP];
        fit_ip ip = ip_of(cases[i][0]);
        fit_ip_format(&ip, text);
        assert_string_equal(text, cases[i][1]);
    }
    static const char *const wrong[] = {"",
                                        "192.0.2",
                                        "192.0.2.256",
                                        "unknown",
                                        "192.0.2.1:",
                                        "192.0.2.1:x",
                                        "[::1",
                                        "[::1]80",
                                        "[::1]:",
                                        "::1::",
                                        "192.0.2.1 ",
                                        "_hidden",
                                        "192.0.2.1:123456",
                                        "fe80::1%eth0",
                                        "[]",
                                        ":",
                                        "1:2:3:4:5:6:7:8:9"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fit_ip ip;
        if (fit_ip_parse(wrong[i], strlen(wrong[i]), &ip))
            fail_msg("%s was taken", wrong[i]);
    }
    fit_ip ip;
    assert_false(fit_ip_parse("192.0.2.1\0x", 11, &ip));
}

static void networks_hold_what_shares_their_prefix(void **state)
{
    (void)state;
    fit_networks n;
    fit_error error;
    assert_int_equal(fit_networks_parse(&n, "10.0.0.0/8, 192.0.2.7 ,2001:db8::/33,172.16.0.0/12", &error), FIT_OK);
    assert_int_equal(n.count, 4);
    static const struct {
        const char *ip;
        bool held;
    } cases[] = {{"10.255.1.2", true},       {"11.0.0.0", false},         {"192.0.2.7", true},
                 {"192.0.2.6", false},       {"172.31.9.9", true},        {"172.32.0.0", false},
                 {"2001:db8:7fff::1", true}, {"2001:db8:8000::1", false}, {"::ffff:10.1.1.1", true},
                 {"::10.1.1.1", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fit_ip ip = ip_of(cases[i].ip);
        assert_int_equal(fit_networks_hold(&n, &ip), cases[i].held);
    }
    assert_int_equal(fit_networks_parse(&n, "0.0.0.0/0", &error), FIT_OK);
    fit_ip v4 = ip_of("8.8.8.8"), v6 = ip_of("2001:db8::1");
    assert_true(fit_networks_hold(&n, &v4));
    assert_false(fit_networks_hold(&n, &v6));
    assert_int_equal(fit_networks_parse(&n, NULL, &error), FIT_OK);
    assert_int_equal(n.count, 0);
}

static void what_is_no_network_is_named(void **state)
{
    (void)state;
    static const char *const wrong[] = {"10.0.0.0/33", "10.0.0.0/",   "::/129",       "localhost",
                                        "10.0.0.0/8x", "10.0.0.0/-1", "10.0.0.0/0008"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fit_networks n;
        fit_error error;
        char list[100];
        snprintf(list, sizeof list, "127.0.0.1,%s", wrong[i]);
        assert_int_equal(fit_networks_parse(&n, list, &error), FIT_ERR_ARG);
        assert_non_null(strstr(error.text, wrong[i]));
    }
}

static void the_client_is_the_first_from_the_right_that_is_not_trusted(void **state)
{
    (void)state;
    fit_networks trusted;
    assert_int_equal(fit_networks_parse(&trusted, "127.0.0.1,10.0.0.0/8", NULL), FIT_OK);
    static const struct {
        const char *peer, *forwarded, *client;
    } cases[] = {
        {"127.0.0.1", "203.0.113.5", "203.0.113.5"},
        {"127.0.0.1", "1.1.1.1, 203.0.113.5", "203.0.113.5"}, /* the client's own word is left of it */
        {"127.0.0.1", "203.0.113.5,10.0.0.9 , 10.1.1.1", "203.0.113.5"},
        {"127.0.0.1", "203.0.113.5:5555", "203.0.113.5"},
        {"127.0.0.1", "[2001:db8::7]:1", "2001:db8::7"},
        {"203.0.113.9", "203.0.113.5", "203.0.113.9"}, /* nobody we trust */
        {"127.0.0.1", NULL, "127.0.0.1"},
        {"127.0.0.1", "", "127.0.0.1"},
        {"127.0.0.1", "203.0.113.5, garbage", "127.0.0.1"},
        {"127.0.0.1", "203.0.113.5, garbage, 10.0.0.1", "10.0.0.1"},
        {"127.0.0.1", "203.0.113.5,", "127.0.0.1"},
        {"127.0.0.1", "10.0.0.7", "10.0.0.7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[FIT_ADDRESS_CAP];
        fit_ip peer = ip_of(cases[i].peer), client = fit_forwarded_client(&trusted, &peer, cases[i].forwarded);
        fit_ip_format(&client, text);
        assert_string_equal(text, cases[i].client);
    }
}

static void loopback_and_sites_are_told_apart(void **state)
{
    (void)state;
    fit_ip a = ip_of("127.8.9.1"), b = ip_of("::1"), c = ip_of("128.0.0.1"), d = ip_of("::2");
    assert_true(fit_ip_is_loopback(&a) && fit_ip_is_loopback(&b));
    assert_false(fit_ip_is_loopback(&c) || fit_ip_is_loopback(&d));
    fit_ip x = ip_of("2001:db8:1:2::1"), y = ip_of("2001:db8:1:2:ffff::9"), z = ip_of("2001:db8:1:3::1");
    fit_ip v = ip_of("192.0.2.1"), w = ip_of("192.0.2.2");
    assert_true(fit_ip_is_same_site(&x, &y) && fit_ip_is_same_site(&v, &v));
    assert_false(fit_ip_is_same_site(&x, &z) || fit_ip_is_same_site(&v, &w));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_with_and_without_a_port),
        cmocka_unit_test(networks_hold_what_shares_their_prefix),
        cmocka_unit_test(what_is_no_network_is_named),
        cmocka_unit_test(the_client_is_the_first_from_the_right_that_is_not_trusted),
        cmocka_unit_test(loopback_and_sites_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
