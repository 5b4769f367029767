/* When are two faces alike enough to be one person's? Pure; thread-safe.
 *
 * A threshold follows from a false-accept rate that is stated: how often an attempt by a stranger may succeed. It rests
 * on the similarities of different people, measured within two groups whose members are alike (docs/accuracy.md says
 * who was measured and how); of the two the stricter threshold counts. Their Fisher transform atanh(similarity) is
 * normal as far as can be seen, so its mean and deviation give a threshold for every rate, and for rates too small to
 * be counted an extrapolation. */
#ifndef FIT_FACE_THRESHOLD_H
#define FIT_FACE_THRESHOLD_H

#include <stddef.h>

/* What is compared. Averages lie nearer to each other than photos do, strangers' as well. */
typedef enum fit_face_evidence {
    FIT_FACE_PHOTOS, /* one photo with one photo */
    FIT_FACE_LOGIN,  /* a template, averaged from up to five occasions, with the frames of one login, which are so alike
                        that  all of them together say little more than one */
    FIT_FACE_EVIDENCE_COUNT
} fit_face_evidence;

/* The similarity to be reached so that an attempt by a stranger, who is compared with each of gallery_size people,
 * succeeds with at most the given probability. The more people, the higher (by the union bound, each is left
 * false_accept_rate / gallery_size). false_accept_rate: above 0, at most 0.5; gallery_size: at least 1, and 1 when it
 * is claimed who it is. Falls with the rate, rises with the gallery; always below 1. */
float fit_face_threshold(fit_face_evidence evidence, double false_accept_rate, size_t gallery_size);

/* The smallest rate (of one comparison: false_accept_rate / gallery_size) of which ten errors were to be expected among
 * the pairs measured. Below it a threshold is extrapolated. */
double fit_face_measured_rate(fit_face_evidence evidence);

/* How much more alike than the second-best member the best one must be. It is no help against strangers that the
 * threshold does not give already; it keeps apart members who look alike, and somebody enrolled twice. */
extern const float FIT_FACE_MARGIN;

#endif
