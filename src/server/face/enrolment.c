#include "server/face/enrolment.h"

#include <string.h>

#include "face/template.h"
#include "server/routes/present.h"

/* Where the head looks in each picture; yaw grows to the person's own left. What lies between two views belongs to
 * none, so that they differ. */
typedef struct view {
    float least_deg, most_deg;
    const char *ask;
} view;

static const view views[FIT_ENROLMENT_PICTURES] = {
    {-7.0f, 7.0f, "straight"}, {9.0f, 17.0f, "left"},     {19.0f, 45.0f, "left"},
    {-17.0f, -9.0f, "right"},  {-45.0f, -19.0f, "right"},
};
enum { ALL = (1 << FIT_ENROLMENT_PICTURES) - 1 };

static int view_of(float yaw_deg)
{
    int i = 0;
    while (i < FIT_ENROLMENT_PICTURES && !(yaw_deg >= views[i].least_deg && yaw_deg <= views[i].most_deg))
        i++;
    return i;
}

fit_status fit_enrolment_push(fit_enrolment *enrolment, const fit_face_look *look, bool *complete)
{
    fit_face_quality quality;
    *complete = false;
    fit_status status = fit_face_judge(&look->frame, &look->face, look->n, &fit_face_limits_enrol, &quality);
    if (status != FIT_OK)
        return status;
    enrolment->hint = (int32_t)fit_hint_of_quality(quality.reason);
    if (quality.reason != FIT_FACE_GOOD)
        return FIT_OK;
    const int i = view_of(look->face.yaw_deg);
    if (i == FIT_ENROLMENT_PICTURES || enrolment->taken & 1 << i)
        return FIT_OK;
    status = fit_face_embed(look->scanner, &look->frame, &look->face, &enrolment->picture[i]);
    if (status != FIT_OK)
        return status;
    enrolment->weight[i] = quality.weight;
    enrolment->taken |= 1 << i;
    *complete = enrolment->taken == ALL;
    return FIT_OK;
}

/* Whoever adds a template without the password adds one of the face that is known already. */
static fit_status compare_with_own(fit_enrolment *enrolment, fit_face_service *service, int64_t member_id,
                                   const fit_face_embedding *face)
{
    fit_face_match match;
    fit_status status = fit_gallery_match_member(fit_face_service_gallery(service), member_id, face, &match);
    if (status == FIT_ERR_NOT_FOUND)
        return FIT_OK;
    if (status == FIT_OK && match.cosine < fit_face_service_threshold(service, match.compared))
        enrolment->end = FIT_ENROLMENT_UNLIKE;
    return status;
}

fit_status fit_enrolment_finish(fit_enrolment *enrolment, fit_face_service *service, int64_t member_id, bool refresh,
                                fit_face_embedding *face)
{
    bool kept[FIT_ENROLMENT_PICTURES], all = true;
    fit_status status = fit_face_average(enrolment->picture, enrolment->weight, FIT_ENROLMENT_PICTURES, face, kept);
    for (int i = 0; i < FIT_ENROLMENT_PICTURES && status == FIT_OK; i++)
        all = all && kept[i];
    explicit_bzero(enrolment->picture, sizeof enrolment->picture);
    enrolment->end = status == FIT_OK && all ? FIT_ENROLMENT_DONE : FIT_ENROLMENT_SEVERAL_PEOPLE;
    if (status != FIT_OK && status != FIT_ERR_NOT_FOUND)
        return status;
    return enrolment->end == FIT_ENROLMENT_DONE && refresh ? compare_with_own(enrolment, service, member_id, face)
                                                           : FIT_OK;
}

void fit_enrolment_present(fit_json_writer *json, const fit_enrolment *enrolment)
{
    static const char *const states[] = {"running", "done", "refused", "refused"};
    static const char *const reasons[] = {NULL, NULL, "several_people", "unlike"};
    int taken = 0, next = FIT_ENROLMENT_PICTURES;
    for (int i = FIT_ENROLMENT_PICTURES - 1; i >= 0; i--) {
        const bool has = enrolment->taken & 1 << i;
        taken += has;
        next = has ? next : i;
    }
    const bool running = enrolment->end == FIT_ENROLMENT_RUNNING;
    fit_json_object_open(json);
    fit_present_text(json, "state", states[enrolment->end]);
    fit_present_int(json, "taken", taken);
    fit_present_int(json, "wanted", FIT_ENROLMENT_PICTURES);
    fit_present_text_or_null(json, "ask", running && next < FIT_ENROLMENT_PICTURES ? views[next].ask : NULL);
    fit_present_text_or_null(json, "hint", running ? fit_hint_name((fit_hint)enrolment->hint) : NULL);
    fit_present_text_or_null(json, "reason", reasons[enrolment->end]);
    fit_json_object_close(json);
}
