/* Lengths and signals: what is measured. */
#include <string.h>

#include "trainer/exercise_parse.h"
#include "trainer/joints.h"

bool fit_parse_joint(fit_json_reader *reader, int token, fit_joint *out)
{
    const char *name;
    if (!fit_json_read_string(reader, token, "a joint", FIT_MAX_NAME_BYTES, &name))
        return false;
    return fit_joint_find(name, out) || fit_json_refuse(reader, token, "unknown joint \"%s\"", name);
}

static bool parse_joints(fit_json_reader *reader, int token, const char *what, int count, fit_joint *out)
{
    int size;
    if (!fit_json_read_array(reader, token, what, count, count, &size))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at))
        if (!fit_parse_joint(reader, at, out++))
            return false;
    return true;
}

bool fit_parse_lengths(fit_json_reader *reader, int token, fit_exercise *exercise)
{
    int count;
    if (!fit_json_read_map(reader, token, "\"lengths\"", 0, FIT_MAX_LENGTHS, &count))
        return false;
    for (int key = fit_json_first(reader, token); key >= 0; key = fit_json_next(reader, key)) {
        fit_length *length = &exercise->lengths[exercise->length_count];
        if (!fit_parse_id(reader, key, "a length", &length->name))
            return false;
        for (size_t i = 0; i < exercise->length_count; i++)
            if (strcmp(exercise->lengths[i].name, length->name) == 0)
                return fit_json_refuse(reader, key, "length \"%s\" stands twice", length->name);
        fit_joint ends[2];
        if (!parse_joints(reader, key + 1, "a length", 2, ends))
            return false;
        length->from = ends[0];
        length->to = ends[1];
        exercise->length_count++;
    }
    return true;
}

static bool parse_length_name(fit_json_reader *reader, int token, const fit_exercise *exercise, uint8_t *out)
{
    const char *name;
    if (!fit_json_read_string(reader, token, "\"by\"", FIT_MAX_NAME_BYTES, &name))
        return false;
    for (uint8_t i = 0; i < exercise->length_count; i++)
        if (strcmp(exercise->lengths[i].name, name) == 0) {
            *out = i;
            return true;
        }
    return fit_json_refuse(reader, token, "undefined length \"%s\"", name);
}

static bool find_signal(fit_json_reader *reader, int token, const fit_exercise *exercise, const char *name,
                        uint8_t *out)
{
    for (uint8_t i = 0; i < exercise->signal_count; i++)
        if (strcmp(exercise->signals[i].name, name) == 0) {
            *out = i;
            return true;
        }
    return fit_json_refuse(reader, token, "undefined signal \"%s\"", name);
}

bool fit_parse_signal_name(fit_json_reader *reader, int token, const fit_exercise *exercise, uint8_t *out)
{
    const char *name;
    return fit_json_read_string(reader, token, "a signal", FIT_MAX_NAME_BYTES, &name) &&
           find_signal(reader, token, exercise, name, out);
}

/* "knee" is the reader's own side, "left:knee" always the left one. */
static bool parse_operand(fit_json_reader *reader, int token, const fit_exercise *exercise, fit_operand *out)
{
    const char *name;
    if (!fit_json_read_string(reader, token, "a signal", FIT_MAX_NAME_BYTES, &name))
        return false;
    out->side = FIT_SIDE_BOTH;
    if (strncmp(name, "left:", 5) == 0) {
        out->side = FIT_SIDE_LEFT;
        name += 5;
    } else if (strncmp(name, "right:", 6) == 0) {
        out->side = FIT_SIDE_RIGHT;
        name += 6;
    }
    return find_signal(reader, token, exercise, name, &out->signal);
}

static bool parse_operands(fit_json_reader *reader, int token, const fit_exercise *exercise, fit_signal *signal)
{
    int count;
    if (signal->kind == FIT_SIGNAL_VELOCITY) {
        signal->operand_count = 1;
        return parse_operand(reader, token, exercise, &signal->operands[0]);
    }
    if (!fit_json_read_array(reader, token, "a list of signals", 2, FIT_MAX_OPERANDS, &count))
        return false;
    for (int at = fit_json_first(reader, token); at >= 0; at = fit_json_next(reader, at))
        if (!parse_operand(reader, at, exercise, &signal->operands[signal->operand_count++]))
            return false;
    return true;
}

