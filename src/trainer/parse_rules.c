/* Phases, the cycle, and the rules judged on it. */
#include <math.h>
#include <string.h>

#include "trainer/exercise_parse.h"

/* Wide enough for degrees, lengths and their speeds. */
static const double LIMIT = 10000.0;
static const uint32_t every_view = (1U << FIT_VIEWS) - 1;

static bool parse_phase(fit_json_reader *reader, int token, fit_phase *phase)
{
    int id, above, below;
    const fit_json_member members[] = {{"id", true, &id}, {"above", false, &above}, {"below", false, &below}};
    if (!fit_json_read_members(reader, token, "a phase", members, 3))
        return false;
    if ((above >= 0) == (below >= 0))
        return fit_json_refuse(reader, token, "a phase is entered either \"above\" or \"below\" some progress");
    double edge;
    phase->outward = above >= 0;
    if (!fit_parse_id(reader, id, "a phase", &phase->id) ||
        !fit_json_read_number(reader, phase->outward ? above : below, "a phase's edge", 0.05, 0.95, &edge))
        return false;
    phase->edge = (float)edge;
    return true;
}

/* rest (below), outward phases (above, rising), returning phases (below, falling), all of them hysteresis apart. */
static bool check_phase_order(fit_json_reader *reader, int token, const fit_exercise *exercise, uint8_t index)
{
    /* Less would let the noise of a still person flicker between two phases. */
    const float hysteresis = 0.05F;
    const fit_phase *phase = &exercise->phases[index];
    if (index == 0)
        return !phase->outward || fit_json_refuse(reader, token, "the first phase is at rest, entered \"below\"");
    const fit_phase *before = phase - 1;
    if (index == 1 && !phase->outward)
        return fit_json_refuse(reader, token, "the second phase leads away from rest, entered \"above\"");
    if (phase->outward && !before->outward && index > 1)
        return fit_json_refuse(reader, token, "phases entered \"above\" stand before those entered \"below\"");
    bool apart = phase->outward ? phase->edge > before->edge : phase->edge < before->edge;
    if (!apart || fabsf(phase->edge - before->edge) < hysteresis - 1e-6F)
        return fit_json_refuse(reader, token, "the edge of \"%s\" must lie at least %.2f beyond that of \"%s\"",
                               phase->id, (double)hysteresis, before->id);
    if (!phase->outward && phase->edge < exercise->phases[0].edge)
        return fit_json_refuse(reader, token, "the edge of \"%s\" lies below that of rest", phase->id);
    return true;
}

bool fit_parse_phases(fit_json_reader *reader, int token, fit_exercise *exercise)
{
    int count;
    if (!fit_json_read_array(reader, token, "\"phases\"", 2, FIT_MAX_PHASES, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at)) {
        uint8_t index = exercise->phase_count;
        fit_phase *phase = &exercise->phases[index];
        if (!parse_phase(reader, at, phase))
            return false;
        for (uint8_t i = 0; i < index; i++)
            if (strcmp(exercise->phases[i].id, phase->id) == 0)
                return fit_json_refuse(reader, at, "phase \"%s\" stands twice", phase->id);
        if (!check_phase_order(reader, at, exercise, index))
            return false;
        exercise->outward_count += phase->outward;
        exercise->phase_count++;
    }
    return true;
}

bool fit_parse_phase_name(fit_json_reader *reader, int token, const fit_exercise *exercise, uint8_t *out)
{
    const char *name;
    if (!fit_json_read_string(reader, token, "a phase", FIT_MAX_NAME_BYTES, &name))
        return false;
    for (uint8_t i = 0; i < exercise->phase_count; i++)
        if (strcmp(exercise->phases[i].id, name) == 0) {
            *out = i;
            return true;
        }
    return fit_json_refuse(reader, token, "undefined phase \"%s\"", name);
}

/* [low, high] with least <= low <= high <= most. */
static bool parse_range(fit_json_reader *reader, int token, const char *what, double least, double most, double out[2])
{
    int count;
    if (!fit_json_read_array(reader, token, what, 2, 2, &count))
        return false;
    int low = fit_json_first(reader, token);
    int high = fit_json_next(reader, low);
    return fit_json_read_number(reader, low, what, least, most, &out[0]) &&
           fit_json_read_number(reader, high, what, out[0], most, &out[1]);
}

