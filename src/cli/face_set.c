#include "cli/face_set.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/common/faces.h"
#include "cli/common/file.h"

enum { MAX_PHOTOS = 1 << 17 };

void fit_face_set_close(fit_face_set *set)
{
    for (size_t i = 0; i < set->n_photos; i++)
        free(set->photos[i].path);
    for (size_t i = 0; i < set->n_groups; i++)
        free(set->groups[i]);
    free(set->photos);
    free(set->group_of);
    free(set->groups);
    free(set->pairs);
    *set = (fit_face_set){0};
}

/* The array with room for one more than n items: it grows by doubling, at every power of two. NULL: no memory, and the
 * array is as it was. */
static void *grown(void *array, size_t n, size_t item_bytes)
{
    if (n & (n - 1))
        return array;
    return realloc(array, (n ? 2 * n : 1) * item_bytes);
}

static fit_status add_group(fit_face_set *set, const char *name, fit_error *error)
{
    char **groups = grown(set->groups, set->n_groups, sizeof *groups);
    if (groups)
        set->groups = groups;
    char *copy = groups ? strdup(name) : NULL;
    if (!copy)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory");
    set->groups[set->n_groups++] = copy;
    return FIT_OK;
}

static fit_status add_person(fit_face_set *set, fit_error *error)
{
    uint32_t *group_of = grown(set->group_of, set->n_people, sizeof *group_of);
    if (!group_of)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory");
    set->group_of = group_of;
    set->group_of[set->n_people++] = (uint32_t)(set->n_groups - 1);
    return FIT_OK;
}

/* path: taken, also on failure. */
static fit_status add_photo(fit_face_set *set, char *path, uint32_t person, fit_error *error)
{
    if (set->n_photos == MAX_PHOTOS) {
        free(path);
        return fit_fail(error, FIT_ERR_LIMIT, "more than %d photos", (int)MAX_PHOTOS);
    }
    fit_set_photo *photos = path ? grown(set->photos, set->n_photos, sizeof *photos) : NULL;
    if (!photos) {
        free(path);
        return fit_fail(error, FIT_ERR_MEMORY, "no memory");
    }
    set->photos = photos;
    set->photos[set->n_photos++] = (fit_set_photo){.path = path, .person = person};
    return FIT_OK;
}

static char *join(const char *dir, const char *name)
{
    char *path;
    return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}

static bool is_photo(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (strcasecmp(dot, ".jpg") == 0 || strcasecmp(dot, ".jpeg") == 0);
}

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* What is done with each entry of a folder. */
typedef fit_status visit(fit_face_set *set, const char *path, const char *name, fit_error *error);