static bool parse_signal(fit_json_reader *reader, int token, const fit_exercise *exercise, fit_signal *signal)
{
    int kinds[FIT_SIGNAL_MEAN + 1], by;
    const fit_json_member members[] = {
        {"angle", false, &kinds[FIT_SIGNAL_ANGLE]},   {"fold", false, &kinds[FIT_SIGNAL_FOLD]},
        {"tilt", false, &kinds[FIT_SIGNAL_TILT]},     {"distance", false, &kinds[FIT_SIGNAL_DISTANCE]},
        {"height", false, &kinds[FIT_SIGNAL_HEIGHT]}, {"velocity", false, &kinds[FIT_SIGNAL_VELOCITY]},
        {"min", false, &kinds[FIT_SIGNAL_MIN]},       {"max", false, &kinds[FIT_SIGNAL_MAX]},
        {"mean", false, &kinds[FIT_SIGNAL_MEAN]},     {"by", false, &by},
    };
    if (!fit_json_read_members(reader, token, "a signal", members, sizeof members / sizeof members[0]))
        return false;
    int found = 0, value = -1;
    for (int kind = 0; kind <= FIT_SIGNAL_MEAN; kind++)
        if (kinds[kind] >= 0) {
            found++;
            value = kinds[kind];
            signal->kind = (fit_signal_kind)kind;
        }
    if (found != 1)
        return fit_json_refuse(reader, token,
                               "a signal is exactly one of angle, fold, tilt, distance, height, velocity, "
                               "min, max, mean");
    bool needs_length = signal->kind == FIT_SIGNAL_DISTANCE || signal->kind == FIT_SIGNAL_HEIGHT;
    if (needs_length != (by >= 0))
        return fit_json_refuse(reader, token,
                               needs_length ? "\"by\" is missing: the length that measures"
                                            : "only distance and height have a \"by\"");
    if (needs_length && !parse_length_name(reader, by, exercise, &signal->length))
        return false;
    if (signal->kind >= FIT_SIGNAL_VELOCITY)
        return parse_operands(reader, value, exercise, signal);
    return parse_joints(reader, value, "the joints of a signal", signal->kind <= FIT_SIGNAL_FOLD ? 3 : 2,
                        signal->joints);
}

/* Orders the signals so that operands come before their users; the token of a signal on a cycle, or -1. */
static int order_signals(fit_exercise *exercise, const int *tokens)
{
    bool placed[FIT_MAX_SIGNALS] = {false};
    uint8_t count = 0;
    for (bool progress = true; progress;) {
        progress = false;
        for (uint8_t i = 0; i < exercise->signal_count; i++) {
            const fit_signal *signal = &exercise->signals[i];
            bool ready = !placed[i];
            for (uint8_t k = 0; k < signal->operand_count; k++)
                ready = ready && placed[signal->operands[k].signal];
            if (ready) {
                placed[i] = true;
                exercise->order[count++] = i;
                progress = true;
            }
        }
    }
    for (uint8_t i = 0; i < exercise->signal_count; i++)
        if (!placed[i])
            return tokens[i];
    return -1;
}

bool fit_parse_signals(fit_json_reader *reader, int token, fit_exercise *exercise)
{
    int count, tokens[FIT_MAX_SIGNALS] = {0};
    if (!fit_json_read_map(reader, token, "\"signals\"", 1, FIT_MAX_SIGNALS, &count))
        return false;
    for (int key = fit_json_first(reader, token); key >= 0; key = fit_json_next(reader, key)) {
        const char **name = &exercise->signals[exercise->signal_count].name;
        if (!fit_parse_id(reader, key, "a signal", name))
            return false;
        for (size_t i = 0; i < exercise->signal_count; i++)
            if (strcmp(exercise->signals[i].name, *name) == 0)
                return fit_json_refuse(reader, key, "signal \"%s\" stands twice", *name);
        tokens[exercise->signal_count++] = key;
    }
    for (int i = 0; i < count; i++)
        if (!parse_signal(reader, tokens[i] + 1, exercise, &exercise->signals[i]))
            return false;
    int cyclic = order_signals(exercise, tokens);
    return cyclic < 0 || fit_json_refuse(reader, cyclic, "signals that depend on themselves");
}
