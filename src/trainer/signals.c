#include "trainer/signals.h"

#include <math.h>

#include "trainer/body.h"
#include "trainer/geometry.h"

/* What one measurement looks at. */
typedef struct scene {
    const fit_exercise *exercise;
    fit_body body;
    double facing; /* cosine of the turn away from facing the camera, or from showing it the back */
    int64_t dt_ms;
    fit_signal_memory *memory;
    fit_readings *readings;
} scene;

static float joints_trust(const scene *s, const fit_joint *joints, int count, int side)
{
    float trust = 1.0F;
    for (int i = 0; i < count; i++)
        trust = fminf(trust, fit_body_trust(&s->body, &joints[i], side));
    for (int i = 1; i < count; i++)
        if (!fit_body_agrees(&s->body, &joints[i - 1], &joints[i], side))
            trust = 0.0F;
    return trust;
}

static fit_reading measure_line(const scene *s, const fit_signal *signal, int side)
{
    float trust = joints_trust(s, signal->joints, 2, side);
    fit_vec3 line = fit_body_line(&s->body, &signal->joints[0], &signal->joints[1], side);
    if (signal->kind == FIT_SIGNAL_TILT)
        return (fit_reading){(float)fit_vec3_tilt_deg(line), trust};
    const fit_length *by = &s->exercise->lengths[signal->length];
    double length = fit_vec3_length(fit_body_line(&s->body, &by->from, &by->to, side));
    trust = fminf(trust, fminf(fit_body_trust(&s->body, &by->from, side), fit_body_trust(&s->body, &by->to, side)));
    /* A length under a centimetre measures nothing. */
    if (length < 0.01)
        return (fit_reading){0.0F, 0.0F};
    /* The line runs from joint 0 to joint 1 and y points down: its y is the height of joint 0 above joint 1. */
    double value = signal->kind == FIT_SIGNAL_DISTANCE ? fit_vec3_length(line) : line.y;
    return (fit_reading){(float)(value / length), trust};
}

static double cosine_at_corner(const scene *s, const fit_joint joints[3], int side)
{
    return fit_vec3_cosine(fit_body_line(&s->body, &joints[1], &joints[0], side),
                           fit_body_line(&s->body, &joints[1], &joints[2], side));
}

static fit_reading angle_of(const scene *s, const fit_signal *signal, int side, double cosine)
{
    return (fit_reading){(float)fit_acos_deg(cosine), joints_trust(s, signal->joints, 3, side)};
}

/* The network's depth is modest: a man who bends his knees to 85 degrees facing the camera reads 105 to 135. But the
 * line from hip to ankle stays in the picture whatever the knee does in depth, and two limbs of one length l that
 * enclose an angle span 2 l sin(angle / 2). So all it takes is the reach of the straight leg, in pixels: learnt
 * whenever the angle reads nearly straight, where depth matters least; at once when it grows, slowly when it shrinks,
 * as a shallow movement reads straight too. */
static fit_reading measure_fold(const scene *s, int index, int side)
{
    const float straight_deg = 150.0F;
    const double grow_ms = 100.0, shrink_ms = 3000.0;
    const fit_signal *signal = &s->exercise->signals[index];
    double cosine = cosine_at_corner(s, signal->joints, side);
    fit_reading angle = angle_of(s, signal, side, cosine);
    float *reach_px = &s->memory->reach_px[side][index];
    double span = fit_body_distance_px(&s->body, &signal->joints[0], &signal->joints[2], side);
    double half_sine = sqrt((1.0 - cosine) / 2.0);
    double reach = span / fmax(half_sine, 0.1);
    if (*reach_px <= 0.0F) {
        *reach_px = (float)reach;
    } else if (angle.value >= straight_deg && angle.trust >= FIT_TRUST_LEAST) {
        double tau_ms = reach > (double)*reach_px ? grow_ms : shrink_ms;
        *reach_px += (float)((reach - (double)*reach_px) * ((double)s->dt_ms / (tau_ms + (double)s->dt_ms)));
    }
    double share = *reach_px >= 4.0F ? fmin(span / (double)*reach_px, 1.0) : 1.0;
    double folded_deg = 180.0 - 2.0 * fit_acos_deg(share), facing = s->facing * s->facing;
    return (fit_reading){(float)(facing * folded_deg + (1.0 - facing) * (double)angle.value), angle.trust};
}

static fit_reading operand_reading(const scene *s, const fit_operand *operand, int side)
{
    return s->readings->at[operand->side ? operand->side : side][operand->signal];
}

