#include "interval.h"

#include <math.h>
#include <stdbool.h>

/* P(X <= k) of n trials at p. */
static double binomial(int k, int n, double p)
{
    double sum = 0.0;
    for (int i = 0; i <= k; i++)
        sum += exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p));
    return sum;
}

void judge_interval(int k, int n, double *low, double *high)
{
    *low = 0.0;
    *high = 1.0;
    for (int side = 0; side < 2; side++) {
        double a = 0.0, b = 1.0;
        if (side == 0 ? k == 0 : k == n)
            continue;
        for (int i = 0; i < 60; i++) {
            const double p = 0.5 * (a + b);
            const bool above = side == 0 ? 1 - binomial(k - 1, n, p) > 0.025 : binomial(k, n, p) < 0.025;
            if (above)
                b = p;
            else
                a = p;
        }
        *(side == 0 ? low : high) = a;
    }
}
