#include <math.h>

#include "face/template.h"

/* Similarities of different people whom the embedding model confuses most easily among those measured: one photo each
 * of 15 Korean singers, all young women (63,334 pairs; other groups lie far below, docs/accuracy.md). */
static const double MEAN = 0.33, DEVIATION = 0.125;

/* The tail of a normal distribution is taken for that of the similarities. */
static double tail(double deviations)
{
    return 0.5 * erfc(deviations / sqrt(2.0));
}

float fit_face_threshold(double false_accept_rate)
{
    double low = 0.0, high = 8.0; /* standard deviations above the mean: rates of 0.5 and 6e-16 */
    for (int round = 0; round < 40; round++) {
        const double middle = 0.5 * (low + high);
        if (tail(middle) > false_accept_rate)
            low = middle;
        else
            high = middle;
    }
    return (float)fmin(MEAN + high * DEVIATION, 1.0);
}
