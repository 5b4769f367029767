#include "trainer/signals.h"

#include <math.h>

#include "trainer/geometry.h"

#pragma STDC FP_CONTRACT OFF

static fit_vec3 world_at(const fit_pose *pose, const fit_joint *joint, int side)
{
    const uint8_t *at = joint->landmark[side];
    return fit_vec3_middle(pose->world[at[0]], pose->world[at[1]]);
}

static fit_vec3 image_at(const fit_pose *pose, const fit_joint *joint, int side)
{
    const uint8_t *at = joint->landmark[side];
    return fit_vec3_middle(pose->image[at[0]], pose->image[at[1]]);
}

static float joint_trust(const fit_pose *pose, const fit_joint *joint, int side)
{
    const uint8_t *at = joint->landmark[side];
    return fminf(pose->image[at[0]].visibility, pose->image[at[1]].visibility);
}

/* World and image landmarks come from one network and must tell one story: a limb that is seen at full length (the
 * world vector lies near the image plane) has one direction in both. Where they differ by more than 45 degrees, the
 * frame is not to be trusted; smaller differences are perspective. */
static bool agrees_with_image(const fit_pose *pose, const fit_joint *from, const fit_joint *to, int side)
{
    const double seen_share = 0.7, most_deg = 45.0;
    fit_vec3 world = fit_vec3_between(world_at(pose, from, side), world_at(pose, to, side));
    fit_vec3 image = fit_vec3_between(image_at(pose, from, side), image_at(pose, to, side));
    double length = fit_vec3_length(world);
    world.z = 0.0;
    image.z = 0.0;
    /* Under 4 pixels a direction is mostly rounding. */
    if (fit_vec3_length(world) < seen_share * length || fit_vec3_length(image) < 4.0)
        return true;
    return fit_vec3_angle_deg(world, image) <= most_deg;
}

static double angle_deg(const fit_pose *pose, const fit_joint joints[3], int side)
{
    fit_vec3 corner = world_at(pose, &joints[1], side);
    return fit_vec3_angle_deg(fit_vec3_between(corner, world_at(pose, &joints[0], side)),
                              fit_vec3_between(corner, world_at(pose, &joints[2], side)));
}

static fit_reading measure_geometry(const fit_exercise *exercise, const fit_signal *signal, const fit_pose *pose,
                                    int side)
{
    const fit_joint *joints = signal->joints;
    int joint_count = signal->kind == FIT_SIGNAL_ANGLE ? 3 : 2;
    float trust = 1.0F;
    for (int i = 0; i < joint_count; i++)
        trust = fminf(trust, joint_trust(pose, &joints[i], side));
    for (int i = 1; i < joint_count; i++)
        if (!agrees_with_image(pose, &joints[i - 1], &joints[i], side))
            trust = 0.0F;
    if (signal->kind == FIT_SIGNAL_ANGLE)
        return (fit_reading){(float)angle_deg(pose, joints, side), trust};
    fit_vec3 line = fit_vec3_between(world_at(pose, &joints[0], side), world_at(pose, &joints[1], side));
    if (signal->kind == FIT_SIGNAL_TILT)
        return (fit_reading){(float)fit_vec3_tilt_deg(line), trust};
    const fit_length *by = &exercise->lengths[signal->length];
    double length = fit_vec3_length(fit_vec3_between(world_at(pose, &by->from, side), world_at(pose, &by->to, side)));
    trust = fminf(trust, fminf(joint_trust(pose, &by->from, side), joint_trust(pose, &by->to, side)));
    /* A length under a centimetre measures nothing. */
    if (length < 0.01)
        return (fit_reading){0.0F, 0.0F};
    /* The line runs from joint 0 to joint 1 and y points down: its y is the height of joint 0 above joint 1. */
    double value = signal->kind == FIT_SIGNAL_DISTANCE ? fit_vec3_length(line) : line.y;
    return (fit_reading){(float)(value / length), trust};
}

