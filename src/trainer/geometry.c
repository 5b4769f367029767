#include "trainer/geometry.h"

#include <math.h>

fit_vec3 fit_vec3_between(fit_vec3 from, fit_vec3 to)
{
    return (fit_vec3){to.x - from.x, to.y - from.y, to.z - from.z};
}

static double dot(fit_vec3 a, fit_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

double fit_vec3_length(fit_vec3 v)
{
    return sqrt(dot(v, v));
}

/* Abramowitz and Stegun, Handbook of Mathematical Functions, 4.4.46: |error| <= 2e-8 radians. */
double fit_acos_deg(double cosine)
{
    static const double a[] = {1.5707963050, -0.2145988016, 0.0889789874, -0.0501743046,
                               0.0308918810, -0.0170881256, 0.0066700901, -0.0012624911};
    double x = fabs(cosine);
    x = x > 1.0 ? 1.0 : x;
    double sum = a[7];
    for (int i = 6; i >= 0; i--)
        sum = sum * x + a[i];
    double degrees = sqrt(1.0 - x) * sum * (180.0 / 3.14159265358979323846);
    return cosine < 0.0 ? 180.0 - degrees : degrees;
}

double fit_vec3_cosine(fit_vec3 a, fit_vec3 b)
{
    double lengths = fit_vec3_length(a) * fit_vec3_length(b);
    return lengths > 0.0 ? fmin(fmax(dot(a, b) / lengths, -1.0), 1.0) : 1.0;
}

double fit_vec3_angle_deg(fit_vec3 a, fit_vec3 b)
{
    return fit_acos_deg(fit_vec3_cosine(a, b));
}

double fit_vec3_tilt_deg(fit_vec3 v)
{
    return fit_vec3_angle_deg(v, (fit_vec3){0.0, -1.0, 0.0});
}
