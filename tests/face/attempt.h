/* Attempts to log in, genuine and not, through the real networks: clips and photos shown to the judge. */
#ifndef TESTS_FACE_ATTEMPT_H
#define TESTS_FACE_ATTEMPT_H

#include "aifit/face.h"
#include "face/liveness.h"
#include "media/pixels.h"

enum { ATTEMPT_FRAME_MS = 200, CLIP_MAX = 400 };

/* The models of build/models. False when they are not there or memory is short. */
typedef struct attempt_nets {
    fit_face_models *models;
    fit_face_scanner *scanner;
} attempt_nets;
bool attempt_nets_init(attempt_nets *nets);
void attempt_nets_deinit(attempt_nets *nets);

/* Every step-th frame of a video file. */
typedef struct clip {
    fit_pixels frame[CLIP_MAX];
    size_t n;
} clip;
bool clip_load(clip *out, const char *path, int step);
void clip_free(clip *shown);

/* What the networks see in a frame. like: its embedding, if asked for. */
typedef struct sight {
    fit_face face;
    size_t n;
    float side_px;
    fit_face_embedding like;
} sight;
bool sight_of(fit_face_scanner *scanner, const fit_image *frame, bool embed, sight *seen);

/* One attempt. All frames are shown ATTEMPT_FRAME_MS apart. */
typedef struct attempt {
    fit_face_scanner *scanner; /* borrowed */
    fit_liveness liveness;
    fit_liveness_answer answer;
    fit_face_embedding reference;
    float least_similarity;
    int64_t t_ms;
} attempt;
void attempt_begin(attempt *a, fit_face_scanner *scanner, const fit_challenge *challenge);
/* Judges and embeds; the state is packed and unpacked between frames, as it is between requests. frame: NULL when seen
 * has the embedding already. */
void attempt_see(attempt *a, sight *seen, const fit_image *frame);
/* Sees, judges, embeds. */
void attempt_show(attempt *a, const fit_image *frame);

/* A challenge by its movements; -1 ends it. */
fit_challenge challenge_of(int a, int b, int c);

/* Every frame of the clip in order. */
void attempt_play(attempt *a, const clip *shown);

/* Somebody who sees what is asked and imitates it with a print of picture: tilting, coming closer, and bending when
 * bend is not 0 (around an axis at axis_deg); what a print cannot do is tried by tilting too. inner: pictures of the
 * same size whose eyes and mouth show through holes in the print (INNER_REST, INNER_SHUT, INNER_MOUTH), or NULL. */
enum { INNER_REST, INNER_SHUT, INNER_MOUTH, INNER_COUNT };
typedef struct print_attack {
    const fit_image *picture;
    double away_w; /* where it is held at rest, see print_pose */
    double bend, axis_deg;
    bool tilts; /* false: it is only moved and brought closer */
    const fit_image *inner[INNER_COUNT];
    fit_face holes; /* where eyes and mouth are, when there is an inner */
} print_attack;
void attempt_print(attempt *a, const print_attack *attack);

/* Two photos: at rest, and in the middle of each movement, changed at once. photo[movement] may be NULL. */
void attempt_swap(attempt *a, const fit_image *rest, const fit_image *const photo[FIT_MOVE_COUNT]);

#endif
