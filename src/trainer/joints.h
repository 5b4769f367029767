/* Names of body points as exercise files spell them. */
#ifndef FIT_TRAINER_JOINTS_H
#define FIT_TRAINER_JOINTS_H

#include "trainer/exercise.h"

/* "knee" is each side's own, "left_knee" one side's, "mid_knee" the middle of both; "nose" has no sides. */
bool fit_joint_find(const char *name, fit_joint *out);

#endif
