#include "server/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/json_writer.h"
#include "server/dates.h"

enum { MAX_TEXT = 1000, MAX_LINE = 8 * MAX_TEXT };

static const char *const names[] = {[FIT_LOG_INFO] = "info", [FIT_LOG_WARNING] = "warning", [FIT_LOG_ERROR] = "error"};

static void put_text(fit_json_writer *json, const char *key, const char *value)
{
    fit_json_key(json, key);
    fit_json_string(json, value);
}

static void put_time(char text[FIT_TIME_CAP])
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    fit_time_format((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, 0, text);
}

void fit_log(fit_log_level level, const char *request_id, const char *format, ...)
{
    char text[MAX_TEXT], time[FIT_TIME_CAP];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    put_time(time);
    fit_buffer line;
    fit_json_writer json;
    fit_buffer_init(&line, MAX_LINE);
    fit_json_begin(&json, &line);
    fit_json_object_open(&json);
    put_text(&json, "time", time);
    put_text(&json, "level", names[level]);
    if (request_id)
        put_text(&json, "request_id", request_id);
    put_text(&json, "message", text);
    fit_json_object_close(&json);
    if (json.status == FIT_OK && fit_buffer_append(&line, "\n", 1) == FIT_OK)
        (void)!write(STDERR_FILENO, line.data, line.len); /* a log that is full or closed stops nobody */
    fit_buffer_deinit(&line);
}

/* All values are of our own making, none needs escaping: one snprintf on the hot path. */
void fit_log_request(const char *request_id, const char *method, const char *route, unsigned http_status,
                     int64_t elapsed_us, const char *client)
{
    char line[MAX_TEXT], time[FIT_TIME_CAP];
    put_time(time);
    int len = snprintf(line, sizeof line,
                       "{\"time\":\"%s\",\"level\":\"info\",\"request_id\":\"%s\",\"method\":\"%s\",\"route\":\"%s\","
                       "\"status\":%u,\"ms\":%lld.%03d,\"client\":\"%s\"}\n",
                       time, request_id, method, route, http_status, (long long)(elapsed_us / 1000),
                       (int)(elapsed_us % 1000), client);
    if (len > 0 && (size_t)len < sizeof line)
        (void)!write(STDERR_FILENO, line, (size_t)len);
}
