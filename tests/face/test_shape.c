#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "face/head.h"
#include "face/points.h"
#include "fixture.h"

static const float RADIAN = 3.14159265f / 180.0f;

static float mean_distance(const fit_face *a, const fit_face *b)
{
    float sum = 0.0f;
    for (size_t i = 0; i < FIT_FACE_POINTS; i++)
        sum += hypotf(a->mesh[i].x - b->mesh[i].x, a->mesh[i].y - b->mesh[i].y);
    return sum / FIT_FACE_POINTS;
}

/* Anna as the photo shows her: head a little to her right, laughing, eyes open. */
static void a_face_is_where_and_as_it_is(void **state)
{
    const fixture *f = *state;
    const fit_face face = fixture_face(f, &f->anna);
    assert_within(face.score, 0.9f, 1.0f);
    const fit_face_point left = fit_face_eye(face.mesh, FIT_FACE_LEFT), right = fit_face_eye(face.mesh, FIT_FACE_RIGHT);
    assert_within(left.x - right.x, 85, 125);
    assert_within(face.mesh[FIT_MESH_NOSE_TIP].y, left.y + 20, left.y + 90);
    assert_within(face.mesh[FIT_MESH_LIP_UPPER].y, face.mesh[FIT_MESH_NOSE_TIP].y, face.mesh[FIT_MESH_LIP_LOWER].y);
    assert_within(face.mesh[FIT_MESH_NOSE_TIP].z, -200, left.z - 20); /* the nose is nearer than the eyes */
    assert_within(face.eye_distance_px, 100, 120);
    assert_within(face.eye_open[FIT_FACE_LEFT], 0.2f, 0.45f);
    assert_within(face.eye_open[FIT_FACE_RIGHT], 0.2f, 0.45f);
    assert_within(face.mouth_open, 0.05f, 0.5f);
    assert_within(face.yaw_deg, -30, -10);
    assert_within(face.roll_deg, 5, 20);
    const fit_face_place place = fit_face_where(&face);
    assert_float_equal(place.eye[FIT_FACE_LEFT].x, left.x, 0.001f);
    for (size_t i = 0; i < FIT_FACE_POINTS; i++) {
        assert_within(face.mesh[i].x, place.left, place.right);
        assert_within(face.mesh[i].y, place.top, place.bottom);
    }
}

static void a_mirror_changes_left_and_right(void **state)
{
    const fixture *f = *state;
    fit_image mirrored = fixture_mirror(&f->anna);
    const fit_face a = fixture_face(f, &f->anna), b = fixture_face(f, &mirrored);
    assert_within(a.yaw_deg + b.yaw_deg, -5, 5);
    assert_within(a.roll_deg + b.roll_deg, -4, 4);
    assert_within(a.pitch_deg - b.pitch_deg, -5, 5);
    const fit_face_point left = fit_face_eye(a.mesh, FIT_FACE_LEFT), right = fit_face_eye(b.mesh, FIT_FACE_RIGHT);
    assert_within(left.x + right.x, FIXTURE_PORTRAIT_SIDE - 6, FIXTURE_PORTRAIT_SIDE + 6);
    fixture_free_image(&mirrored);
}

static void a_turned_picture_rolls_the_head(void **state)
{
    const fixture *f = *state;
    const fit_face upright = fixture_face(f, &f->anna);
    static const float TURNS[] = {-45, -20, 20, 45};
    for (size_t i = 0; i < sizeof TURNS / sizeof *TURNS; i++) {
        fit_image turned = fixture_turn(&f->anna, TURNS[i]);
        const fit_face face = fixture_face(f, &turned);
        assert_within(face.roll_deg - upright.roll_deg, TURNS[i] - 6, TURNS[i] + 6);
        assert_within(face.yaw_deg - upright.yaw_deg, -8, 8);
        assert_within(face.eye_distance_px / upright.eye_distance_px, 0.9f, 1.1f);
        fixture_free_image(&turned);
    }
}

