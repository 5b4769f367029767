#include "face/gallery.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "nn/kernels/kernels.h"

/* A search is one pass over bytes, four times less memory than the floats, which proves of nearly every template that
 * it is not similar enough; the rest, some dozens among a million, are compared exactly. Nothing is lost on the way:
 *
 * A template x is scale * bytes + e, the face y likewise scale' * bytes' + e'. So
 *     x.y = scale * scale' * bytes.bytes' + e.y + (x - e).e' <= scale * scale' * bytes.bytes' + |e||y| + (|x| +
 * |e|)|e'| by Cauchy and Schwarz, and the dot product of bytes is exact. Rounded to 255 steps, |e| is about 0.007 for
 * 192 floats of unit length. */
enum { LEN = FIT_FACE_EMBEDDING, CHUNK = 1024, LEVELS = 127 };

/* How far a length may be from 1, and more than all that doubles round. */
static const double LENGTH_TOLERANCE = 1e-3, ROUNDING = 1e-9;

_Static_assert(LEN % 32 == 0, "as dot_bytes wants it");

/* Allocated as it is needed, so that nothing moves when the gallery grows. */
typedef struct chunk {
    int8_t bytes[CHUNK][LEN];
    float scale[CHUNK];
    fit_face_embedding exact[CHUNK];
    int64_t id[CHUNK], member_id[CHUNK];
    double error; /* the largest |e| that was ever in it */
} chunk;

struct fit_gallery {
    const fit_nn_kernels *kernels;
    pthread_rwlock_t lock;
    chunk **chunks;
    size_t chunk_count, size; /* all chunks but the last are full */
};

/* What a face is compared with. found is called for every template that is more similar than floor, which it may
 * raise, and for none that is not. */
typedef struct search search;
struct search {
    const fit_face_embedding *face;
    int16_t words[LEN];
    float scale;
    double error;
    double floor;
    int64_t member_id; /* whom it is about */
    void (*found)(search *s, const chunk *c, size_t i, double cosine);
    fit_face_match *match;
    fit_face_alike *alike;
    size_t n_alike;
};

fit_status fit_gallery_create(fit_gallery **out, fit_nn_isa isa)
{
    const fit_nn_kernels *kernels = fit_nn_kernels_get(isa);
    if (!kernels)
        return FIT_ERR_UNSUPPORTED;
    fit_gallery *gallery = calloc(1, sizeof *gallery);
    if (!gallery)
        return FIT_ERR_MEMORY;
    gallery->kernels = kernels;
    pthread_rwlockattr_t attributes;
    (void)pthread_rwlockattr_init(&attributes);
    /* Searches follow each other without a gap when many log in; whoever changes something must get in between. */
    (void)pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    (void)pthread_rwlock_init(&gallery->lock, &attributes);
    (void)pthread_rwlockattr_destroy(&attributes);
    *out = gallery;
    return FIT_OK;
}

static void free_chunk(chunk *c)
{
    explicit_bzero(c, sizeof *c);
    free(c);
}

void fit_gallery_destroy(fit_gallery *gallery)
{
    if (!gallery)
        return;
    for (size_t i = 0; i < gallery->chunk_count; i++)
        free_chunk(gallery->chunks[i]);
    free(gallery->chunks);
    (void)pthread_rwlock_destroy(&gallery->lock);
    free(gallery);
}

