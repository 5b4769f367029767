#include <math.h>
#include <stdlib.h>

#include "cli/bench.h"
#include "cli/common/exercises.h"

enum { FRAMES = 3000, REPEATS = 7, FRAME_MS = 33 };

/* A standing person in metres, hips at the origin, front view; only landmarks that bodies hang on. */
static const float standing[FIT_LM_COUNT][2] = {
    [FIT_LM_NOSE] = {0.00f, -0.65f},
    [FIT_LM_LEFT_SHOULDER] = {0.18f, -0.48f},
    [FIT_LM_RIGHT_SHOULDER] = {-0.18f, -0.48f},
    [FIT_LM_LEFT_ELBOW] = {0.22f, -0.20f},
    [FIT_LM_RIGHT_ELBOW] = {-0.22f, -0.20f},
    [FIT_LM_LEFT_WRIST] = {0.24f, 0.05f},
    [FIT_LM_RIGHT_WRIST] = {-0.24f, 0.05f},
    [FIT_LM_LEFT_HIP] = {0.10f, 0.00f},
    [FIT_LM_RIGHT_HIP] = {-0.10f, 0.00f},
    [FIT_LM_LEFT_KNEE] = {0.11f, 0.42f},
    [FIT_LM_RIGHT_KNEE] = {-0.11f, 0.42f},
    [FIT_LM_LEFT_ANKLE] = {0.12f, 0.82f},
    [FIT_LM_RIGHT_ANKLE] = {-0.12f, 0.82f},
    [FIT_LM_LEFT_HEEL] = {0.12f, 0.87f},
    [FIT_LM_RIGHT_HEEL] = {-0.12f, 0.87f},
    [FIT_LM_LEFT_FOOT_INDEX] = {0.14f, 0.88f},
    [FIT_LM_RIGHT_FOOT_INDEX] = {-0.14f, 0.88f},
};

/* Every point swings by 30 cm in three seconds, each a little later than the one before: all joints open and close. */
static fit_pose pose_at(int frame)
{
    const float pixels_per_metre = 300, swing = 0.3f;
    fit_pose pose = {.width = 1280, .height = 720, .present = true, .score = 1};
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        float angle = 6.2831853f * (float)(frame * FRAME_MS) / 3000 + 0.3f * (float)i;
        fit_point *p = &pose.world[i];
        *p = (fit_point){standing[i][0] + swing * sinf(angle), standing[i][1], swing * cosf(angle), 1};
        pose.image[i] =
            (fit_point){640 + pixels_per_metre * p->x, 360 + pixels_per_metre * p->y, pixels_per_metre * p->z, 1};
    }
    return pose;
}

/* Negative when the trainer refuses. */
static double run_once(fit_trainer *trainer, const fit_pose *poses)
{
    fit_event events[FIT_TRAINER_MAX_EVENTS];
    fit_trainer_reset(trainer);
    double start_s = fit_cli_now_s();
    for (int i = 0; i < FRAMES; i++) {
        size_t n;
        if (fit_trainer_push(trainer, &poses[i], (int64_t)i * FRAME_MS, events, FIT_TRAINER_MAX_EVENTS, &n) != FIT_OK)
            return -1;
    }
    return 1e6 * (fit_cli_now_s() - start_s) / FRAMES;
}

/* The best of a few repeats: the others were disturbed. */
static double measure(const char *id, const fit_pose *poses)
{
    fit_exercise *exercise = fit_exercises_load(id);
    if (!exercise)
        return -1;
    fit_trainer *trainer = NULL;
    fit_error error;
    double best = -1;
    if (fit_trainer_create(&trainer, exercise, &error) != FIT_OK)
        (void)fit_cli_fail("%s", error.text);
    for (int i = 0; trainer && i < REPEATS; i++) {
        double us = run_once(trainer, poses);
        best = best < 0 || us < best ? us : best;
    }
    fit_trainer_destroy(trainer);
    fit_exercise_destroy(exercise);
    return best;
}

double fit_bench_trainer_us(void)
{
    fit_pose *poses = malloc(FRAMES * sizeof *poses);
    char **ids = fit_exercises_ids();
    double slowest = 0;
    if (!poses)
        (void)fit_cli_fail("out of memory");
    for (int i = 0; poses && i < FRAMES; i++)
        poses[i] = pose_at(i);
    for (char **id = ids; poses && id && *id && slowest >= 0; id++) {
        double us = measure(*id, poses);
        slowest = us < 0 || us > slowest ? us : slowest;
    }
    if (!poses || !ids)
        slowest = -1;
    fit_exercises_free_ids(ids);
    free(poses);
    return slowest;
}