static void a_face_is_followed_from_its_shape(void **state)
{
    const fixture *f = *state;
    fit_face face = fixture_face(f, &f->bea), last;
    for (int step = 1; step <= 8; step++) { /* she moves 12 pixels a frame, a quarter of her face in all */
        fit_image moved = fixture_place(&f->bea, 600, 600, 12.0f * (float)step, 0, FIXTURE_PORTRAIT_SIDE);
        const fit_face_place place = fit_face_where(&face);
        bool present;
        last = face;
        assert_int_equal(fit_face_shape(f->scanner, &moved, &place, &face, &present), FIT_OK);
        assert_true(present);
        const fit_face_point *a = &last.mesh[FIT_MESH_NOSE_TIP], *b = &face.mesh[FIT_MESH_NOSE_TIP];
        assert_within(b->x - a->x, 7, 17);
        assert_within(b->y - a->y, -5, 5);
        fixture_free_image(&moved);
    }
    fit_image shown = fixture_place(&f->bea, 600, 600, 96, 0, FIXTURE_PORTRAIT_SIDE);
    const fit_face alone = fixture_face(f, &shown);
    assert_within(mean_distance(&alone, &face), 0, 0.05f * face.eye_distance_px);
    fixture_free_image(&shown);
}

static void no_face_has_no_shape(void **state)
{
    const fixture *f = *state;
    fit_image wall = fixture_plain(600, 600, 128);
    const fit_face seen = fixture_face(f, &f->anna);
    const fit_face_place there = fit_face_where(&seen);
    fit_face_place places[] = {there, there, there, there, {.score = 0.0f}};
    places[1].right = NAN;
    places[2].eye[FIT_FACE_LEFT] = places[2].eye[FIT_FACE_RIGHT];
    places[3].bottom = INFINITY;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        fit_face face;
        bool present = true;
        assert_int_equal(fit_face_shape(f->scanner, i == 0 ? &wall : &f->anna, &places[i], &face, &present), FIT_OK);
        assert_false(present);
    }
    fixture_free_image(&wall);
}

/* Rotation of a picture's axes, as fit_face documents the angles: about y (to the person's left, the picture's right),
 * x (up) or z (clockwise). */
typedef struct rotation {
    float m[3][3];
} rotation;

static rotation about(int axis, float degrees)
{
    const float c = cosf(degrees * RADIAN), s = sinf(degrees * RADIAN);
    switch (axis) {
    case 0:
        return (rotation){{{1, 0, 0}, {0, c, s}, {0, -s, c}}};
    case 1:
        return (rotation){{{c, 0, -s}, {0, 1, 0}, {s, 0, c}}};
    default:
        return (rotation){{{c, -s, 0}, {s, c, 0}, {0, 0, 1}}};
    }
}

static fit_face_point turn_point(const rotation *r, fit_face_point p)
{
    return (fit_face_point){r->m[0][0] * p.x + r->m[0][1] * p.y + r->m[0][2] * p.z,
                            r->m[1][0] * p.x + r->m[1][1] * p.y + r->m[1][2] * p.z,
                            r->m[2][0] * p.x + r->m[2][1] * p.y + r->m[2][2] * p.z};
}

static void turn(fit_face *face, rotation by)
{
    for (size_t i = 0; i < FIT_FACE_POINTS; i++)
        face->mesh[i] = turn_point(&by, face->mesh[i]);
    assert_true(fit_head_measure(face));
}

/* Anna's head, turned back until it looks straight ahead. */
static fit_face straight(const fixture *f)
{
    fit_face face = fixture_face(f, &f->anna);
    const rotation back[] = {about(1, -face.yaw_deg), about(0, -face.pitch_deg), about(2, -face.roll_deg)};
    for (int i = 0; i < 3; i++)
        turn(&face, back[i]);
    return face;
}

