#include "cli/face_trial.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "face/template.h"

enum { MAX_SCORES = 1 << 26, HALVINGS = 20, BOOTSTRAPS = 200 };

const double FIT_TRIAL_FAR[FIT_TRIAL_FARS] = {1e-1, 1e-2, 1e-3, 1e-4};
const double FIT_TRIAL_STATED_FAR[FIT_TRIAL_STATED] = {1e-1, 1e-2, 1e-3, 1e-4};

/* Any will do; another gives other draws. */
static const uint64_t SEED = 20240229;

fit_face_evidence fit_trial_evidence(const fit_trial_plan *plan)
{
    return plan->enrol == 1 && plan->login == 1 ? FIT_FACE_PHOTOS : FIT_FACE_LOGIN;
}

void fit_trial_deinit(fit_trial_result *result)
{
    free(result->scores);
    *result = (fit_trial_result){0};
}

static bool is_in(const fit_face_set *set, size_t photo, size_t group)
{
    const fit_set_photo *p = &set->photos[photo];
    return p->fate == FIT_PHOTO_USED && set->group_of[p->person] == group;
}

/* False, with error filled: too many, or no memory. */
static bool make_room(fit_trial_result *result, size_t scores, fit_error *error)
{
    if (scores <= MAX_SCORES)
        result->scores = malloc((scores ? scores : 1) * sizeof *result->scores);
    if (!result->scores)
        (void)fit_fail(error, FIT_ERR_LIMIT, "%zu pairs are too many for this machine; %d are the most anywhere",
                       scores, (int)MAX_SCORES);
    return result->scores;
}

static void add_score(fit_trial_result *result, const fit_face_embedding *a, const fit_face_embedding *b, uint32_t i,
                      uint32_t j)
{
    result->scores[result->n_scores++] = (fit_roc_score){fit_face_similarity(a, b), i, j};
}

static fit_status compare_pairs(const fit_face_set *set, fit_trial_result *result, fit_error *error)
{
    if (!make_room(result, set->n_pairs, error))
        return FIT_ERR_LIMIT;
    for (size_t k = 0; k < set->n_pairs; k++) {
        const fit_set_photo *a = &set->photos[set->pairs[k].a], *b = &set->photos[set->pairs[k].b];
        if (a->fate == FIT_PHOTO_USED && b->fate == FIT_PHOTO_USED)
            add_score(result, &a->embedding, &b->embedding, a->person, b->person);
    }
    return FIT_OK;
}

static fit_status compare_photos(const fit_face_set *set, size_t group, fit_trial_result *result, fit_error *error)
{
    size_t photos = 0;
    for (size_t i = 0; i < set->n_photos; i++)
        photos += is_in(set, i, group);
    if (!make_room(result, photos * (photos - (photos > 0)) / 2, error))
        return FIT_ERR_LIMIT;
    for (size_t i = 0; i < set->n_photos; i++)
        for (size_t j = 0; j < i && is_in(set, i, group); j++) {
            const fit_set_photo *a = &set->photos[i], *b = &set->photos[j];
            if (is_in(set, j, group))
                add_score(result, &a->embedding, &b->embedding, a->person, b->person);
        }
    return FIT_OK;
}

/* One person's photos, and what was dealt from them in this round. */
typedef struct hand {
    uint32_t person;
    uint32_t *photos; /* borrowed, n_photos of them */
    size_t n_photos;
    bool dealt;
    fit_face_embedding enrolled, seen;
} hand;

static bool average(const fit_face_set *set, const uint32_t *photos, unsigned n, fit_face_embedding *out)
{
    fit_face_embedding members[FIT_TEMPLATE_MAX];
    for (unsigned i = 0; i < n; i++)
        members[i] = set->photos[photos[i]].embedding;
    return fit_face_average(members, NULL, n, out, NULL) == FIT_OK;
}

static void deal(const fit_face_set *set, const fit_trial_plan *plan, hand *h, uint64_t *random)
{
    fit_roc_shuffle(h->photos, h->n_photos, random);
    h->dealt = average(set, h->photos, plan->enrol, &h->enrolled) &&
               average(set, h->photos + plan->enrol, plan->login, &h->seen);
}

/* A login by h in a gallery of all hands. */
static void search(const hand *hands, size_t n, const hand *h, size_t gallery, fit_trial_search searches[])
{
    float own = 0.0f, first = -1.0f, second = -1.0f; /* the two best of the others */
    for (size_t i = 0; i < n; i++) {
        if (!hands[i].dealt)
            continue;
        const float similarity = fit_face_similarity(&hands[i].enrolled, &h->seen);
        if (&hands[i] == h) {
            own = similarity;
        } else if (similarity > first) {
            second = first;
            first = similarity;
        } else if (similarity > second) {
            second = similarity;
        }
    }
    for (int k = 0; k < FIT_TRIAL_STATED; k++) {
        fit_trial_search *s = &searches[k];
        const float threshold = fit_face_threshold(FIT_FACE_LOGIN, FIT_TRIAL_STATED_FAR[k], gallery);
        const bool known = own > first && own >= threshold;
        const bool wrong = first >= own && first >= threshold;
        const bool stranger = first >= threshold;
        const float runner_up = own > second ? own : second;
        s->logins += 1.0;
        s->member_refused += !known;
        s->wrong_member += wrong;
        s->stranger_accepted += stranger;
        s->member_refused_by_margin += !(known && own - first >= FIT_FACE_MARGIN);
        s->wrong_member_by_margin += wrong && first - runner_up >= FIT_FACE_MARGIN;
        s->stranger_accepted_by_margin += stranger && first - second >= FIT_FACE_MARGIN;
    }
}

