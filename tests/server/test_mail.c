/* Letters as they go over the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "server/letters.h"
#include "server/mail.h"

static const char PUBLIC_URL[] = "https://fit.example.org";

static fit_buffer compose(const fit_letter *letter, const char *from)
{
    fit_buffer message;
    fit_buffer_init(&message, 1 << 16);
    assert_int_equal(fit_mail_compose(letter, from, INT64_C(1795341005000), &message), FIT_OK);
    return message;
}

static void assert_line(const fit_buffer *message, const char *line)
{
    if (!strstr(message->data, line))
        fail_msg("\"%s\" is missing in\n%s", line, message->data);
}

static void a_letter_is_ascii_in_short_lines(void **state)
{
    (void)state;
    for (fit_mail_kind kind = FIT_MAIL_PASSWORD; kind <= FIT_MAIL_TEST; kind++)
        for (int language = 0; language < 2; language++) {
            char room[FIT_LETTER_BODY_CAP];
            fit_letter letter = {.to = "someone@example.org"};
            fit_letter_write(kind, language ? "ko" : "en", "ABCD2345", PUBLIC_URL, room, &letter);
            fit_buffer message = compose(&letter, "아이핏 체육관 이름이 아주 긴 곳의 관리자 <fit@example.org>");
            const char *at = message.data;
            for (const char *end; *at; at = end + 2) {
                end = strstr(at, "\r\n");
                assert_non_null(end);
                assert_in_range(end - at, 0, 76);
                for (const char *c = at; c < end; c++)
                    assert_true(*c >= ' ' && *c <= '~');
            }
            fit_buffer_deinit(&message);
        }
}

static void headers_say_what_they_must(void **state)
{
    (void)state;
    const fit_letter letter = {.to = "someone@example.org", .subject = "Plain", .body = "Hi\n"};
    fit_buffer message = compose(&letter, "AI Fit <fit@example.org>");
    assert_line(&message, "From: AI Fit <fit@example.org>\r\n");
    assert_line(&message, "To: <someone@example.org>\r\n");
    assert_line(&message, "Date: Sun, 22 Nov 2026 09:50:05 +0000\r\n");
    assert_line(&message, "Subject: Plain\r\n");
    assert_line(&message, "@example.org>\r\nTo:");
    assert_line(&message, "\r\n\r\nSGkK\r\n");
    fit_buffer_deinit(&message);
    message = compose(&letter, "fit@example.org");
    assert_line(&message, "From: <fit@example.org>\r\n");
    fit_buffer_deinit(&message);
}

/* Decodes the base64 of all text between begin and end, line by line or word by word. */
static size_t decode(const char *text, const char *begin, const char *end, char *out, size_t cap)
{
    size_t len = 0;
    for (const char *at = strstr(text, begin); at; at = strstr(at, begin)) {
        size_t got;
        at += strlen(begin);
        const char *stop = strstr(at, end);
        assert_non_null(stop);
        assert_int_equal(sodium_base642bin((unsigned char *)out + len, cap - len, at, (size_t)(stop - at), "\r\n", &got,
                                           NULL, sodium_base64_VARIANT_ORIGINAL),
                         0);
        len += got;
    }
    out[len] = '\0';
    return len;
}

static void korean_comes_back_whole(void **state)
{
    (void)state;
    char room[FIT_LETTER_BODY_CAP], text[FIT_LETTER_BODY_CAP];
    const fit_letter letter = {.to = "someone@example.org",
                               .subject = "가나다라마바사아자차카타파하 1234 가나다라마바사아자차카타파하",
                               .body = "ㄱ"};
    fit_buffer message = compose(&letter, "fit@example.org");
    decode(message.data, "=?UTF-8?B?", "?=", text, sizeof text);
    assert_string_equal(text, letter.subject);
    fit_buffer_deinit(&message);
    fit_letter real = {.to = "someone@example.org"};
    fit_letter_write(FIT_MAIL_PASSWORD, "ko", "ABCD2345", PUBLIC_URL, room, &real);
    assert_non_null(strstr(real.body, "ABCD2345"));
    assert_non_null(strstr(real.body, PUBLIC_URL));
    message = compose(&real, "fit@example.org");
    const char *body = strstr(message.data, "\r\n\r\n") + 4;
    size_t len;
    assert_int_equal(sodium_base642bin((unsigned char *)text, sizeof text, body, strlen(body), "\r\n", &len, NULL,
                                       sodium_base64_VARIANT_ORIGINAL),
                     0);
    assert_int_equal(len, strlen(real.body));
    assert_memory_equal(text, real.body, len);
    fit_buffer_deinit(&message);
}

static void a_long_url_never_costs_the_code(void **state)
{
    (void)state;
    char url[2000], room[FIT_LETTER_BODY_CAP];
    memset(url, 'u', sizeof url - 1);
    url[sizeof url - 1] = '\0';
    fit_letter letter = {.to = "someone@example.org"};
    fit_letter_write(FIT_MAIL_EMAIL, "en", "ABCD2345", url, room, &letter);
    assert_non_null(strstr(room, "ABCD2345"));
    assert_int_equal(strlen(room), FIT_LETTER_BODY_CAP - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_ascii_in_short_lines),
        cmocka_unit_test(headers_say_what_they_must),
        cmocka_unit_test(korean_comes_back_whole),
        cmocka_unit_test(a_long_url_never_costs_the_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
