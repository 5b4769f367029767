/* How often the judge of living faces is wrong, by kind of attack: the table of docs/security.md.
 *
 *   liveness_rates tests/data/face [PICTURE.jpg | VIDEO]...
 *
 * Rendered clips follow challenges (bona fide) and give the material of attacks; further pictures and videos of real
 * people, of which one frame is taken, are attacked with as prints too. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attempt.h"
#include "interval.h"
#include "media/photo.h"
#include "print.h"

enum {
    L = FIT_MOVE_TURN_LEFT,
    R = FIT_MOVE_TURN_RIGHT,
    U = FIT_MOVE_LOOK_UP,
    B = FIT_MOVE_BLINK,
    M = FIT_MOVE_OPEN_MOUTH,
    C = FIT_MOVE_CLOSER
};

/* What each clip does: tools/render/heads.json. */
static const struct {
    const char *name;
    int step[3];
} CLIPS[] = {{"left_mouth_closer", {L, M, C}},
             {"blink_right_up", {B, R, U}},
             {"other_left_blink", {L, B, -1}},
             {"up_left", {U, L, -1}},
             {"right_closer", {R, C, -1}}};
enum { CLIPS_N = sizeof CLIPS / sizeof *CLIPS, PICTURES_MAX = 40, ROW_REASONS = FIT_LIVENESS_REASONS };
enum { MAN, MAN_BELOW, OTHER };

typedef struct row {
    const char *name;
    int n, accepted, started;
    int reasons[ROW_REASONS];
} row;

typedef struct bench {
    attempt_nets nets;
    clip clips[CLIPS_N];
    sight *seen[CLIPS_N]; /* one a frame */
    fit_pixels picture[PICTURES_MAX];
    double away_w[PICTURES_MAX];
    int pictures;
    uint32_t seed;
} bench;

static void tally(row *r, const attempt *a)
{
    r->n++;
    r->accepted += a->answer.verdict == FIT_LIVENESS_ACCEPTED;
    r->started += a->liveness.rest_frames >= 3;
    r->reasons[a->answer.reason]++;
}

static void report(const row *r, bool genuine)
{
    double low, high;
    const int wrong = genuine ? r->n - r->accepted : r->accepted;
    /* A picture that was not even taken for a face at rest proves nothing. */
    const int of = genuine ? r->n : r->started;
    if (of == 0)
        return;
    judge_interval(wrong, of, &low, &high);
    printf("| %s | %d | %d | %d | %.1f %% | %.1f..%.1f %% |", r->name, r->n, r->started, wrong, 100.0 * wrong / of,
           100 * low, 100 * high);
    for (int i = 0; i < ROW_REASONS; i++)
        if (r->reasons[i] > 0)
            printf(" %s %d",
                   i == 0 ? (r->accepted ? "accepted or pending" : "pending")
                          : fit_liveness_reason_name((fit_liveness_reason)i),
                   r->reasons[i]);
    printf(" |\n");
    (void)fflush(stdout);
}

static fit_challenge kind(unsigned number)
{
    uint8_t random[FIT_CHALLENGE_RANDOM_BYTES] = {0};
    random[FIT_CHALLENGE_RANDOM_BYTES - 1] = (uint8_t)(number % FIT_CHALLENGE_KINDS);
    return fit_challenge_make(random);
}

static fit_challenge drawn(bench *b)
{
    b->seed = b->seed * 1664525U + 1013904223U;
    return kind(b->seed >> 16);
}

static fit_challenge own(int c, bool mirrored)
{
    int step[3];
    for (int i = 0; i < 3; i++)
        step[i] = mirrored && CLIPS[c].step[i] == L ? R : mirrored && CLIPS[c].step[i] == R ? L : CLIPS[c].step[i];
    return challenge_of(step[0], step[1], step[2]);
}

/* A clip in other light, farther away, with worse compression, in a mirror, with frames lost. */
enum { AS_IT_IS, MIRRORED, DARK, FARTHER, COMPRESSED, LOSSY, SHAKEN, VARIANTS };

