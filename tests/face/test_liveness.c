/* The judge on faces made of numbers: what it takes, and each thing that it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "face/liveness.h"
#include "synthetic.h"

enum { FRAME_MS = 200, MOST_STEPS = 6 };
static const double NOISE_PX = 0.4;

/* A movement in time, as a share of its size; one frame of rest before and after. */
static const double GO[] = {0, 0.3, 0.8, 1, 1, 0.7, 0.25, 0};
enum { GO_FRAMES = sizeof GO / sizeof *GO };

typedef struct run {
    fit_liveness liveness;
    fit_liveness_answer answer;
    int64_t t_ms;
    unsigned seed;
    double similarity, similarity_moved; /* what the embeddings say */
} run;

static run begin(const fit_challenge *challenge)
{
    run r = {.t_ms = 1000, .seed = 7, .similarity = 0.9, .similarity_moved = 0.7};
    fit_liveness_begin(&r.liveness, challenge, 500);
    r.answer = fit_liveness_answer_get(&r.liveness);
    return r;
}

static void compare(run *r)
{
    if (r->answer.embed == FIT_LIVENESS_EMBED_NOT)
        return;
    const double like = r->answer.embed == FIT_LIVENESS_EMBED_REFERENCE  ? 1.0
                        : r->answer.embed == FIT_LIVENESS_EMBED_STRAIGHT ? r->similarity
                                                                         : r->similarity_moved;
    assert_int_equal(fit_liveness_compare(&r->liveness, (float)like, &r->answer), FIT_OK);
}

static void show(run *r, const synthetic_pose *pose)
{
    fit_face face;
    synthetic_face(pose, &r->seed, &face);
    const fit_liveness_frame frame = {.t_ms = r->t_ms += FRAME_MS, .face = &face, .n = 1, .side_px = 320};
    assert_int_equal(fit_liveness_push(&r->liveness, &frame, &r->answer), FIT_OK);
    compare(r);
}

static void show_count(run *r, size_t n)
{
    fit_face face;
    synthetic_face(&(synthetic_pose){.noise_px = NOISE_PX}, &r->seed, &face);
    const fit_liveness_frame frame = {.t_ms = r->t_ms += FRAME_MS, .face = &face, .n = n, .side_px = 320};
    assert_int_equal(fit_liveness_push(&r->liveness, &frame, &r->answer), FIT_OK);
    compare(r);
}

static synthetic_pose moved(int movement, double share)
{
    synthetic_pose pose = {.size = 1, .noise_px = NOISE_PX};
    switch (movement) {
    case FIT_MOVE_TURN_LEFT:
        pose.yaw_deg = 25 * share;
        break;
    case FIT_MOVE_TURN_RIGHT:
        pose.yaw_deg = -25 * share;
        break;
    case FIT_MOVE_LOOK_UP:
        pose.pitch_deg = 20 * share;
        break;
    case FIT_MOVE_BLINK:
        pose.shut = 0.8 * share;
        break;
    case FIT_MOVE_OPEN_MOUTH:
        pose.mouth = 0.5 * share;
        break;
    default:
        pose.size = 1 + 0.4 * share;
    }
    return pose;
}

static void rest(run *r, int frames)
{
    for (int i = 0; i < frames; i++)
        show(r, &(synthetic_pose){.noise_px = NOISE_PX});
}

static void move(run *r, int movement)
{
    for (int i = 0; i < GO_FRAMES; i++) {
        const synthetic_pose pose = moved(movement, GO[i]);
        show(r, &pose);
    }
}

static void move_all(run *r, const uint8_t *steps, int n)
{
    rest(r, 4);
    for (int i = 0; i < n; i++)
        move(r, steps[i]);
}

static fit_challenge kind(unsigned number)
{
    uint8_t random[FIT_CHALLENGE_RANDOM_BYTES] = {0};
    random[FIT_CHALLENGE_RANDOM_BYTES - 1] = (uint8_t)number;
    return fit_challenge_make(random);
}

static fit_challenge left_then_mouth(void)
{
    return (fit_challenge){.n = 2, .step = {FIT_MOVE_TURN_LEFT, FIT_MOVE_OPEN_MOUTH}};
}

