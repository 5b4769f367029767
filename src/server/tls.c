#include "server/tls.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CHAIN = 16 };

typedef struct credentials {
    struct credentials *earlier; /* a handshake may still use them: freed in the end, one a reload */
    gnutls_pcert_st chain[MAX_CHAIN];
    unsigned chain_len;
    gnutls_privkey_t key;
} credentials;

static _Atomic(credentials *) current;

static void destroy(credentials *c)
{
    for (unsigned i = 0; i < c->chain_len; i++)
        gnutls_pcert_deinit(&c->chain[i]);
    if (c->key)
        gnutls_privkey_deinit(c->key);
    free(c);
}

static fit_status fail(fit_error *error, const char *path, int code)
{
    return fit_fail(error, code == GNUTLS_E_FILE_ERROR ? FIT_ERR_IO : FIT_ERR_FORMAT, "%.150s: %s", path,
                    gnutls_strerror(code));
}

static fit_status load_key(credentials *c, const char *path, fit_error *error)
{
    gnutls_datum_t pem = {0};
    int code = gnutls_privkey_init(&c->key);
    if (code == 0)
        code = gnutls_load_file(path, &pem);
    if (code == 0)
        code = gnutls_privkey_import_x509_raw(c->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (pem.data)
        gnutls_memset(pem.data, 0, pem.size);
    gnutls_free(pem.data);
    return code == 0 ? FIT_OK : fail(error, path, code);
}

static bool is_pair(const credentials *c)
{
    unsigned char of_cert[64], of_key[64];
    size_t cert_len = sizeof of_cert, key_len = sizeof of_key;
    gnutls_pubkey_t public;
    if (gnutls_pubkey_init(&public) != 0)
        return false;
    bool same = gnutls_pubkey_import_privkey(public, c->key, 0, 0) == 0 &&
                gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, of_key, &key_len) == 0 &&
                gnutls_pubkey_get_key_id(c->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, of_cert, &cert_len) == 0 &&
                cert_len == key_len && memcmp(of_cert, of_key, key_len) == 0;
    gnutls_pubkey_deinit(public);
    return same;
}

fit_status fit_tls_load(const char *cert_path, const char *key_path, fit_error *error)
{
    credentials *c = calloc(1, sizeof *c);
    if (!c)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    unsigned len = MAX_CHAIN;
    int code = gnutls_pcert_list_import_x509_file(c->chain, &len, cert_path, GNUTLS_X509_FMT_PEM, NULL, NULL, 0);
    c->chain_len = code == 0 ? len : 0;
    fit_status status = code == 0 ? load_key(c, key_path, error) : fail(error, cert_path, code);
    if (status == FIT_OK && !is_pair(c))
        status = fit_fail(error, FIT_ERR_FORMAT, "%.110s is not the key of %.110s", key_path, cert_path);
    if (status != FIT_OK) {
        destroy(c);
        return status;
    }
    c->earlier = atomic_load(&current);
    atomic_store(&current, c);
    return FIT_OK;
}

void fit_tls_unload(void)
{
    credentials *c = atomic_exchange(&current, NULL);
    while (c) {
        credentials *earlier = c->earlier;
        destroy(c);
        c = earlier;
    }
}

int fit_tls_retrieve(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                     const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
                     unsigned *chain_len, gnutls_privkey_t *key)
{
    (void)session, (void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
    credentials *c = atomic_load(&current);
    if (!c)
        return -1;
    *chain = c->chain;
    *chain_len = c->chain_len;
    *key = c->key;
    return 0;
}
