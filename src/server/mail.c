#include "server/mail.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>
#include <sodium.h>

enum { CONNECT_TIMEOUT_S = 20, TIMEOUT_S = 60, MESSAGE_MAX_BYTES = 16 << 10, LINE_BYTES = 57 /* 76 in base64 */ };

bool fit_mail_is_configured(const fit_config *config)
{
    return config->smtp_host && config->smtp_host[0];
}

static fit_status put(fit_buffer *message, const char *text)
{
    return fit_buffer_append(message, text, strlen(text));
}

static fit_status put_base64(fit_buffer *message, const char *bytes, size_t len)
{
    char line[sodium_base64_ENCODED_LEN(LINE_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    sodium_bin2base64(line, sizeof line, (const unsigned char *)bytes, len, sodium_base64_VARIANT_ORIGINAL);
    return put(message, line);
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

/* An unstructured header's text: as it is, or as encoded words (RFC 2047, 2), none of which may split a character. */
static fit_status put_text(fit_buffer *message, const char *text)
{
    enum {
        WORD_BYTES = 39
    }; /* behind "Subject: " a word has 67 of a line's 76 characters: 12 around it, 52 in base64 */
    if (is_ascii(text))
        return put(message, text);
    fit_status status = FIT_OK;
    while (*text && status == FIT_OK) {
        size_t len = strnlen(text, WORD_BYTES);
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--;
        status = put(message, "=?UTF-8?B?");
        if (status == FIT_OK)
            status = put_base64(message, text, len);
        text += len;
        if (status == FIT_OK)
            status = put(message, *text ? "?=\r\n " : "?=");
    }
    return status;
}

/* "NAME <ADDRESS>" or "ADDRESS": where the address begins, and its length. */
static const char *find_address(const char *from, size_t *len)
{
    const char *open = strrchr(from, '<');
    const char *address = open ? open + 1 : from;
    *len = strcspn(address, ">");
    return address;
}

static fit_status put_from(fit_buffer *message, const char *from)
{
    char name[256];
    size_t len;
    const char *address = find_address(from, &len);
    fit_status status = put(message, "From: ");
    size_t name_len = address > from ? (size_t)(address - 1 - from) : 0;
    if (name_len >= sizeof name)
        name_len = 0;
    while (name_len > 0 && from[name_len - 1] == ' ')
        name_len--;
    if (name_len > 0 && status == FIT_OK) {
        memcpy(name, from, name_len);
        name[name_len] = '\0';
        status = put_text(message, name);
        if (status == FIT_OK)
            status = put(message, " ");
    }
    if (status == FIT_OK)
        status = put(message, "<");
    if (status == FIT_OK)
        status = fit_buffer_append(message, address, len);
    return status == FIT_OK ? put(message, ">\r\n") : status;
}

/* Date (RFC 5322, 3.3) without a locale, and a Message-ID of 128 random bits at the sender's domain. */
static fit_status put_origin(fit_buffer *message, const char *from, int64_t now_ms)
{
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct tm utc;
    const time_t now = (time_t)(now_ms / 1000);
    unsigned char random[16];
    char id[2 * sizeof random + 1], line[400];
    size_t len;
    const char *address = find_address(from, &len), *at = memchr(address, '@', len);
    const char *domain = at ? at + 1 : "localhost";
    const size_t domain_len = at ? len - (size_t)(at + 1 - address) : strlen(domain);
    gmtime_r(&now, &utc);
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(id, sizeof id, random, sizeof random);
    snprintf(line, sizeof line, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d +0000\r\nMessage-ID: <%s@%.*s>\r\n",
             days + utc.tm_wday * 3, utc.tm_mday, months + utc.tm_mon * 3, utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
             utc.tm_sec, id, (int)domain_len, domain);
    return put(message, line);
}

static fit_status put_body(fit_buffer *message, const char *body)
{
    fit_status status = FIT_OK;
    for (size_t left = strlen(body); left > 0 && status == FIT_OK;) {
        const size_t len = left < LINE_BYTES ? left : LINE_BYTES;
        status = put_base64(message, body, len);
        if (status == FIT_OK)
            status = put(message, "\r\n");
        body += len;
        left -= len;
    }
    return status;
}

fit_status fit_mail_compose(const fit_letter *letter, const char *from, int64_t now_ms, fit_buffer *message)
{
    fit_status status = put_from(message, from);
    if (status == FIT_OK)
        status = put_origin(message, from, now_ms);
    if (status == FIT_OK)
        status = put(message, "To: <");
    if (status == FIT_OK)
        status = put(message, letter->to);
    if (status == FIT_OK)
        status = put(message, ">\r\nSubject: ");
    if (status == FIT_OK)
        status = put_text(message, letter->subject);
    if (status == FIT_OK)
        status = put(message, "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                              "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    return status == FIT_OK ? put_body(message, letter->body) : status;
}

/* What libcurl's callbacks know. */
typedef struct sending {
    const fit_buffer *message;
    size_t sent;
    const volatile bool *stop;
    char answer[FIT_ERROR_TEXT_CAP]; /* the mail server's last line */
} sending;

static size_t give(char *room, size_t size, size_t count, void *context)
{
    sending *s = context;
    size_t len = s->message->len - s->sent;
    if (len > size * count)
        len = size * count;
    memcpy(room, s->message->data + s->sent, len);
    s->sent += len;
    return len;
}

static int look_whether_to_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    const sending *s = context;
    return s->stop && *s->stop;
}

/* SMTP replies come as headers do; the last one tells why. */
static size_t hear(char *line, size_t size, size_t count, void *context)
{
    sending *s = context;
    size_t len = size * count;
    while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == '\n'))
        len--;
    if (len >= sizeof s->answer)
        len = sizeof s->answer - 1;
    for (size_t i = 0; i < len; i++)
        s->answer[i] = line[i] >= ' ' && line[i] <= '~' ? line[i] : '?'; /* it goes to the database and the page */
    s->answer[len] = '\0';
    return size * count;
}

static void configure(CURL *curl, const fit_config *config, sending *s)
{
    char url[300];
    const bool ipv6 = strchr(config->smtp_host, ':');
    snprintf(url, sizeof url, "%s://%s%s%s:%u", config->smtp_security == FIT_MAIL_TLS ? "smtps" : "smtp",
             ipv6 ? "[" : "", config->smtp_host, ipv6 ? "]" : "", (unsigned)config->smtp_port);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    if (config->smtp_security == FIT_MAIL_STARTTLS)
        curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    if (config->smtp_ca_file && config->smtp_ca_file[0])
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->smtp_ca_file); /* CAPATH stays the system's */
    if (config->smtp_user && config->smtp_user[0]) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, config->smtp_user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, config->smtp_password ? config->smtp_password : "");
    }
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* no environment decides where letters go */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, s);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_whether_to_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, s);
}

