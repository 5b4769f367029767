#include "server/static_files.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/assets.h"
#include "server/negotiate.h"

enum { HTTP_OK = 200, HTTP_NOT_MODIFIED = 304, HTTP_NOT_FOUND = 404, HTTP_METHOD_NOT_ALLOWED = 405, HTTP_ERROR = 500 };
enum { BLOCK_BYTES = 1 << 16, ETAG_CAP = 64 };

static void put_header(struct _u_response *response, const char *name, const char *value)
{
    (void)u_map_put(response->map_header, name, value);
}

static int answer_text(struct _u_response *response, unsigned status, const char *text)
{
    (void)ulfius_set_string_body_response(response, status, text);
    put_header(response, "Content-Type", "text/plain; charset=utf-8");
    put_header(response, "Cache-Control", "no-store");
    return U_CALLBACK_COMPLETE;
}

typedef struct open_file {
    int fd;
    struct stat info;
    const char *coding; /* NULL: the plain file */
} open_file;

static bool open_variant(const fit_asset *asset, const char *ending, open_file *file)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s%s", asset->path, ending);
    if (len < 0 || (size_t)len >= sizeof path)
        return false;
    file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file->fd < 0)
        return false;
    if (fstat(file->fd, &file->info) == 0 && S_ISREG(file->info.st_mode))
        return true;
    close(file->fd);
    return false;
}

static bool open_best(const fit_asset *asset, const char *accepted, open_file *file)
{
    file->coding = "br";
    if (asset->brotli && fit_accepts_encoding(accepted, "br") && open_variant(asset, ".br", file))
        return true;
    file->coding = "gzip";
    if (asset->gzip && fit_accepts_encoding(accepted, "gzip") && open_variant(asset, ".gz", file))
        return true;
    file->coding = NULL;
    return open_variant(asset, "", file);
}

/* Changes with the file and differs between its codings. */
static void format_etag(char etag[ETAG_CAP], const open_file *file)
{
    snprintf(etag, ETAG_CAP, "\"%" PRIx64 "-%" PRIx64 "-%s\"", (uint64_t)file->info.st_size,
             (uint64_t)file->info.st_mtim.tv_sec * 1000000000U + (uint64_t)file->info.st_mtim.tv_nsec,
             file->coding ? file->coding : "id");
}

static ssize_t read_block(void *opaque, uint64_t offset, char *out, size_t max)
{
    ssize_t n = pread(*(const int *)opaque, out, max, (off_t)offset);
    return n > 0 ? n : n == 0 ? U_STREAM_END : U_STREAM_ERROR;
}

static void close_file(void *opaque)
{
    close(*(const int *)opaque);
    free(opaque);
}

static int answer_content(struct _u_response *response, const open_file *file)
{
    int *fd = malloc(sizeof *fd);
    if (!fd || file->info.st_size == 0) { /* a stream of no bytes is one of unknown length to libmicrohttpd */
        free(fd);
        close(file->fd);
        (void)ulfius_set_empty_body_response(response, file->info.st_size == 0 ? HTTP_OK : HTTP_ERROR);
        return U_CALLBACK_COMPLETE;
    }
    *fd = file->fd;
    (void)ulfius_set_stream_response(response, HTTP_OK, read_block, close_file, (uint64_t)file->info.st_size,
                                     BLOCK_BYTES, fd);
    return U_CALLBACK_COMPLETE;
}

int fit_static_files_answer(const struct _u_request *request, struct _u_response *response, void *data)
{
    const fit_assets *assets = data;
    if (strcmp(request->http_verb, "GET") != 0 && strcmp(request->http_verb, "HEAD") != 0) {
        put_header(response, "Allow", "GET, HEAD");
        return answer_text(response, HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD are allowed here\n");
    }
    const fit_asset *asset = fit_assets_find(assets, request->url_path);
    open_file file;
    if (!asset || !open_best(asset, u_map_get_case(request->map_header, "Accept-Encoding"), &file))
        return answer_text(response, HTTP_NOT_FOUND, "not found\n");
    char etag[ETAG_CAP];
    format_etag(etag, &file);
    put_header(response, "ETag", etag);
    put_header(response, "Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (asset->brotli || asset->gzip)
        put_header(response, "Vary", "Accept-Encoding");
    if (fit_etag_matches(u_map_get_case(request->map_header, "If-None-Match"), etag)) {
        close(file.fd);
        (void)ulfius_set_empty_body_response(response, HTTP_NOT_MODIFIED);
        return U_CALLBACK_COMPLETE;
    }
    put_header(response, "Content-Type", asset->type);
    if (file.coding)
        put_header(response, "Content-Encoding", file.coding);
    return answer_content(response, &file);
}
