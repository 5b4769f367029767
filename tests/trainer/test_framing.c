/* Help in placing the camera. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clip.h"

static const char *const json =
    "{\"format\": 1, \"id\": \"probe\", \"name\": {\"ko\": \"x\", \"en\": \"x\"}, \"joints\": [\"shoulder\", "
    "\"ankle\"], "
    "\"views\": [\"front\", \"oblique\"], \"signals\": {\"knee\": {\"angle\": [\"hip\", \"knee\", \"ankle\"]}}, "
    "\"phases\": [{\"id\": \"a\", \"below\": 0.2}, {\"id\": \"b\", \"above\": 0.3}], \"cycle\": {\"signal\": \"knee\", "
    "\"sides\": \"together\", \"rest\": 170, \"turn\": 80, \"bounds\": {\"rest\": [140, 180], \"turn\": [30, 120]}, "
    "\"good\": 0.8, \"duration_ms\": [300, 9000], \"count_at\": \"a\"}, \"faults\": []}";

static fit_pose standing(double view_deg, double scale, double dx, double dy)
{
    stick_pose stick = {0};
    fit_pose pose;
    stick_build(&stick, view_deg, &pose);
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        pose.image[i].x = (float)(320 + ((double)pose.image[i].x - 320) * scale + dx);
        pose.image[i].y = (float)(320 + ((double)pose.image[i].y - 320) * scale + dy);
    }
    return pose;
}

static void each_hint_has_its_cause(void **state)
{
    (void)state;
    fit_exercise *exercise;
    assert_int_equal(fit_exercise_create(&exercise, json, strlen(json), NULL), FIT_OK);
    fit_pose pose = standing(0, 1, 0, 0);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_GOOD);
    assert_int_equal(fit_framing_judge(exercise, &pose, 10), FIT_FRAMING_TOO_DARK);
    fit_pose nobody = {.width = 640, .height = 640};
    assert_int_equal(fit_framing_judge(exercise, &nobody, 120), FIT_FRAMING_NOBODY);
    pose = standing(0, 2.2, 0, 0);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_TOO_CLOSE);
    pose = standing(0, 0.3, 0, 0);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_TOO_FAR);
    pose = standing(0, 1, -330, 0);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_MOVE_RIGHT);
    pose = standing(0, 1, 330, 0);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_MOVE_LEFT);
    pose = standing(0, 1, 0, 0);
    stick_hide(&pose, FIT_LM_LEFT_ANKLE, 0.1F);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_GOOD); /* the other one is seen */
    stick_hide(&pose, FIT_LM_RIGHT_ANKLE, 0.1F);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_JOINTS_HIDDEN);
    pose = standing(90, 1, 0, 0);
    assert_int_equal(fit_framing_judge(exercise, &pose, 120), FIT_FRAMING_TURN);
    fit_exercise_destroy(exercise);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_hint_has_its_cause)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
