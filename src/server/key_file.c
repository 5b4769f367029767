#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/keys.h"

static const char PREFIX[] = "aifit-key-1 ";

/* PREFIX, the key in base64url without padding, a line end. */
enum { PREFIX_LEN = sizeof PREFIX - 1, KEY_TEXT_LEN = 43, FILE_LEN = PREFIX_LEN + KEY_TEXT_LEN + 1 };
enum { BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static fit_status parse(const char *path, const char *text, size_t len, unsigned char *master, fit_error *error)
{
    size_t key_len = 0;
    if (len != FILE_LEN || memcmp(text, PREFIX, PREFIX_LEN) != 0 || text[FILE_LEN - 1] != '\n' ||
        sodium_base642bin(master, FIT_KEY_LEN, text + PREFIX_LEN, KEY_TEXT_LEN, NULL, &key_len, NULL, BASE64) != 0 ||
        key_len != FIT_KEY_LEN)
        return fit_fail(error, FIT_ERR_FORMAT, "%.180s is no key file", path);
    return FIT_OK;
}

static fit_status read_key(const char *path, int fd, unsigned char *master, fit_error *error)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return fit_fail(error, FIT_ERR_IO, "%.180s: %s", path, strerror(errno));
    if (info.st_mode & (S_IRWXG | S_IRWXO))
        return fit_fail(error, FIT_ERR_IO, "%.120s may be read by others than its owner; chmod 600 it", path);
    char text[FILE_LEN + 1];
    ssize_t len = read(fd, text, sizeof text);
    fit_status status = len < 0 ? fit_fail(error, FIT_ERR_IO, "%.180s: %s", path, strerror(errno))
                                : parse(path, text, (size_t)len, master, error);
    sodium_memzero(text, sizeof text);
    return status;
}

static bool write_key(int fd)
{
    unsigned char master[FIT_KEY_LEN];
    char text[FILE_LEN + 1];
    randombytes_buf(master, sizeof master);
    memcpy(text, PREFIX, PREFIX_LEN);
    sodium_bin2base64(text + PREFIX_LEN, KEY_TEXT_LEN + 1, master, sizeof master, BASE64);
    text[FILE_LEN - 1] = '\n';
    bool written = write(fd, text, FILE_LEN) == FILE_LEN && fsync(fd) == 0;
    sodium_memzero(master, sizeof master);
    sodium_memzero(text, sizeof text);
    return written;
}

/* Written beside its place and linked into it, so that of two servers starting at once both read one whole file. */
static fit_status make(const char *path, bool *made, fit_error *error)
{
    char draft[4096];
    int len = snprintf(draft, sizeof draft, "%s.XXXXXX", path);
    if (len < 0 || (size_t)len >= sizeof draft)
        return fit_fail(error, FIT_ERR_LIMIT, "the path %.80s... is too long", path);
    int fd = mkostemp(draft, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return fit_fail(error, FIT_ERR_IO, "%.180s: %s", path, strerror(errno));
    bool written = write_key(fd);
    *made = written && link(draft, path) == 0;
    int code = errno;
    close(fd);
    (void)unlink(draft);
    if (!written || (!*made && code != EEXIST))
        return fit_fail(error, FIT_ERR_IO, "%.180s: %s", path, strerror(code));
    return FIT_OK;
}

fit_status fit_key_file_read(const char *path, unsigned char *master, bool *made, fit_error *error)
{
    *made = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        fit_status status = make(path, made, error);
        if (status != FIT_OK)
            return status;
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd < 0)
        return fit_fail(error, FIT_ERR_IO, "%.180s: %s", path, strerror(errno));
    fit_status status = read_key(path, fd, master, error);
    close(fd);
    return status;
}
