#include "face/light.h"

#include <math.h>
#include <string.h>

/* Frames, and runs of one colour among them, without which chance would do too well. */
enum { LEAST_FRAMES = 8, LEAST_RUNS = 4 };

/* By chance the correlation of n frames is above tanh(CHANCE / sqrt(n)) less than once in a thousand times, both ways
 * of reading them together (Fisher's transform; measured on real faces that nothing lit, docs/accuracy.md). */
static const float CHANCE = 3.3f;
/* Less of an answer is nobody's; of the face's, the room's and a veil's share, and that of each half of the login. */
static const float LEAST_FACE = 0.01f, MOST_ROOM = 0.7f, MOST_VEIL = 0.5f, LEAST_HALF = 0.3f;

/* Amber, blue, green, magenta: bright, for as much light as a screen can give; far apart in both ratios, for as much
 * change. */
static const uint8_t COLOURS[FIT_LIGHT_COLOURS][3] = {{255, 180, 84}, {90, 156, 255}, {77, 255, 106}, {255, 92, 240}};

const uint8_t *fit_light_rgb(uint8_t colour)
{
    return colour < FIT_LIGHT_COLOURS ? COLOURS[colour] : NULL;
}

const char *fit_light_verdict_name(fit_light_verdict verdict)
{
    static const char *const NAMES[FIT_LIGHT_VERDICTS] = {
        [FIT_LIGHT_TOO_FEW] = "too_few",
        [FIT_LIGHT_UNSEEN] = "unseen",
        [FIT_LIGHT_SEEN] = "seen",
    };
    return NAMES[verdict];
}

float fit_light_linear(float value)
{
    return powf(value / 255.0f, 2.2f);
}

void fit_light_begin(fit_light *light)
{
    memset(light, 0, sizeof *light);
    light->colour = FIT_LIGHT_COLOURS;
}

void fit_light_forget(fit_light *light)
{
    light->n = light->missed = 0;
}

void fit_light_push(fit_light *light, const fit_light_sample *sample, uint8_t random)
{
    if (light->colour == FIT_LIGHT_COLOURS) {
        light->colour = random % FIT_LIGHT_COLOURS;
        return;
    }
    if (!sample && light->missed < UINT8_MAX)
        light->missed++;
    if (sample && light->n < FIT_LIGHT_FRAMES) {
        light->shown[light->n] = light->colour;
        light->sample[light->n++] = *sample;
    }
    if (++light->held < FIT_LIGHT_HOLD)
        return;
    light->held = 0;
    light->colour = (uint8_t)((light->colour + 1 + random % (FIT_LIGHT_COLOURS - 1)) % FIT_LIGHT_COLOURS);
}

/* Takes the straight line of least squares out of n values at even times. */
static void flatten(double *value, int n)
{
    double mean = 0, slope = 0, spread = 0;
    const double middle = 0.5 * (n - 1);
    for (int i = 0; i < n; i++)
        mean += value[i] / n;
    for (int i = 0; i < n; i++) {
        slope += (i - middle) * (value[i] - mean);
        spread += (i - middle) * (i - middle);
    }
    for (int i = 0; i < n; i++)
        value[i] -= mean + (spread > 0 ? slope / spread : 0) * (i - middle);
}

