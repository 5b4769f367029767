/* What a visitor before the camera is told, as the API says it. */
#ifndef FIT_SERVER_FACE_HINTS_H
#define FIT_SERVER_FACE_HINTS_H

#include "face/liveness.h"
#include "face/quality.h"

/* One vocabulary for what the judge of liveness and the judge of quality have to say; FIT_HINT_NONE: nothing. */
typedef enum fit_hint {
    FIT_HINT_NONE,
    FIT_HINT_NO_FACE,
    FIT_HINT_SEVERAL_FACES,
    FIT_HINT_MOVE_CLOSER,
    FIT_HINT_MOVE_BACK,
    FIT_HINT_MOVE_TO_CENTRE,
    FIT_HINT_MORE_LIGHT,
    FIT_HINT_LESS_LIGHT,
    FIT_HINT_HOLD_STILL,
    FIT_HINT_LOOK_STRAIGHT,
    FIT_HINT_OPEN_EYES,
    FIT_HINT_MOVE_SLOWLY,
    FIT_HINTS
} fit_hint;

/* "no_face", ...; NULL: none. */
const char *fit_hint_name(fit_hint hint);
fit_hint fit_hint_of_quality(fit_face_reason reason);
fit_hint fit_hint_of_liveness(fit_liveness_hint hint);

#endif
