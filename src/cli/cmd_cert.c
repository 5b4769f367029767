#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include "cli/commands.h"
#include "cli/common/data_dir.h"
#include "cli/common/options.h"

typedef struct options {
    const char *host, *out;
    unsigned days;
} options;

static const fit_option known[] = {
    {"host", "NAMES", "names and addresses, separated by commas;\ndefault: this machine's name and addresses",
     FIT_OPTION_INTO(options, host)},
    {"out", "DIR", "where cert.pem and key.pem go; default .", FIT_OPTION_INTO(options, out)},
    /* What browsers take of certificates made after September 2020 (CA/Browser Forum, SC31). */
    {"days", "N", "valid for; default 397", FIT_OPTION_INTO(options, days), .min = 1, .max = 3650},
    {0},
};
static const fit_command command = {
    .name = "cert",
    .about =
        "Makes a certificate that signs itself, for HTTPS on a local network: a camera needs it. Browsers warn once;\n"
        "compare the fingerprint then.\n",
    .options = known,
};

typedef struct job {
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t cert;
    char names[4096]; /* for the reader, separated by blanks */
} job;

static void note(job *j, const char *name)
{
    size_t len = strlen(j->names);
    snprintf(j->names + len, sizeof j->names - len, "%s%s", len ? " " : "", name);
}

static int add_name(job *j, const char *name)
{
    unsigned char bytes[16];
    note(j, name);
    if (inet_pton(AF_INET, name, bytes) == 1)
        return gnutls_x509_crt_set_subject_alt_name(j->cert, GNUTLS_SAN_IPADDRESS, bytes, 4, GNUTLS_FSAN_APPEND);
    if (inet_pton(AF_INET6, name, bytes) == 1)
        return gnutls_x509_crt_set_subject_alt_name(j->cert, GNUTLS_SAN_IPADDRESS, bytes, 16, GNUTLS_FSAN_APPEND);
    return gnutls_x509_crt_set_subject_alt_name(j->cert, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name),
                                                GNUTLS_FSAN_APPEND);
}

static int add_given(job *j, const char *list)
{
    char copy[2048];
    int code = strlen(list) < sizeof copy ? 0 : GNUTLS_E_SHORT_MEMORY_BUFFER;
    snprintf(copy, sizeof copy, "%s", list);
    for (char *rest = copy, *name; code == 0 && (name = strsep(&rest, ", "));)
        if (*name)
            code = add_name(j, name);
    return code;
}

/* The addresses of all networks but those that no other machine could type. */
static int add_addresses(job *j)
{
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0)
        return 0;
    int code = 0;
    for (const struct ifaddrs *a = list; a && code == 0; a = a->ifa_next) {
        char text[INET6_ADDRSTRLEN];
        if (!a->ifa_addr || !(a->ifa_flags & IFF_UP))
            continue;
        const unsigned char *address = (const unsigned char *)a->ifa_addr;
        if (a->ifa_addr->sa_family == AF_INET)
            address += offsetof(struct sockaddr_in, sin_addr);
        else if (a->ifa_addr->sa_family == AF_INET6)
            address += offsetof(struct sockaddr_in6, sin6_addr);
        else
            continue;
        bool is_link_local = a->ifa_addr->sa_family == AF_INET6 && address[0] == 0xFE && (address[1] & 0xC0) == 0x80;
        if (!is_link_local && inet_ntop(a->ifa_addr->sa_family, address, text, sizeof text))
            code = add_name(j, text);
    }
    freeifaddrs(list);
    return code;
}

static int add_found(job *j)
{
    char host[256] = "", local[300];
    int code = add_name(j, "localhost");
    if (gethostname(host, sizeof host - 1) == 0 && *host && strcmp(host, "localhost") != 0 && code == 0) {
        code = add_name(j, host);
        snprintf(local, sizeof local, "%s.local", host); /* multicast DNS, RFC 6762 */
        if (code == 0 && !strchr(host, '.'))
            code = add_name(j, local);
    }
    return code == 0 ? add_addresses(j) : code;
}