static void vary(int variant, int frame, const fit_pixels *from, fit_pixels *out)
{
    fit_image view = fit_pixels_view(from);
    fit_status status = FIT_OK;
    unsigned char *jpeg = NULL;
    size_t len = 0;
    if (variant == MIRRORED) {
        status = fit_pixels_orient(from, FIT_ORIENTATION_MIRRORED, out, NULL);
    } else if (variant == FARTHER || variant == SHAKEN) {
        const print_pose pose = {.away_w = variant == FARTHER ? 2.5 : 2.1,
                                 .roll_deg = variant == SHAKEN ? 6 * sin(0.9 * frame) : 0,
                                 .right_w = variant == SHAKEN ? 0.02 * sin(1.3 * frame) : 0};
        if (!print_show(&view, &pose, out))
            abort();
    } else if (variant == COMPRESSED) {
        status = fit_photo_encode_jpeg(from, 35, &jpeg, &len, NULL);
        if (status == FIT_OK)
            status = fit_photo_decode_jpeg(out, jpeg, len, NULL);
    } else {
        status = fit_pixels_copy(out, &view, NULL);
    }
    if (status != FIT_OK)
        abort();
    free(jpeg);
    for (int32_t y = 0; variant == DARK && y < out->height; y++)
        for (int32_t x = 0; x < 3 * out->width; x++) {
            uint8_t *p = &out->data[(size_t)y * out->stride_bytes + (size_t)x];
            *p = (uint8_t)(*p * 2 / 5);
        }
}

static void bona_fide(bench *b)
{
    row r = {.name = "rendered man and second man, 7 variants"};
    for (int c = 0; c < CLIPS_N; c++)
        for (int variant = 0; variant < VARIANTS; variant++) {
            const fit_challenge challenge = own(c, variant == MIRRORED);
            attempt a;
            fit_pixels shown = {0};
            attempt_begin(&a, b->nets.scanner, &challenge);
            for (size_t i = 0; i < b->clips[c].n; i++) {
                if (variant == LOSSY && i % 5 == 3) {
                    a.t_ms += ATTEMPT_FRAME_MS;
                    continue;
                }
                vary(variant, (int)i, &b->clips[c].frame[i], &shown);
                const fit_image view = fit_pixels_view(&shown);
                attempt_show(&a, &view);
            }
            fit_pixels_deinit(&shown);
            tally(&r, &a);
            if (a.answer.verdict != FIT_LIVENESS_ACCEPTED)
                fprintf(stderr, "%s variant %d: %s at step %d\n", CLIPS[c].name, variant,
                        fit_liveness_reason_name(a.answer.reason), a.answer.step);
        }
    report(&r, true);
}

static const struct {
    const char *name;
    double bend, axis_deg;
    bool tilts;
} PRINTS[] = {
    {"still picture, moved and scaled", 0, 0, false},     {"still picture, tilted", 0, 0, true},
    {"print bent around an upright axis", 1.6, 90, true}, {"print bent around a level axis", 1.6, 0, true},
    {"print bent around an oblique axis", 2.2, 45, true}, {"print bent the other way (hollow)", -1.2, 90, true}};

static void prints(bench *b, int challenges)
{
    for (size_t k = 0; k < sizeof PRINTS / sizeof *PRINTS; k++) {
        row r = {.name = PRINTS[k].name};
        for (int p = 0; p < b->pictures; p++) {
            const fit_image view = fit_pixels_view(&b->picture[p]);
            const print_attack attack = {.picture = &view,
                                         .away_w = b->away_w[p],
                                         .bend = PRINTS[k].bend,
                                         .axis_deg = PRINTS[k].axis_deg,
                                         .tilts = PRINTS[k].tilts};
            for (int i = 0; i < challenges; i++) {
                const fit_challenge challenge = drawn(b);
                attempt a;
                attempt_begin(&a, b->nets.scanner, &challenge);
                attempt_print(&a, &attack);
                tally(&r, &a);
            }
        }
        report(&r, false);
    }
}

static void masks(bench *b, int challenges)
{
    row r = {.name = "print with holes for eyes and mouth, bent and tilted"};
    const fit_image victim = fit_pixels_view(&b->clips[MAN].frame[0]);
    const fit_image inner[INNER_COUNT] = {fit_pixels_view(&b->clips[OTHER].frame[0]),
                                          fit_pixels_view(&b->clips[OTHER].frame[17]),
                                          fit_pixels_view(&b->clips[MAN].frame[19])};
    print_attack attack = {.picture = &victim, .away_w = PRINT_AWAY, .tilts = true, .holes = b->seen[MAN][0].face};
    for (int i = 0; i < INNER_COUNT; i++)
        attack.inner[i] = &inner[i];
    for (int i = 0; i < challenges; i++) {
        const fit_challenge challenge = drawn(b);
        attempt a;
        attack.bend = i % 2 ? 1.6 : 0.0;
        attack.axis_deg = 90;
        attempt_begin(&a, b->nets.scanner, &challenge);
        attempt_print(&a, &attack);
        tally(&r, &a);
    }
    report(&r, false);
}

