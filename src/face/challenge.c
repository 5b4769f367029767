#include "face/challenge.h"

#include <assert.h>

const char *fit_movement_name(fit_movement movement)
{
    static const char *const NAMES[FIT_MOVE_COUNT] = {
        [FIT_MOVE_TURN_LEFT] = "turn_left", [FIT_MOVE_TURN_RIGHT] = "turn_right", [FIT_MOVE_LOOK_UP] = "look_up",
        [FIT_MOVE_BLINK] = "blink",         [FIT_MOVE_OPEN_MOUTH] = "open_mouth", [FIT_MOVE_CLOSER] = "move_closer",
    };
    return NAMES[movement];
}

bool fit_challenge_is_valid(const fit_challenge *challenge)
{
    unsigned seen = 0;
    if (challenge->n < 2 || challenge->n > FIT_CHALLENGE_STEPS)
        return false;
    for (int i = 0; i < FIT_CHALLENGE_STEPS; i++) {
        const unsigned step = challenge->step[i];
        if (i >= challenge->n ? step != 0 : step >= FIT_MOVE_COUNT || (seen >> step & 1U))
            return false;
        if (i < challenge->n)
            seen |= 1U << step;
    }
    return (seen & (1U << FIT_MOVE_TURN_LEFT | 1U << FIT_MOVE_TURN_RIGHT)) != 0;
}

/* The candidate of a number: its digits in base FIT_MOVE_COUNT, the last of which may say that there are two steps. */
static fit_challenge candidate(unsigned number)
{
    fit_challenge made = {.n = 2};
    made.step[0] = (uint8_t)(number % FIT_MOVE_COUNT);
    made.step[1] = (uint8_t)(number / FIT_MOVE_COUNT % FIT_MOVE_COUNT);
    const unsigned third = number / (FIT_MOVE_COUNT * FIT_MOVE_COUNT);
    if (third < FIT_MOVE_COUNT) {
        made.n = 3;
        made.step[2] = (uint8_t)third;
    }
    return made;
}

fit_challenge fit_challenge_make(const uint8_t *random)
{
    enum { CANDIDATES = FIT_MOVE_COUNT * FIT_MOVE_COUNT * (FIT_MOVE_COUNT + 1) };
    uint64_t drawn = 0;
    for (int i = 0; i < FIT_CHALLENGE_RANDOM_BYTES; i++)
        drawn = drawn << 8 | random[i];
    /* 2^64 is so much more than the number of kinds that the remainder is uniform to one part in 10^17. */
    unsigned left = (unsigned)(drawn % FIT_CHALLENGE_KINDS);
    for (unsigned number = 0; number < CANDIDATES; number++) {
        const fit_challenge made = candidate(number);
        if (fit_challenge_is_valid(&made) && left-- == 0)
            return made;
    }
    assert(!"fewer challenges than FIT_CHALLENGE_KINDS");
    return candidate(FIT_MOVE_COUNT);
}
