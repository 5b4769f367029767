/* The gallery against comparing everything with everything, for embeddings of many shapes; changes meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "face/gallery.h"

enum { LEN = FIT_FACE_EMBEDDING, MAX_ENTRIES = 5000, A_MEMBER_EACH = 3 };

/* xorshift64* (Vigna 2016). */
static double uniform(void)
{
    static uint64_t seed = 88172645463325252U;
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (double)(seed * 2685821657736338717U >> 11) * 0x1p-53;
}

static float normal(void)
{
    return (float)(sqrt(-2 * log(1 - uniform())) * cos(2 * M_PI * uniform()));
}

static void normalise(fit_face_embedding *face)
{
    double sum = 0;
    for (int i = 0; i < LEN; i++)
        sum += (double)face->value[i] * (double)face->value[i];
    for (int i = 0; i < LEN; i++)
        face->value[i] = (float)((double)face->value[i] / sqrt(sum));
}

/* WIDE: in every direction alike. NARROW: a few directions have most of it, and all share one, as faces do. SPIKED: one
 * number is large, which 255 steps serve badly. ALIKE: all nearly the same. */
typedef enum shape { WIDE, NARROW, SPIKED, ALIKE, SHAPES } shape;

static fit_face_embedding make_face(shape kind)
{
    fit_face_embedding face;
    for (int i = 0; i < LEN; i++) {
        const float weight = kind == NARROW ? 1 / (1 + (float)i / 8) : kind == ALIKE ? 1e-4F : 1;
        face.value[i] = normal() * weight + (kind == ALIKE || (kind == NARROW && i == 0) ? 1 : 0);
    }
    if (kind == SPIKED)
        face.value[(int)(uniform() * LEN)] += uniform() < 0.5 ? 100 : -100;
    normalise(&face);
    return face;
}

static fit_face_embedding make_like(const fit_face_embedding *face, float noise)
{
    fit_face_embedding other;
    for (int i = 0; i < LEN; i++)
        other.value[i] = face->value[i] + noise * normal() / sqrtf(LEN);
    normalise(&other);
    return other;
}

typedef struct entry {
    int64_t id, member_id;
    fit_face_embedding face;
} entry;

typedef struct world {
    fit_gallery *gallery;
    size_t size;
    entry entries[MAX_ENTRIES];
} world;

static void put(world *w, const entry *e)
{
    w->entries[w->size++] = *e;
    assert_int_equal(FIT_OK, fit_gallery_add(w->gallery, e->id, e->member_id, &e->face));
}

static world *make_world(fit_nn_isa isa, shape kind, size_t size)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    assert_int_equal(FIT_OK, fit_gallery_create(&w->gallery, isa));
    fit_face_embedding person = {{0}};
    for (size_t i = 0; i < size; i++) {
        if (i % A_MEMBER_EACH == 0)
            person = make_face(kind);
        entry e = {(int64_t)i + 1, (int64_t)(i / A_MEMBER_EACH) + 1, make_like(&person, 0.5F)};
        put(w, &e);
    }
    return w;
}

static void end_world(world *w)
{
    fit_gallery_destroy(w->gallery);
    free(w);
}

static double cosine_of(const fit_face_embedding *a, const fit_face_embedding *b)
{
    double sum = 0;
    for (int i = 0; i < LEN; i++)
        sum += (double)a->value[i] * (double)b->value[i];
    return sum;
}

/* The best template of anyone but `but`, by looking at each; NULL when there is none. */
static const entry *best_but(const world *w, const fit_face_embedding *face, int64_t but, double *cosine)
{
    const entry *best = NULL;
    for (size_t i = 0; i < w->size; i++) {
        const double c = cosine_of(&w->entries[i].face, face);
        if (w->entries[i].member_id != but && (!best || c > *cosine)) {
            best = &w->entries[i];
            *cosine = c;
        }
    }
    return best;
}

static void assert_matches(world *w, const fit_face_embedding *face)
{
    fit_face_match match;
    assert_int_equal(FIT_OK, fit_gallery_match(w->gallery, face, &match));
    double first = -1, second = -1;
    const entry *best = best_but(w, face, 0, &first);
    const entry *next = best ? best_but(w, face, best->member_id, &second) : NULL;
    assert_int_equal(best ? best->member_id : 0, match.member_id);
    assert_int_equal(best ? best->id : 0, match.template_id);
    assert_int_equal(next ? next->member_id : 0, match.second_id);
    assert_true(match.cosine == first && match.second_cosine == second); /* to the last bit */
    assert_int_equal(w->size, match.compared);
    assert_int_equal(w->size, fit_gallery_size(w->gallery));
}