static void assert_refused(const run *r, fit_liveness_reason reason)
{
    assert_int_equal(r->answer.verdict, FIT_LIVENESS_REFUSED);
    assert_string_equal(fit_liveness_reason_name(r->answer.reason), fit_liveness_reason_name(reason));
}

static void every_challenge_is_drawn_and_valid(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FIT_CHALLENGE_KINDS; i++) {
        const fit_challenge a = kind(i);
        assert_true(fit_challenge_is_valid(&a));
        for (unsigned j = 0; j < i; j++) {
            const fit_challenge b = kind(j);
            assert_memory_not_equal(&a, &b, sizeof a);
        }
    }
    const fit_challenge none[] = {{.n = 1, .step = {FIT_MOVE_TURN_LEFT}},
                                  {.n = 2, .step = {FIT_MOVE_TURN_LEFT, FIT_MOVE_TURN_LEFT}},
                                  {.n = 2, .step = {FIT_MOVE_BLINK, FIT_MOVE_CLOSER}},
                                  {.n = 2, .step = {FIT_MOVE_TURN_LEFT, FIT_MOVE_COUNT}},
                                  {.n = 2, .step = {FIT_MOVE_TURN_LEFT, FIT_MOVE_BLINK, 1}},
                                  {.n = 4}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(fit_challenge_is_valid(&none[i]));
    assert_string_equal(fit_movement_name(FIT_MOVE_TURN_LEFT), "turn_left");
    assert_string_equal(fit_movement_name(FIT_MOVE_CLOSER), "move_closer");
}

static void a_head_shifts_its_nose_and_a_print_does_not(void **state)
{
    (void)state;
    unsigned seed = 1;
    fit_face face;
    fit_relief_motion motion;
    synthetic_face(&(synthetic_pose){0}, &seed, &face);
    const fit_relief reference = fit_relief_make(&face);
    for (int deg = -30; deg <= 30; deg += 10) {
        synthetic_face(&(synthetic_pose){.yaw_deg = deg}, &seed, &face);
        assert_true(fit_relief_compare(&reference, &face, &motion));
        assert_float_equal(motion.right, sin(deg * 0.0174533), 0.06);
        assert_true(motion.stress < 0.06f);
        synthetic_face(&(synthetic_pose){.pitch_deg = deg}, &seed, &face);
        assert_true(fit_relief_compare(&reference, &face, &motion));
        assert_float_equal(motion.up, sin(deg * 0.0174533), 0.08);
    }
    for (int axis = 0; axis < 180; axis += 45)
        for (int deg = -60; deg <= 60; deg += 20)
            for (double curve = -0.3; curve <= 0.31; curve += 0.15) {
                synthetic_face(&(synthetic_pose){.flat = true, .yaw_deg = deg, .bend = curve + 1e-6, .axis_deg = axis},
                               &seed, &face);
                assert_true(fit_relief_compare(&reference, &face, &motion));
                assert_true(fabsf(motion.right) < 0.155f || motion.stress > 0.08f);
            }
    memset(&face.mesh, 0, sizeof face.mesh);
    assert_true(fit_relief_compare(&reference, &face, &motion) == false || motion.stress > 0.08f);
    const fit_relief nothing = {0};
    assert_false(fit_relief_compare(&nothing, &face, &motion));
}

static void who_follows_is_accepted(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FIT_CHALLENGE_KINDS; i++) {
        const fit_challenge challenge = kind(i);
        run r = begin(&challenge);
        r.seed = i + 1;
        float progress = 0.0f;
        rest(&r, 4);
        for (int k = 0; k < challenge.n; k++) {
            assert_int_equal(r.answer.verdict, FIT_LIVENESS_PENDING);
            assert_int_equal(r.answer.step, k);
            assert_true(r.answer.progress >= progress);
            progress = r.answer.progress;
            move(&r, challenge.step[k]);
        }
        assert_int_equal(r.answer.verdict, FIT_LIVENESS_ACCEPTED);
        assert_int_equal(r.answer.reason, FIT_LIVENESS_NO_REASON);
        assert_float_equal(r.answer.progress, 1, 0);
        assert_in_range(r.liveness.embeddings, 5, FIT_LIVENESS_EMBEDDINGS);
    }
}

/* One recorded login, shown under each challenge: it passes where the challenge begins as it does or leaves out the
 * blink, which nobody is blamed for, and nowhere else. */
