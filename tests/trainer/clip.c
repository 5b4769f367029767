#include "clip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trainer/joints.h"

/* One value for both sides, or [left, right]. */
static bool read_pair(fit_json_reader *reader, int token, const char *what, double out[2])
{
    if (!fit_json_is_array(reader, token)) {
        if (!fit_json_read_number(reader, token, what, -5000, 5000, &out[0]))
            return false;
        out[1] = out[0];
        return true;
    }
    int count;
    if (!fit_json_read_array(reader, token, what, 2, 2, &count))
        return false;
    int left = fit_json_first(reader, token);
    return fit_json_read_number(reader, left, what, -5000, 5000, &out[0]) &&
           fit_json_read_number(reader, fit_json_next(reader, left), what, -5000, 5000, &out[1]);
}

static bool read_pose(fit_json_reader *reader, int token, stick_pose *out)
{
    int torso, thigh, shin, upper_arm, elbow, knees_in, aside;
    const fit_json_member members[] = {{"torso", false, &torso},   {"thigh", false, &thigh},
                                       {"shin", false, &shin},     {"upper_arm", false, &upper_arm},
                                       {"elbow", false, &elbow},   {"knees_in_mm", false, &knees_in},
                                       {"aside_mm", false, &aside}};
    if (!fit_json_read_members(reader, token, "a pose", members, sizeof members / sizeof members[0]))
        return false;
    return (torso < 0 || fit_json_read_number(reader, torso, "torso", -180, 180, &out->torso)) &&
           (thigh < 0 || read_pair(reader, thigh, "thigh", out->thigh)) &&
           (shin < 0 || read_pair(reader, shin, "shin", out->shin)) &&
           (upper_arm < 0 || read_pair(reader, upper_arm, "upper_arm", out->upper_arm)) &&
           (elbow < 0 || read_pair(reader, elbow, "elbow", out->elbow)) &&
           (knees_in < 0 || read_pair(reader, knees_in, "knees_in_mm", out->knees_in)) &&
           (aside < 0 || fit_json_read_number(reader, aside, "aside_mm", -5000, 5000, &out->aside));
}

/* [[t_ms, pose], ...]: what a key does not name stays as in the key before. */
static bool read_keys(fit_json_reader *reader, int token, clip *out)
{
    int count;
    if (!fit_json_read_array(reader, token, "keys", 2, CLIP_MAX_KEYS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at)) {
        clip_key *key = &out->keys[out->key_count];
        if (out->key_count > 0)
            *key = key[-1];
        if (!fit_json_read_array(reader, at, "a key", 2, 2, &count))
            return false;
        int time = fit_json_first(reader, at);
        if (!fit_json_read_int(reader, time, "t_ms", out->key_count ? key[-1].t_ms + 1 : 0, 600000, &key->t_ms) ||
            !read_pose(reader, fit_json_next(reader, time), &key->pose))
            return false;
        out->key_count++;
    }
    return true;
}

static bool read_span(fit_json_reader *reader, int token, clip_span *out)
{
    int from, to, joints;
    const fit_json_member members[] = {{"from_ms", true, &from}, {"to_ms", true, &to}, {"joints", false, &joints}};
    if (!fit_json_read_members(reader, token, "hidden", members, 3) ||
        !fit_json_read_int(reader, from, "from_ms", 0, 600000, &out->from_ms) ||
        !fit_json_read_int(reader, to, "to_ms", 0, 600000, &out->to_ms))
        return false;
    if (joints < 0)
        return true;
    int count;
    if (!fit_json_read_array(reader, joints, "joints", 1, 16, &count))
        return false;
    for (int at = fit_json_first(reader, joints); at >= 0; at = fit_json_next(reader, at)) {
        const char *name;
        fit_joint joint;
        if (!fit_json_read_string(reader, at, "a joint", 64, &name))
            return false;
        if (!fit_joint_find(name, &joint))
            return fit_json_refuse(reader, at, "unknown joint \"%s\"", name);
        for (int side = FIT_SIDE_LEFT; side <= FIT_SIDE_RIGHT; side++)
            out->landmarks |= 1ULL << joint.landmark[side][0];
    }
    return true;
}

static bool read_spans(fit_json_reader *reader, int token, clip *out)
{
    int count;
    if (!fit_json_read_array(reader, token, "hidden", 1, CLIP_MAX_SPANS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at))
        if (!read_span(reader, at, &out->spans[out->span_count++]))
            return false;
    return true;
}

static bool read_words(fit_json_reader *reader, int token, clip_words *out)
{
    int count;
    if (!fit_json_read_array(reader, token, "a list of names", 0, CLIP_MAX_WORDS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at))
        if (!fit_json_read_string(reader, at, "a name", 64, &out->word[out->count++]))
            return false;
    return true;
}

static bool read_rates(fit_json_reader *reader, int token, clip *out)
{
    int count;
    if (!fit_json_read_array(reader, token, "fps", 1, CLIP_MAX_RATES, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at))
        if (!fit_json_read_int(reader, at, "fps", 1, 240, &out->rates[out->rate_count++]))
            return false;
    return true;
}

