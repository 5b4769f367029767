/* A man of sticks whose every angle is known: poses and clips for the trainer's tests. */
#ifndef TESTS_TRAINER_SKELETON_H
#define TESTS_TRAINER_SKELETON_H

#include "aifit/pose.h"

enum { LEFT, RIGHT };

/* Degrees unless the name says otherwise; arrays are LEFT, RIGHT. Zero is standing straight, arms hanging. */
typedef struct stick_pose {
    double torso;        /* lean forward */
    double thigh[2];     /* knee forward of the hip */
    double shin[2];      /* ankle behind the knee; the knee bends by thigh + shin */
    double upper_arm[2]; /* elbow forward of the shoulder, off the vertical */
    double elbow[2];     /* bend */
    double knees_in[2];  /* knee inwards of the line from hip to foot, millimetres */
    double aside;        /* the body's place, millimetres along the picture */
} stick_pose;

enum { STICK_VALUES = sizeof(stick_pose) / sizeof(double) };

/* view_deg: 0 faces the camera, 90 the right edge of the picture. All joints visible. 640x640 pixels, the camera 4 m
 * away. */
void stick_build(const stick_pose *stick, double view_deg, fit_pose *out);

/* Between two poses with a cosine's ease; at: 0..1. */
stick_pose stick_between(const stick_pose *from, const stick_pose *to, double at);

/* Shifts every joint by noise of about so many millimetres, the same for a given *seed. */
void stick_shake(fit_pose *pose, double noise_mm, unsigned *seed);

void stick_hide(fit_pose *pose, fit_landmark landmark, float visibility);

#endif