static void a_replay_passes_only_its_own_challenge(void **state)
{
    (void)state;
    static const uint8_t recorded[] = {FIT_MOVE_TURN_LEFT, FIT_MOVE_BLINK, FIT_MOVE_OPEN_MOUTH};
    int accepted = 0;
    for (unsigned i = 0; i < FIT_CHALLENGE_KINDS; i++) {
        const fit_challenge challenge = kind(i);
        run r = begin(&challenge);
        move_all(&r, recorded, 3);
        const bool own = memcmp(challenge.step, recorded, challenge.n) == 0;
        const bool without_blink =
            challenge.n == 2 && challenge.step[0] == recorded[0] && challenge.step[1] == recorded[2];
        assert_int_equal(r.answer.verdict == FIT_LIVENESS_ACCEPTED, own || without_blink);
        accepted += own || without_blink;
    }
    assert_int_equal(accepted, 3);
}

static void who_does_everything_does_not_pass(void **state)
{
    (void)state;
    static const uint8_t all[MOST_STEPS] = {FIT_MOVE_OPEN_MOUTH, FIT_MOVE_TURN_RIGHT, FIT_MOVE_CLOSER,
                                            FIT_MOVE_TURN_LEFT, FIT_MOVE_LOOK_UP};
    int accepted = 0;
    for (unsigned i = 0; i < FIT_CHALLENGE_KINDS; i++) {
        const fit_challenge challenge = kind(i);
        run r = begin(&challenge);
        rest(&r, 3);
        for (int k = 0; k < 5 && r.answer.verdict == FIT_LIVENESS_PENDING; k++) {
            for (int j = 1; j < GO_FRAMES - 1; j++) {
                const synthetic_pose pose = moved(all[k], GO[j]);
                show(&r, &pose);
            }
        }
        accepted += r.answer.verdict == FIT_LIVENESS_ACCEPTED;
    }
    assert_in_range(accepted, 0, 2); /* its first two and its first three */
}

static void wrong_movements_have_their_reasons(void **state)
{
    (void)state;
    fit_challenge challenge = left_then_mouth();
    run r = begin(&challenge);
    rest(&r, 4);
    move(&r, FIT_MOVE_OPEN_MOUTH);
    assert_refused(&r, FIT_LIVENESS_WRONG_ORDER);
    r = begin(&challenge);
    rest(&r, 4);
    move(&r, FIT_MOVE_TURN_RIGHT);
    assert_refused(&r, FIT_LIVENESS_NOT_THE_MOVEMENT);
    r = begin(&challenge); /* everybody blinks */
    rest(&r, 4);
    move(&r, FIT_MOVE_BLINK);
    assert_int_equal(r.answer.verdict, FIT_LIVENESS_PENDING);
}

static void a_jump_is_no_movement(void **state)
{
    (void)state;
    fit_challenge challenge = left_then_mouth();
    run r = begin(&challenge);
    rest(&r, 4);
    const synthetic_pose pose = moved(FIT_MOVE_TURN_LEFT, 1);
    for (int i = 0; r.answer.verdict == FIT_LIVENESS_PENDING; i++) {
        show(&r, i % 4 < 2 ? &pose : &(synthetic_pose){.noise_px = NOISE_PX});
        assert_int_equal(r.answer.step, 0);
        if (i == 2)
            assert_string_equal(fit_liveness_hint_name(r.answer.hint), "move_slowly");
    }
    assert_int_equal(r.answer.verdict, FIT_LIVENESS_REFUSED);
}

static void a_print_is_flat(void **state)
{
    (void)state;
    fit_challenge challenge = left_then_mouth();
    for (int bent = 0; bent < 2; bent++) {
        run r = begin(&challenge);
        rest(&r, 4);
        for (int i = 0; r.answer.verdict == FIT_LIVENESS_PENDING; i++)
            show(&r, &(synthetic_pose){.flat = true,
                                       .yaw_deg = 60 * sin(0.7 * i),
                                       .bend = 0.2 * bent,
                                       .axis_deg = 90,
                                       .noise_px = NOISE_PX});
        assert_refused(&r, FIT_LIVENESS_FLAT);
    }
}

