/* Faults and rejects: conditions judged along one movement. */
#ifndef FIT_TRAINER_RULES_H
#define FIT_TRAINER_RULES_H

#include "trainer/signals.h"

/* Since when a rule has been true on end; zero it when the person is lost. */
typedef struct fit_rule_clock {
    bool running;
    int64_t since_ms;
} fit_rule_clock;

/* All conditions of the rule on these readings; a hidden signal makes none true. start: the readings when the movement
 * left rest, for conditions of change. */
bool fit_rule_true(const fit_rule *rule, const fit_reading *readings, const fit_reading *start, uint32_t view);

/* Feeds one frame to a FIT_RULE_HELD rule; true while it has been held long enough. */
bool fit_rule_held(const fit_rule *rule, fit_rule_clock *clock, bool is_true, uint8_t phase, int64_t t_ms);

#endif