static bool parse_bounds(fit_json_reader *reader, int token, fit_exercise_cycle *cycle)
{
    int rest, turn;
    double rests[2], turns[2];
    const fit_json_member members[] = {{"rest", true, &rest}, {"turn", true, &turn}};
    if (!fit_json_read_members(reader, token, "\"bounds\"", members, 2) ||
        !parse_range(reader, rest, "the bounds of rest", -LIMIT, LIMIT, rests) ||
        !parse_range(reader, turn, "the bounds of turn", -LIMIT, LIMIT, turns))
        return false;
    if (cycle->rest < rests[0] || cycle->rest > rests[1])
        return fit_json_refuse(reader, rest, "the nominal rest lies outside its bounds");
    if (cycle->turn < turns[0] || cycle->turn > turns[1])
        return fit_json_refuse(reader, turn, "the nominal turn lies outside its bounds");
    bool rising = cycle->turn > cycle->rest;
    double nearest = rising ? turns[0] - rests[1] : rests[0] - turns[1];
    if (nearest <= 0.0)
        return fit_json_refuse(reader, token, "the bounds of rest and turn overlap");
    cycle->rest_limit = (float)(rising ? rests[1] : rests[0]);
    cycle->turn_least = (float)(rising ? turns[0] - (double)cycle->rest : (double)cycle->rest - turns[1]);
    cycle->turn_most = (float)(rising ? turns[1] - (double)cycle->rest : (double)cycle->rest - turns[0]);
    return true;
}

static bool parse_duration(fit_json_reader *reader, int token, fit_exercise_cycle *cycle)
{
    double range[2];
    if (!parse_range(reader, token, "\"duration_ms\"", 0, 600000, range))
        return false;
    cycle->least_ms = (int32_t)range[0];
    cycle->most_ms = (int32_t)range[1];
    return true;
}

static bool parse_condition(fit_json_reader *reader, int token, const fit_exercise *exercise, fit_condition *condition)
{
    int signal, above, below, change;
    const fit_json_member members[] = {
        {"signal", true, &signal}, {"above", false, &above}, {"below", false, &below}, {"change", false, &change}};
    if (!fit_json_read_members(reader, token, "a condition", members, 4))
        return false;
    if ((above >= 0) == (below >= 0))
        return fit_json_refuse(reader, token, "a condition has either \"above\" or \"below\"");
    double limit;
    condition->above = above >= 0;
    if (!fit_parse_signal_name(reader, signal, exercise, &condition->signal) ||
        !fit_json_read_number(reader, condition->above ? above : below, "a limit", -LIMIT, LIMIT, &limit) ||
        (change >= 0 && !fit_json_read_bool(reader, change, "\"change\"", &condition->of_change)))
        return false;
    condition->limit = (float)limit;
    return true;
}

static bool parse_conditions(fit_json_reader *reader, int token, const char *what, const fit_exercise *exercise,
                             fit_rule *rule)
{
    int count;
    if (!fit_json_read_array(reader, token, what, 1, FIT_MAX_CONDITIONS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at))
        if (!parse_condition(reader, at, exercise, &rule->conditions[rule->condition_count++]))
            return false;
    return true;
}

bool fit_parse_cycle(fit_json_reader *reader, int token, fit_exercise *exercise)
{
    int signal, sides, rest, turn, bounds, good, duration, count_at, attempt;
    const fit_json_member members[] = {
        {"signal", true, &signal},
        {"sides", true, &sides},
        {"rest", true, &rest},
        {"turn", true, &turn},
        {"bounds", true, &bounds},
        {"good", true, &good},
        {"duration_ms", true, &duration},
        {"count_at", true, &count_at},
        {"attempt", false, &attempt},
    };
    static const char *const side_names[] = {"each", "together"};
    fit_exercise_cycle *cycle = &exercise->cycle;
    int together;
    double rest_value, turn_value, good_value;
    if (!fit_json_read_members(reader, token, "\"cycle\"", members, sizeof members / sizeof members[0]) ||
        !fit_parse_signal_name(reader, signal, exercise, &cycle->signal) ||
        !fit_json_read_choice(reader, sides, "\"sides\"", side_names, 2, &together) ||
        !fit_json_read_number(reader, rest, "\"rest\"", -LIMIT, LIMIT, &rest_value) ||
        !fit_json_read_number(reader, turn, "\"turn\"", -LIMIT, LIMIT, &turn_value) ||
        !fit_json_read_number(reader, good, "\"good\"", 0.5, 1.0, &good_value) ||
        !parse_duration(reader, duration, cycle) || !fit_parse_phase_name(reader, count_at, exercise, &cycle->count_at))
        return false;
    if (rest_value == turn_value)
        return fit_json_refuse(reader, turn, "rest and turn are the same");
    cycle->attempt = (fit_rule){.kind = FIT_RULE_AT_TURN, .views = every_view};
    if (attempt >= 0 && !parse_conditions(reader, attempt, "\"attempt\"", exercise, &cycle->attempt))
        return false;
    cycle->together = together;
    cycle->rest = (float)rest_value;
    cycle->turn = (float)turn_value;
    cycle->good = (float)good_value;
    return parse_bounds(reader, bounds, cycle);
}