static void assert_all_matches(world *w, shape kind)
{
    for (int i = 0; i < 10; i++) {
        fit_face_embedding stranger = make_face(kind);
        assert_matches(w, &stranger);
        if (w->size == 0)
            continue;
        const fit_face_embedding *known = &w->entries[(size_t)(uniform() * (double)w->size)].face;
        fit_face_embedding seen = make_like(known, 0.7F);
        assert_matches(w, &seen);
        assert_matches(w, known);
    }
}

static void finds_what_comparing_all_finds(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 3, 4, 1023, 1024, 1025, MAX_ENTRIES};
    for (int isa = FIT_NN_ISA_REFERENCE; isa < FIT_NN_ISA_COUNT; isa++) {
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes && fit_nn_isa_usable((fit_nn_isa)isa); i++) {
            for (shape kind = WIDE; kind < SHAPES; kind++) {
                world *w = make_world((fit_nn_isa)isa, kind, sizes[i]);
                assert_all_matches(w, kind);
                end_world(w);
            }
        }
    }
}

static void what_is_removed_is_gone(void **state)
{
    (void)state;
    world *w = make_world(FIT_NN_ISA_AUTO, NARROW, 2500);
    int64_t next_id = 10000;
    while (w->size > 0) {
        const size_t i = (size_t)(uniform() * (double)w->size);
        const entry gone = w->entries[i];
        w->entries[i] = w->entries[--w->size];
        assert_int_equal(FIT_OK, fit_gallery_remove(w->gallery, gone.id));
        assert_int_equal(FIT_ERR_NOT_FOUND, fit_gallery_remove(w->gallery, gone.id));
        if (uniform() < 0.4) {
            entry e = {next_id++, gone.member_id, make_face(NARROW)};
            put(w, &e);
        }
        if (w->size % 100 == 0 || w->size < 5) {
            assert_matches(w, &gone.face);
            assert_all_matches(w, NARROW);
        }
    }
    end_world(w);
}

static void one_member_is_matched_alone(void **state)
{
    (void)state;
    world *w = make_world(FIT_NN_ISA_AUTO, NARROW, 3000);
    const entry *e = &w->entries[1501];
    fit_face_embedding face = make_face(NARROW);
    double best = -1;
    for (size_t i = 0; i < w->size; i++)
        if (w->entries[i].member_id == e->member_id)
            best = fmax(best, cosine_of(&w->entries[i].face, &face));
    fit_face_match match;
    assert_int_equal(FIT_OK, fit_gallery_match_member(w->gallery, e->member_id, &face, &match));
    assert_int_equal(e->member_id, match.member_id);
    assert_true(match.cosine == best && match.second_cosine == -1);
    assert_int_equal(0, match.second_id);
    assert_int_equal(A_MEMBER_EACH, match.compared);
    assert_int_equal(A_MEMBER_EACH, fit_gallery_templates(w->gallery, e->member_id));
    assert_int_equal(0, fit_gallery_templates(w->gallery, 77777));
    assert_int_equal(FIT_ERR_NOT_FOUND, fit_gallery_match_member(w->gallery, 77777, &face, &match));
    assert_int_equal(0, match.member_id);
    end_world(w);
}

static void assert_alike(const world *w, const fit_face_embedding *face, int64_t but, double threshold)
{
    fit_face_alike alike[FIT_GALLERY_ALIKE_MAX];
    size_t n = 99;
    assert_int_equal(FIT_OK, fit_gallery_alike(w->gallery, face, but, threshold, alike, &n));
    double best[MAX_ENTRIES + 1] = {0}; /* of each member */
    for (size_t i = 0; i < w->size; i++) {
        double *b = &best[w->entries[i].member_id];
        *b = fmax(*b, cosine_of(&w->entries[i].face, face));
    }
    best[but] = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(alike[i].cosine > threshold && alike[i].cosine == best[alike[i].member_id]);
        assert_true(i == 0 || alike[i].cosine <= alike[i - 1].cosine);
        best[alike[i].member_id] = 0;
    }
    for (int i = 1; i <= MAX_ENTRIES; i++) /* who is not told is less similar */
        assert_true(best[i] <= (n == FIT_GALLERY_ALIKE_MAX ? alike[n - 1].cosine : threshold));
}

static void tells_who_looks_alike(void **state)
{
    (void)state;
    world *w = make_world(FIT_NN_ISA_AUTO, NARROW, 3000);
    static const double thresholds[] = {0.3, 0.5, 0.8, 0.999};
    for (int i = 0; i < 40; i++) {
        const entry *e = &w->entries[(size_t)(uniform() * (double)w->size)];
        assert_alike(w, &e->face, e->member_id, thresholds[i % 4]);
        assert_alike(w, &e->face, 0, thresholds[i % 4]);
    }
    end_world(w);
}

