/* What a visitor is asked to do, so that a picture or a recording cannot have done it beforehand. Pure; thread-safe. */
#ifndef FIT_FACE_CHALLENGE_H
#define FIT_FACE_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aifit/status.h"

/* Left and right are the visitor's own. */
typedef enum fit_movement {
    FIT_MOVE_TURN_LEFT,
    FIT_MOVE_TURN_RIGHT,
    FIT_MOVE_LOOK_UP,
    FIT_MOVE_BLINK, /* eyes shut for a moment */
    FIT_MOVE_OPEN_MOUTH,
    FIT_MOVE_CLOSER,
    FIT_MOVE_COUNT
} fit_movement;

/* Stable names for pages and JSON: "turn_left", "turn_right", "look_up", "blink", "open_mouth", "move_closer". */
const char *fit_movement_name(fit_movement movement);

enum {
    FIT_CHALLENGE_STEPS = 3, /* at most */
    FIT_CHALLENGE_KINDS = 114,
    FIT_CHALLENGE_RANDOM_BYTES = 8,
    FIT_CHALLENGE_VALID_MS = 20000,
};

/* n: 2 or 3 different movements, in order; at least one of them is a turn, since only a turn shows depth well. */
typedef struct fit_challenge {
    uint8_t n;
    uint8_t step[FIT_CHALLENGE_STEPS]; /* fit_movement; those beyond n are 0 */
} fit_challenge;

/* One of all FIT_CHALLENGE_KINDS, each as likely as any other. random: FIT_CHALLENGE_RANDOM_BYTES from a cryptographic
 * generator. */
fit_challenge fit_challenge_make(const uint8_t *random);

bool fit_challenge_is_valid(const fit_challenge *challenge);

#endif