static double dot(const double *a, const double *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* What a little of the screen's colour does to the two ratios: log((1 + s r) / (1 + s g)) is about s (r - g). */
static double change_of(uint8_t colour, int ratio)
{
    const uint8_t *rgb = COLOURS[colour];
    return (double)(fit_light_linear(rgb[2 * ratio]) - fit_light_linear(rgb[1]));
}

/* The logarithms of red / green and of blue / green. */
static double ratio_of(const float *rgb, int ratio)
{
    return log((double)rgb[2 * ratio] / (double)rgb[1]);
}

/* The same of light, against the face's: what is added to rgb[c] weighs as much in dark and bright. */
static double excess_of(const float *rgb, const float *face, int ratio)
{
    return (double)(rgb[2 * ratio] / face[2 * ratio]) - (double)(rgb[1] / face[1]);
}

/* Both ratios of all frames one after the other. */
typedef struct series {
    double value[2 * FIT_LIGHT_FRAMES];
} series;

typedef enum part { SCREEN, FACE, ROOM, FACE_LIGHT, DARK_LIGHT, PARTS } part;

static double value_of(const fit_light *light, const float *rest, part what, int i, int ratio)
{
    const fit_light_sample *sample = &light->sample[i];
    switch (what) {
    case SCREEN:
        return change_of(light->shown[i], ratio);
    case FACE:
        return ratio_of(sample->face, ratio);
    case ROOM:
        return ratio_of(sample->room, ratio);
    case FACE_LIGHT:
        return excess_of(sample->face, rest, ratio);
    default:
        return excess_of(sample->dark, rest, ratio);
    }
}

static void gather(const fit_light *light, const float *rest, part what, series *out)
{
    for (int ratio = 0; ratio < 2; ratio++) {
        double *value = out->value + ratio * light->n;
        for (int i = 0; i < light->n; i++)
            value[i] = value_of(light, rest, what, i, ratio);
        flatten(value, light->n);
    }
}

static fit_light_response measure(const fit_light *light)
{
    series of[PARTS];
    float rest[3] = {0}, dark[3] = {0};
    const int n = light->n;
    for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++) {
            rest[c] += light->sample[i].face[c] / (float)n;
            dark[c] += light->sample[i].dark[c] / (float)n;
        }
    for (part what = 0; what < PARTS; what++)
        gather(light, rest, what, &of[what]);
    const double *screen = of[SCREEN].value;
    const double power = dot(screen, screen, 2 * n), answer = dot(screen, of[FACE].value, 2 * n);
    const double size = sqrt(power * dot(of[FACE].value, of[FACE].value, 2 * n));
    if (!(size > 0))
        return (fit_light_response){0};
    /* Of light that falls on it, the dark takes `share`; of a veil, as much as the face. */
    const double share = (double)(dark[1] / rest[1]);
    const double of_face = dot(screen, of[FACE_LIGHT].value, 2 * n), of_dark = dot(screen, of[DARK_LIGHT].value, 2 * n);
    const double veil = of_face > 0 && share < 1 ? (of_dark / of_face - share) / (1 - share) : 0;
    return (fit_light_response){(float)(answer / size), (float)(answer / power),
                                (float)(dot(screen, of[ROOM].value, 2 * n) / power), (float)veil};
}

/* The answer of samples [from, to) alone. Whoever shows himself for a while and a film for the rest answers in a part.
 */
static float answer_of(const fit_light *light, int from, int to)
{
    fit_light some = *light;
    some.n = (uint8_t)(to - from);
    memcpy(some.shown, light->shown + from, some.n * sizeof *some.shown);
    memcpy(some.sample, light->sample + from, some.n * sizeof *some.sample);
    return measure(&some).face;
}

static bool answers(const fit_light *light, const fit_light_response *response)
{
    const float least = tanhf(CHANCE / sqrtf((float)light->n)), half = LEAST_HALF * response->face;
    return response->correlation >= least && response->face >= LEAST_FACE &&
           response->room <= MOST_ROOM * response->face && response->veil <= MOST_VEIL &&
           answer_of(light, 0, light->n / 2) >= half && answer_of(light, light->n / 2, light->n) >= half;
}

/* As a slow camera shows it: each colour one frame late. */
static fit_light one_late(const fit_light *light)
{
    fit_light late = *light;
    memcpy(late.shown + 1, light->shown, (size_t)(light->n - 1) * sizeof *late.shown);
    return late;
}

fit_light_verdict fit_light_judge(const fit_light *light, fit_light_response *response)
{
    int runs = 0;
    *response = (fit_light_response){0};
    for (int i = 0; i < light->n; i++)
        runs += i == 0 || light->shown[i] != light->shown[i - 1];
    /* A quarter that shows too little may be clumsiness; more of it would be a choice of frames that fit. */
    if (light->n < LEAST_FRAMES || runs < LEAST_RUNS || 3 * light->missed > light->n)
        return FIT_LIGHT_TOO_FEW;
    const fit_light late = one_late(light);
    const fit_light_response at_once = measure(light), after = measure(&late);
    const bool is_late = after.correlation > at_once.correlation;
    *response = is_late ? after : at_once;
    return answers(is_late ? &late : light, response) ? FIT_LIGHT_SEEN : FIT_LIGHT_UNSEEN;
}
