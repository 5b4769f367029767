/* A photo to a decision, as bench/face/race.mjs asks for it: decoded, the face found, aligned and embedded, looked for
 * among many members, one thread.
 * usage: face_bench TEMPLATES N PHOTO     the first N of gallery_bench's templates, and the photo's own; for each line
 *        read, answers with one of JSON */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../gallery/templates.h"
#include "../timing.h"
#include "cli/common/faces.h"
#include "face/template.h"
#include "face/threshold.h"

/* aifit serve's default. */
static const double FALSE_ACCEPT_RATE = 0.0001;

static void die(const char *what)
{
    fprintf(stderr, "face_bench: %s\n", what);
    exit(1);
}

static void embed(fit_faces *faces, const char *path, fit_face_embedding *embedding)
{
    fit_error error;
    fit_face_quality quality;
    if (fit_faces_embed(faces, path, &fit_face_limits_login, embedding, &quality, &error) != FIT_OK)
        die(error.text);
}

static void decide(fit_faces *faces, fit_gallery *gallery, const char *path)
{
    fit_face_embedding embedding;
    fit_face_match match;
    const double start = timing_now_ms();
    embed(faces, path, &embedding);
    if (fit_gallery_match(gallery, &embedding, &match) != FIT_OK)
        die("no match");
    const float threshold = fit_face_threshold(FIT_FACE_LOGIN, FALSE_ACCEPT_RATE, match.compared);
    const bool accepted =
        fit_face_decide(match.cosine, match.second_cosine, (double)threshold, (double)FIT_FACE_MARGIN);
    printf("{\"ms\":%.4f,\"member\":%" PRId64 "}\n", timing_now_ms() - start, accepted ? match.member_id : 0);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    const int64_t n = argc == 4 ? strtoll(argv[2], NULL, 10) : 0;
    if (n < 1)
        die("usage: face_bench TEMPLATES N PHOTO");
    fit_error error;
    fit_faces faces = {0};
    fit_face_embedding embedding, queries[QUERIES];
    fit_gallery *gallery = read_templates(argv[1], (size_t)n, queries);
    if (!gallery)
        die("no such templates, or no memory");
    if (fit_faces_open(&faces, NULL, &error) != FIT_OK)
        die(error.text);
    embed(&faces, argv[3], &embedding);
    if (fit_gallery_add(gallery, n + 1, n + 1, &embedding) != FIT_OK)
        die("no place for a template");
    printf("{\"isa\":\"%s\",\"member\":%" PRId64 "}\n", fit_nn_isa_name(fit_nn_isa_best()), n + 1);
    fflush(stdout);
    for (int c; (c = getchar()) != EOF;)
        if (c == '\n')
            decide(&faces, gallery, argv[3]);
    fit_gallery_destroy(gallery);
    fit_faces_close(&faces);
    return 0;
}
