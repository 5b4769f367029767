#include "server/assets.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_ASSETS = 4096, MAX_DEPTH = 8 };

typedef struct kind {
    const char *ending, *type;
} kind;

/* Only such files are served. */
static const kind kinds[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".wasm", "application/wasm"},
    {".tflite", "application/octet-stream"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".mp3", "audio/mpeg"},
    {".m4a", "audio/mp4"},
    {".ogg", "audio/ogg"},
    {".opus", "audio/ogg"},
    {".webm", "audio/webm"},
    {".wav", "audio/wav"},
    {".mp4", "video/mp4"},
    {".txt", "text/plain; charset=utf-8"},
};

static bool ends_with(const char *text, const char *ending)
{
    size_t len = strlen(text), end = strlen(ending);
    return len > end && strcmp(text + len - end, ending) == 0;
}

static const char *type_of(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ends_with(name, kinds[i].ending))
            return kinds[i].type;
    return NULL;
}

static bool is_file(const char *path, const char *ending)
{
    char name[4096];
    struct stat info;
    int len = snprintf(name, sizeof name, "%s%s", path, ending);
    return len > 0 && (size_t)len < sizeof name && lstat(name, &info) == 0 && S_ISREG(info.st_mode);
}

/* Takes url and path, whatever happens. */
static fit_status add(fit_assets *assets, char *url, char *path, fit_error *error)
{
    fit_status status = url && path ? FIT_OK : FIT_ERR_MEMORY;
    if (status == FIT_OK && assets->count == assets->room) {
        size_t room = assets->room ? 2 * assets->room : 64;
        fit_asset *list = room <= MAX_ASSETS ? realloc(assets->list, room * sizeof *list) : NULL;
        status = list ? FIT_OK : room > MAX_ASSETS ? FIT_ERR_LIMIT : FIT_ERR_MEMORY;
        if (list) {
            assets->list = list;
            assets->room = room;
        }
    }
    if (status != FIT_OK) {
        free(url);
        free(path);
        return fit_fail(error, status, "cannot list the files to serve: %s", fit_status_name(status));
    }
    assets->list[assets->count++] = (fit_asset){
        .url = url,
        .path = path,
        .type = type_of(path),
        .immutable = strncmp(url, "/assets/", 8) == 0, /* where Vite puts what it names by hash */
        .brotli = is_file(path, ".br"),
        .gzip = is_file(path, ".gz"),
    };
    return FIT_OK;
}

static char *join(const char *folder, const char *name)
{
    char *path;
    return asprintf(&path, "%s/%s", folder, name) >= 0 ? path : NULL;
}

static fit_status scan(fit_assets *assets, const char *folder, const char *url, int depth, fit_error *error);

static fit_status scan_entry(fit_assets *assets, const char *folder, const char *url, const char *name, int depth,
                             fit_error *error)
{
    char *path = join(folder, name), *address = join(url, name);
    struct stat info = {0};
    if (path && address && lstat(path, &info) == 0 && S_ISREG(info.st_mode) && type_of(name))
        return add(assets, address, path, error);
    fit_status status = FIT_OK;
    if (!path || !address)
        status = fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    else if (S_ISDIR(info.st_mode) && depth < MAX_DEPTH)
        status = scan(assets, path, address, depth + 1, error);
    free(path);
    free(address);
    return status;
}

static fit_status scan(fit_assets *assets, const char *folder, const char *url, int depth, fit_error *error)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "%.180s: %s", folder, strerror(errno));
    fit_status status = FIT_OK;
    for (struct dirent *entry; status == FIT_OK && (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            status = scan_entry(assets, folder, url, entry->d_name, depth, error);
    closedir(dir);
    return status;
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const fit_asset *)a)->url, ((const fit_asset *)b)->url);
}

static void sort(fit_assets *assets)
{
    if (assets->count > 0)
        qsort(assets->list, assets->count, sizeof *assets->list, compare);
}

fit_status fit_assets_load(fit_assets *assets, const char *data_dir, fit_error *error)
{
    *assets = (fit_assets){.lock = PTHREAD_RWLOCK_INITIALIZER};
    char *folder = join(data_dir, "web");
    if (!folder)
        return fit_fail(error, FIT_ERR_MEMORY, "out of memory");
    fit_status status = scan(assets, folder, "", 0, error);
    free(folder);
    sort(assets);
    const fit_asset *index = fit_assets_find(assets, "/index.html");
    if ((status == FIT_OK || status == FIT_ERR_NOT_FOUND) && !index)
        return fit_fail(error, FIT_ERR_NOT_FOUND, "the live page is missing in %.150s/web; 'make build' builds it",
                        data_dir);
    if (status == FIT_OK)
        status = add(assets, strdup("/"), strdup(index->path), error);
    sort(assets);
    return status;
}

static void free_list(fit_assets *assets)
{
    for (size_t i = 0; i < assets->count; i++) {
        free(assets->list[i].url);
        free(assets->list[i].path);
    }
    free(assets->list);
}

void fit_assets_deinit(fit_assets *assets)
{
    free_list(assets);
    *assets = (fit_assets){0};
}

fit_status fit_assets_reload(fit_assets *assets, const char *data_dir, fit_error *error)
{
    fit_assets now;
    fit_status status = fit_assets_load(&now, data_dir, error);
    if (status == FIT_OK) {
        (void)pthread_rwlock_wrlock(&assets->lock);
        fit_assets earlier = *assets;
        assets->list = now.list;
        assets->count = now.count;
        assets->room = now.room;
        now.list = earlier.list;
        now.count = earlier.count;
        (void)pthread_rwlock_unlock(&assets->lock);
    }
    free_list(&now);
    return status;
}

void fit_assets_lock(fit_assets *assets)
{
    (void)pthread_rwlock_rdlock(&assets->lock);
}

void fit_assets_unlock(fit_assets *assets)
{
    (void)pthread_rwlock_unlock(&assets->lock);
}

const fit_asset *fit_assets_find(const fit_assets *assets, const char *url)
{
    const fit_asset key = {.url = (char *)url}; /* compared, never written */
    return assets->count ? bsearch(&key, assets->list, assets->count, sizeof key, compare) : NULL;
}