static void swaps(bench *b)
{
    row r = {.name = "photos of the same man swapped, one for each movement"};
    const fit_image rest = fit_pixels_view(&b->clips[MAN].frame[1]);
    const fit_image left = fit_pixels_view(&b->clips[MAN].frame[9]), mouth = fit_pixels_view(&b->clips[MAN].frame[19]),
                    closer = fit_pixels_view(&b->clips[MAN].frame[32]),
                    blink = fit_pixels_view(&b->clips[MAN_BELOW].frame[7]),
                    right = fit_pixels_view(&b->clips[MAN_BELOW].frame[16]),
                    up = fit_pixels_view(&b->clips[MAN_BELOW].frame[28]);
    const fit_image *const photo[FIT_MOVE_COUNT] = {
        [L] = &left, [R] = &right, [U] = &up, [B] = &blink, [M] = &mouth, [C] = &closer};
    for (unsigned i = 0; i < FIT_CHALLENGE_KINDS; i += 5) {
        const fit_challenge challenge = kind(i);
        attempt a;
        attempt_begin(&a, b->nets.scanner, &challenge);
        attempt_swap(&a, &rest, photo);
        tally(&r, &a);
    }
    report(&r, false);
}

/* The same sight again, as another camera would give it: no digest can know it. */
static sight again(bench *b, const sight *seen)
{
    sight s = *seen;
    for (int i = 0; i < FIT_FACE_POINTS; i++) {
        b->seed = b->seed * 1664525U + 1013904223U;
        s.face.mesh[i].x += (float)(b->seed >> 24) / 2560.0f;
    }
    return s;
}

/* Does what a recording of done shows answer challenge? Blinks are nobody's fault. */
static bool answers(const fit_challenge *challenge, const int done[3])
{
    int k = 0;
    for (int i = 0; i < 3 && done[i] >= 0 && k < challenge->n; i++) {
        if (challenge->step[k] == done[i])
            k++;
        else if (done[i] != B)
            return false;
    }
    return k == challenge->n;
}

static void replays(bench *b)
{
    row other = {.name = "replay of a login under another challenge"}, loop = {.name = "the same as a loop"},
        chance = {.name = "replay under a challenge drawn at random, its own not left out"},
        reversed = {.name = "frames in reverse order, own challenge"};
    for (int c = 0; c < CLIPS_N; c++) {
        attempt a;
        const size_t n = b->clips[c].n;
        for (unsigned i = 0; i < FIT_CHALLENGE_KINDS; i++) {
            const fit_challenge challenge = kind(i);
            for (int looped = 0; looped < 2; looped++) {
                attempt_begin(&a, NULL, &challenge);
                for (size_t f = 0; f < (looped ? 2 : 1) * n; f++) {
                    sight s = again(b, &b->seen[c][f % n]);
                    attempt_see(&a, &s, NULL);
                }
                if (!looped)
                    tally(&chance, &a);
                if (!answers(&challenge, CLIPS[c].step))
                    tally(looped ? &loop : &other, &a);
            }
        }
        const fit_challenge challenge = own(c, false);
        attempt_begin(&a, NULL, &challenge);
        for (size_t f = n; f-- > 0;)
            attempt_see(&a, &b->seen[c][f], NULL);
        tally(&reversed, &a);
    }
    report(&other, false);
    report(&loop, false);
    report(&chance, false);
    report(&reversed, false);
}

static void two_people(bench *b)
{
    row relay = {.name = "one man's face, another's movements"}, beside = {.name = "two faces in the picture"};
    attempt a;
    for (int c = 0; c < CLIPS_N; c++)
        for (size_t first = 3; first < 6; first++) {
            const int who = c == OTHER ? MAN : OTHER;
            const fit_challenge challenge = own(c, false);
            attempt_begin(&a, NULL, &challenge);
            for (size_t f = 0; f < b->clips[c].n; f++)
                attempt_see(&a, f < first ? &b->seen[who][f] : &b->seen[c][f], NULL);
            tally(&relay, &a);
        }
    report(&relay, false);
    for (int c = 0; c < CLIPS_N; c++) {
        const fit_challenge challenge = own(c, false);
        fit_pixels both = {0};
        attempt_begin(&a, b->nets.scanner, &challenge);
        for (size_t f = 0; f < b->clips[c].n; f++) {
            const fit_pixels *one = &b->clips[c].frame[f],
                             *two = &b->clips[c == OTHER ? MAN : OTHER].frame[f % b->clips[OTHER].n];
            if (fit_pixels_resize(&both, one->width + two->width, one->height, NULL) != FIT_OK)
                abort();
            for (int32_t y = 0; y < one->height; y++) {
                uint8_t *to = both.data + (size_t)y * both.stride_bytes;
                memcpy(to, one->data + (size_t)y * one->stride_bytes, 3 * (size_t)one->width);
                memcpy(to + 3 * (size_t)one->width, two->data + (size_t)y * two->stride_bytes, 3 * (size_t)two->width);
            }
            const fit_image view = fit_pixels_view(&both);
            attempt_show(&a, &view);
        }
        fit_pixels_deinit(&both);
        tally(&beside, &a);
    }
    report(&beside, false);
}

