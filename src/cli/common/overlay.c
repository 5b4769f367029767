#include "cli/common/overlay.h"

#include <math.h>
#include <stdio.h>

typedef struct bone {
    uint8_t from, to; /* fit_landmark */
} bone;

static const bone bones[] = {
    {FIT_LM_LEFT_SHOULDER, FIT_LM_RIGHT_SHOULDER}, {FIT_LM_LEFT_HIP, FIT_LM_RIGHT_HIP},
    {FIT_LM_LEFT_SHOULDER, FIT_LM_LEFT_HIP},       {FIT_LM_RIGHT_SHOULDER, FIT_LM_RIGHT_HIP},
    {FIT_LM_LEFT_SHOULDER, FIT_LM_LEFT_ELBOW},     {FIT_LM_RIGHT_SHOULDER, FIT_LM_RIGHT_ELBOW},
    {FIT_LM_LEFT_ELBOW, FIT_LM_LEFT_WRIST},        {FIT_LM_RIGHT_ELBOW, FIT_LM_RIGHT_WRIST},
    {FIT_LM_LEFT_WRIST, FIT_LM_LEFT_INDEX},        {FIT_LM_RIGHT_WRIST, FIT_LM_RIGHT_INDEX},
    {FIT_LM_LEFT_WRIST, FIT_LM_LEFT_PINKY},        {FIT_LM_RIGHT_WRIST, FIT_LM_RIGHT_PINKY},
    {FIT_LM_LEFT_WRIST, FIT_LM_LEFT_THUMB},        {FIT_LM_RIGHT_WRIST, FIT_LM_RIGHT_THUMB},
    {FIT_LM_LEFT_HIP, FIT_LM_LEFT_KNEE},           {FIT_LM_RIGHT_HIP, FIT_LM_RIGHT_KNEE},
    {FIT_LM_LEFT_KNEE, FIT_LM_LEFT_ANKLE},         {FIT_LM_RIGHT_KNEE, FIT_LM_RIGHT_ANKLE},
    {FIT_LM_LEFT_ANKLE, FIT_LM_LEFT_HEEL},         {FIT_LM_RIGHT_ANKLE, FIT_LM_RIGHT_HEEL},
    {FIT_LM_LEFT_HEEL, FIT_LM_LEFT_FOOT_INDEX},    {FIT_LM_RIGHT_HEEL, FIT_LM_RIGHT_FOOT_INDEX},
    {FIT_LM_LEFT_ANKLE, FIT_LM_LEFT_FOOT_INDEX},   {FIT_LM_RIGHT_ANKLE, FIT_LM_RIGHT_FOOT_INDEX},
};

enum { BONE_COUNT = sizeof bones / sizeof *bones };

static const fit_colour WHITE = {255, 255, 255, 1};
static const fit_colour SHADE = {16, 20, 28, 0.72f};
static const fit_colour DIM = {170, 178, 190, 1};
static const fit_colour ACCENT = {64, 220, 150, 1};
static const fit_colour WARNING = {226, 64, 52, 0.92f};
static const fit_colour LEFT = {60, 190, 255, 1};
static const fit_colour RIGHT = {255, 160, 50, 1};

/* Points less sure than this are guesses. */
static const float SEEN = 0.3f;

static bool is_left(int landmark)
{
    /* From the shoulders on, left landmarks are the odd ones. */
    return landmark % 2 == 1;
}

static fit_spot spot_of(const fit_pose *pose, int landmark)
{
    return (fit_spot){pose->image[landmark].x, pose->image[landmark].y};
}

/* Of all points, guessed ones too; lines then suit the person's size, not the picture's. */
static float person_height(const fit_pose *pose)
{
    float top = INFINITY, bottom = -INFINITY;
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        top = fminf(top, pose->image[i].y);
        bottom = fmaxf(bottom, pose->image[i].y);
    }
    return bottom - top;
}

