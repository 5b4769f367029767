/* aifit face calibrate: what the operator's own camera and members say about the settings. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/common/faces.h"
#include "cli/common/options.h"
#include "cli/face.h"
#include "cli/face_trial.h"

typedef struct options {
    const char *face_model;
    unsigned members;
} options;

static const fit_command command = {
    .name = "face calibrate",
    .operands = "DIR",
    .min_operands = 1,
    .max_operands = 1,
    .about =
        "Measures your own camera and people: DIR/PERSON/*.jpg, ten photos or frames and more of each as they stand\n"
        "before the camera, at the hours when they come. Tells what the photos lack, how alike one person's and\n"
        "different people's are, and which rate (face-far) to state.\n",
    .options = (const fit_option[]){{"members", "N", "how many there are, or will be (default 100)",
                                     FIT_OPTION_INTO(options, members), .min = 1, .max = 1000000},
                                    FIT_FACE_MODEL_OPTION(FIT_OPTION_INTO(options, face_model)),
                                    {0}},
};

/* Of the photos that show one face, in ascending order. */
typedef struct measures {
    float *luma, *sharpness, *eyes_px;
    size_t n;
    size_t reasons[FIT_FACE_REASON_COUNT];
} measures;

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void print_spread(const char *name, float *values, size_t n, float least, int decimals)
{
    qsort(values, n, sizeof *values, ascending);
    printf("  %-22s %8.*f %8.*f %8.*f   asked for: %.*f\n", name, decimals, (double)values[n / 10], decimals,
           (double)values[n / 2], decimals, (double)values[n - 1 - n / 10], decimals, (double)least);
}

static void measure(fit_faces *faces, const char *path, measures *m)
{
    fit_face face;
    fit_face_quality quality;
    fit_error error;
    size_t n;
    if (fit_faces_read(faces, path, &face, &n, &error) != FIT_OK)
        return;
    const fit_image view = fit_pixels_view(&faces->photo);
    if (fit_face_judge(&view, &face, n, &fit_face_limits_login, &quality) != FIT_OK)
        return;
    m->reasons[quality.reason]++;
    if (n != 1)
        return;
    m->luma[m->n] = quality.luma;
    m->sharpness[m->n] = quality.sharpness;
    m->eyes_px[m->n++] = face.eye_distance_px;
}

static void print_quality(measures *m, size_t photos)
{
    printf("%zu photos:", photos);
    for (int reason = 0; reason < FIT_FACE_REASON_COUNT; reason++)
        if (m->reasons[reason] > 0)
            printf(" %s %zu", fit_face_reason_name((fit_face_reason)reason), m->reasons[reason]);
    putchar('\n');
    if (m->n == 0)
        return;
    puts("                           a tenth   median a tenth");
    puts("                             below              above");
    print_spread("between the eyes, px", m->eyes_px, m->n, fit_face_limits_login.min_eye_distance_px, 0);
    print_spread("light, 0 to 255", m->luma, m->n, fit_face_limits_login.min_luma, 0);
    print_spread("sharpness", m->sharpness, m->n, fit_face_limits_login.min_sharpness, 3);
}

static fit_exit measure_all(const fit_face_set *set, const char *face_model, measures *m)
{
    fit_faces faces = {0};
    fit_error error;
    fit_exit result = FIT_EXIT_OK;
    if (fit_faces_open(&faces, face_model, &error) != FIT_OK)
        result = fit_cli_fail("%s", error.text);
    for (size_t i = 0; i < set->n_photos && result == FIT_EXIT_OK; i++)
        measure(&faces, set->photos[i].path, m);
    fit_faces_close(&faces);
    return result;
}

static fit_exit look_at_quality(const fit_face_set *set, const char *face_model)
{
    const size_t n = set->n_photos;
    float *values = calloc(3 * n, sizeof *values);
    if (!values)
        return fit_cli_fail("out of memory");
    measures m = {.luma = values, .sharpness = values + n, .eyes_px = values + 2 * n};
    fit_exit result = measure_all(set, face_model, &m);
    if (result == FIT_EXIT_OK)
        print_quality(&m, n);
    free(values);
    return result;
}

