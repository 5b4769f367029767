#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "server/metrics.h"

static const char *const names[] = {"GET /a", "none"};

static void assert_line(const fit_buffer *text, const char *line)
{
    const char *at = strstr(text->data, line);
    if (!at || (at != text->data && at[-1] != '\n') || at[strlen(line)] != '\n')
        fail_msg("%s is not in:\n%s", line, text->data);
}

static void what_happened_is_counted(void **state)
{
    (void)state;
    fit_metrics *m = fit_metrics_create(names, 2);
    fit_buffer text;
    fit_buffer_init(&text, 1 << 20);
    fit_metrics_request(m, 0, 200, 100);
    fit_metrics_request(m, 0, 200, 600);
    fit_metrics_request(m, 0, 418, 30000000);
    fit_metrics_observe_store(m, FIT_WRITE, 1000, FIT_OK);
    fit_metrics_observe_store(m, FIT_WRITE, 1001, FIT_ERR_BUSY);
    fit_metrics_observe_store(m, FIT_READ, 1, FIT_ERR_NOT_FOUND);
    fit_metrics_count(m, FIT_COUNT_LOGIN_WRONG);
    const fit_gauges gauges = {.open_connections = 3, .uptime_s = 9};
    assert_int_equal(fit_metrics_write(m, &gauges, &text), FIT_OK);
    assert_line(&text, "aifit_requests_total{route=\"GET /a\",status=\"200\"} 2");
    assert_line(&text, "aifit_requests_total{route=\"GET /a\",status=\"0\"} 1");
    assert_line(&text, "aifit_request_seconds_bucket{route=\"GET /a\",le=\"0.00025\"} 1");
    assert_line(&text, "aifit_request_seconds_bucket{route=\"GET /a\",le=\"0.001\"} 2");
    assert_line(&text, "aifit_request_seconds_bucket{route=\"GET /a\",le=\"5\"} 2");
    assert_line(&text, "aifit_request_seconds_bucket{route=\"GET /a\",le=\"+Inf\"} 3");
    assert_line(&text, "aifit_request_seconds_sum{route=\"GET /a\"} 30.000700");
    assert_line(&text, "aifit_request_seconds_count{route=\"GET /a\"} 3");
    assert_null(strstr(text.data, "route=\"none\""));
    assert_line(&text, "aifit_store_seconds_bucket{access=\"write\",le=\"0.001\"} 1");
    assert_line(&text, "aifit_store_seconds_count{access=\"write\"} 2");
    assert_line(&text, "aifit_store_failures_total{access=\"write\"} 1");
    assert_line(&text, "aifit_store_failures_total{access=\"read\"} 0");
    assert_line(&text, "aifit_logins_total{result=\"wrong\"} 1");
    assert_line(&text, "aifit_open_connections 3");
    fit_buffer_deinit(&text);
    fit_metrics_destroy(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_happened_is_counted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
