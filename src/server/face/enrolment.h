/* One enrolment: five good pictures over a guided half-turn, averaged to a template. Between two frames it lies sealed
 * in the database, so it is one piece without pointers. */
#ifndef FIT_SERVER_FACE_ENROLMENT_H
#define FIT_SERVER_FACE_ENROLMENT_H

#include "server/face/hints.h"
#include "server/face/service.h"

enum { FIT_ENROLMENT_PICTURES = 5, FIT_ENROLMENT_FRAMES = 120, FIT_ENROLMENT_VALID_MS = 120000 };

typedef enum fit_enrolment_end {
    FIT_ENROLMENT_RUNNING,
    FIT_ENROLMENT_DONE,
    FIT_ENROLMENT_SEVERAL_PEOPLE, /* the pictures are of different people */
    FIT_ENROLMENT_UNLIKE          /* a refresh that does not show whom the present templates show */
} fit_enrolment_end;

typedef struct fit_enrolment {
    int64_t last_number;
    int32_t end, hint;
    int32_t taken; /* a bit a view, in the order of the half-turn */
    float weight[FIT_ENROLMENT_PICTURES];
    fit_face_embedding picture[FIT_ENROLMENT_PICTURES];
} fit_enrolment;

/* One frame more. *complete: all views are there; fit_enrolment_finish follows. */
FIT_NODISCARD fit_status fit_enrolment_push(fit_enrolment *enrolment, const fit_face_look *look, bool *complete);
/* Sets end; *face is the template when that is DONE. refresh: it must be like a template that member_id has already,
 * if there is one. The pictures are forgotten. */
FIT_NODISCARD fit_status fit_enrolment_finish(fit_enrolment *enrolment, fit_face_service *service, int64_t member_id,
                                              bool refresh, fit_face_embedding *face);
/* The schema Enrolment, as a value. */
void fit_enrolment_present(fit_json_writer *json, const fit_enrolment *enrolment);

#endif
