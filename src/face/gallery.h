/* The gallery: the templates of all members in memory, and whose of them a face is most like.
 *
 * It holds templates of one embedding model alone, since those of different weights mean nothing to each other.
 * Thread-safe: any number of threads may search while others add and remove, which takes microseconds; a search sees
 * the gallery as it is at one moment. Memory: about 1 KB a template; wiped when a template is removed. */
#ifndef FIT_FACE_GALLERY_H
#define FIT_FACE_GALLERY_H

#include <stdint.h>

#include "aifit/face.h"
#include "aifit/nn.h"

typedef struct fit_gallery fit_gallery;

/* isa: FIT_NN_ISA_AUTO but in tests. *out: freed with fit_gallery_destroy. FIT_ERR_UNSUPPORTED: this CPU cannot run
 * isa; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_gallery_create(fit_gallery **out, fit_nn_isa isa);
/* NULL is allowed; nobody may be searching. */
void fit_gallery_destroy(fit_gallery *gallery);

/* id: this template's, above 0, no other's in the gallery. member_id: above 0. face is copied.
 * FIT_ERR_ARG: not of unit length (within a thousandth), NaN; FIT_ERR_MEMORY. */
FIT_NODISCARD fit_status fit_gallery_add(fit_gallery *gallery, int64_t id, int64_t member_id,
                                         const fit_face_embedding *face);
/* FIT_ERR_NOT_FOUND. */
FIT_NODISCARD fit_status fit_gallery_remove(fit_gallery *gallery, int64_t id);

/* How many templates there are; and how many of one member's. */
size_t fit_gallery_size(fit_gallery *gallery);
size_t fit_gallery_templates(fit_gallery *gallery, int64_t member_id);

/* The member that a face is most like, and the one that is next. A cosine is that of the most similar of a member's
 * templates, exact (computed in double precision), -1 where there is nobody. */
typedef struct fit_face_match {
    int64_t member_id, second_id; /* 0: nobody; never the same */
    int64_t template_id;          /* of member_id's, the one that matched */
    double cosine, second_cosine;
    size_t compared; /* templates in the gallery: the more, the higher the threshold has to be */
} fit_face_match;

/* 1:N, over all templates. FIT_ERR_ARG: face is not of unit length. */
FIT_NODISCARD fit_status fit_gallery_match(fit_gallery *gallery, const fit_face_embedding *face, fit_face_match *match);

/* 1:1: *match is as if member_id were alone in the gallery. FIT_ERR_NOT_FOUND: the member has no template;
 * FIT_ERR_ARG. */
FIT_NODISCARD fit_status fit_gallery_match_member(fit_gallery *gallery, int64_t member_id,
                                                  const fit_face_embedding *face, fit_face_match *match);

enum { FIT_GALLERY_ALIKE_MAX = 8 };

typedef struct fit_face_alike {
    int64_t member_id;
    double cosine;
} fit_face_alike;

/* Who else looks like this face: the members other than member_id (0: all) that are more similar than threshold, the
 * most similar first, the first FIT_GALLERY_ALIKE_MAX of them. FIT_ERR_ARG. */
FIT_NODISCARD fit_status fit_gallery_alike(fit_gallery *gallery, const fit_face_embedding *face, int64_t member_id,
                                           double threshold, fit_face_alike alike[FIT_GALLERY_ALIKE_MAX], size_t *n);

/* Nobody is accepted for being the nearest: the cosine must reach the threshold, and the second must be at least margin
 * away. false for a NaN. */
bool fit_face_decide(double cosine, double second_cosine, double threshold, double margin);

#endif