static fit_status each_entry(fit_face_set *set, const char *dir, visit *visit_entry, fit_error *error)
{
    struct dirent **entries;
    const int n = scandir(dir, &entries, visible, alphasort);
    if (n < 0)
        return fit_fail(error, errno == ENOENT ? FIT_ERR_NOT_FOUND : FIT_ERR_IO, "%s: %s", dir, strerror(errno));
    fit_status status = FIT_OK;
    for (int i = 0; i < n; i++) {
        char *path = status == FIT_OK ? join(dir, entries[i]->d_name) : NULL;
        if (status == FIT_OK)
            status =
                path ? visit_entry(set, path, entries[i]->d_name, error) : fit_fail(error, FIT_ERR_MEMORY, "no memory");
        free(path);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static fit_status visit_photo(fit_face_set *set, const char *path, const char *name, fit_error *error)
{
    if (!is_photo(name) || is_folder(path))
        return FIT_OK;
    return add_photo(set, strdup(path), (uint32_t)(set->n_people - 1), error);
}

static fit_status visit_person(fit_face_set *set, const char *path, const char *name, fit_error *error)
{
    (void)name;
    if (!is_folder(path))
        return FIT_OK;
    const fit_status status = add_person(set, error);
    return status == FIT_OK ? each_entry(set, path, visit_photo, error) : status;
}

static fit_status visit_group(fit_face_set *set, const char *path, const char *name, fit_error *error)
{
    if (!is_folder(path))
        return FIT_OK;
    const fit_status status = add_group(set, name, error);
    return status == FIT_OK ? each_entry(set, path, visit_person, error) : status;
}

/* A folder below a folder of dir. */
static bool has_groups(const char *dir)
{
    struct dirent **entries;
    const int n = scandir(dir, &entries, visible, NULL);
    bool found = false;
    for (int i = 0; i < n; i++) {
        char *path = found ? NULL : join(dir, entries[i]->d_name);
        struct dirent **inner;
        const int m = path ? scandir(path, &inner, visible, NULL) : -1;
        for (int k = 0; k < m; k++) {
            char *below = found ? NULL : join(path, inner[k]->d_name);
            found = found || (below && is_folder(below));
            free(below);
            free(inner[k]);
        }
        if (m >= 0)
            free(inner);
        free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return found;
}

fit_status fit_face_set_list(fit_face_set *set, const char *dir, fit_error *error)
{
    fit_status status = FIT_OK;
    if (has_groups(dir)) {
        status = each_entry(set, dir, visit_group, error);
    } else {
        status = add_group(set, "", error);
        if (status == FIT_OK)
            status = each_entry(set, dir, visit_person, error);
    }
    if (status == FIT_OK && set->n_photos == 0)
        return fit_fail(error, FIT_ERR_NOT_FOUND, "%s: no folders of .jpg photos, one a person", dir);
    return status;
}

/* The number of the photo at dir/name, which is added when it is new. */
static fit_status photo_number(fit_face_set *set, const char *dir, const char *name, uint32_t *number, fit_error *error)
{
    char *path = name[0] == '/' ? strdup(name) : join(dir, name);
    for (size_t i = 0; path && i < set->n_photos; i++)
        if (strcmp(set->photos[i].path, path) == 0) {
            free(path);
            *number = (uint32_t)i;
            return FIT_OK;
        }
    *number = (uint32_t)set->n_photos;
    return add_photo(set, path, *number, error);
}

/* While a list is read, person leads from photo to photo, and ends at the one that stands for all of its person's. */
static uint32_t representative(const fit_face_set *set, uint32_t photo)
{
    while (set->photos[photo].person != photo)
        photo = set->photos[photo].person;
    return photo;
}

static fit_status add_pair(fit_face_set *set, const char *dir, char *line, unsigned number, fit_error *error)
{
    char *rest = line;
    const char *a = strsep(&rest, ","), *b = strsep(&rest, ","), *word = strsep(&rest, ",");
    if (!word || rest || !*a || !*b || (strcmp(word, "same") != 0 && strcmp(word, "different") != 0))
        return fit_fail_at(error, FIT_ERR_FORMAT, number, 1, 0, "not of the form A.jpg,B.jpg,same or ...,different");
    fit_set_pair pair = {.same = strcmp(word, "same") == 0, .line = number};
    fit_status status = photo_number(set, dir, a, &pair.a, error);
    if (status == FIT_OK)
        status = photo_number(set, dir, b, &pair.b, error);
    if (status != FIT_OK)
        return status;
    fit_set_pair *pairs = grown(set->pairs, set->n_pairs, sizeof *pairs);
    if (!pairs)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory");
    set->pairs = pairs;
    set->pairs[set->n_pairs++] = pair;
    if (pair.same)
        set->photos[representative(set, pair.b)].person = representative(set, pair.a);
    return FIT_OK;
}

/* From chains to numbers of people. */
static fit_status number_people(fit_face_set *set, fit_error *error)
{
    fit_status status = FIT_OK;
    uint32_t *number = calloc(set->n_photos, sizeof *number);
    if (!number)
        return fit_fail(error, FIT_ERR_MEMORY, "no memory");
    for (uint32_t i = 0; i < set->n_photos && status == FIT_OK; i++)
        if (set->photos[i].person == i) {
            number[i] = (uint32_t)set->n_people;
            status = add_person(set, error);
        }
    for (uint32_t i = 0; i < set->n_photos && status == FIT_OK; i++)
        number[i] = number[representative(set, i)];
    for (uint32_t i = 0; i < set->n_photos && status == FIT_OK; i++)
        set->photos[i].person = number[i];
    free(number);
    return status;
}

static fit_status read_lines(fit_face_set *set, const char *dir, char *text, fit_error *error)
{
    unsigned number = 0;
    fit_status status = FIT_OK;
    for (char *line; status == FIT_OK && (line = strsep(&text, "\n"));) {
        number++;
        line[strcspn(line, "\r")] = '\0';
        if (*line)
            status = add_pair(set, dir, line, number, error);
    }
    if (status == FIT_OK && set->n_pairs == 0)
        return fit_fail(error, FIT_ERR_FORMAT, "no pairs");
    return status;
}

static fit_status check_pairs(const fit_face_set *set, fit_error *error)
{
    for (size_t i = 0; i < set->n_pairs; i++) {
        const fit_set_pair *pair = &set->pairs[i];
        if (!pair->same && set->photos[pair->a].person == set->photos[pair->b].person)
            return fit_fail_at(error, FIT_ERR_FORMAT, pair->line, 1, 0, "by other lines these are one person");
    }
    return FIT_OK;
}

fit_status fit_face_set_read(fit_face_set *set, const char *file, fit_error *error)
{
    enum { MAX_LIST_BYTES = 64 << 20 };
    fit_buffer text;
    fit_status status = fit_file_read(file, MAX_LIST_BYTES, &text, error);
    if (status != FIT_OK)
        return status;
    const char *slash = strrchr(file, '/');
    char *dir = slash ? strndup(file, (size_t)(slash - file)) : strdup(".");
    status = dir ? add_group(set, "", error) : fit_fail(error, FIT_ERR_MEMORY, "no memory");
    if (status == FIT_OK)
        status = read_lines(set, dir, text.data, error);
    if (status == FIT_OK)
        status = number_people(set, error);
    if (status == FIT_OK)
        status = check_pairs(set, error);
    free(dir);
    fit_buffer_deinit(&text);
    return status;
}

static fit_photo_fate fate_of(fit_face_reason reason)
{
    switch (reason) {
    case FIT_FACE_GOOD:
        return FIT_PHOTO_USED;
    case FIT_FACE_NO_FACE:
        return FIT_PHOTO_NO_FACE;
    case FIT_FACE_SEVERAL_FACES:
        return FIT_PHOTO_SEVERAL;
    default:
        return FIT_PHOTO_REFUSED;
    }
}

/* Fills error unless the photo is used. */
static fit_photo_fate embed(fit_faces *faces, fit_set_photo *photo, const fit_face_limits *limits, fit_error *error)
{
    fit_face face;
    size_t n;
    fit_face_quality quality = {.reason = FIT_FACE_GOOD};
    fit_status status = fit_faces_read(faces, photo->path, &face, &n, error);
    if (status != FIT_OK)
        return FIT_PHOTO_UNREADABLE;
    const fit_image view = fit_pixels_view(&faces->photo);
    if (limits || n != 1)
        status = fit_face_judge(&view, &face, n, limits, &quality);
    if (status != FIT_OK) {
        (void)fit_fail(error, status, "%s", fit_status_name(status));
        return FIT_PHOTO_UNREADABLE;
    }
    if (quality.reason == FIT_FACE_GOOD && fit_faces_embed_found(faces, &face, &photo->embedding, error) != FIT_OK)
        return FIT_PHOTO_UNREADABLE;
    (void)fit_fail(error, FIT_ERR_ARG, "left out: %s", fit_face_reason_name(quality.reason));
    return fate_of(quality.reason);
}

fit_exit fit_face_set_embed(fit_face_set *set, const char *face_model, const fit_face_limits *limits)
{
    fit_faces faces = {0};
    fit_error error;
    fit_exit result = FIT_EXIT_OK;
    if (fit_faces_open(&faces, face_model, &error) != FIT_OK)
        result = fit_cli_fail("%s", error.text);
    for (size_t i = 0; i < set->n_photos && result == FIT_EXIT_OK; i++) {
        set->photos[i].fate = embed(&faces, &set->photos[i], limits, &error);
        if (set->photos[i].fate != FIT_PHOTO_USED)
            (void)fit_cli_fail_file(set->photos[i].path, &error);
    }
    fit_faces_close(&faces);
    return result;
}
