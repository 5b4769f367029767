/* From the embeddings of several frames to one template, and from two of them to a decision. Pure; thread-safe. */
#ifndef FIT_FACE_TEMPLATE_H
#define FIT_FACE_TEMPLATE_H

#include "aifit/face.h"

enum { FIT_TEMPLATE_MAX = 64 }; /* embeddings averaged at once */

/* The least similarity of one frame's embedding to the sum of the others' that still is the same person's. */
#define FIT_TEMPLATE_AGREEMENT 0.5f

/* Cosine of the angle between two embeddings, -1..1. */
float fit_face_similarity(const fit_face_embedding *a, const fit_face_embedding *b);

/* The mean of what agrees: embeddings are weighted (weights: n, finite, >= 0, as fit_face_quality gives them; NULL: all
 * alike) and summed; while one is less similar to the sum of the others than FIT_TEMPLATE_AGREEMENT, the one that
 * differs most is dropped. *out has unit length; kept: n flags, which were used, or NULL. n: 1..FIT_TEMPLATE_MAX.
 * FIT_ERR_ARG: n or a weight out of range; FIT_ERR_NOT_FOUND: no weight above 0, or no majority (by weight) agrees. */
FIT_NODISCARD fit_status fit_face_average(const fit_face_embedding *embeddings, const float *weights, size_t n,
                                          fit_face_embedding *out, bool *kept);

#endif