static int sign(job *j, unsigned days)
{
    unsigned char serial[16];
    time_t now = time(NULL);
    int code = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
    serial[0] = (serial[0] & 0x7F) | 0x40; /* positive (RFC 5280, 4.1.2.2) and of full length */
    if (code == 0)
        code = gnutls_x509_crt_set_version(j->cert, 3);
    if (code == 0)
        code = gnutls_x509_crt_set_serial(j->cert, serial, sizeof serial);
    if (code == 0)
        code = gnutls_x509_crt_set_dn_by_oid(j->cert, GNUTLS_OID_X520_COMMON_NAME, 0, "AI Fit", 6);
    if (code == 0)
        code = gnutls_x509_crt_set_activation_time(j->cert, now - 3600); /* clocks differ */
    if (code == 0)
        code = gnutls_x509_crt_set_expiration_time(j->cert, now + (time_t)days * 86400);
    if (code == 0)
        code = gnutls_x509_crt_set_key(j->cert, j->key);
    if (code == 0) /* trusting it must not mean trusting what it signs */
        code = gnutls_x509_crt_set_basic_constraints(j->cert, 0, -1);
    if (code == 0)
        code = gnutls_x509_crt_set_key_usage(j->cert, GNUTLS_KEY_DIGITAL_SIGNATURE);
    if (code == 0)
        code = gnutls_x509_crt_set_key_purpose_oid(j->cert, GNUTLS_KP_TLS_WWW_SERVER, 0);
    return code == 0 ? gnutls_x509_crt_sign2(j->cert, j->cert, j->key, GNUTLS_DIG_SHA256, 0) : code;
}

static int make(job *j, const options *o)
{
    int code = gnutls_x509_privkey_init(&j->key);
    if (code == 0)
        code = gnutls_x509_crt_init(&j->cert);
    if (code == 0)
        code =
            gnutls_x509_privkey_generate(j->key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    if (code == 0)
        code = o->host ? add_given(j, o->host) : add_found(j);
    return code == 0 ? sign(j, o->days) : code;
}

/* A key that is in use is not replaced by a slip of the finger. */
static fit_exit write_new(const char *path, const gnutls_datum_t *pem, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    bool written = fd >= 0 && write(fd, pem->data, pem->size) == (ssize_t)pem->size && fsync(fd) == 0;
    int code = errno;
    if (fd >= 0)
        close(fd);
    return written ? FIT_EXIT_OK : fit_cli_fail("%s: %s", path, strerror(code));
}

static fit_exit store(const job *j, const char *cert_path, const char *key_path)
{
    gnutls_datum_t cert = {0}, key = {0};
    int code = gnutls_x509_crt_export2(j->cert, GNUTLS_X509_FMT_PEM, &cert);
    if (code == 0)
        code = gnutls_x509_privkey_export2_pkcs8(j->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key);
    fit_exit result = code == 0 ? write_new(key_path, &key, S_IRUSR | S_IWUSR)
                                : fit_cli_fail("the certificate cannot be written: %s", gnutls_strerror(code));
    if (result == FIT_EXIT_OK)
        result = write_new(cert_path, &cert, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    if (key.data)
        gnutls_memset(key.data, 0, key.size);
    gnutls_free(cert.data);
    gnutls_free(key.data);
    return result;
}

static void tell(const job *j, const char *cert_path, const char *key_path)
{
    unsigned char print[32];
    size_t len = sizeof print;
    printf("for          %s\nSHA-256      ", j->names);
    if (gnutls_x509_crt_get_fingerprint(j->cert, GNUTLS_DIG_SHA256, print, &len) == 0)
        for (size_t i = 0; i < len; i++)
            printf("%s%02X", i ? ":" : "", print[i]);
    printf("\nserve with   aifit serve --listen 0.0.0.0:8443 --tls-cert %s --tls-key %s\n", cert_path, key_path);
}

fit_exit fit_cli_cert(int argc, char **argv)
{
    options o = {.out = ".", .days = 397};
    fit_exit result;
    int end;
    if (!fit_command_parse(&command, argc, argv, &o, &end, &result))
        return result;
    char cert_path[PATH_MAX], key_path[PATH_MAX];
    fit_error error;
    if (fit_path_join(cert_path, o.out, "cert.pem", &error) != FIT_OK ||
        fit_path_join(key_path, o.out, "key.pem", &error) != FIT_OK)
        return fit_cli_fail("%s", error.text);
    if (mkdir(o.out, S_IRWXU) != 0 && errno != EEXIST)
        return fit_cli_fail("%s: %s", o.out, strerror(errno));
    job j = {0};
    int code = make(&j, &o);
    result = code == 0 ? store(&j, cert_path, key_path)
                       : fit_cli_fail("the certificate cannot be made: %s", gnutls_strerror(code));
    if (result == FIT_EXIT_OK)
        tell(&j, cert_path, key_path);
    gnutls_x509_crt_deinit(j.cert);
    gnutls_x509_privkey_deinit(j.key);
    return result;
}
