/* How well similarities tell people apart: receiver operating characteristic (ROC), rates of error, intervals. Pure;
 * thread-safe but for fit_roc_sort on the same scores.
 *
 * A pair is genuine when both sides are one identity, an impostor's otherwise. It is accepted when its similarity is at
 * least the threshold: FAR is the share of impostor pairs accepted (false accepts), TAR that of genuine pairs.
 * Every identity may have a weight, a number of times it is taken: a pair then counts weight[a] x weight[b] times, a
 * genuine one weight[a] times. Weights of 0 and 1 pick a part of the people; those of a draw with replacement make a
 * bootstrap, which resamples people and not pairs, since the pairs of one person are not independent. */
#ifndef FIT_FACE_ROC_H
#define FIT_FACE_ROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* a, b: identities, from 0. */
typedef struct fit_roc_score {
    float similarity;
    uint32_t a, b;
} fit_roc_score;

/* Weighted numbers of pairs. */
typedef struct fit_roc_counts {
    double genuine, impostor;
} fit_roc_counts;

/* Most similar first, as every other function here expects them. */
void fit_roc_sort(fit_roc_score *scores, size_t n);

/* Pairs that are accepted at a threshold; -INFINITY: all. weight: one an identity, or NULL (all 1). */
fit_roc_counts fit_roc_accepted(const fit_roc_score *scores, size_t n, const uint32_t *weight, float threshold);

/* Balanced accuracy at a threshold, (TAR + 1 - FAR) / 2; NAN when there are no pairs of one kind. */
double fit_roc_balanced(const fit_roc_score *scores, size_t n, const uint32_t *weight, float threshold);

/* The highest TAR at a FAR of at most far; *threshold (may be NULL): the similarity to be reached. NAN as above. */
double fit_roc_tar_at_far(const fit_roc_score *scores, size_t n, const uint32_t *weight, double far, float *threshold);

/* Where false accepts and false rejects are equally frequent: the mean of both at the threshold where they are nearest.
 * NAN as above. */
double fit_roc_equal_error(const fit_roc_score *scores, size_t n, const uint32_t *weight);

/* Mean and standard deviation of atanh(similarity) over the genuine or the impostor pairs (face/threshold.h says why
 * that scale). NAN without any. Similarities of more than 0.99999 count as that. */
typedef struct fit_roc_normal {
    double mean, deviation;
} fit_roc_normal;
fit_roc_normal fit_roc_fit(const fit_roc_score *scores, size_t n, const uint32_t *weight, bool genuine);

/* Where these two normals predict as many false accepts as false rejects. Few people leave a gap between genuine and
 * impostor pairs in which an optimum may lie anywhere; this lies where more people would put it. NAN without pairs of
 * one kind. */
float fit_roc_equal_threshold(const fit_roc_score *scores, size_t n, const uint32_t *weight);

typedef struct fit_roc_interval {
    double low, high;
} fit_roc_interval;

/* 95 % interval of a share of which hits of n were seen (Wilson 1927), for trials that are independent. n 0: 0..1. */
fit_roc_interval fit_roc_wilson(double hits, double n);

/* The middle 95 % of values, which are sorted by this; NANs are left out. No values: NAN. */
fit_roc_interval fit_roc_percentiles(double *values, size_t n);

/* Pseudo-random numbers that are the same everywhere (SplitMix64, Steele 2014). */
uint64_t fit_roc_random(uint64_t *state);
/* An even permutation of items; the first k of it are a draw without replacement. */
void fit_roc_shuffle(uint32_t *items, size_t n, uint64_t *state);

#endif