static void play_round(hand *hands, size_t n, fit_trial_result *result)
{
    size_t dealt = 0;
    for (size_t i = 0; i < n; i++)
        dealt += hands[i].dealt;
    result->refused += n - dealt;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n && hands[i].dealt; j++)
            if (hands[j].dealt)
                add_score(result, &hands[j].enrolled, &hands[i].seen, hands[j].person, hands[i].person);
        if (hands[i].dealt)
            search(hands, n, &hands[i], dealt, result->search);
    }
    for (int k = 0; k < FIT_TRIAL_STATED; k++)
        if (dealt > result->search[k].gallery)
            result->search[k].gallery = dealt;
}

static void finish_search(fit_trial_search *s)
{
    double *const shares[] = {&s->stranger_accepted,      &s->wrong_member,
                              &s->member_refused,         &s->stranger_accepted_by_margin,
                              &s->wrong_member_by_margin, &s->member_refused_by_margin};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        *shares[i] = s->logins > 0.0 ? *shares[i] / s->logins : NAN;
}

/* photos: room for all of the set's. Photos of a person become neighbours in it. */
static size_t collect_hands(const fit_face_set *set, size_t group, size_t least, uint32_t *photos, hand *hands)
{
    size_t n = 0, filled = 0;
    for (uint32_t person = 0; person < set->n_people; person++) {
        hand h = {.person = person, .photos = photos + filled};
        if (set->group_of[person] != group)
            continue;
        for (size_t i = 0; i < set->n_photos; i++)
            if (set->photos[i].person == person && set->photos[i].fate == FIT_PHOTO_USED)
                h.photos[h.n_photos++] = (uint32_t)i;
        if (h.n_photos < least)
            continue;
        filled += h.n_photos;
        hands[n++] = h;
    }
    return n;
}

static fit_status compare_templates(const fit_face_set *set, size_t group, const fit_trial_plan *plan,
                                    fit_trial_result *result, fit_error *error)
{
    fit_status status = FIT_OK;
    uint32_t *photos = calloc(set->n_photos, sizeof *photos);
    hand *hands = calloc(set->n_people, sizeof *hands);
    if (!photos || !hands) {
        status = fit_fail(error, FIT_ERR_MEMORY, "no memory");
        goto done;
    }
    const size_t n = collect_hands(set, group, (size_t)plan->enrol + plan->login, photos, hands);
    if (!make_room(result, n * n * plan->rounds, error))
        status = FIT_ERR_LIMIT;
    uint64_t random = SEED;
    for (unsigned round = 0; round < plan->rounds && status == FIT_OK; round++) {
        for (size_t i = 0; i < n; i++)
            deal(set, plan, &hands[i], &random);
        play_round(hands, n, result);
    }
    for (int k = 0; k < FIT_TRIAL_STATED; k++)
        finish_search(&result->search[k]);
done:
    free(photos);
    free(hands);
    return status;
}

/* People who are in any pair, and how many. */
static size_t list_people(const fit_trial_result *result, size_t n_people, uint32_t *people, uint32_t *seen)
{
    size_t n = 0;
    for (size_t i = 0; i < result->n_scores; i++)
        seen[result->scores[i].a] = seen[result->scores[i].b] = 1;
    for (uint32_t i = 0; i < n_people; i++)
        if (seen[i])
            people[n++] = i;
    return n;
}

static void measure_halves(fit_trial_result *result, size_t n_people, uint32_t *people, uint32_t *weight,
                           uint64_t *random)
{
    const fit_roc_score *scores = result->scores;
    double accuracy = 0.0, threshold = 0.0, halvings = 0.0;
    for (int k = 0; k < HALVINGS; k++) {
        fit_roc_shuffle(people, result->people, random);
        memset(weight, 0, n_people * sizeof *weight);
        for (size_t i = 0; i < result->people / 2; i++)
            weight[people[i]] = 1;
        const float chosen = fit_roc_equal_threshold(scores, result->n_scores, weight);
        if (isnan(chosen))
            continue;
        for (size_t i = 0; i < result->people; i++)
            weight[people[i]] = !weight[people[i]];
        const double balanced = fit_roc_balanced(scores, result->n_scores, weight, chosen);
        if (isnan(balanced))
            continue;
        accuracy += balanced;
        threshold += chosen;
        halvings += 1.0;
    }
    result->balanced.value = halvings > 0.0 ? accuracy / halvings : NAN;
    result->threshold = halvings > 0.0 ? (float)(threshold / halvings) : NAN;
}