/* Min, max and mean of the operands that are seen; of all of them, untrusted, when none is. */
static fit_reading combine(const scene *s, const fit_signal *signal, int side)
{
    fit_reading result = {0.0F, 0.0F};
    float best = 0.0F, sum = 0.0F;
    int count = 0;
    for (int k = 0; k < signal->operand_count; k++)
        best = fmaxf(best, operand_reading(s, &signal->operands[k], side).trust);
    for (int k = 0; k < signal->operand_count; k++) {
        fit_reading reading = operand_reading(s, &signal->operands[k], side);
        if (best >= FIT_TRUST_LEAST && reading.trust < FIT_TRUST_LEAST)
            continue;
        bool replaces = count == 0 || (signal->kind == FIT_SIGNAL_MIN && reading.value < result.value) ||
                        (signal->kind == FIT_SIGNAL_MAX && reading.value > result.value);
        if (replaces)
            result.value = reading.value;
        result.trust = count == 0 ? reading.trust : fminf(result.trust, reading.trust);
        sum += reading.value;
        count++;
    }
    if (signal->kind == FIT_SIGNAL_MEAN)
        result.value = sum / (float)count;
    return result;
}

/* A low pass of 50 ms over the difference quotient: long against a frame's noise, short against a repetition. */
static fit_reading differentiate(const scene *s, int index, int side)
{
    const float tau_ms = 50.0F;
    fit_reading reading = operand_reading(s, &s->exercise->signals[index].operands[0], side);
    fit_signal_memory *memory = s->memory;
    float dt = (float)s->dt_ms;
    if (memory->primed && s->dt_ms > 0) {
        float rate = (reading.value - memory->value[side][index]) * 1000.0F / dt;
        memory->rate[side][index] += (rate - memory->rate[side][index]) * (dt / (tau_ms + dt));
    } else {
        memory->rate[side][index] = 0.0F;
    }
    memory->value[side][index] = reading.value;
    return (fit_reading){memory->rate[side][index], reading.trust};
}

static fit_reading measure(const scene *s, int index, int side)
{
    const fit_signal *signal = &s->exercise->signals[index];
    switch (signal->kind) {
    case FIT_SIGNAL_ANGLE:
        return angle_of(s, signal, side, cosine_at_corner(s, signal->joints, side));
    case FIT_SIGNAL_FOLD:
        return measure_fold(s, index, side);
    case FIT_SIGNAL_TILT:
    case FIT_SIGNAL_DISTANCE:
    case FIT_SIGNAL_HEIGHT:
        return measure_line(s, signal, side);
    case FIT_SIGNAL_VELOCITY:
        return differentiate(s, index, side);
    default:
        return combine(s, signal, side);
    }
}

static float weight(float trust)
{
    return fminf(fmaxf(trust, FIT_TRUST_NONE), FIT_TRUST_FULL) - FIT_TRUST_NONE;
}

static fit_reading mean_of_sides(fit_reading left, fit_reading right)
{
    float left_weight = weight(left.trust), right_weight = weight(right.trust);
    float sum = left_weight + right_weight;
    float value =
        sum > 0.0F ? (left.value * left_weight + right.value * right_weight) / sum : (left.value + right.value) / 2.0F;
    return (fit_reading){value, fmaxf(left.trust, right.trust)};
}

/* Of the turn away from the camera, by the line through the shoulders seen from above: a person who faces it has the
 * left shoulder at larger x. */
static double turn_cosine(const fit_pose *pose)
{
    fit_point left = pose->world[FIT_LM_LEFT_SHOULDER], right = pose->world[FIT_LM_RIGHT_SHOULDER];
    fit_vec3 across = {(double)left.x - (double)right.x, 0.0, (double)left.z - (double)right.z};
    return fit_vec3_cosine(across, (fit_vec3){1.0, 0.0, 0.0});
}

void fit_signals_measure(const fit_exercise *exercise, const fit_pose *pose, int64_t dt_ms, fit_signal_memory *memory,
                         fit_readings *out)
{
    scene s = {.exercise = exercise,
               .body = fit_body_of(pose),
               .facing = turn_cosine(pose),
               .dt_ms = dt_ms,
               .memory = memory,
               .readings = out};
    out->view = 1U << fit_pose_view(pose);
    for (int i = 0; i < exercise->signal_count; i++) {
        int index = exercise->order[i];
        for (int side = FIT_SIDE_LEFT; side <= FIT_SIDE_RIGHT; side++)
            out->at[side][index] = measure(&s, index, side);
        out->at[FIT_SIDE_BOTH][index] = mean_of_sides(out->at[FIT_SIDE_LEFT][index], out->at[FIT_SIDE_RIGHT][index]);
    }
    memory->primed = true;
}

fit_view fit_pose_view(const fit_pose *pose)
{
    double turned = fit_acos_deg(turn_cosine(pose));
    if (turned < 30.0)
        return FIT_VIEW_FRONT;
    if (turned > 150.0)
        return FIT_VIEW_BACK;
    return turned >= 60.0 && turned <= 120.0 ? FIT_VIEW_SIDE : FIT_VIEW_OBLIQUE;
}
