/* The certificate that HTTPS shows, exchanged while connections go on. One a process: GnuTLS asks for it without
 * saying for whom. */
#ifndef FIT_SERVER_TLS_H
#define FIT_SERVER_TLS_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "aifit/status.h"

/* Reads PEM files, of the certificate with its chain and of its key, for all handshakes from now on; after a failure
 * the earlier ones stay. FIT_ERR_IO; FIT_ERR_FORMAT: not PEM, or the key is another certificate's. Not thread-safe. */
FIT_NODISCARD fit_status fit_tls_load(const char *cert_path, const char *key_path, fit_error *error);
/* No handshake is under way. */
void fit_tls_unload(void);

/* For MHD_OPTION_HTTPS_CERT_CALLBACK. Thread-safe. */
int fit_tls_retrieve(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
                     const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain,
                     unsigned *chain_len, gnutls_privkey_t *key);

#endif
