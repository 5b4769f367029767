#include "face/threshold.h"

#include <math.h>

/* docs/accuracy.md, "Thresholds": of atanh(similarity) over pairs of different people, the stricter of two groups. */
typedef struct impostors {
    double mean, deviation;
    double measured_rate;
} impostors;

static const impostors MEASURED[FIT_FACE_EVIDENCE_COUNT] = {
    [FIT_FACE_PHOTOS] = {.mean = 0.225, .deviation = 0.181, .measured_rate = 1e-4},
    [FIT_FACE_LOGIN] = {.mean = 0.328, .deviation = 0.166, .measured_rate = 1e-2},
};

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
    const impostors *measured = &MEASURED[evidence];
    return (float)tanh(measured->mean + high * measured->deviation);
}

double fit_face_measured_rate(fit_face_evidence evidence)
{
    return MEASURED[evidence].measured_rate;
}