static fit_status perform(CURL *curl, const fit_config *config, const char *to, sending *s, fit_error *error)
{
    char from[300], why[CURL_ERROR_SIZE] = "";
    size_t len;
    const char *address = find_address(config->mail_from, &len);
    snprintf(from, sizeof from, "<%.*s>", (int)len, address);
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    if (!recipients)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory for a letter");
    configure(curl, config, s);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(recipients);
    if (code == CURLE_OK)
        return FIT_OK;
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return fit_fail(error, FIT_ERR_BUSY, "the server stops");
    const bool refused = s->answer[0] == '4' || s->answer[0] == '5';
    return fit_fail(error, FIT_ERR_IO, "%s", refused ? s->answer : why[0] ? why : curl_easy_strerror(code));
}

fit_status fit_mail_send(const fit_config *config, const fit_letter *letter, int64_t now_ms, const volatile bool *stop,
                         fit_error *error)
{
    fit_buffer message;
    fit_buffer_init(&message, MESSAGE_MAX_BYTES);
    sending s = {.message = &message, .stop = stop};
    CURL *curl = curl_easy_init();
    fit_status status = curl ? fit_mail_compose(letter, config->mail_from, now_ms, &message) : FIT_ERR_MEMORY;
    if (status == FIT_OK)
        status = perform(curl, config, letter->to, &s, error);
    else
        status = fit_fail(error, status, "out of memory for a letter");
    curl_easy_cleanup(curl);
    fit_buffer_deinit(&message);
    return status;
}
