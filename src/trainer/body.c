#include "trainer/body.h"

#include <math.h>

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

fit_body fit_body_of(const fit_pose *pose)
{
    double image = spread(pose->image);
    /* A person of less than a few pixels has no shape; the world landmarks are all there is. */
    return (fit_body){pose, image >= 4.0 ? spread(pose->world) / image : 0.0};
}

static fit_vec3 middle(const fit_point *points, const uint8_t landmarks[2])
{
    fit_point a = points[landmarks[0]], b = points[landmarks[1]];
    return (fit_vec3){((double)a.x + (double)b.x) / 2, ((double)a.y + (double)b.y) / 2,
                      ((double)a.z + (double)b.z) / 2};
}

static fit_vec3 limb(const fit_point *points, const fit_joint *from, const fit_joint *to, int side)
{
    return fit_vec3_between(middle(points, from->landmark[side]), middle(points, to->landmark[side]));
}

static bool of_an_arm(const fit_joint *joint, int side)
{
    uint8_t landmark = joint->landmark[side][0];
    return landmark >= FIT_LM_LEFT_SHOULDER && landmark <= FIT_LM_RIGHT_THUMB;
}

fit_vec3 fit_body_line(const fit_body *body, const fit_joint *from, const fit_joint *to, int side)
{
    fit_vec3 world = limb(body->pose->world, from, to, side);
    if (body->metres <= 0.0)
        return world;
    fit_vec3 image = limb(body->pose->image, from, to, side);
    fit_vec3 line = {image.x * body->metres, image.y * body->metres, world.z};
    if (!of_an_arm(from, side) || !of_an_arm(to, side))
        return line;
    line.z = 0.0;
    double length = fit_vec3_length(world), seen = fit_vec3_length(line);
    double foreshortened = length > seen ? sqrt(length * length - seen * seen) : 0.0;
    line.z = (world.z + copysign(foreshortened, world.z)) / 2;
    return line;
}

double fit_body_distance_px(const fit_body *body, const fit_joint *from, const fit_joint *to, int side)
{
    fit_vec3 line = limb(body->pose->image, from, to, side);
    line.z = 0.0;
    return fit_vec3_length(line);
}

float fit_body_trust(const fit_body *body, const fit_joint *joint, int side)
{
    const uint8_t *at = joint->landmark[side];
    return fminf(body->pose->image[at[0]].visibility, body->pose->image[at[1]].visibility);
}

/* Both come from one network. A limb that is seen at nearly full length (the world vector lies near the image plane)
 * has one direction in both; where they differ by more than 45 degrees one is wrong, while perspective and the pull
 * towards the middling pose explain less. Of 17,000 frames of people some 60 fail, all with a person half out of view.
 */
bool fit_body_agrees(const fit_body *body, const fit_joint *from, const fit_joint *to, int side)
{
    const double seen_share = 0.7, most_deg = 45.0;
    fit_vec3 world = limb(body->pose->world, from, to, side);
    fit_vec3 image = limb(body->pose->image, from, to, side);
    double length = fit_vec3_length(world);
    world.z = 0.0;
    image.z = 0.0;
    /* Under 4 pixels a direction is mostly rounding. */
    if (fit_vec3_length(world) < seen_share * length || fit_vec3_length(image) < 4.0)
        return true;
    return fit_vec3_angle_deg(world, image) <= most_deg;
}
