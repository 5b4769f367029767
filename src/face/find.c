/* Whose face is meant: the largest of a picture. */
#include <math.h>
#include <stdlib.h>

#include "aifit/face.h"
#include "face/points.h"

static float size_of(const fit_face_place *place)
{
    return fmaxf(place->right - place->left, place->bottom - place->top);
}

static int by_size(const void *a, const void *b)
{
    const float x = size_of(a), y = size_of(b);
    return (x < y) - (x > y);
}

/* Two detections of one face lead to the same shape. */
static bool is_same(const fit_face *a, const fit_face *b)
{
    const fit_vec2 p = fit_face_eyes_middle(a->mesh), q = fit_face_eyes_middle(b->mesh);
    return hypotf(p.x - q.x, p.y - q.y) < 0.5f * fmaxf(a->eye_distance_px, b->eye_distance_px);
}

/* The detector draws its box around a face of few pixels too large, and the mesh follows. While it shrinks what it was
 * given, its shape is where it is looked for next; on other faces this looks once. */
static fit_status settle(fit_face_scanner *scanner, const fit_image *frame, const fit_face_place *place, fit_face *face,
                         bool *present)
{
    enum { LOOKS = 5 };
    static const float SHRUNK = 0.95f;
    fit_face_place at = *place;
    fit_status status = FIT_OK;
    for (int look = 0; look < LOOKS; look++) {
        const float given = size_of(&at);
        status = fit_face_shape(scanner, frame, &at, face, present);
        if (status != FIT_OK || !*present)
            break;
        at = fit_face_where(face);
        if (size_of(&at) >= SHRUNK * given)
            break;
    }
    return status;
}

/* A face of less than this share of the largest one's size stands behind. */
static const float NEAR_SHARE = 0.5f;

static fit_status find_among(fit_face_scanner *scanner, const fit_image *frame, fit_face_place *places, size_t n_places,
                             fit_face *face, size_t *n)
{
    fit_status status = FIT_OK;
    fit_face other;
    float least = 0.0f;
    *n = 0;
    qsort(places, n_places, sizeof *places, by_size);
    for (size_t i = 0; i < n_places && size_of(&places[i]) >= least && status == FIT_OK; i++) {
        bool present;
        fit_face *seen = *n == 0 ? face : &other;
        status = settle(scanner, frame, &places[i], seen, &present);
        if (status != FIT_OK || !present || (*n > 0 && is_same(face, &other)))
            continue;
        if (*n == 0)
            least = NEAR_SHARE * size_of(&places[i]);
        ++*n;
    }
    return status;
}

fit_status fit_face_find(fit_face_scanner *scanner, const fit_image *frame, fit_face_search search, fit_face *face,
                         size_t *n)
{
    fit_face_place places[FIT_FACE_MAX];
    size_t n_places;
    fit_status status = fit_face_detect(scanner, frame, search, places, &n_places);
    if (status == FIT_OK)
        status = find_among(scanner, frame, places, n_places, face, n);
    /* What the first glance took for a face was none, and kept the search from looking closer. */
    if (status == FIT_OK && *n == 0 && n_places > 0 && search == FIT_FACE_SEARCH_FAR)
        return fit_face_find(scanner, frame, FIT_FACE_SEARCH_EVERYONE, face, n);
    return status;
}
