#include "attempt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "face/template.h"
#include "media/video/reader.h"
#include "print.h"

static void *read_file(const char *name, size_t *len)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", AIFIT_MODELS, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    (void)fseek(file, 0, SEEK_END);
    *len = (size_t)ftell(file);
    rewind(file);
    void *bytes = malloc(*len);
    if (bytes && fread(bytes, 1, *len, file) != *len) {
        free(bytes);
        bytes = NULL;
    }
    (void)fclose(file);
    return bytes;
}

bool attempt_nets_init(attempt_nets *nets)
{
    fit_face_weights weights = {0};
    *nets = (attempt_nets){0};
    weights.detector = read_file("face_detection_short_range.tflite", &weights.detector_len_bytes);
    weights.mesh = read_file("face_landmark.tflite", &weights.mesh_len_bytes);
    weights.embedder = read_file("MobileFaceNet.tflite", &weights.embedder_len_bytes);
    const bool ok = weights.detector && weights.mesh && weights.embedder &&
                    fit_face_models_create(&nets->models, &weights, NULL) == FIT_OK &&
                    fit_face_scanner_create(&nets->scanner, nets->models, NULL) == FIT_OK;
    free((void *)weights.detector);
    free((void *)weights.mesh);
    free((void *)weights.embedder);
    return ok;
}

void attempt_nets_deinit(attempt_nets *nets)
{
    fit_face_scanner_destroy(nets->scanner);
    fit_face_models_destroy(nets->models);
}

bool clip_load(clip *out, const char *path, int step)
{
    fit_video_reader *reader = NULL;
    fit_image image;
    int64_t t_ms;
    bool end = false;
    fit_status status = fit_video_reader_create(&reader, path, 1, NULL);
    memset(out, 0, sizeof *out);
    for (int i = 0; status == FIT_OK && out->n < CLIP_MAX; i++) {
        status = fit_video_reader_next(reader, &image, &t_ms, &end, NULL);
        if (status != FIT_OK || end)
            break;
        if (i % step == 0)
            status = fit_pixels_copy(&out->frame[out->n++], &image, NULL);
    }
    if (reader)
        fit_video_reader_destroy(reader);
    return status == FIT_OK && out->n > 0;
}

void clip_free(clip *shown)
{
    for (size_t i = 0; i < shown->n; i++)
        fit_pixels_deinit(&shown->frame[i]);
    shown->n = 0;
}

fit_challenge challenge_of(int a, int b, int c)
{
    fit_challenge challenge = {.n = c < 0 ? 2 : 3, .step = {(uint8_t)a, (uint8_t)b, c < 0 ? 0 : (uint8_t)c}};
    return challenge;
}

void attempt_begin(attempt *a, fit_face_scanner *scanner, const fit_challenge *challenge)
{
    *a = (attempt){.scanner = scanner, .t_ms = 1000, .least_similarity = 1.0f};
    fit_liveness_begin(&a->liveness, challenge, 0);
    a->answer = fit_liveness_answer_get(&a->liveness);
}

bool sight_of(fit_face_scanner *scanner, const fit_image *frame, bool embed, sight *seen)
{
    memset(seen, 0, sizeof *seen);
    seen->side_px = fminf((float)frame->width, (float)frame->height);
    return fit_face_find(scanner, frame, FIT_FACE_SEARCH_NEAR, &seen->face, &seen->n) == FIT_OK &&
           (!embed || seen->n == 0 || fit_face_embed(scanner, frame, &seen->face, &seen->like) == FIT_OK);
}

void attempt_see(attempt *a, sight *seen, const fit_image *frame)
{
    uint8_t row[FIT_LIVENESS_BYTES];
    const fit_liveness_frame shown = {
        .t_ms = a->t_ms += ATTEMPT_FRAME_MS, .face = &seen->face, .n = seen->n, .side_px = seen->side_px};
    if (a->answer.verdict != FIT_LIVENESS_PENDING)
        return;
    if (fit_liveness_push(&a->liveness, &shown, &a->answer) != FIT_OK)
        abort();
    if (a->answer.embed != FIT_LIVENESS_EMBED_NOT) {
        if (frame && fit_face_embed(a->scanner, frame, &seen->face, &seen->like) != FIT_OK)
            abort();
        if (a->answer.embed == FIT_LIVENESS_EMBED_REFERENCE)
            a->reference = seen->like;
        const float like = fit_face_similarity(&a->reference, &seen->like);
        a->least_similarity = fminf(a->least_similarity, like);
        if (fit_liveness_compare(&a->liveness, like, &a->answer) != FIT_OK)
            abort();
    }
    fit_liveness_pack(&a->liveness, row);
    memset(&a->liveness, 0xff, sizeof a->liveness);
    if (fit_liveness_unpack(&a->liveness, row, sizeof row) != FIT_OK)
        abort();
}

void attempt_show(attempt *a, const fit_image *frame)
{
    sight seen;
    if (a->answer.verdict != FIT_LIVENESS_PENDING)
        return;
    if (!sight_of(a->scanner, frame, false, &seen))
        abort();
    attempt_see(a, &seen, frame);
}

