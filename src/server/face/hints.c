#include "server/face/hints.h"

#include <stddef.h>

const char *fit_hint_name(fit_hint hint)
{
    static const char *const names[FIT_HINTS] = {
        [FIT_HINT_NONE] = NULL,
        [FIT_HINT_NO_FACE] = "no_face",
        [FIT_HINT_SEVERAL_FACES] = "several_faces",
        [FIT_HINT_MOVE_CLOSER] = "move_closer",
        [FIT_HINT_MOVE_BACK] = "move_back",
        [FIT_HINT_MOVE_TO_CENTRE] = "move_to_centre",
        [FIT_HINT_MORE_LIGHT] = "more_light",
        [FIT_HINT_LESS_LIGHT] = "less_light",
        [FIT_HINT_HOLD_STILL] = "hold_still",
        [FIT_HINT_LOOK_STRAIGHT] = "look_straight",
        [FIT_HINT_OPEN_EYES] = "open_eyes",
        [FIT_HINT_MOVE_SLOWLY] = "move_slowly",
    };
    return names[hint];
}

fit_hint fit_hint_of_quality(fit_face_reason reason)
{
    static const fit_hint hints[FIT_FACE_REASON_COUNT] = {
        [FIT_FACE_GOOD] = FIT_HINT_NONE,
        [FIT_FACE_NO_FACE] = FIT_HINT_NO_FACE,
        [FIT_FACE_SEVERAL_FACES] = FIT_HINT_SEVERAL_FACES,
        [FIT_FACE_TOO_FAR] = FIT_HINT_MOVE_CLOSER,
        [FIT_FACE_CUT_OFF] = FIT_HINT_MOVE_TO_CENTRE,
        [FIT_FACE_TOO_DARK] = FIT_HINT_MORE_LIGHT,
        [FIT_FACE_TOO_BRIGHT] = FIT_HINT_LESS_LIGHT,
        [FIT_FACE_BLURRED] = FIT_HINT_HOLD_STILL,
        [FIT_FACE_NOT_FRONTAL] = FIT_HINT_LOOK_STRAIGHT,
        [FIT_FACE_EYES_CLOSED] = FIT_HINT_OPEN_EYES,
    };
    return hints[reason];
}

fit_hint fit_hint_of_liveness(fit_liveness_hint hint)
{
    static const fit_hint hints[FIT_LIVENESS_HINTS] = {
        [FIT_LIVENESS_GO_ON] = FIT_HINT_NONE,
        [FIT_LIVENESS_NO_FACE] = FIT_HINT_NO_FACE,
        [FIT_LIVENESS_ONE_PERSON_ONLY] = FIT_HINT_SEVERAL_FACES,
        [FIT_LIVENESS_COME_CLOSER] = FIT_HINT_MOVE_CLOSER,
        [FIT_LIVENESS_MOVE_BACK] = FIT_HINT_MOVE_BACK,
        [FIT_LIVENESS_LOOK_STRAIGHT] = FIT_HINT_LOOK_STRAIGHT,
        [FIT_LIVENESS_MOVE_SLOWLY] = FIT_HINT_MOVE_SLOWLY,
    };
    return hints[hint];
}
