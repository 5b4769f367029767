/* The state of an attempt as bytes, little-endian, and the names of what it says. */
#include <assert.h>
#include <string.h>

#include "face/liveness.h"

enum { VERSION = 1 };

const char *fit_liveness_reason_name(fit_liveness_reason reason)
{
    static const char *const NAMES[FIT_LIVENESS_REASONS] = {
        [FIT_LIVENESS_NO_REASON] = "none",
        [FIT_LIVENESS_LATE] = "late",
        [FIT_LIVENESS_INTERRUPTED] = "interrupted",
        [FIT_LIVENESS_OUT_OF_ORDER] = "out_of_order",
        [FIT_LIVENESS_REPEATED] = "repeated",
        [FIT_LIVENESS_FROZEN] = "frozen",
        [FIT_LIVENESS_NOT_THE_MOVEMENT] = "not_the_movement",
        [FIT_LIVENESS_WRONG_ORDER] = "wrong_order",
        [FIT_LIVENESS_FLAT] = "flat",
        [FIT_LIVENESS_ANOTHER_PERSON] = "another_person",
        [FIT_LIVENESS_SEVERAL_PEOPLE] = "several_people",
    };
    return NAMES[reason];
}

const char *fit_liveness_hint_name(fit_liveness_hint hint)
{
    static const char *const NAMES[FIT_LIVENESS_HINTS] = {
        [FIT_LIVENESS_GO_ON] = "go_on",
        [FIT_LIVENESS_NO_FACE] = "no_face",
        [FIT_LIVENESS_ONE_PERSON_ONLY] = "one_person_only",
        [FIT_LIVENESS_COME_CLOSER] = "come_closer",
        [FIT_LIVENESS_MOVE_BACK] = "move_back",
        [FIT_LIVENESS_LOOK_STRAIGHT] = "look_straight",
        [FIT_LIVENESS_MOVE_SLOWLY] = "move_slowly",
    };
    return NAMES[hint];
}

/* Goes over every field in turn; one walk serves both ways, so that they cannot differ. */
typedef struct walk {
    uint8_t bytes[FIT_LIVENESS_BYTES];
    size_t at;
    bool reads;
} walk;

static void walk_bits(walk *w, uint64_t *bits, int bytes)
{
    if (w->reads)
        *bits = 0;
    for (int i = 0; i < bytes; i++, w->at++) {
        if (w->reads)
            *bits |= (uint64_t)w->bytes[w->at] << (8 * i);
        else
            w->bytes[w->at] = (uint8_t)(*bits >> (8 * i));
    }
}

static void walk_u8(walk *w, uint8_t *value)
{
    uint64_t bits = *value;
    walk_bits(w, &bits, 1);
    *value = (uint8_t)bits;
}

static void walk_i16(walk *w, int16_t *value)
{
    uint64_t bits = (uint16_t)*value;
    walk_bits(w, &bits, 2);
    *value = (int16_t)(uint16_t)bits;
}

static void walk_i64(walk *w, int64_t *value)
{
    uint64_t bits = (uint64_t)*value;
    walk_bits(w, &bits, 8);
    *value = (int64_t)bits;
}

static void walk_float(walk *w, float *value)
{
    uint32_t raw;
    memcpy(&raw, value, sizeof raw);
    uint64_t bits = raw;
    walk_bits(w, &bits, 4);
    raw = (uint32_t)bits;
    memcpy(value, &raw, sizeof raw);
}

