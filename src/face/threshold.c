#include "face/threshold.h"

#include <math.h>

/* docs/accuracy.md, "Thresholds": of atanh(similarity) over pairs of different people of one group. */
typedef struct impostors {
    double mean, deviation;
} impostors;

/* Women of one people and age are more alike on the whole; the mixed group spreads wider, which counts in the tail. */
enum { EAST_ASIANS, KOREAN_WOMEN, GROUPS };
static const impostors MEASURED[FIT_FACE_EVIDENCE_COUNT][GROUPS] = {
    [FIT_FACE_PHOTOS] = {[EAST_ASIANS] = {0.225, 0.181}, [KOREAN_WOMEN] = {0.356, 0.140}},
    [FIT_FACE_LOGIN] = {[EAST_ASIANS] = {0.328, 0.166}, [KOREAN_WOMEN] = {0.419, 0.147}},
};

/* Of the smaller group: photos with photos, and templates with logins that have no photo in common. */
static const double PAIRS[FIT_FACE_EVIDENCE_COUNT] = {[FIT_FACE_PHOTOS] = 57513, [FIT_FACE_LOGIN] = 820};

const float FIT_FACE_MARGIN = 0.04f;

/* Of the standard normal distribution. */
static double tail(double deviations)
{
    return 0.5 * erfc(deviations / sqrt(2.0));
}

float fit_face_threshold(fit_face_evidence evidence, double false_accept_rate, size_t gallery_size)
{
    const double rate = false_accept_rate / (double)gallery_size;
    double low = 0.0, high = 16.0; /* deviations above the mean: rates of 0.5 and 6e-58 */
    for (int round = 0; round < 40; round++) {
        const double middle = 0.5 * (low + high);
        if (tail(middle) > rate)
            low = middle;
        else
            high = middle;
    }
    double strictest = -INFINITY;
    for (int group = 0; group < GROUPS; group++)
        strictest = fmax(strictest, MEASURED[evidence][group].mean + high * MEASURED[evidence][group].deviation);
    return (float)tanh(strictest);
}

double fit_face_measured_rate(fit_face_evidence evidence)
{
    return 10.0 / PAIRS[evidence];
}