static void time_and_frames_are_kept(void **state)
{
    (void)state;
    fit_challenge challenge = left_then_mouth();
    run r = begin(&challenge);
    rest(&r, FIT_LIVENESS_FRAMES - 1);
    assert_int_equal(r.answer.verdict, FIT_LIVENESS_PENDING);
    rest(&r, 1);
    assert_refused(&r, FIT_LIVENESS_LATE);
    move(&r, FIT_MOVE_TURN_LEFT); /* a verdict stays */
    assert_refused(&r, FIT_LIVENESS_LATE);

    r = begin(&challenge);
    rest(&r, 4);
    r.t_ms = r.liveness.last_ms - FRAME_MS;
    rest(&r, 1);
    assert_refused(&r, FIT_LIVENESS_OUT_OF_ORDER);

    r = begin(&challenge);
    rest(&r, 4);
    r.t_ms += 4000;
    rest(&r, 1);
    assert_refused(&r, FIT_LIVENESS_INTERRUPTED);

    r = begin(&challenge);
    r.t_ms = 500 + FIT_CHALLENGE_VALID_MS;
    rest(&r, 1);
    assert_refused(&r, FIT_LIVENESS_LATE);
}

static void frames_do_not_come_twice(void **state)
{
    (void)state;
    fit_challenge challenge = left_then_mouth();
    fit_face first, second;
    unsigned seed = 3;
    synthetic_face(&(synthetic_pose){.noise_px = NOISE_PX}, &seed, &first);
    synthetic_face(&(synthetic_pose){.noise_px = NOISE_PX}, &seed, &second);
    run r = begin(&challenge);
    const fit_face *order[] = {&first, &first, &second, &first};
    for (int i = 0; i < 4; i++) {
        const fit_liveness_frame frame = {.t_ms = r.t_ms += FRAME_MS, .face = order[i], .n = 1, .side_px = 320};
        assert_int_equal(fit_liveness_push(&r.liveness, &frame, &r.answer), FIT_OK);
        assert_int_equal(r.answer.verdict, i < 3 ? FIT_LIVENESS_PENDING : FIT_LIVENESS_REFUSED);
    }
    assert_refused(&r, FIT_LIVENESS_REPEATED);
    r = begin(&challenge);
    for (int i = 0; i < 4; i++) {
        const fit_liveness_frame frame = {.t_ms = r.t_ms += FRAME_MS, .face = &first, .n = 1, .side_px = 320};
        assert_int_equal(fit_liveness_push(&r.liveness, &frame, &r.answer), FIT_OK);
    }
    assert_refused(&r, FIT_LIVENESS_FROZEN);
}

static void one_person_all_the_time(void **state)
{
    (void)state;
    fit_challenge challenge = left_then_mouth();
    const double like[][2] = {{0.9, 0.1}, {0.2, 0.7}, {(double)NAN, 0.7}};
    for (size_t i = 0; i < sizeof like / sizeof *like; i++) {
        run r = begin(&challenge);
        r.similarity = like[i][0];
        r.similarity_moved = like[i][1];
        move_all(&r, challenge.step, challenge.n);
        assert_refused(&r, FIT_LIVENESS_ANOTHER_PERSON);
    }
    run r = begin(&challenge);
    rest(&r, 4);
    for (int i = 0; i < 3; i++)
        show_count(&r, 2);
    assert_string_equal(fit_liveness_hint_name(r.answer.hint), "one_person_only");
    show_count(&r, 2);
    assert_refused(&r, FIT_LIVENESS_SEVERAL_PEOPLE);

    r = begin(&challenge); /* whoever was away is looked at again */
    rest(&r, 4);
    show_count(&r, 0);
    assert_string_equal(fit_liveness_hint_name(r.answer.hint), "no_face");
    const uint8_t before = r.liveness.embeddings;
    rest(&r, 1);
    assert_int_equal(r.liveness.embeddings, before + 1);
    for (int i = 0; i < 2; i++) {
        show_count(&r, 0);
        rest(&r, 1);
    }
    assert_refused(&r, FIT_LIVENESS_INTERRUPTED);
}

