#include "server/face/attempt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "face/template.h"
#include "face/threshold.h"
#include "server/routes/present.h"

static const char *const ends[] = {"unclear", "unknown", "accepted"};

const char *fit_attempt_end_name(int end)
{
    if (end == FIT_ATTEMPT_OPEN)
        return "open";
    return end < FIT_ATTEMPT_UNCLEAR ? fit_liveness_reason_name((fit_liveness_reason)end)
                                     : ends[end - FIT_ATTEMPT_UNCLEAR];
}

static const char *const reasons[FIT_ATTEMPT_ENDS] = {
    [FIT_LIVENESS_LATE] = "late",
    [FIT_LIVENESS_INTERRUPTED] = "interrupted",
    [FIT_LIVENESS_OUT_OF_ORDER] = "not_live",
    [FIT_LIVENESS_REPEATED] = "not_live",
    [FIT_LIVENESS_FROZEN] = "not_live",
    [FIT_LIVENESS_NOT_THE_MOVEMENT] = "wrong_movement",
    [FIT_LIVENESS_WRONG_ORDER] = "wrong_movement",
    [FIT_LIVENESS_FLAT] = "not_live",
    [FIT_LIVENESS_ANOTHER_PERSON] = "not_live",
    [FIT_LIVENESS_SEVERAL_PEOPLE] = "several_faces",
    [FIT_ATTEMPT_UNCLEAR] = "unclear",
    [FIT_ATTEMPT_UNKNOWN] = "face_unknown",
};

const char *fit_attempt_reason(int end)
{
    return reasons[end];
}

bool fit_attempt_is_spoof(int end)
{
    return reasons[end] && strcmp(reasons[end], "not_live") == 0;
}

void fit_attempt_begin(fit_attempt *attempt, const fit_challenge *challenge, int64_t issued_ms)
{
    fit_liveness judge;
    memset(attempt, 0, sizeof *attempt);
    attempt->last_ms = issued_ms;
    attempt->hint = FIT_HINT_LOOK_STRAIGHT;
    fit_light_begin(&attempt->light);
    fit_liveness_begin(&judge, challenge, issued_ms);
    fit_liveness_pack(&judge, attempt->liveness);
}

/* Those in the middle of a movement show that the person is the same, but are no good to recognise anybody by. */
static void keep(fit_attempt *attempt, fit_liveness_embed purpose, const fit_face_embedding *picture, float weight)
{
    if (purpose == FIT_LIVENESS_EMBED_MOVED)
        return;
    attempt->weight[attempt->pictures] = weight;
    attempt->picture[attempt->pictures++] = *picture;
}

/* The frame that the judge wants to have compared. A picture without a direction is nobody's. */
static fit_status compare(fit_attempt *attempt, fit_liveness *judge, const fit_face_look *look, float weight,
                          fit_liveness_answer *answer)
{
    fit_face_embedding picture;
    float similarity = NAN;
    const fit_liveness_embed purpose = answer->embed;
    if (fit_face_embed(look->scanner, &look->frame, &look->face, &picture) == FIT_OK) {
        similarity =
            purpose == FIT_LIVENESS_EMBED_REFERENCE ? 1.0f : fit_face_similarity(&picture, &attempt->picture[0]);
        keep(attempt, purpose, &picture, weight);
    }
    return fit_liveness_compare(judge, similarity, answer);
}

/* Before the first picture is taken, light and sharpness can still be bettered; later, only the movement counts. */
static fit_hint choose_hint(const fit_attempt *attempt, const fit_liveness_answer *answer,
                            const fit_face_quality *quality)
{
    const fit_hint hint = fit_hint_of_liveness(answer->hint);
    if (attempt->pictures > 0 || quality->reason == FIT_FACE_GOOD ||
        (hint != FIT_HINT_NONE && hint != FIT_HINT_LOOK_STRAIGHT))
        return hint;
    return fit_hint_of_quality(quality->reason);
}

/* What was lit before there is a picture that later ones must be like may be anybody. */
static void see_light(fit_attempt *attempt, const fit_face_look *look, uint8_t random)
{
    fit_light_sample sample;
    const bool seen = look->n == 1 && fit_light_look(&look->frame, &look->face, &sample);
    fit_light_push(&attempt->light, seen ? &sample : NULL, random);
    if (attempt->pictures == 0)
        fit_light_forget(&attempt->light);
}

