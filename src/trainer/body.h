/* The body that signals measure: across the picture as the image landmarks have it, in depth as the world landmarks.
 *
 * World landmarks alone bend too little: measured on real curls, an elbow that the picture shows at 35 degrees reads 90
 * in the world, for that output is pulled towards a mean pose. Image landmarks alone know no depth. */
#ifndef FIT_TRAINER_BODY_H
#define FIT_TRAINER_BODY_H

#include "trainer/exercise.h"
#include "trainer/geometry.h"

typedef struct fit_body {
    fit_vec3 at[FIT_LM_COUNT]; /* metres, the world's axes, any origin */
} fit_body;

void fit_body_build(fit_body *body, const fit_pose *pose);
/* The middle of the joint's two landmarks, as that side has it. */
fit_vec3 fit_body_joint(const fit_body *body, const fit_joint *joint, int side);
/* Least visibility of the joint's landmarks. */
float fit_body_trust(const fit_pose *pose, const fit_joint *joint, int side);
/* World and image landmarks tell one story of this limb. */
bool fit_body_agrees(const fit_pose *pose, const fit_joint *from, const fit_joint *to, int side);

#endif