/* Somebody who minds his own business for 8 seconds: nothing may look flat. */
static void unasked(bench *b, const char *path, int step)
{
    static clip real;
    row r = {.name = path};
    if (!clip_load(&real, path, step))
        return;
    for (size_t from = 0; from + FIT_LIVENESS_FRAMES <= real.n; from += FIT_LIVENESS_FRAMES) {
        const fit_challenge challenge = challenge_of(C, L, -1);
        attempt a;
        attempt_begin(&a, b->nets.scanner, &challenge);
        for (size_t i = from; i < from + FIT_LIVENESS_FRAMES; i++) {
            const fit_image view = fit_pixels_view(&real.frame[i]);
            attempt_show(&a, &view);
        }
        tally(&r, &a);
    }
    if (r.n > 0)
        report(&r, false);
    clip_free(&real);
}

static bool is_jpeg(const char *path)
{
    const char *end = strrchr(path, '.');
    return end && strcmp(end, ".jpg") == 0;
}

static bool add_picture(bench *b, const fit_image *image)
{
    sight s;
    if (b->pictures == PICTURES_MAX || !sight_of(b->nets.scanner, image, false, &s) || s.n != 1 ||
        s.face.mouth_open > 0.3f)
        return false;
    /* Held where the eyes are 0.16 of the picture's side apart. */
    b->away_w[b->pictures] = PRINT_AWAY * (double)(s.face.eye_distance_px / s.side_px) / 0.16;
    return fit_pixels_copy(&b->picture[b->pictures++], image, NULL) == FIT_OK;
}

static void add_file(bench *b, const char *path)
{
    if (is_jpeg(path)) {
        FILE *file = fopen(path, "rb");
        static uint8_t bytes[1 << 20];
        fit_pixels pixels = {0};
        const size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
        if (file)
            (void)fclose(file);
        if (fit_photo_decode_jpeg(&pixels, bytes, len, NULL) == FIT_OK) {
            const fit_image view = fit_pixels_view(&pixels);
            if (!add_picture(b, &view))
                fprintf(stderr, "%s: not one face with its mouth shut\n", path);
        }
        fit_pixels_deinit(&pixels);
        return;
    }
    static clip real;
    if (clip_load(&real, path, 25) && real.n > 4) {
        const fit_image view = fit_pixels_view(&real.frame[4]);
        (void)add_picture(b, &view);
    }
    clip_free(&real);
}

static bool load(bench *b, const char *folder)
{
    if (!attempt_nets_init(&b->nets))
        return false;
    for (int c = 0; c < CLIPS_N; c++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s.mp4", folder, CLIPS[c].name);
        if (!clip_load(&b->clips[c], path, 1))
            return false;
        b->seen[c] = calloc(b->clips[c].n, sizeof *b->seen[c]);
        for (size_t i = 0; i < b->clips[c].n; i++) {
            const fit_image view = fit_pixels_view(&b->clips[c].frame[i]);
            if (!b->seen[c] || !sight_of(b->nets.scanner, &view, true, &b->seen[c][i]))
                return false;
        }
        const fit_image first = fit_pixels_view(&b->clips[c].frame[0]);
        (void)add_picture(b, &first);
    }
    return true;
}

int main(int argc, char **argv)
{
    static bench b = {.seed = 1};
    if (argc < 2 || !load(&b, argv[1])) {
        fprintf(stderr, "usage: liveness_rates tests/data/face [PICTURE.jpg | VIDEO]...   (needs build/models)\n");
        return 2;
    }
    for (int i = 2; i < argc; i++)
        add_file(&b, argv[i]);
    printf("%d pictures to print\n\n| | attempts | began | wrong | rate | 95 %% | what became of them "
           "|\n|---|---|---|---|---|---|---|\n",
           b.pictures);
    bona_fide(&b);
    prints(&b, 2);
    masks(&b, 16);
    swaps(&b);
    replays(&b);
    two_people(&b);
    for (int i = 2; i < argc; i++)
        if (!is_jpeg(argv[i]))
            unasked(&b, argv[i], 5);
    return 0;
}