void fit_overlay_skeleton(fit_pixels *pixels, const fit_pose *pose)
{
    if (!pose->present)
        return;
    float width = fminf(fmaxf(person_height(pose) / 110, 1.5f), 12);
    for (int pass = 0; pass < 2; pass++) { /* a dark rim first, so that lines show on any ground */
        for (int i = 0; i < BONE_COUNT; i++) {
            int a = bones[i].from, b = bones[i].to;
            float sure = fminf(pose->image[a].visibility, pose->image[b].visibility);
            if (sure < SEEN)
                continue;
            bool across = is_left(a) != is_left(b);
            fit_colour colour = pass == 0 ? SHADE : across ? WHITE : is_left(a) ? LEFT : RIGHT;
            colour.opacity *= fminf(sure + 0.2f, 1);
            fit_draw_line(pixels, spot_of(pose, a), spot_of(pose, b), pass == 0 ? width + 2 : width, colour);
        }
    }
    for (int i = 0; i < FIT_LM_COUNT; i++) {
        if (pose->image[i].visibility < SEEN)
            continue;
        bool face = i < FIT_LM_LEFT_SHOULDER;
        fit_spot at = spot_of(pose, i);
        if (!face)
            fit_draw_line(pixels, at, at, width * 2.2f, is_left(i) ? LEFT : RIGHT);
        fit_draw_line(pixels, at, at, face ? width : width * 1.2f, WHITE);
    }
}

/* Text no wider than room: smaller when it must be. */
static void draw_fitting(fit_pixels *pixels, fit_spot at, float cap_height, float room, fit_colour colour,
                         const char *text)
{
    float width = fit_draw_text_width(cap_height, text);
    fit_draw_text(pixels, at, width > room ? cap_height * room / width : cap_height, colour, text);
}

static void draw_fault(fit_pixels *pixels, const char *text, float unit)
{
    float frame_w = (float)pixels->width, frame_h = (float)pixels->height;
    float cap = unit * 1.4f, room = frame_w - 6 * unit;
    float width = fminf(fit_draw_text_width(cap, text), room);
    fit_spot top_left = {(frame_w - width) / 2 - unit * 1.4f, frame_h - unit * 5.2f};
    fit_spot bottom_right = {(frame_w + width) / 2 + unit * 1.4f, frame_h - unit * 1.6f};
    fit_draw_box(pixels, top_left, bottom_right, unit, WARNING);
    draw_fitting(pixels, (fit_spot){(frame_w - width) / 2, top_left.y + unit * 1.1f}, cap, room, WHITE, text);
}

void fit_overlay_panel_draw(fit_pixels *pixels, const fit_overlay_panel *panel)
{
    float unit = fminf((float)pixels->width, (float)pixels->height) / 45; /* 16 pixels in a 720-line picture */
    float left = unit * 1.5f, top = unit * 1.5f, width = unit * 13;
    fit_draw_box(pixels, (fit_spot){left, top}, (fit_spot){left + width, top + unit * 12.4f}, unit, SHADE);

    float inner = left + unit * 1.2f, room = width - unit * 2.4f;
    draw_fitting(pixels, (fit_spot){inner, top + unit * 1.2f}, unit, room, DIM, panel->exercise);
    char count[16];
    snprintf(count, sizeof count, "%u", panel->count);
    draw_fitting(pixels, (fit_spot){inner, top + unit * 3.4f}, unit * 4.4f, room, WHITE, count);
    draw_fitting(pixels, (fit_spot){inner, top + unit * 8.9f}, unit * 0.9f, room, DIM, panel->phase);

    float bar_y = top + unit * 11.2f, share = fminf(fmaxf(panel->progress, 0), 1);
    fit_spot from = {inner, bar_y}, to = {inner + room, bar_y};
    fit_colour track = {255, 255, 255, 0.18f};
    fit_draw_line(pixels, from, to, unit * 0.6f, track);
    if (share > 0)
        fit_draw_line(pixels, from, (fit_spot){inner + room * share, bar_y}, unit * 0.6f, ACCENT);
    if (panel->fault)
        draw_fault(pixels, panel->fault, unit);
}