void attempt_play(attempt *a, const clip *shown)
{
    for (size_t i = 0; i < shown->n; i++) {
        const fit_image frame = fit_pixels_view(&shown->frame[i]);
        attempt_show(a, &frame);
    }
}

static bool goes_on(const attempt *a)
{
    return a->answer.verdict == FIT_LIVENESS_PENDING;
}

/* One try of a movement takes TRY_FRAMES: at rest, there, held, back. */
enum { TRY_FRAMES = 10 };
static const double TRY[TRY_FRAMES] = {0, 0, 0.3, 0.7, 1, 1, 0.6, 0.25, 0, 0};
/* Each try goes further than the one before. */
static const double TILT_DEG[] = {25, 40, 55, 65};

static print_pose imitate(const print_attack *attack, int movement, int try, double share, int64_t t_ms)
{
    const double tilt = attack->tilts ? TILT_DEG[try % 4] * share : 0.0,
                 wobble = 0.004 * sin(1.7 * (double)t_ms / ATTEMPT_FRAME_MS); /* no hand is still */
    print_pose pose = {.right_w = wobble,
                       .down_w = -wobble,
                       .away_w = attack->away_w * (1 + wobble),
                       .yaw_deg = 100 * wobble,
                       .bend = attack->bend,
                       .axis_deg = attack->axis_deg};
    if (!attack->tilts) {
        pose.right_w += share * (movement == FIT_MOVE_TURN_LEFT ? 0.15 : movement == FIT_MOVE_TURN_RIGHT ? -0.15 : 0);
        pose.down_w -= movement == FIT_MOVE_LOOK_UP ? 0.12 * share : 0;
        pose.roll_deg = movement == FIT_MOVE_BLINK ? 25 * share : 0;
    }
    switch (movement) {
    case FIT_MOVE_TURN_LEFT:
        pose.yaw_deg += tilt;
        break;
    case FIT_MOVE_TURN_RIGHT:
        pose.yaw_deg -= tilt;
        break;
    case FIT_MOVE_CLOSER:
        pose.away_w *= 1 - 0.33 * share;
        break;
    default:
        pose.pitch_deg += try % 2 ? -tilt : tilt;
    }
    return pose;
}

static void cut_holes(const print_attack *attack, int movement, double share, fit_pixels *out)
{
    const fit_face *at = &attack->holes;
    const double unit = (double)at->eye_distance_px;
    const fit_image *inner = attack->inner[share > 0.5 && movement == FIT_MOVE_BLINK        ? INNER_SHUT
                                           : share > 0.5 && movement == FIT_MOVE_OPEN_MOUTH ? INNER_MOUTH
                                                                                            : INNER_REST];
    static const int EYE[2][2] = {{33, 133}, {362, 263}}, LIPS[2] = {13, 14};
    for (int i = 0; i < 2; i++) {
        const fit_face_point *p = &at->mesh[EYE[i][0]], *q = &at->mesh[EYE[i][1]];
        print_cut(out, inner, 0.5 * (double)(p->x + q->x), 0.5 * (double)(p->y + q->y), 0.42 * unit, 0.24 * unit);
    }
    print_cut(out, inner, (double)at->mesh[LIPS[0]].x, (double)at->mesh[LIPS[1]].y + 0.2 * unit, 0.6 * unit,
              0.5 * unit);
}

void attempt_print(attempt *a, const print_attack *attack)
{
    fit_pixels shown = {0}, holed = {0};
    int try = 0, k = 0;
    uint8_t step = 0;
    while (goes_on(a)) {
        if (a->answer.step != step) {
            step = a->answer.step;
            try = k = 0;
        }
        const int movement = a->liveness.challenge.step[step];
        const print_pose pose = imitate(attack, movement, try, TRY[k], a->t_ms);
        fit_image picture = *attack->picture;
        if (attack->inner[INNER_REST]) {
            if (fit_pixels_copy(&holed, attack->picture, NULL) != FIT_OK)
                abort();
            cut_holes(attack, movement, TRY[k], &holed);
            picture = fit_pixels_view(&holed);
        }
        if (!print_show(&picture, &pose, &shown))
            abort();
        const fit_image frame = fit_pixels_view(&shown);
        attempt_show(a, &frame);
        if (++k == TRY_FRAMES) {
            k = 0;
            try++;
        }
    }
    fit_pixels_deinit(&shown);
    fit_pixels_deinit(&holed);
}

void attempt_swap(attempt *a, const fit_image *rest, const fit_image *const photo[FIT_MOVE_COUNT])
{
    fit_pixels shown = {0};
    for (int k = 0; goes_on(a); k = (k + 1) % TRY_FRAMES) {
        const fit_image *other = photo[a->liveness.challenge.step[a->answer.step]];
        const fit_image *picture = other && TRY[k] > 0.5 ? other : rest;
        const double shake = 0.004 * sin(1.7 * (double)a->t_ms / ATTEMPT_FRAME_MS);
        const print_pose pose = {.right_w = shake, .down_w = 0.5 * shake, .away_w = PRINT_AWAY};
        if (!print_show(picture, &pose, &shown))
            abort();
        const fit_image frame = fit_pixels_view(&shown);
        attempt_show(a, &frame);
    }
    fit_pixels_deinit(&shown);
}