/* scores: most similar first. The share of pairs of one person (or of different people) above threshold. */
static double share_above(const fit_trial_result *r, bool same, double threshold)
{
    size_t n = 0, above = 0;
    for (size_t i = 0; i < r->n_scores; i++) {
        const fit_roc_score *score = &r->scores[i];
        if ((score->a == score->b) != same)
            continue;
        n++;
        above += (double)score->similarity > threshold;
    }
    return n > 0 ? (double)above / (double)n : NAN;
}

/* The strictest of the usual rates that still lets in nineteen of twenty, by averages as the product makes them, and no
 * more of the strangers measured than it states. */
static void advise(const fit_trial_result *r, unsigned members)
{
    static const double RATES[] = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2};
    static const double ENOUGH = 0.95;
    const double *best = NULL;
    bool broken = false; /* a rate that would do does not hold */
    puts("face-far    threshold  members let in  strangers let in (of each comparison)");
    for (size_t i = 0; i < sizeof RATES / sizeof *RATES; i++) {
        const double threshold = (double)fit_face_threshold(FIT_FACE_LOGIN, RATES[i], members);
        const double accepted = share_above(r, true, threshold), strangers = share_above(r, false, threshold);
        printf("%-11g %9.3f %14.1f %% %16.2f %%\n", RATES[i], threshold, 100.0 * accepted, 100.0 * strangers);
        if (accepted < ENOUGH)
            continue;
        if (!best && strangers <= RATES[i])
            best = &RATES[i];
        broken = broken || strangers > RATES[i];
    }
    if (best)
        printf("advice for %u members: face-far = %g\n", members, *best);
    else if (broken)
        printf(
            "advice for %u members: more strangers would be let in than any rate states; ask for e-mail and face, or "
            "use other weights\n",
            members);
    else
        printf("advice for %u members: better light, sharper and larger pictures; until then ask for e-mail and face\n",
               members);
}

static fit_exit look_at_likeness(fit_face_set *set, const options *given)
{
    enum { ENROL = 5, LOGIN = 3, ROUNDS = 20 };
    const fit_trial_plan plan = {ENROL, LOGIN, ROUNDS};
    fit_trial_result r;
    fit_error error;
    fit_exit result = fit_face_set_embed(set, given->face_model, &fit_face_limits_login);
    if (result != FIT_EXIT_OK)
        return result;
    if (fit_trial_run(set, 0, &plan, &r, &error) != FIT_OK)
        return fit_cli_fail("%s", error.text);
    if (r.people < 2) {
        fit_trial_deinit(&r);
        return fit_cli_fail("fewer than two people with %d good photos each", ENROL + LOGIN);
    }
    printf(
        "%zu people, %d photos averaged against %d others: similarity of one person %.2f, of different people %.2f\n",
        r.people, ENROL, LOGIN, tanh(r.same.mean), tanh(r.different.mean));
    advise(&r, given->members);
    fit_trial_deinit(&r);
    return FIT_EXIT_OK;
}

fit_exit fit_cli_face_calibrate(int argc, char **argv)
{
    options given = {.members = 100};
    fit_exit result;
    int first;
    fit_face_set set = {0};
    fit_error error;
    if (!fit_command_parse(&command, argc, argv, &given, &first, &result))
        return result;
    if (fit_face_set_list(&set, argv[first], &error) != FIT_OK)
        result = fit_cli_fail("%s", error.text);
    else if (*set.groups[0]) /* only evaluate tells one group from another */
        result = fit_cli_fail("%s: folders within the folders of people", argv[first]);
    if (result == FIT_EXIT_OK)
        result = look_at_quality(&set, given.face_model);
    if (result == FIT_EXIT_OK)
        result = look_at_likeness(&set, &given);
    fit_face_set_close(&set);
    return result;
}
