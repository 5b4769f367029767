/* A trial of recognition: labelled photos compared with each other, and what that says. */
#ifndef FIT_CLI_FACE_TRIAL_H
#define FIT_CLI_FACE_TRIAL_H

#include "cli/face_set.h"
#include "face/roc.h"
#include "face/threshold.h"

/* How photos are put together. enrol, login: how many are averaged on each side; 1 and 1: every photo with every other
 * one. Else each person's photos are dealt rounds times, evenly at random, into a template and a login of other photos,
 * and within a round every template is compared with every login. */
typedef struct fit_trial_plan {
    unsigned enrol, login, rounds;
} fit_trial_plan;

/* A share with the interval that holds it in 95 of 100 cases. */
typedef struct fit_trial_share {
    double value;
    fit_roc_interval interval;
} fit_trial_share;

enum { FIT_TRIAL_FARS = 4, FIT_TRIAL_STATED = 4 };
extern const double FIT_TRIAL_FAR[FIT_TRIAL_FARS];          /* 1e-1 to 1e-4: where the curve is read */
extern const double FIT_TRIAL_STATED_FAR[FIT_TRIAL_STATED]; /* 1e-1 to 1e-4: for which the product has thresholds */

/* What a search in a gallery of all people of the group would have done: logins of members, and of the same people with
 * their own template taken out. Shares of logins. */
typedef struct fit_trial_search {
    size_t gallery; /* the largest of a round */
    double logins;
    double stranger_accepted, wrong_member, member_refused;                               /* by the threshold alone */
    double stranger_accepted_by_margin, wrong_member_by_margin, member_refused_by_margin; /* and FIT_FACE_MARGIN */
} fit_trial_search;

/* One group's result. Intervals come from a bootstrap over people; those of measured rates from the number of pairs
 * (fit_roc_wilson) and so are too narrow where one person has many. NAN: not enough people. */
typedef struct fit_trial_result {
    fit_roc_score *scores; /* owned, most similar first */
    size_t n_scores;
    size_t people;  /* with photos enough */
    size_t refused; /* templates or logins whose photos agree too little to be averaged */
    fit_roc_counts pairs;
    fit_trial_share
        balanced;    /* accuracy on one half of the people at the threshold chosen on the other, mean of halvings */
    float threshold; /* the mean of those */
    fit_trial_share equal_error;
    fit_trial_share tar[FIT_TRIAL_FARS];
    float tar_threshold[FIT_TRIAL_FARS];
    fit_roc_normal same, different; /* people */
    float stated_threshold[FIT_TRIAL_STATED];
    fit_trial_share stated_far[FIT_TRIAL_STATED], stated_tar[FIT_TRIAL_STATED];
    fit_trial_search search[FIT_TRIAL_STATED]; /* logins 0 but for plans that average */
} fit_trial_result;

/* Which product threshold a plan is held against. */
fit_face_evidence fit_trial_evidence(const fit_trial_plan *plan);

/* Compares the photos of set (embedded) that are in group. *result: freed with fit_trial_deinit on FIT_OK.
 * FIT_ERR_MEMORY, FIT_ERR_LIMIT: more pairs than the machine has memory for, or 2^26. The same set gives the same
 * result everywhere. */
FIT_NODISCARD fit_status fit_trial_run(const fit_face_set *set, size_t group, const fit_trial_plan *plan,
                                       fit_trial_result *result, fit_error *error);
void fit_trial_deinit(fit_trial_result *result);

#endif
