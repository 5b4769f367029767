#include "trainer/rules.h"

static bool condition_true(const fit_condition *condition, const fit_reading *readings, const fit_reading *start)
{
    fit_reading reading = readings[condition->signal];
    if (reading.trust < FIT_TRUST_LEAST)
        return false;
    if (condition->of_change) {
        if (start[condition->signal].trust < FIT_TRUST_LEAST)
            return false;
        reading.value -= start[condition->signal].value;
    }
    return condition->above ? reading.value > condition->limit : reading.value < condition->limit;
}

bool fit_rule_true(const fit_rule *rule, const fit_reading *readings, const fit_reading *start, uint32_t view)
{
    if (!(rule->views & view))
        return false;
    for (int i = 0; i < rule->condition_count; i++)
        if (!condition_true(&rule->conditions[i], readings, start))
            return false;
    return true;
}

bool fit_rule_held(const fit_rule *rule, fit_rule_clock *clock, bool is_true, uint8_t phase, int64_t t_ms)
{
    if (!is_true || !(rule->phases >> phase & 1)) {
        clock->running = false;
        return false;
    }
    if (!clock->running)
        *clock = (fit_rule_clock){.running = true, .since_ms = t_ms};
    return t_ms - clock->since_ms >= rule->for_ms;
}
