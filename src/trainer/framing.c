/* Is the person well in the picture? Judged on what the exercise needs and nothing else. */
#include <math.h>

#include "trainer/exercise.h"
#include "trainer/signals.h"

/* Mean luma below which the network's landmarks are not worth much: about a candle-lit room. */
static const float dark_luma = 40.0F;
/* Shares of the picture: of its smaller side that the needed joints must span, and the margin that counts as its edge.
 */
static const float far_share = 0.25F, edge_share = 0.01F;

typedef struct frame_edges {
    bool left, right, top, bottom;
} frame_edges;

static frame_edges edges_passed(const fit_pose *pose, fit_point point)
{
    float margin_x = edge_share * (float)pose->width, margin_y = edge_share * (float)pose->height;
    return (frame_edges){point.x<margin_x, point.x>(float) pose->width - margin_x,
                         point.y<margin_y, point.y>(float) pose->height - margin_y};
}

/* A joint with two sides is seen when either side is: the other may be hidden behind the body. */
static bool is_seen(const fit_pose *pose, const fit_joint *joint)
{
    for (int side = FIT_SIDE_LEFT; side <= FIT_SIDE_RIGHT; side++) {
        const uint8_t *at = joint->landmark[side];
        if (fminf(pose->image[at[0]].visibility, pose->image[at[1]].visibility) >= FIT_TRUST_LEAST)
            return true;
    }
    return false;
}

static float span(const fit_exercise *exercise, const fit_pose *pose)
{
    float low_x = INFINITY, low_y = INFINITY, high_x = -INFINITY, high_y = -INFINITY;
    for (int i = 0; i < exercise->joint_count; i++)
        for (int side = FIT_SIDE_LEFT; side <= FIT_SIDE_RIGHT; side++)
            for (int k = 0; k < 2; k++) {
                fit_point point = pose->image[exercise->joints[i].landmark[side][k]];
                low_x = fminf(low_x, point.x);
                high_x = fmaxf(high_x, point.x);
                low_y = fminf(low_y, point.y);
                high_y = fmaxf(high_y, point.y);
            }
    return fmaxf(high_x - low_x, high_y - low_y);
}

fit_framing fit_framing_judge(const fit_exercise *exercise, const fit_pose *pose, float luma)
{
    if (luma < dark_luma)
        return FIT_FRAMING_TOO_DARK;
    if (!pose->present)
        return FIT_FRAMING_NOBODY;
    frame_edges passed = {false, false, false, false};
    bool hidden = false;
    for (int i = 0; i < exercise->joint_count; i++) {
        const fit_joint *joint = &exercise->joints[i];
        hidden = hidden || !is_seen(pose, joint);
        for (int side = FIT_SIDE_LEFT; side <= FIT_SIDE_RIGHT; side++)
            for (int k = 0; k < 2; k++) {
                frame_edges out = edges_passed(pose, pose->image[joint->landmark[side][k]]);
                passed.left |= out.left;
                passed.right |= out.right;
                passed.top |= out.top;
                passed.bottom |= out.bottom;
            }
    }
    if (passed.top || passed.bottom || (passed.left && passed.right))
        return FIT_FRAMING_TOO_CLOSE;
    if (passed.left)
        return FIT_FRAMING_MOVE_RIGHT;
    if (passed.right)
        return FIT_FRAMING_MOVE_LEFT;
    if (hidden)
        return FIT_FRAMING_JOINTS_HIDDEN;
    if (span(exercise, pose) < far_share * (float)(pose->width < pose->height ? pose->width : pose->height))
        return FIT_FRAMING_TOO_FAR;
    return exercise->views >> fit_pose_view(pose) & 1U ? FIT_FRAMING_GOOD : FIT_FRAMING_TURN;
}
