#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "server/keys.h"

_Static_assert(crypto_pwhash_STRBYTES <= 128, "FIT_PASSWORD_HASH_CAP");

fit_status fit_secrets_hash_password(const fit_secrets *secrets, const char *password, char *hash)
{
    size_t bytes = (size_t)secrets->argon2_mib << 20;
    int result = crypto_pwhash_str(hash, password, strlen(password), secrets->argon2_passes, bytes);
    return result == 0 ? FIT_OK : FIT_ERR_MEMORY; /* the only failure that libsodium names */
}

/* A hash of today's parameters that no password is known to have: salt and hash are random. */
static void make_nobodys(const fit_secrets *secrets, char hash[crypto_pwhash_STRBYTES])
{
    unsigned char random[crypto_pwhash_SALTBYTES + 32];
    char salt[32], sum[64];
    const int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(salt, sizeof salt, random, crypto_pwhash_SALTBYTES, variant);
    sodium_bin2base64(sum, sizeof sum, random + crypto_pwhash_SALTBYTES, 32, variant);
    snprintf(hash, crypto_pwhash_STRBYTES, "$argon2id$v=19$m=%u,t=%u,p=1$%s$%s", secrets->argon2_mib << 10,
             secrets->argon2_passes, salt, sum);
}

/* Whether what hash was made with is less than today's in memory or passes. */
static bool is_weaker(const fit_secrets *secrets, const char *hash)
{
    unsigned kib, passes;
    return sscanf(hash, "$argon2id$v=19$m=%u,t=%u,", &kib, &passes) != 2 || kib < secrets->argon2_mib << 10 ||
           passes < secrets->argon2_passes;
}

unsigned fit_argon2_rest_kib(const fit_secrets *secrets, const char *hash)
{
    unsigned kib, passes;
    if (sscanf(hash, "$argon2id$v=19$m=%u,t=%u,", &kib, &passes) != 2)
        return 0;
    const uint64_t price = ((uint64_t)secrets->argon2_mib << 10) * secrets->argon2_passes,
                   paid = (uint64_t)kib * passes;
    return paid < price ? (unsigned)((price - paid) / secrets->argon2_passes) : 0;
}

/* Who is no member pays today's price: so does who is one, with a hash of cheaper days. */
static void pay_rest(const fit_secrets *secrets, const char *hash, const char *password)
{
    const unsigned char salt[crypto_pwhash_SALTBYTES] = {0};
    unsigned char unused[32];
    const size_t bytes = (size_t)fit_argon2_rest_kib(secrets, hash) << 10;
    if (bytes >= crypto_pwhash_MEMLIMIT_MIN)
        (void)!crypto_pwhash(unused, sizeof unused, password, strlen(password), salt, secrets->argon2_passes, bytes,
                             crypto_pwhash_ALG_ARGON2ID13);
}

fit_status fit_secrets_check_password(const fit_secrets *secrets, const char *hash, const char *password, bool *right,
                                      bool *outdated)
{
    char nobodys[crypto_pwhash_STRBYTES];
    if (!hash)
        make_nobodys(secrets, nobodys);
    bool same = crypto_pwhash_str_verify(hash ? hash : nobodys, password, strlen(password)) == 0;
    *right = same && hash;
    *outdated = *right && is_weaker(secrets, hash);
    if (hash && !same)
        pay_rest(secrets, hash, password);
    return FIT_OK;
}
