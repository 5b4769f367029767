#include "server/static_files.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/answer.h"
#include "server/negotiate.h"

enum {
    HTTP_OK = 200,
    HTTP_PARTIAL = 206,
    HTTP_NOT_MODIFIED = 304,
    HTTP_NOT_FOUND = 404,
    HTTP_METHOD_NOT_ALLOWED = 405,
    HTTP_RANGE = 416,
    HTTP_ERROR = 500
};
enum { BLOCK_BYTES = 1 << 16, ETAG_CAP = 64 };

static void put_header(struct _u_response *response, const char *name, const char *value)
{
    (void)u_map_put(response->map_header, name, value);
}

static unsigned answer_text(struct _u_response *response, unsigned status, const char *text)
{
    (void)ulfius_set_string_body_response(response, status, text);
    put_header(response, "Content-Type", "text/plain; charset=utf-8");
    put_header(response, "Cache-Control", "no-store");
    return status;
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

/* accepted: NULL for the plain file only. */
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

/* What of the file is sent. */
typedef struct part {
    int fd;
    uint64_t first;
} part;

static ssize_t read_block(void *opaque, uint64_t offset, char *out, size_t max)
{
    const part *p = opaque;
    ssize_t n = pread(p->fd, out, max, (off_t)(p->first + offset));
    return n > 0 ? n : n == 0 ? U_STREAM_END : U_STREAM_ERROR;
}

static void close_part(void *opaque)
{
    close(((const part *)opaque)->fd);
    free(opaque);
}

/* Takes the file. */
static unsigned answer_part(struct _u_response *response, unsigned status, const open_file *file, uint64_t first,
                            uint64_t len)
{
    part *p = malloc(sizeof *p);
    if (!p || len == 0) { /* a stream of no bytes is one of unknown length to libmicrohttpd */
        status = p ? status : HTTP_ERROR;
        free(p);
        close(file->fd);
        (void)ulfius_set_empty_body_response(response, status);
        return status;
    }
    *p = (part){.fd = file->fd, .first = first};
    (void)ulfius_set_stream_response(response, status, read_block, close_part, len, BLOCK_BYTES, p);
    return status;
}

static unsigned answer_nothing(struct _u_response *response, unsigned status, const open_file *file)
{
    close(file->fd);
    (void)ulfius_set_empty_body_response(response, status);
    return status;
}

static unsigned answer_range(const struct _u_request *request, struct _u_response *response, const open_file *file,
                             const char *etag)
{
    uint64_t size = (uint64_t)file->info.st_size, first = 0, last = 0;
    const char *range = u_map_get_case(request->map_header, "Range");
    const char *if_range = u_map_get_case(request->map_header, "If-Range");
    if (file->coding || (if_range && strcmp(if_range, etag) != 0))
        range = NULL;
    char content_range[80];
    switch (fit_range_of(range, size, &first, &last)) {
    case FIT_RANGE_PART:
        snprintf(content_range, sizeof content_range, "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, first, last, size);
        put_header(response, "Content-Range", content_range);
        return answer_part(response, HTTP_PARTIAL, file, first, last - first + 1);
    case FIT_RANGE_OUTSIDE:
        snprintf(content_range, sizeof content_range, "bytes */%" PRIu64, size);
        put_header(response, "Content-Range", content_range);
        return answer_nothing(response, HTTP_RANGE, file);
    case FIT_RANGE_WHOLE:
        break;
    }
    return answer_part(response, HTTP_OK, file, 0, size);
}

/* The page has paths of its own (/history, /train/NAME): a browser that asks for one gets the page. A path with a dot
 * names a file, and is there or not. */
static const fit_asset *find_asset(const struct _u_request *request, const fit_assets *assets)
{
    const fit_asset *asset = fit_assets_find(assets, request->url_path);
    const char *accept = u_map_get_case(request->map_header, "Accept");
    if (asset || strchr(request->url_path, '.') || !accept || !strstr(accept, "text/html"))
        return asset;
    return fit_assets_find(assets, "/");
}

static unsigned answer_asset(const struct _u_request *request, struct _u_response *response, const fit_asset *asset)
{
    const char *accepted = u_map_get_case(request->map_header, "Accept-Encoding");
    open_file file;
    if (!asset || !open_best(asset, u_map_get_case(request->map_header, "Range") ? NULL : accepted, &file))
        return answer_text(response, HTTP_NOT_FOUND, "not found\n");
    char etag[ETAG_CAP];
    format_etag(etag, &file);
    put_header(response, "ETag", etag);
    put_header(response, "Cache-Control", asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (asset->brotli || asset->gzip)
        put_header(response, "Vary", "Accept-Encoding");
    if (fit_etag_matches(u_map_get_case(request->map_header, "If-None-Match"), etag))
        return answer_nothing(response, HTTP_NOT_MODIFIED, &file);
    put_header(response, "Content-Type", asset->type);
    put_header(response, "Accept-Ranges", "bytes");
    if (file.coding)
        put_header(response, "Content-Encoding", file.coding);
    return answer_range(request, response, &file, etag);
}

unsigned fit_static_files_answer(const struct _u_request *request, struct _u_response *response, fit_assets *assets)
{
    fit_answer_page_headers(response);
    if (strcmp(request->http_verb, "GET") != 0 && strcmp(request->http_verb, "HEAD") != 0) {
        put_header(response, "Allow", "GET, HEAD");
        return answer_text(response, HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD are allowed here\n");
    }
    fit_assets_lock(assets);
    unsigned status = answer_asset(request, response, find_asset(request, assets));
    fit_assets_unlock(assets);
    return status;
}