bool clip_read(fit_json_reader *reader, int token, clip *out)
{
    int name, fps, view, noise, from, drop, repeat, keys, hidden, reps, sides, faults, rejected;
    const fit_json_member members[] = {
        {"name", true, &name},         {"fps", true, &fps},       {"view_deg", false, &view},
        {"noise_mm", false, &noise},   {"from_ms", false, &from}, {"drop_every", false, &drop},
        {"repeat", false, &repeat},    {"keys", true, &keys},     {"hidden", false, &hidden},
        {"reps", true, &reps},         {"sides", false, &sides},  {"faults", false, &faults},
        {"rejected", false, &rejected}};
    *out = (clip){.repeat = 1};
    return fit_json_read_members(reader, token, "a clip", members, sizeof members / sizeof members[0]) &&
           fit_json_read_string(reader, name, "name", 200, &out->name) && read_rates(reader, fps, out) &&
           (view < 0 || fit_json_read_number(reader, view, "view_deg", -360, 360, &out->view_deg)) &&
           (noise < 0 || fit_json_read_number(reader, noise, "noise_mm", 0, 200, &out->noise_mm)) &&
           (from < 0 || fit_json_read_int(reader, from, "from_ms", 0, 600000, &out->from_ms)) &&
           (drop < 0 || fit_json_read_int(reader, drop, "drop_every", 2, 100, &out->drop_every)) &&
           (repeat < 0 || fit_json_read_int(reader, repeat, "repeat", 1, 100, &out->repeat)) &&
           read_keys(reader, keys, out) && (hidden < 0 || read_spans(reader, hidden, out)) &&
           fit_json_read_int(reader, reps, "reps", 0, 1000, &out->reps) &&
           (sides < 0 || read_words(reader, sides, &out->sides)) &&
           (faults < 0 || read_words(reader, faults, &out->faults)) &&
           (rejected < 0 || read_words(reader, rejected, &out->rejected));
}

static int64_t period_ms(const clip *c)
{
    return c->keys[c->key_count - 1].t_ms;
}

int64_t clip_length_ms(const clip *c)
{
    return period_ms(c) * c->repeat - c->from_ms;
}

static stick_pose pose_at(const clip *c, int64_t t_ms)
{
    int64_t within = t_ms >= period_ms(c) * c->repeat ? period_ms(c) : t_ms % period_ms(c);
    int i = 1;
    while (i < c->key_count - 1 && c->keys[i].t_ms < within)
        i++;
    const clip_key *from = &c->keys[i - 1], *to = &c->keys[i];
    double at = (double)(within - from->t_ms) / (double)(to->t_ms - from->t_ms);
    return stick_between(&from->pose, &to->pose, at < 0.0 ? 0.0 : at);
}

bool clip_frame(const clip *c, int frame, int64_t t_ms, unsigned *seed, fit_pose *out)
{
    if (c->drop_every > 0 && frame % c->drop_every == c->drop_every - 1)
        return false;
    stick_pose pose = pose_at(c, t_ms + c->from_ms);
    stick_build(&pose, c->view_deg, out);
    if (c->noise_mm > 0.0)
        stick_shake(out, c->noise_mm, seed);
    for (int i = 0; i < c->span_count; i++) {
        const clip_span *span = &c->spans[i];
        if (t_ms < span->from_ms || t_ms >= span->to_ms)
            continue;
        if (!span->landmarks) {
            *out = (fit_pose){.width = out->width, .height = out->height};
            return true;
        }
        for (int k = 0; k < FIT_LM_COUNT; k++)
            if (span->landmarks >> k & 1)
                stick_hide(out, (fit_landmark)k, 0.1F);
    }
    return true;
}

static void take_event(clip_result *result, const fit_event *event)
{
    result->events++;
    uint64_t parts[] = {event->kind, (uint64_t)event->t_ms,
                        event->kind == FIT_EVENT_REP_END ? (uint64_t)event->rep.turn_ms : 0};
    for (int i = 0; i < 3; i++)
        result->hash = (result->hash ^ parts[i]) * 1099511628211ULL;
    if (event->kind == FIT_EVENT_REP)
        result->reps++;
    if (event->kind == FIT_EVENT_REP_END) {
        result->sides |= 1U << event->rep.side;
        result->faults |= event->rep.faults;
    }
    if (event->kind == FIT_EVENT_REJECTED)
        result->rejected |= 1U << event->rejected.reason;
}

clip_result clip_play(const fit_exercise *exercise, const clip *c, int fps)
{
    fit_trainer *trainer;
    assert_int_equal(fit_trainer_create(&trainer, exercise, NULL), FIT_OK);
    clip_result result = {.hash = 14695981039346656037ULL};
    unsigned seed = 1;
    for (int frame = 0;; frame++) {
        int64_t t_ms = (int64_t)frame * 1000 / fps;
        if (t_ms > clip_length_ms(c))
            break;
        fit_pose pose;
        if (!clip_frame(c, frame, t_ms, &seed, &pose))
            continue;
        fit_event events[FIT_TRAINER_MAX_EVENTS];
        size_t n = 0;
        assert_int_equal(fit_trainer_push(trainer, &pose, t_ms, events, FIT_TRAINER_MAX_EVENTS, &n), FIT_OK);
        for (size_t i = 0; i < n; i++)
            take_event(&result, &events[i]);
    }
    fit_trainer_destroy(trainer);
    return result;
}

char *read_whole_file(const char *path, size_t *len_bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), (size_t)size);
    bytes[size] = '\0';
    fclose(file);
    *len_bytes = (size_t)size;
    return bytes;
}