/* Min, max and mean of the operands that are seen; of all of them, untrusted, when none is. */
static fit_reading combine(const fit_signal *signal, const fit_readings *readings, int side)
{
    fit_reading result = {0.0F, 0.0F};
    float best = 0.0F, sum = 0.0F;
    int count = 0;
    for (int k = 0; k < signal->operand_count; k++) {
        const fit_operand *operand = &signal->operands[k];
        best = fmaxf(best, readings->at[operand->side ? operand->side : side][operand->signal].trust);
    }
    for (int k = 0; k < signal->operand_count; k++) {
        const fit_operand *operand = &signal->operands[k];
        fit_reading reading = readings->at[operand->side ? operand->side : side][operand->signal];
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
static fit_reading differentiate(const fit_signal *signal, int index, const fit_readings *readings, int side,
                                 int64_t dt_ms, fit_signal_memory *memory)
{
    const float tau_ms = 50.0F;
    const fit_operand *operand = &signal->operands[0];
    fit_reading reading = readings->at[operand->side ? operand->side : side][operand->signal];
    float dt = (float)dt_ms;
    if (memory->primed && dt_ms > 0) {
        float rate = (reading.value - memory->value[side][index]) * 1000.0F / dt;
        memory->rate[side][index] += (rate - memory->rate[side][index]) * (dt / (tau_ms + dt));
    }
    memory->value[side][index] = reading.value;
    return (fit_reading){memory->rate[side][index], reading.trust};
}

static fit_reading measure(const fit_exercise *exercise, int index, const fit_pose *pose, int side, int64_t dt_ms,
                           fit_signal_memory *memory, const fit_readings *readings)
{
    const fit_signal *signal = &exercise->signals[index];
    switch (signal->kind) {
    case FIT_SIGNAL_VELOCITY:
        return differentiate(signal, index, readings, side, dt_ms, memory);
    case FIT_SIGNAL_MIN:
    case FIT_SIGNAL_MAX:
    case FIT_SIGNAL_MEAN:
        return combine(signal, readings, side);
    default:
        return measure_geometry(exercise, signal, pose, side);
    }
}

static float weight(float trust)
{
    const float hidden = FIT_TRUST_LEAST - (FIT_TRUST_FULL - FIT_TRUST_LEAST);
    return fminf(fmaxf(trust - hidden, 0.0F), FIT_TRUST_FULL - hidden);
}

static fit_reading mean_of_sides(fit_reading left, fit_reading right)
{
    float left_weight = weight(left.trust), right_weight = weight(right.trust);
    float sum = left_weight + right_weight;
    float value =
        sum > 0.0F ? (left.value * left_weight + right.value * right_weight) / sum : (left.value + right.value) / 2.0F;
    return (fit_reading){value, fmaxf(left.trust, right.trust)};
}

void fit_signals_measure(const fit_exercise *exercise, const fit_pose *pose, int64_t dt_ms, fit_signal_memory *memory,
                         fit_readings *out)
{
    out->view = 1U << fit_pose_view(pose);
    for (int i = 0; i < exercise->signal_count; i++) {
        int index = exercise->order[i];
        for (int side = FIT_SIDE_LEFT; side <= FIT_SIDE_RIGHT; side++)
            out->at[side][index] = measure(exercise, index, pose, side, dt_ms, memory, out);
        out->at[FIT_SIDE_BOTH][index] = mean_of_sides(out->at[FIT_SIDE_LEFT][index], out->at[FIT_SIDE_RIGHT][index]);
    }
    memory->primed = true;
}

/* By the line through the shoulders seen from above: a person facing the camera has the left shoulder at larger x. */
fit_view fit_pose_view(const fit_pose *pose)
{
    fit_point left = pose->world[FIT_LM_LEFT_SHOULDER], right = pose->world[FIT_LM_RIGHT_SHOULDER];
    fit_vec3 across = {(double)left.x - (double)right.x, 0.0, (double)left.z - (double)right.z};
    double turned_deg = fit_vec3_angle_deg(across, (fit_vec3){1.0, 0.0, 0.0});
    if (turned_deg < 30.0)
        return FIT_VIEW_FRONT;
    if (turned_deg > 150.0)
        return FIT_VIEW_BACK;
    return turned_deg >= 60.0 && turned_deg <= 120.0 ? FIT_VIEW_SIDE : FIT_VIEW_OBLIQUE;
}
