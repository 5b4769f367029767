/* Matching a face among many, as bench/gallery/race.mjs asks for it.
 * usage: gallery_bench make FILE N      writes QUERIES faces to look for, and then N templates, as floats
 *        gallery_bench serve FILE N     the first N of them; for each "QUERY\n" read, answers with a line of JSON
 *
 * The embeddings are drawn as real ones lie: those that MobileFaceNet gives for 485 photos of some 130 people (LFW and
 * East Asian faces) have a mean of length 0.27 and variances that fall off as if there were 25 equal ones. Here that is
 * 64 random directions whose variances fall by e every 13; five templates a member, about 0.75 alike. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "templates.h"

enum { LEN = FIT_FACE_EMBEDDING, DIRECTIONS = 64 };

static const float MEAN = 0.28F, FALL = 13, WITHIN = 0.55F;

static void die(const char *what)
{
    fprintf(stderr, "gallery_bench: %s\n", what);
    exit(1);
}

/* xorshift64* (Vigna 2016), Box and Muller. */
static float normal(void)
{
    static uint64_t seed = 88172645463325252U;
    double uniform[2];
    for (int i = 0; i < 2; i++) {
        seed ^= seed >> 12;
        seed ^= seed << 25;
        seed ^= seed >> 27;
        uniform[i] = (double)(seed * 2685821657736338717U >> 11) * 0x1p-53;
    }
    return (float)(sqrt(-2 * log(1 - uniform[0])) * cos(2 * M_PI * uniform[1]));
}

static fit_face_embedding directions[DIRECTIONS], mean;

static float length_of(const fit_face_embedding *face)
{
    float sum = 0;
    for (int i = 0; i < LEN; i++)
        sum += face->value[i] * face->value[i];
    return sqrtf(sum);
}

static void scale(fit_face_embedding *face, float factor)
{
    for (int i = 0; i < LEN; i++)
        face->value[i] *= factor;
}

static void make_directions(void)
{
    float variance = 0;
    for (int k = 0; k < DIRECTIONS; k++)
        variance += expf(-(float)k / FALL);
    for (int k = 0; k < DIRECTIONS; k++) {
        for (int i = 0; i < LEN; i++)
            directions[k].value[i] = normal();
        scale(&directions[k], sqrtf(expf(-(float)k / FALL) / variance) / length_of(&directions[k]));
    }
    for (int i = 0; i < LEN; i++)
        mean.value[i] = normal();
    scale(&mean, MEAN / length_of(&mean));
}

/* Somewhere around a place, and of unit length. */
static fit_face_embedding make_face(const fit_face_embedding *place, float spread)
{
    fit_face_embedding face = *place;
    for (int k = 0; k < DIRECTIONS; k++) {
        const float amount = spread * normal();
        for (int i = 0; i < LEN; i++)
            face.value[i] += amount * directions[k].value[i];
    }
    scale(&face, 1 / length_of(&face));
    return face;
}

static void write_faces(const char *path, size_t n)
{
    FILE *file = fopen(path, "wb");
    fit_face_embedding *templates = calloc(n, sizeof *templates);
    if (!file || !templates)
        die("no place for the templates");
    make_directions();
    for (size_t i = 0; i < n; i += TEMPLATES) {
        const fit_face_embedding member = make_face(&mean, 1);
        for (size_t k = i; k < i + TEMPLATES && k < n; k++)
            templates[k] = make_face(&member, WITHIN);
    }
    /* By turns a member, one of the first so that every gallery has them, and a stranger. */
    for (size_t q = 0; q < QUERIES; q++) {
        const fit_face_embedding face =
            q % 2 ? make_face(&mean, 1) : make_face(&templates[q * 100 % (n < 10000 ? n : 10000)], WITHIN);
        if (fwrite(&face, sizeof face, 1, file) != 1)
            die("the disk is full");
    }
    if (fwrite(templates, sizeof *templates, n, file) != n || fclose(file) != 0)
        die("the disk is full");
    free(templates);
}

/* Of this thread on the processor: one thread that waits for nothing takes as long by the clock, but for its
 * neighbours. */
static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void serve(const char *path, size_t n)
{
    fit_face_embedding queries[QUERIES];
    fit_gallery *gallery = read_templates(path, n, queries);
    if (!gallery)
        die("no such templates, or no memory");
    printf("{\"isa\":\"%s\"}\n", fit_nn_isa_name(fit_nn_isa_best()));
    fflush(stdout);
    for (size_t q; scanf("%zu", &q) == 1 && q < QUERIES;) {
        fit_face_match match;
        const double start = now_ms();
        const fit_status status = fit_gallery_match(gallery, &queries[q], &match);
        const double ms = now_ms() - start;
        if (status != FIT_OK)
            die(fit_status_name(status));
        printf("{\"ms\":%.4f,\"template\":%" PRId64 ",\"second\":%" PRId64 "}\n", ms, match.template_id,
               match.second_id);
        fflush(stdout);
    }
    fit_gallery_destroy(gallery);
}

int main(int argc, char **argv)
{
    const size_t n = argc == 4 ? (size_t)strtoull(argv[3], NULL, 10) : 0;
    if (n > 0 && strcmp(argv[1], "make") == 0)
        write_faces(argv[2], n);
    else if (n > 0 && strcmp(argv[1], "serve") == 0)
        serve(argv[2], n);
    else
        die("usage: gallery_bench make|serve FILE N");
    return 0;
}
