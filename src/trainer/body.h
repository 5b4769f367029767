/* The body that signals measure.
 *
 * Across the picture a limb lies as the image landmarks have it. Its depth is the mean of two: that of the world
 * landmarks, which are pulled towards a middling pose, and that of foreshortening (the limb's length in the world
 * against its length in the picture), which exaggerates. A rendered man who curls from 165 to 45 degrees before the
 * camera reads 150-88 by world landmarks alone, 152-67 with the picture's share, 165-22 by foreshortening, and 160-47
 * so; from the side all agree. */
#ifndef FIT_TRAINER_BODY_H
#define FIT_TRAINER_BODY_H

#include "trainer/exercise.h"
#include "trainer/geometry.h"

typedef struct fit_body {
    const fit_pose *pose; /* borrowed */
    double metres;        /* a pixel's, at the body; 0 for a person too small to have a shape in the picture */
} fit_body;

fit_body fit_body_of(const fit_pose *pose);
/* From one joint to another as that side has them: metres, the world's axes. */
fit_vec3 fit_body_line(const fit_body *body, const fit_joint *from, const fit_joint *to, int side);
/* From one joint to another in the picture, pixels. */
double fit_body_distance_px(const fit_body *body, const fit_joint *from, const fit_joint *to, int side);
/* Least visibility of the joint's landmarks. */
float fit_body_trust(const fit_body *body, const fit_joint *joint, int side);
/* World and image landmarks tell one story of this limb. */
bool fit_body_agrees(const fit_body *body, const fit_joint *from, const fit_joint *to, int side);

#endif