static void what_is_no_face_is_refused(void **state)
{
    (void)state;
    world *w = make_world(FIT_NN_ISA_AUTO, WIDE, 10);
    fit_face_embedding faces[5] = {{{0}}, make_face(WIDE), make_face(WIDE), make_face(WIDE), make_face(WIDE)};
    faces[1].value[7] = NAN;
    faces[2].value[7] = INFINITY;
    faces[3].value[7] = 1.2F;
    for (int i = 0; i < LEN; i++)
        faces[4].value[i] *= 0.99F;
    fit_face_match match;
    fit_face_alike alike[FIT_GALLERY_ALIKE_MAX];
    size_t n;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(FIT_ERR_ARG, fit_gallery_add(w->gallery, 99, 1, &faces[i]));
        assert_int_equal(FIT_ERR_ARG, fit_gallery_match(w->gallery, &faces[i], &match));
        assert_int_equal(FIT_ERR_ARG, fit_gallery_match_member(w->gallery, 1, &faces[i], &match));
        assert_int_equal(FIT_ERR_ARG, fit_gallery_alike(w->gallery, &faces[i], 0, 0.5, alike, &n));
    }
    const fit_face_embedding sound = make_face(WIDE);
    assert_int_equal(FIT_ERR_ARG, fit_gallery_add(w->gallery, 0, 1, &sound));
    assert_int_equal(FIT_ERR_ARG, fit_gallery_add(w->gallery, 99, 0, &sound));
    assert_int_equal(10, fit_gallery_size(w->gallery));
    end_world(w);
}

typedef struct searcher {
    world *w;
    const entry *known;
    atomic_bool *stop;
} searcher;

/* Whatever else comes and goes: who stays is found. */
static void *search_on(void *context)
{
    searcher *s = context;
    do {
        fit_face_match match;
        assert_int_equal(FIT_OK, fit_gallery_match(s->w->gallery, &s->known->face, &match));
        assert_int_equal(s->known->id, match.template_id);
        assert_int_equal(s->known->member_id, match.member_id);
        assert_true(fabs(match.cosine - 1) < 1e-6 && match.second_id != match.member_id);
        assert_true(match.compared >= 2000);
    } while (!atomic_load(s->stop));
    return NULL;
}

static void changes_while_others_search(void **state)
{
    (void)state;
    world *w = make_world(FIT_NN_ISA_AUTO, NARROW, 2000);
    atomic_bool stop = false;
    searcher searchers[3];
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        searchers[i] = (searcher){.w = w, .known = &w->entries[i * 900], .stop = &stop};
        assert_int_equal(0, pthread_create(&threads[i], NULL, search_on, &searchers[i]));
    }
    for (int64_t round = 0; round < 20; round++) {
        for (int64_t i = 0; i < 100; i++) { /* over the edge of a chunk and back */
            const fit_face_embedding face = make_face(NARROW);
            assert_int_equal(FIT_OK, fit_gallery_add(w->gallery, 10000 + i, 5000 + i / 5, &face));
        }
        for (int64_t i = 0; i < 100; i++)
            assert_int_equal(FIT_OK, fit_gallery_remove(w->gallery, 10000 + i));
    }
    atomic_store(&stop, true);
    for (int i = 0; i < 3; i++)
        assert_int_equal(0, pthread_join(threads[i], NULL));
    assert_all_matches(w, NARROW);
    end_world(w);
}

static void nobody_is_accepted_for_being_the_nearest(void **state)
{
    (void)state;
    assert_true(fit_face_decide(0.5, 0.3, 0.5, 0.1));
    assert_true(fit_face_decide(0.5, -1, 0.5, 0.1)); /* the only member */
    assert_false(fit_face_decide(0.499, -1, 0.5, 0.1));
    assert_false(fit_face_decide(0.9, 0.85, 0.5, 0.1));
    assert_false(fit_face_decide(-1, -1, 0.5, 0.1)); /* an empty gallery */
    assert_false(fit_face_decide(NAN, 0, 0.5, 0.1));
    assert_false(fit_face_decide(0.9, NAN, 0.5, 0.1));
    assert_false(fit_face_decide(0.9, 0, NAN, 0.1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_comparing_all_finds),
        cmocka_unit_test(what_is_removed_is_gone),
        cmocka_unit_test(one_member_is_matched_alone),
        cmocka_unit_test(tells_who_looks_alike),
        cmocka_unit_test(what_is_no_face_is_refused),
        cmocka_unit_test(changes_while_others_search),
        cmocka_unit_test(nobody_is_accepted_for_being_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