static uint8_t walk_all(walk *w, fit_liveness *l)
{
    uint8_t version = VERSION;
    walk_u8(w, &version);
    walk_u8(w, &l->challenge.n);
    for (int i = 0; i < FIT_CHALLENGE_STEPS; i++)
        walk_u8(w, &l->challenge.step[i]);
    int64_t *const times[] = {&l->issued_ms, &l->last_ms, &l->left_ms};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        walk_i64(w, times[i]);
    uint8_t *const counts[] = {&l->frames,  &l->rest_frames, &l->embeddings, &l->step, &l->phase, &l->between,
                               &l->away,    &l->times_away,  &l->several,    &l->flat, &l->wrong, &l->still,
                               &l->verdict, &l->reason,      &l->hint,       &l->due};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        walk_u8(w, counts[i]);
    float *const floats[] = {&l->peak,          &l->progress,        &l->rest.yaw_deg,        &l->rest.pitch_deg,
                             &l->rest.eye_open, &l->rest.mouth_open, &l->rest.eye_distance_px};
    for (size_t i = 0; i < sizeof floats / sizeof *floats; i++)
        walk_float(w, floats[i]);
    for (int i = 0; i < FIT_RELIEF_POINTS; i++)
        for (int k = 0; k < 3; k++)
            walk_i16(w, &l->relief.at[i][k]);
    for (int i = 0; i < FIT_LIVENESS_FRAMES; i++)
        walk_bits(w, &l->seen[i], 8);
    return version;
}

static bool inside(float value, float low, float high)
{
    return value >= low && value <= high;
}

/* What the judge relies on. */
static bool is_sound(const fit_liveness *l)
{
    const bool done = l->step == l->challenge.n;
    return fit_challenge_is_valid(&l->challenge) && l->issued_ms >= 0 && l->issued_ms <= INT64_MAX / 2 &&
           l->last_ms >= l->issued_ms && l->last_ms - l->issued_ms <= FIT_CHALLENGE_VALID_MS &&
           l->left_ms >= l->issued_ms && l->left_ms <= l->last_ms && l->frames <= FIT_LIVENESS_FRAMES &&
           l->rest_frames <= l->frames && l->embeddings <= FIT_LIVENESS_EMBEDDINGS && l->step <= l->challenge.n &&
           l->phase <= 2 && l->between <= 1 && l->away <= 1 && l->times_away <= l->frames && l->several <= l->frames &&
           l->flat <= l->frames && l->wrong <= l->frames && l->still <= l->frames &&
           l->verdict <= FIT_LIVENESS_REFUSED && l->reason < FIT_LIVENESS_REASONS &&
           (l->reason != 0) == (l->verdict == FIT_LIVENESS_REFUSED) && l->hint < FIT_LIVENESS_HINTS &&
           l->due <= FIT_LIVENESS_EMBED_MOVED && (l->due == 0 || l->verdict == 0) &&
           (l->verdict != FIT_LIVENESS_ACCEPTED || done) && (!done || l->due != 0 || l->verdict != 0) &&
           inside(l->peak, 0.0f, 10.0f) && inside(l->progress, 0.0f, 1.0f) && inside(l->rest.yaw_deg, -90.0f, 90.0f) &&
           inside(l->rest.pitch_deg, -90.0f, 90.0f) && inside(l->rest.eye_open, 0.0f, 100.0f) &&
           inside(l->rest.mouth_open, 0.0f, 100.0f) && inside(l->rest.eye_distance_px, 0.0f, 1e6f);
}

void fit_liveness_pack(const fit_liveness *liveness, uint8_t *bytes)
{
    fit_liveness copy = *liveness;
    walk w = {.reads = false};
    (void)walk_all(&w, &copy);
    assert(w.at == FIT_LIVENESS_BYTES);
    memcpy(bytes, w.bytes, sizeof w.bytes);
}

fit_status fit_liveness_unpack(fit_liveness *liveness, const uint8_t *bytes, size_t len_bytes)
{
    fit_liveness read = {0};
    walk w = {.reads = true};
    if (len_bytes != sizeof w.bytes)
        return FIT_ERR_FORMAT;
    memcpy(w.bytes, bytes, sizeof w.bytes);
    if (walk_all(&w, &read) != VERSION)
        return FIT_ERR_UNSUPPORTED;
    if (!is_sound(&read))
        return FIT_ERR_FORMAT;
    *liveness = read;
    return FIT_OK;
}