enum { BALANCED, EQUAL_ERROR, TARS, QUANTITIES = TARS + FIT_TRIAL_FARS };

static void measure_at(const fit_trial_result *result, const uint32_t *weight, double out[QUANTITIES])
{
    const fit_roc_score *scores = result->scores;
    out[BALANCED] = fit_roc_balanced(scores, result->n_scores, weight, result->threshold);
    out[EQUAL_ERROR] = fit_roc_equal_error(scores, result->n_scores, weight);
    for (int k = 0; k < FIT_TRIAL_FARS; k++)
        out[TARS + k] = fit_roc_tar_at_far(scores, result->n_scores, weight, FIT_TRIAL_FAR[k], NULL);
}

static void measure_intervals(fit_trial_result *result, size_t n_people, const uint32_t *people, uint32_t *weight,
                              uint64_t *random)
{
    static double drawn[QUANTITIES][BOOTSTRAPS];
    for (int k = 0; k < BOOTSTRAPS; k++) {
        double values[QUANTITIES];
        memset(weight, 0, n_people * sizeof *weight);
        for (size_t i = 0; i < result->people; i++)
            weight[people[fit_roc_random(random) % result->people]]++;
        measure_at(result, weight, values);
        for (int q = 0; q < QUANTITIES; q++)
            drawn[q][k] = values[q];
    }
    result->balanced.interval = fit_roc_percentiles(drawn[BALANCED], BOOTSTRAPS);
    result->equal_error.interval = fit_roc_percentiles(drawn[EQUAL_ERROR], BOOTSTRAPS);
    for (int k = 0; k < FIT_TRIAL_FARS; k++)
        result->tar[k].interval = fit_roc_percentiles(drawn[TARS + k], BOOTSTRAPS);
}

static fit_trial_share share_of(double hits, double n)
{
    return (fit_trial_share){n > 0.0 ? hits / n : NAN, fit_roc_wilson(hits, n)};
}

static void measure_stated(fit_trial_result *result, fit_face_evidence evidence)
{
    for (int k = 0; k < FIT_TRIAL_STATED; k++) {
        const float threshold = fit_face_threshold(evidence, FIT_TRIAL_STATED_FAR[k], 1);
        const fit_roc_counts accepted = fit_roc_accepted(result->scores, result->n_scores, NULL, threshold);
        result->stated_threshold[k] = threshold;
        result->stated_far[k] = share_of(accepted.impostor, result->pairs.impostor);
        result->stated_tar[k] = share_of(accepted.genuine, result->pairs.genuine);
    }
}

static fit_status measure(fit_trial_result *result, size_t n_people, const fit_trial_plan *plan, fit_error *error)
{
    uint32_t *people = calloc(n_people, sizeof *people), *weight = calloc(n_people, sizeof *weight);
    fit_status status = FIT_OK;
    if (!people || !weight) {
        status = fit_fail(error, FIT_ERR_MEMORY, "no memory");
        goto done;
    }
    fit_roc_sort(result->scores, result->n_scores);
    result->people = list_people(result, n_people, people, weight);
    result->pairs = fit_roc_accepted(result->scores, result->n_scores, NULL, -INFINITY);
    uint64_t random = SEED;
    measure_halves(result, n_people, people, weight, &random);
    result->equal_error.value = fit_roc_equal_error(result->scores, result->n_scores, NULL);
    for (int k = 0; k < FIT_TRIAL_FARS; k++)
        result->tar[k].value =
            fit_roc_tar_at_far(result->scores, result->n_scores, NULL, FIT_TRIAL_FAR[k], &result->tar_threshold[k]);
    if (result->people > 0)
        measure_intervals(result, n_people, people, weight, &random);
    result->same = fit_roc_fit(result->scores, result->n_scores, NULL, true);
    result->different = fit_roc_fit(result->scores, result->n_scores, NULL, false);
    measure_stated(result, fit_trial_evidence(plan));
done:
    free(people);
    free(weight);
    return status;
}

fit_status fit_trial_run(const fit_face_set *set, size_t group, const fit_trial_plan *plan, fit_trial_result *result,
                         fit_error *error)
{
    fit_trial_result made = {0};
    fit_status status;
    if (set->pairs)
        status = compare_pairs(set, &made, error);
    else if (fit_trial_evidence(plan) == FIT_FACE_PHOTOS)
        status = compare_photos(set, group, &made, error);
    else
        status = compare_templates(set, group, plan, &made, error);
    if (status == FIT_OK)
        status = measure(&made, set->n_people, plan, error);
    if (status == FIT_OK)
        *result = made;
    else
        fit_trial_deinit(&made);
    return status;
}