static double dot(const float *a, const float *b)
{
    double sum = 0;
    for (size_t i = 0; i < LEN; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static bool has_unit_length(const fit_face_embedding *face)
{
    return fabs(sqrt(dot(face->value, face->value)) - 1) <= LENGTH_TOLERANCE; /* not for a NaN */
}

/* value is scale * bytes but for an error, whose length is returned. */
static double round_to_bytes(const float *value, int8_t *bytes, float *scale)
{
    float largest = 0;
    for (size_t i = 0; i < LEN; i++)
        largest = fmaxf(largest, fabsf(value[i]));
    *scale = largest / LEVELS;
    double error = 0;
    for (size_t i = 0; i < LEN; i++) {
        bytes[i] = (int8_t)lrintf(value[i] / *scale);
        double apart = (double)value[i] - (double)*scale * bytes[i];
        error += apart * apart;
    }
    return sqrt(error);
}

static size_t entries(const fit_gallery *gallery, size_t chunk_index)
{
    return chunk_index + 1 < gallery->chunk_count ? CHUNK : gallery->size - chunk_index * CHUNK;
}

static fit_status add_chunk(fit_gallery *gallery)
{
    chunk **chunks = realloc(gallery->chunks, (gallery->chunk_count + 1) * sizeof *chunks);
    if (!chunks)
        return FIT_ERR_MEMORY;
    gallery->chunks = chunks;
    chunk *c = aligned_alloc(64, (sizeof *c + 63) / 64 * 64);
    if (!c)
        return FIT_ERR_MEMORY;
    c->error = 0;
    chunks[gallery->chunk_count++] = c;
    return FIT_OK;
}

static fit_status add(fit_gallery *gallery, int64_t id, int64_t member_id, const fit_face_embedding *face)
{
    fit_status status = gallery->size == gallery->chunk_count * CHUNK ? add_chunk(gallery) : FIT_OK;
    if (status != FIT_OK)
        return status;
    chunk *c = gallery->chunks[gallery->size / CHUNK];
    const size_t i = gallery->size++ % CHUNK;
    c->id[i] = id;
    c->member_id[i] = member_id;
    c->exact[i] = *face;
    c->error = fmax(c->error, round_to_bytes(face->value, c->bytes[i], &c->scale[i]));
    return FIT_OK;
}

fit_status fit_gallery_add(fit_gallery *gallery, int64_t id, int64_t member_id, const fit_face_embedding *face)
{
    if (id <= 0 || member_id <= 0 || !has_unit_length(face))
        return FIT_ERR_ARG;
    (void)pthread_rwlock_wrlock(&gallery->lock);
    fit_status status = add(gallery, id, member_id, face);
    (void)pthread_rwlock_unlock(&gallery->lock);
    return status;
}

static void copy_entry(chunk *to, size_t i, const chunk *from, size_t k)
{
    memcpy(to->bytes[i], from->bytes[k], LEN);
    to->scale[i] = from->scale[k];
    to->exact[i] = from->exact[k];
    to->id[i] = from->id[k];
    to->member_id[i] = from->member_id[k];
    to->error = fmax(to->error, from->error);
}

/* The last one takes its place. */
static void remove_at(fit_gallery *gallery, chunk *c, size_t i)
{
    const size_t last = --gallery->size % CHUNK;
    chunk *end = gallery->chunks[gallery->chunk_count - 1];
    if (c != end || i != last)
        copy_entry(c, i, end, last);
    explicit_bzero(end->bytes[last], LEN);
    explicit_bzero(&end->exact[last], sizeof end->exact[last]);
    if (last == 0) {
        free_chunk(end);
        gallery->chunk_count--;
    }
}

fit_status fit_gallery_remove(fit_gallery *gallery, int64_t id)
{
    fit_status status = FIT_ERR_NOT_FOUND;
    (void)pthread_rwlock_wrlock(&gallery->lock);
    for (size_t k = 0; k < gallery->chunk_count && status != FIT_OK; k++) {
        chunk *c = gallery->chunks[k];
        const size_t n = entries(gallery, k);
        size_t i = 0;
        while (i < n && c->id[i] != id)
            i++;
        if (i < n) {
            remove_at(gallery, c, i);
            status = FIT_OK;
        }
    }
    (void)pthread_rwlock_unlock(&gallery->lock);
    return status;
}

size_t fit_gallery_size(fit_gallery *gallery)
{
    (void)pthread_rwlock_rdlock(&gallery->lock);
    const size_t size = gallery->size;
    (void)pthread_rwlock_unlock(&gallery->lock);
    return size;
}

size_t fit_gallery_templates(fit_gallery *gallery, int64_t member_id)
{
    size_t count = 0;
    (void)pthread_rwlock_rdlock(&gallery->lock);
    for (size_t k = 0; k < gallery->chunk_count; k++)
        for (size_t i = 0; i < entries(gallery, k); i++)
            count += gallery->chunks[k]->member_id[i] == member_id;
    (void)pthread_rwlock_unlock(&gallery->lock);
    return count;
}

static void search_chunk(search *s, const fit_nn_kernels *kernels, const chunk *c, size_t n)
{
    int32_t products[CHUNK];
    kernels->dot_bytes(c->bytes[0], n, LEN, s->words, products);
    const double length = 1 + LENGTH_TOLERANCE;
    const double slack = c->error * length + (length + c->error) * s->error + ROUNDING;
    for (size_t i = 0; i < n; i++) {
        if ((double)c->scale[i] * (double)s->scale * products[i] + slack <= s->floor)
            continue;
        const double cosine = dot(c->exact[i].value, s->face->value);
        if (cosine > s->floor)
            s->found(s, c, i, cosine);
    }
}

static fit_status start_search(search *s)
{
    if (!has_unit_length(s->face))
        return FIT_ERR_ARG;
    int8_t bytes[LEN];
    s->error = round_to_bytes(s->face->value, bytes, &s->scale);
    for (size_t i = 0; i < LEN; i++)
        s->words[i] = (int16_t)bytes[i];
    return FIT_OK;
}

/* The lock is held by the caller. */
static void search_all(search *s, const fit_gallery *gallery)
{
    for (size_t k = 0; k < gallery->chunk_count; k++)
        search_chunk(s, gallery->kernels, gallery->chunks[k], entries(gallery, k));
}

static void note_match(search *s, const chunk *c, size_t i, double cosine)
{
    fit_face_match *match = s->match;
    const int64_t member_id = c->member_id[i];
    const bool nearest = match->member_id == 0 || cosine > match->cosine;
    if (!nearest && member_id == match->member_id)
        return;
    if (!nearest) {
        match->second_id = member_id;
        match->second_cosine = cosine;
    } else {
        if (member_id != match->member_id) {
            match->second_id = match->member_id;
            match->second_cosine = match->cosine;
        }
        match->member_id = member_id;
        match->template_id = c->id[i];
        match->cosine = cosine;
    }
    if (match->second_id)
        s->floor = match->second_cosine;
}

static const fit_face_match NOBODY = {.cosine = -1, .second_cosine = -1};
static const double BELOW_ALL = -2;

fit_status fit_gallery_match(fit_gallery *gallery, const fit_face_embedding *face, fit_face_match *match)
{
    search s = {.face = face, .floor = BELOW_ALL, .found = note_match, .match = match};
    fit_status status = start_search(&s);
    if (status != FIT_OK)
        return status;
    *match = NOBODY;
    (void)pthread_rwlock_rdlock(&gallery->lock);
    search_all(&s, gallery);
    match->compared = gallery->size;
    (void)pthread_rwlock_unlock(&gallery->lock);
    return FIT_OK;
}

fit_status fit_gallery_match_member(fit_gallery *gallery, int64_t member_id, const fit_face_embedding *face,
                                    fit_face_match *match)
{
    if (!has_unit_length(face))
        return FIT_ERR_ARG;
    search s = {.match = match};
    *match = NOBODY;
    (void)pthread_rwlock_rdlock(&gallery->lock);
    for (size_t k = 0; k < gallery->chunk_count; k++) {
        const chunk *c = gallery->chunks[k];
        for (size_t i = 0; i < entries(gallery, k); i++) {
            if (c->member_id[i] != member_id)
                continue;
            note_match(&s, c, i, dot(c->exact[i].value, face->value));
            match->compared++;
        }
    }
    (void)pthread_rwlock_unlock(&gallery->lock);
    return match->compared ? FIT_OK : FIT_ERR_NOT_FOUND;
}

/* Kept in order; what falls off the end raises the floor. */
static void note_alike(search *s, const chunk *c, size_t i, double cosine)
{
    if (c->member_id[i] == s->member_id)
        return;
    size_t place = 0; /* of the member, or behind all */
    while (place < s->n_alike && s->alike[place].member_id != c->member_id[i])
        place++;
    if (place < s->n_alike && s->alike[place].cosine >= cosine)
        return;
    if (place == s->n_alike && s->n_alike < FIT_GALLERY_ALIKE_MAX)
        s->n_alike++;
    else if (place == s->n_alike)
        place--;
    for (; place > 0 && s->alike[place - 1].cosine < cosine; place--)
        s->alike[place] = s->alike[place - 1];
    s->alike[place] = (fit_face_alike){c->member_id[i], cosine};
    if (s->n_alike == FIT_GALLERY_ALIKE_MAX)
        s->floor = s->alike[s->n_alike - 1].cosine;
}

fit_status fit_gallery_alike(fit_gallery *gallery, const fit_face_embedding *face, int64_t member_id, double threshold,
                             fit_face_alike alike[FIT_GALLERY_ALIKE_MAX], size_t *n)
{
    search s = {.face = face, .floor = threshold, .member_id = member_id, .found = note_alike, .alike = alike};
    fit_status status = start_search(&s);
    if (status != FIT_OK)
        return status;
    (void)pthread_rwlock_rdlock(&gallery->lock);
    search_all(&s, gallery);
    (void)pthread_rwlock_unlock(&gallery->lock);
    *n = s.n_alike;
    return FIT_OK;
}

bool fit_face_decide(double cosine, double second_cosine, double threshold, double margin)
{
    return cosine >= threshold && cosine - second_cosine >= margin;
}