static void help_comes_before_the_first_movement(void **state)
{
    (void)state;
    const fit_challenge challenge = left_then_mouth();
    const struct {
        synthetic_pose pose;
        const char *hint;
    } cases[] = {{{.size = 0.5}, "come_closer"},
                 {{.size = 1.8}, "move_back"},
                 {{.yaw_deg = 40}, "look_straight"},
                 {{.shut = 0.9}, "look_straight"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run r = begin(&challenge);
        for (int k = 0; k < 5; k++) {
            synthetic_pose pose = cases[i].pose;
            pose.noise_px = NOISE_PX;
            show(&r, &pose);
            assert_string_equal(fit_liveness_hint_name(r.answer.hint), cases[i].hint);
        }
        move_all(&r, challenge.step, challenge.n);
        assert_int_equal(r.answer.verdict, FIT_LIVENESS_ACCEPTED);
    }
}

static void embeddings_cannot_be_left_out(void **state)
{
    (void)state;
    const fit_challenge challenge = left_then_mouth();
    run r = begin(&challenge);
    fit_face face;
    fit_liveness_answer answer;
    for (int i = 0; i < 3; i++) {
        synthetic_face(&(synthetic_pose){.noise_px = NOISE_PX}, &r.seed, &face);
        const fit_liveness_frame frame = {.t_ms = r.t_ms += FRAME_MS, .face = &face, .n = 1, .side_px = 320};
        assert_int_equal(fit_liveness_compare(&r.liveness, 1, &answer), FIT_ERR_ARG);
        assert_int_equal(fit_liveness_push(&r.liveness, &frame, &answer), FIT_OK);
    }
    assert_int_equal(answer.embed, FIT_LIVENESS_EMBED_REFERENCE);
    const fit_liveness_frame frame = {.t_ms = r.t_ms + FRAME_MS, .face = &face, .n = 1, .side_px = 320};
    assert_int_equal(fit_liveness_push(&r.liveness, &frame, &answer), FIT_ERR_ARG);
}

static void the_packed_state_is_the_state(void **state)
{
    (void)state;
    const fit_challenge challenge = left_then_mouth();
    run r = begin(&challenge), other = r;
    uint8_t row[FIT_LIVENESS_BYTES + 1], again[FIT_LIVENESS_BYTES];
    rest(&r, 4);
    rest(&other, 4);
    for (int i = 0; i < GO_FRAMES; i++) {
        const synthetic_pose pose = moved(FIT_MOVE_TURN_LEFT, GO[i]);
        show(&r, &pose);
        show(&other, &pose);
        fit_liveness_pack(&r.liveness, row);
        memset(&r.liveness, 0xa5, sizeof r.liveness);
        assert_int_equal(fit_liveness_unpack(&r.liveness, row, FIT_LIVENESS_BYTES), FIT_OK);
        fit_liveness_pack(&other.liveness, again);
        assert_memory_equal(row, again, sizeof again);
    }
    assert_int_equal(r.answer.step, 1);
    assert_int_equal(fit_liveness_unpack(&r.liveness, row, FIT_LIVENESS_BYTES - 1), FIT_ERR_FORMAT);
    assert_int_equal(fit_liveness_unpack(&r.liveness, row, FIT_LIVENESS_BYTES + 1), FIT_ERR_FORMAT);
    row[0] = 2;
    assert_int_equal(fit_liveness_unpack(&r.liveness, row, FIT_LIVENESS_BYTES), FIT_ERR_UNSUPPORTED);
    row[0] = 1;
    row[2] = FIT_MOVE_COUNT; /* a step that there is not */
    assert_int_equal(fit_liveness_unpack(&r.liveness, row, FIT_LIVENESS_BYTES), FIT_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_challenge_is_drawn_and_valid),
        cmocka_unit_test(a_head_shifts_its_nose_and_a_print_does_not),
        cmocka_unit_test(who_follows_is_accepted),
        cmocka_unit_test(a_replay_passes_only_its_own_challenge),
        cmocka_unit_test(who_does_everything_does_not_pass),
        cmocka_unit_test(wrong_movements_have_their_reasons),
        cmocka_unit_test(a_jump_is_no_movement),
        cmocka_unit_test(a_print_is_flat),
        cmocka_unit_test(time_and_frames_are_kept),
        cmocka_unit_test(frames_do_not_come_twice),
        cmocka_unit_test(one_person_all_the_time),
        cmocka_unit_test(help_comes_before_the_first_movement),
        cmocka_unit_test(embeddings_cannot_be_left_out),
        cmocka_unit_test(the_packed_state_is_the_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
