/* Angles and lengths of the body. Only +, -, *, / and sqrt, without contraction: native and WebAssembly builds give the
 * same bits, so the same events. */
#ifndef FIT_TRAINER_GEOMETRY_H
#define FIT_TRAINER_GEOMETRY_H

typedef struct fit_vec3 {
    double x, y, z;
} fit_vec3;

fit_vec3 fit_vec3_between(fit_vec3 from, fit_vec3 to);
double fit_vec3_length(fit_vec3 v);
/* Of the angle between them; 1 when either has no length. */
double fit_vec3_cosine(fit_vec3 a, fit_vec3 b);
/* Degrees, 0..180; 0 when either has no length. */
double fit_vec3_angle_deg(fit_vec3 a, fit_vec3 b);
/* Off straight up, degrees, 0..180 (y points down). */
double fit_vec3_tilt_deg(fit_vec3 v);
/* Degrees, 0..180, error below 2e-6. cosine is clamped to -1..1. */
double fit_acos_deg(double cosine);

#endif