fit_status fit_attempt_push(fit_attempt *attempt, const fit_face_look *look, int64_t now_ms, const uint8_t *random,
                            bool *living)
{
    fit_liveness judge;
    fit_liveness_answer answer;
    fit_face_quality quality;
    /* The clocks of several servers differ a little. */
    const int64_t t_ms = now_ms > attempt->last_ms ? now_ms : attempt->last_ms + 1;
    const int32_t side = look->frame.width < look->frame.height ? look->frame.width : look->frame.height;
    const fit_liveness_frame frame = {.t_ms = t_ms, .face = &look->face, .n = look->n, .side_px = (float)side};
    fit_status status = fit_liveness_unpack(&judge, attempt->liveness, sizeof attempt->liveness);
    if (status == FIT_OK)
        status = fit_face_judge(&look->frame, &look->face, look->n, &fit_face_limits_login, &quality);
    if (status == FIT_OK)
        status = fit_liveness_push(&judge, &frame, &answer);
    if (status == FIT_OK && answer.embed != FIT_LIVENESS_EMBED_NOT)
        status = compare(attempt, &judge, look, quality.weight, &answer);
    if (status != FIT_OK)
        return status;
    if (random)
        see_light(attempt, look, *random);
    fit_liveness_pack(&judge, attempt->liveness);
    attempt->last_ms = t_ms;
    attempt->hint = (int32_t)choose_hint(attempt, &answer, &quality);
    if (answer.verdict == FIT_LIVENESS_REFUSED)
        attempt->end = (int32_t)answer.reason;
    *living = answer.verdict == FIT_LIVENESS_ACCEPTED;
    return FIT_OK;
}

fit_status fit_attempt_recognise(fit_attempt *attempt, fit_face_service *service, bool by_email, int64_t member_id)
{
    fit_gallery *gallery = fit_face_service_gallery(service);
    fit_face_embedding face;
    fit_face_match match = {.cosine = -1.0, .second_cosine = -1.0};
    fit_status status = fit_face_average(attempt->picture, attempt->weight, (size_t)attempt->pictures, &face, NULL);
    attempt->end = (int32_t)(status == FIT_OK ? FIT_ATTEMPT_UNKNOWN : FIT_ATTEMPT_UNCLEAR);
    if (status != FIT_OK)
        return status == FIT_ERR_NOT_FOUND ? FIT_OK : status;
    status = by_email ? fit_gallery_match_member(gallery, member_id, &face, &match)
                      : fit_gallery_match(gallery, &face, &match);
    if (status != FIT_OK)
        return status == FIT_ERR_NOT_FOUND ? FIT_OK : status;
    const double threshold = fit_face_service_threshold(service, match.compared);
    if (match.member_id > 0 && fit_face_decide(match.cosine, match.second_cosine, threshold, (double)FIT_FACE_MARGIN)) {
        attempt->end = FIT_ATTEMPT_ACCEPTED;
        attempt->member_id = match.member_id;
        attempt->template_id = match.template_id;
    }
    explicit_bzero(&face, sizeof face);
    return FIT_OK;
}

fit_light_verdict fit_attempt_light(const fit_attempt *attempt)
{
    fit_light_response response;
    return fit_light_judge(&attempt->light, &response);
}

static void present_light(fit_json_writer *json, uint8_t colour)
{
    char text[8];
    const uint8_t *rgb = fit_light_rgb(colour);
    if (rgb)
        (void)snprintf(text, sizeof text, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
    fit_present_text_or_null(json, "light", rgb ? text : NULL);
}

void fit_attempt_present(fit_json_writer *json, const fit_attempt *attempt)
{
    fit_liveness judge;
    if (fit_liveness_unpack(&judge, attempt->liveness, sizeof attempt->liveness) != FIT_OK) {
        json->status = FIT_ERR_FORMAT;
        return;
    }
    const fit_liveness_answer answer = fit_liveness_answer_get(&judge);
    const bool open = attempt->end == FIT_ATTEMPT_OPEN, moves = open && attempt->pictures > 0;
    fit_json_object_open(json);
    fit_present_text(json, "state",
                     attempt->end == FIT_ATTEMPT_ACCEPTED ? "accepted"
                     : moves                              ? "move"
                     : open                               ? "look"
                                                          : "refused");
    fit_present_text_or_null(
        json, "step",
        moves ? fit_movement_name((fit_movement)judge.challenge.step[answer.step % judge.challenge.n]) : NULL);
    fit_present_int(json, "steps_done", answer.step);
    fit_present_int(json, "steps_total", judge.challenge.n);
    fit_json_key(json, "progress");
    fit_json_fixed(json, (double)answer.progress, 3);
    present_light(json, open ? attempt->light.colour : FIT_LIGHT_COLOURS);
    fit_present_text_or_null(json, "hint", open ? fit_hint_name((fit_hint)attempt->hint) : NULL);
    fit_present_text_or_null(json, "reason", fit_attempt_reason(attempt->end));
    fit_json_object_close(json);
}