static void angles_are_those_by_which_a_head_was_turned(void **state)
{
    fit_face face = straight(*state);
    assert_within(face.yaw_deg, -0.01f, 0.01f);
    assert_within(face.pitch_deg, -0.01f, 0.01f);
    assert_within(face.roll_deg, -0.01f, 0.01f);
    static const float ANGLES[] = {-80, -35, -5, 5, 35, 80};
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < 6; j++) {
            fit_face turned = face;
            turn(&turned, about(2, ANGLES[(i + j) % 6]));
            turn(&turned, about(0, ANGLES[j]));
            turn(&turned, about(1, ANGLES[i]));
            assert_within(turned.yaw_deg, ANGLES[i] - 0.05f, ANGLES[i] + 0.05f);
            assert_within(turned.pitch_deg, ANGLES[j] - 0.05f, ANGLES[j] + 0.05f);
            assert_within(turned.roll_deg, ANGLES[(i + j) % 6] - 0.05f, ANGLES[(i + j) % 6] + 0.05f);
            assert_within(turned.eye_distance_px / face.eye_distance_px, 0.999f, 1.001f);
            assert_within(turned.eye_open[0] / face.eye_open[0], 0.999f, 1.001f);
        }
}

static void signs_are_as_documented(void **state)
{
    const fit_face face = straight(*state);
    const float nose_x = face.mesh[FIT_MESH_NOSE_TIP].x - fit_face_eyes_middle(face.mesh).x;
    const float nose_y = face.mesh[FIT_MESH_NOSE_TIP].y - fit_face_eyes_middle(face.mesh).y;
    fit_face turned = face;
    turn(&turned, about(1, 30));
    assert_within(turned.mesh[FIT_MESH_NOSE_TIP].x - fit_face_eyes_middle(turned.mesh).x, nose_x + 15, 200);
    turned = face;
    turn(&turned, about(0, 30));
    assert_within(turned.mesh[FIT_MESH_NOSE_TIP].y - fit_face_eyes_middle(turned.mesh).y, -100, nose_y - 15);
    turned = face;
    turn(&turned, about(2, 30));
    assert_within(fit_face_eye(turned.mesh, FIT_FACE_LEFT).y - fit_face_eye(turned.mesh, FIT_FACE_RIGHT).y, 20, 100);
}

static void lids_and_lips_open_the_ratios(void **state)
{
    fit_face face = straight(*state);
    const fit_mesh_eye *left = &fit_mesh_eyes[FIT_FACE_LEFT];
    const float right_open = face.eye_open[FIT_FACE_RIGHT];
    for (int i = 0; i < FIT_MESH_LID_PAIRS; i++)
        face.mesh[left->upper[i]] = face.mesh[left->lower[i]];
    face.mesh[FIT_MESH_LIP_UPPER] = face.mesh[FIT_MESH_LIP_LOWER];
    assert_true(fit_head_measure(&face));
    assert_float_equal(face.eye_open[FIT_FACE_LEFT], 0, 1e-6f);
    assert_float_equal(face.eye_open[FIT_FACE_RIGHT], right_open, 1e-6f);
    assert_float_equal(face.mouth_open, 0, 1e-6f);
    const float width = fit_face_distance(face.mesh[FIT_MESH_MOUTH_INNER_LEFT], face.mesh[FIT_MESH_MOUTH_INNER_RIGHT]);
    face.mesh[FIT_MESH_LIP_LOWER].y += 0.5f * width;
    assert_true(fit_head_measure(&face));
    assert_float_equal(face.mouth_open, 0.5f, 1e-4f);
}

static void what_is_no_head_has_no_angles(void **state)
{
    const fit_face face = straight(*state);
    fit_face flat = face, inside_out = face, dot = face;
    for (size_t i = 0; i < FIT_FACE_POINTS; i++) {
        flat.mesh[i].z = 0;
        inside_out.mesh[i].z = -face.mesh[i].z;
        dot.mesh[i] = face.mesh[0];
    }
    assert_false(fit_head_measure(&flat));
    assert_false(fit_head_measure(&inside_out));
    assert_false(fit_head_measure(&dot));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_face_is_where_and_as_it_is),
        cmocka_unit_test(a_mirror_changes_left_and_right),
        cmocka_unit_test(a_turned_picture_rolls_the_head),
        cmocka_unit_test(a_face_is_followed_from_its_shape),
        cmocka_unit_test(no_face_has_no_shape),
        cmocka_unit_test(angles_are_those_by_which_a_head_was_turned),
        cmocka_unit_test(signs_are_as_documented),
        cmocka_unit_test(lids_and_lips_open_the_ratios),
        cmocka_unit_test(what_is_no_head_has_no_angles),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