static bool parse_phase_set(fit_json_reader *reader, int token, const fit_exercise *exercise, uint32_t *out)
{
    int count;
    if (!fit_json_read_array(reader, token, "\"phases\"", 1, FIT_MAX_PHASES, &count))
        return false;
    *out = 0;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at)) {
        uint8_t phase;
        if (!fit_parse_phase_name(reader, at, exercise, &phase))
            return false;
        *out |= 1U << phase;
    }
    return true;
}

typedef struct rule_tokens {
    int when, phases, for_ms, at, views;
} rule_tokens;

static bool parse_held(fit_json_reader *reader, int token, const rule_tokens *tokens, const fit_exercise *exercise,
                       fit_rule *rule)
{
    int for_ms;
    if (tokens->phases < 0 || tokens->for_ms < 0)
        return fit_json_refuse(reader, token, "a rule needs either \"phases\" and \"for_ms\", or \"at\"");
    if (!parse_phase_set(reader, tokens->phases, exercise, &rule->phases) ||
        !fit_json_read_int(reader, tokens->for_ms, "\"for_ms\"", 0, 60000, &for_ms))
        return false;
    rule->kind = FIT_RULE_HELD;
    rule->for_ms = for_ms;
    return true;
}

static bool parse_rule(fit_json_reader *reader, int token, const rule_tokens *tokens, const fit_exercise *exercise,
                       fit_rule *rule)
{
    static const char *const moments[] = {"start", "turn"};
    int moment;
    rule->views = every_view;
    if (tokens->views >= 0 && !fit_parse_views(reader, tokens->views, &rule->views))
        return false;
    if (!parse_conditions(reader, tokens->when, "\"when\"", exercise, rule))
        return false;
    if (tokens->at < 0)
        return parse_held(reader, token, tokens, exercise, rule);
    if (tokens->phases >= 0 || tokens->for_ms >= 0)
        return fit_json_refuse(reader, token, "a rule with \"at\" has no \"phases\" and no \"for_ms\"");
    if (!fit_json_read_choice(reader, tokens->at, "\"at\"", moments, 2, &moment))
        return false;
    rule->kind = moment ? FIT_RULE_AT_TURN : FIT_RULE_AT_START;
    return true;
}

bool fit_parse_rejects(fit_json_reader *reader, int token, fit_exercise *exercise)
{
    int count;
    if (!fit_json_read_array(reader, token, "\"rejects\"", 0, FIT_MAX_REJECTS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at)) {
        rule_tokens tokens;
        const fit_json_member members[] = {{"when", true, &tokens.when},
                                           {"phases", false, &tokens.phases},
                                           {"for_ms", false, &tokens.for_ms},
                                           {"at", false, &tokens.at},
                                           {"views", false, &tokens.views}};
        if (!fit_json_read_members(reader, at, "a reject", members, 5) ||
            !parse_rule(reader, at, &tokens, exercise, &exercise->rejects[exercise->reject_count++]))
            return false;
    }
    return true;
}

static bool parse_fault(fit_json_reader *reader, int token, const fit_exercise *exercise, fit_fault *fault)
{
    int id, cue;
    rule_tokens tokens;
    const fit_json_member members[] = {
        {"id", true, &id},
        {"cue", true, &cue},
        {"when", true, &tokens.when},
        {"phases", false, &tokens.phases},
        {"for_ms", false, &tokens.for_ms},
        {"at", false, &tokens.at},
        {"views", false, &tokens.views},
    };
    if (!fit_json_read_members(reader, token, "a fault", members, sizeof members / sizeof members[0]) ||
        !fit_parse_id(reader, id, "a fault", &fault->id) || !fit_parse_texts(reader, cue, "\"cue\"", fault->text))
        return false;
    if (!fit_json_is_string(reader, tokens.when))
        return parse_rule(reader, token, &tokens, exercise, &fault->rule);
    static const char *const words[] = {"short_range"};
    int word;
    if (!fit_json_read_choice(reader, tokens.when, "\"when\"", words, 1, &word))
        return false;
    if (tokens.phases >= 0 || tokens.for_ms >= 0 || tokens.at >= 0 || tokens.views >= 0)
        return fit_json_refuse(reader, token, "\"short_range\" is judged once a repetition, at its end");
    fault->rule.kind = FIT_RULE_SHORT_RANGE;
    return true;
}

bool fit_parse_faults(fit_json_reader *reader, int token, fit_exercise *exercise)
{
    int count;
    if (!fit_json_read_array(reader, token, "\"faults\"", 0, FIT_EXERCISE_MAX_FAULTS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at)) {
        fit_fault *fault = &exercise->faults[exercise->fault_count];
        if (!parse_fault(reader, at, exercise, fault))
            return false;
        for (size_t i = 0; i < exercise->fault_count; i++)
            if (strcmp(exercise->faults[i].id, fault->id) == 0)
                return fit_json_refuse(reader, at, "fault \"%s\" stands twice", fault->id);
        exercise->fault_count++;
    }
    return true;
}
