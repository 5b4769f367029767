/* Stable identifiers of the trainer's enumerations. */
#include "aifit/trainer.h"

const char *fit_reject_reason_name(fit_reject_reason reason)
{
    static const char *const names[] = {"too_shallow",   "too_fast",    "too_slow",
                                        "joints_hidden", "person_lost", "not_the_exercise"};
    return (unsigned)reason < sizeof names / sizeof names[0] ? names[reason] : "unknown";
}

const char *fit_side_name(fit_side side)
{
    static const char *const names[] = {"both", "left", "right"};
    return (unsigned)side < sizeof names / sizeof names[0] ? names[side] : "unknown";
}

const char *fit_framing_name(fit_framing framing)
{
    static const char *const names[] = {"good",      "too_dark",   "nobody",        "too_close", "too_far",
                                        "move_left", "move_right", "joints_hidden", "turn"};
    return (unsigned)framing < sizeof names / sizeof names[0] ? names[framing] : "unknown";
}
