/* The real models and frames of a rendered clip, for the tests of the tracker. */
#ifndef TESTS_POSE_FIXTURE_H
#define TESTS_POSE_FIXTURE_H

#include "aifit/tracker.h"

enum { FIXTURE_FRAMES = 24, FIXTURE_STEP_MS = 167 };

typedef struct fixture_file {
    void *bytes;
    size_t len_bytes;
} fixture_file;

/* frame[i]: RGB24, a man seen from the front who stands for 3 s, then curls his arms; FIXTURE_STEP_MS apart. */
typedef struct fixture {
    fixture_file detector, lite, full;
    fit_image frame[FIXTURE_FRAMES];
} fixture;

/* cmocka group setup and teardown; *state becomes a fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* A picture of the given size, to be freed with fixture_free_image: all pixels of one grey, or noise (grey < 0). */
fit_image fixture_plain(int32_t width, int32_t height, int grey);
void fixture_free_image(fit_image *image);
/* A copy of src within a larger grey picture, its corner at (x, y). */
fit_image fixture_place(const fit_image *src, int32_t width, int32_t height, int32_t x, int32_t y);
/* A copy turned a quarter clockwise. */
fit_image fixture_turn(const fit_image *src);
/* A copy with alpha, 77 everywhere. */
fit_image fixture_rgba(const fit_image *src);

/* A tracker on the lite model; fails the test if it cannot be made. */
fit_tracker *fixture_tracker(const fixture *f, fit_tracker_options options);
fit_pose fixture_push(fit_tracker *tracker, const fit_image *frame, int64_t t_ms);

#endif
