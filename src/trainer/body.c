#include "trainer/body.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/* Root mean square distance of the trunk's and the limbs' joints from their middle, across the picture. */
static double spread(const fit_point *points)
{
    static const uint8_t joints[] = {FIT_LM_LEFT_SHOULDER, FIT_LM_RIGHT_SHOULDER, FIT_LM_LEFT_ELBOW,
                                     FIT_LM_RIGHT_ELBOW,   FIT_LM_LEFT_WRIST,     FIT_LM_RIGHT_WRIST,
                                     FIT_LM_LEFT_HIP,      FIT_LM_RIGHT_HIP,      FIT_LM_LEFT_KNEE,
                                     FIT_LM_RIGHT_KNEE,    FIT_LM_LEFT_ANKLE,     FIT_LM_RIGHT_ANKLE};
    const double count = sizeof joints;
    double x = 0.0, y = 0.0, squares = 0.0;
    for (size_t i = 0; i < sizeof joints; i++) {
        x += (double)points[joints[i]].x / count;
        y += (double)points[joints[i]].y / count;
    }
    for (size_t i = 0; i < sizeof joints; i++) {
        double dx = (double)points[joints[i]].x - x, dy = (double)points[joints[i]].y - y;
        squares += dx * dx + dy * dy;
    }
    return sqrt(squares / count);
}

void fit_body_build(fit_body *body, const fit_pose *pose)
{
    double image = spread(pose->image);
    /* A person of less than a few pixels has no shape; the world landmarks are all there is. */
    double metres = image >= 4.0 ? spread(pose->world) / image : 0.0;
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        fit_point world = pose->world[i], seen = pose->image[i];
        body->at[i] = metres > 0.0 ? (fit_vec3){(double)seen.x * metres, (double)seen.y * metres, (double)world.z}
                                   : (fit_vec3){(double)world.x, (double)world.y, (double)world.z};
    }
}

fit_vec3 fit_body_joint(const fit_body *body, const fit_joint *joint, int side)
{
    return fit_vec3_middle(body->at[joint->landmark[side][0]], body->at[joint->landmark[side][1]]);
}

float fit_body_trust(const fit_pose *pose, const fit_joint *joint, int side)
{
    const uint8_t *at = joint->landmark[side];
    return fminf(pose->image[at[0]].visibility, pose->image[at[1]].visibility);
}

static fit_vec3 limb(const fit_point *points, const fit_joint *from, const fit_joint *to, int side)
{
    fit_vec3 ends[2];
    const fit_joint *joints[] = {from, to};
    for (int i = 0; i < 2; i++) {
        fit_point a = points[joints[i]->landmark[side][0]], b = points[joints[i]->landmark[side][1]];
        ends[i] = fit_vec3_middle((fit_vec3){(double)a.x, (double)a.y, (double)a.z},
                                  (fit_vec3){(double)b.x, (double)b.y, (double)b.z});
    }
    return fit_vec3_between(ends[0], ends[1]);
}

/* Both come from one network. A limb that is seen at nearly full length (the world vector lies near the image plane)
 * has one direction in both; where they differ by more than 45 degrees one is wrong, while perspective and the pull
 * towards the mean pose explain less. */
bool fit_body_agrees(const fit_pose *pose, const fit_joint *from, const fit_joint *to, int side)
{
    const double seen_share = 0.7, most_deg = 45.0;
    fit_vec3 world = limb(pose->world, from, to, side);
    fit_vec3 image = limb(pose->image, from, to, side);
    double length = fit_vec3_length(world);
    world.z = 0.0;
    image.z = 0.0;
    /* Under 4 pixels a direction is mostly rounding. */
    if (fit_vec3_length(world) < seen_share * length || fit_vec3_length(image) < 4.0)
        return true;
    return fit_vec3_angle_deg(world, image) <= most_deg;
}
