/* Faces made of numbers: a head's mesh turned in space, and a picture of it tilted or bent. */
#ifndef TESTS_FACE_SYNTHETIC_H
#define TESTS_FACE_SYNTHETIC_H

#include "aifit/face.h"

/* Differences from looking straight ahead with open eyes and shut mouth. bend: as of print_pose, in 1 / width of the
 * face. */
typedef struct synthetic_pose {
    double yaw_deg, pitch_deg, roll_deg;
    double size;  /* 1: 50 pixels between the eyes */
    double shut;  /* 0..1: eyes */
    double mouth; /* added to mouth_open */
    double bend, axis_deg;
    bool flat; /* a picture: the mesh has a depth all the same, as the network gives it one */
    double noise_px;
} synthetic_pose;

/* Reads tests/data/face/head.txt once. *seed: for the noise. */
void synthetic_face(const synthetic_pose *pose, unsigned *seed, fit_face *face);

#endif
