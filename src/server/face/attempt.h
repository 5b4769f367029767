/* One attempt to log in by face: the judge of liveness, and the pictures to recognise the person by. Between two frames
 * it lies sealed in the database, so it is one piece without pointers. */
#ifndef FIT_SERVER_FACE_ATTEMPT_H
#define FIT_SERVER_FACE_ATTEMPT_H

#include "face/light.h"
#include "server/face/hints.h"
#include "server/face/service.h"

enum { FIT_ATTEMPT_FRAMES = FIT_LIVENESS_FRAMES, FIT_ATTEMPT_BYTES = 2 << 20 };

/* How an attempt ended: a fit_liveness_reason, what the judge says against it, or what follows when it says nothing. */
enum {
    FIT_ATTEMPT_OPEN = (int)FIT_LIVENESS_NO_REASON,
    FIT_ATTEMPT_UNCLEAR = (int)FIT_LIVENESS_REASONS, /* living, but no picture was good enough */
    FIT_ATTEMPT_UNKNOWN,                             /* living, but nobody, or not surely somebody */
    FIT_ATTEMPT_ACCEPTED,
    FIT_ATTEMPT_ENDS
};

/* Stable names for metrics: "open", those of fit_liveness_reason_name, "unclear", "unknown", "accepted". */
const char *fit_attempt_end_name(int end);
/* What a visitor is told of it; NULL when there is nothing to tell. */
const char *fit_attempt_reason(int end);
/* Not taken for a living person. */
bool fit_attempt_is_spoof(int end);

typedef struct fit_attempt {
    int64_t last_number, last_ms, bytes; /* of the frames so far */
    int64_t member_id, template_id;      /* of an accepted one */
    int32_t end, hint;
    int32_t pictures;
    fit_light light;                                     /* how the face answered to the page's colours */
    uint8_t liveness[FIT_LIVENESS_BYTES];                /* packed */
    float weight[FIT_LIVENESS_EMBEDDINGS];               /* of each picture */
    fit_face_embedding picture[FIT_LIVENESS_EMBEDDINGS]; /* the first is the one that others are compared with */
} fit_attempt;

/* challenge: valid. Every byte of *attempt is set. */
void fit_attempt_begin(fit_attempt *attempt, const fit_challenge *challenge, int64_t issued_ms);
/* One frame more, seen at now_ms by this server's clock. random: a byte that chooses what the page shows next (see
 * fit_light_push), or NULL: it shows no colours. When the judge is content, end stays OPEN and *living is true:
 * fit_attempt_recognise follows. FIT_ERR_FORMAT: not an attempt. */
FIT_NODISCARD fit_status fit_attempt_push(fit_attempt *attempt, const fit_face_look *look, int64_t now_ms,
                                          const uint8_t *random, bool *living);
/* Whom the pictures show: anybody (by_email false), or nobody but member_id (0: an address that no member has). Sets
 * end, and of an accepted one member_id and template_id. */
FIT_NODISCARD fit_status fit_attempt_recognise(fit_attempt *attempt, fit_face_service *service, bool by_email,
                                               int64_t member_id);
/* What the light of the page proves, so far. */
fit_light_verdict fit_attempt_light(const fit_attempt *attempt);
/* The schema Attempt, as a value. */
void fit_attempt_present(fit_json_writer *json, const fit_attempt *attempt);

#endif
