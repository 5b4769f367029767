/* Does the face answer to the screen before it?
 *
 * The screen shows one colour after another, in an order that nobody knows beforehand, and lights whoever stands before
 * it; each colour is known to the sender only as it is shown. A face that is there takes on each of them; what is fed
 * in as a camera, or shown by another screen, does not (after "Face flashing": Tang et al., NDSS 2018, reduced to what
 * small JPEGs of any camera keep: two ratios of colour a frame). The room behind gets less of the light, so a change of
 * the whole picture, as by a filter or the camera's white balance, is no answer. What this can and cannot tell stands
 * in docs/security.md.
 *
 * Pure: no clock, no allocation. One fit_light, one thread at a time. */
#ifndef FIT_FACE_LIGHT_H
#define FIT_FACE_LIGHT_H

#include <stdint.h>

#include "aifit/face.h"

enum {
    FIT_LIGHT_COLOURS = 4,
    FIT_LIGHT_FRAMES = 40, /* at most */
    FIT_LIGHT_HOLD = 2,    /* frames that see a colour before the next one is shown */
};

/* Red, green and blue of a colour, sRGB; NULL: FIT_LIGHT_COLOURS, none. */
const uint8_t *fit_light_rgb(uint8_t colour);

/* Linear light, 1 being white, of a value 0..255: sRGB (IEC 61966-2-1) without its straight foot. */
float fit_light_linear(float value);

/* Mean red, green and blue in linear light, 1 being white: of the face, of what is darkest of the head (hair, brows,
 * eyes, nostrils), and of the room beside and above it. */
typedef struct fit_light_sample {
    float face[3], dark[3], room[3];
} fit_light_sample;

/* False where there is too little to see: hardly any room beside the face, or it is nearly all white or black.
 * frame: valid. */
bool fit_light_look(const fit_image *frame, const fit_face *face, fit_light_sample *sample);

/* What was seen under which colour. colour: the one that is shown now. */
typedef struct fit_light {
    uint8_t colour, held, n, missed;
    uint8_t shown[FIT_LIGHT_FRAMES];
    fit_light_sample sample[FIT_LIGHT_FRAMES];
} fit_light;

void fit_light_begin(fit_light *light);

/* What was seen so far does not count. */
void fit_light_forget(fit_light *light);

/* A frame has come that was taken under the present colour; sample: what it shows, or NULL: too little. random:
 * uniform, from a cryptographic generator; it chooses the next colour, always another one, when this has been held long
 * enough. */
void fit_light_push(fit_light *light, const fit_light_sample *sample, uint8_t random);

/* correlation: -1..1, of the face's colours with the screen's, what drifts evenly taken out. face, room: how much of
 * the screen's colour each took on: about (light from the screen) / (all other light), negative or 0 when it did not.
 * veil: of what the face took on, as much as if everything had it; 0: light that falls on dark and bright skin and hair
 * is reflected by each in its measure; 1: a sheen before the picture, which adds as much to each. */
typedef struct fit_light_response {
    float correlation, face, room, veil;
} fit_light_response;

typedef enum fit_light_verdict {
    FIT_LIGHT_TOO_FEW, /* frames to tell */
    FIT_LIGHT_UNSEEN,  /* the face does not answer, or not more than the room */
    FIT_LIGHT_SEEN,
    FIT_LIGHT_VERDICTS
} fit_light_verdict;

/* Stable names for metrics: "too_few", "unseen", "seen". */
const char *fit_light_verdict_name(fit_light_verdict verdict);

fit_light_verdict fit_light_judge(const fit_light *light, fit_light_response *response);

#endif
