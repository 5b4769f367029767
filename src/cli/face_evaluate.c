#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_writer.h"
#include "cli/common/deliver.h"
#include "cli/common/faces.h"
#include "cli/common/options.h"
#include "cli/face.h"
#include "cli/face_plot.h"
#include "cli/face_trial.h"
#include "face/template.h"

typedef struct options {
    const char *folders, *pairs, *plot, *face_model;
    unsigned enrol, login, rounds;
    bool good, json;
} options;

static const fit_command command = {
    .name = "face evaluate",
    .about = "Measures on labelled photos how well people are told apart: of DIR/PERSON/*.jpg every photo with every\n"
             "other one or, where the folders hold folders, within each group of DIR/GROUP/PERSON/*.jpg. A list has\n"
             "lines \"A.jpg,B.jpg,same\" or \"A.jpg,B.jpg,different\".\n"
             "FAR: share of pairs of different people that pass; TAR: share of pairs of one person that pass.\n",
    .options = (const fit_option[]){
        {"folders", "DIR", "photos of each person in a folder", FIT_OPTION_INTO(options, folders)},
        {"pairs", "FILE", "or a list of pairs", FIT_OPTION_INTO(options, pairs)},
        {"enrol", "N", "compare averages as well: of N photos at enrolment (default 5)",
         FIT_OPTION_INTO(options, enrol), .min = 1, .max = FIT_TEMPLATE_MAX},
        {"login", "N", "of N photos at login (default 3)", FIT_OPTION_INTO(options, login), .min = 1,
         .max = FIT_TEMPLATE_MAX},
        {"rounds", "N", "deal each person's photos N times (default 20)", FIT_OPTION_INTO(options, rounds), .min = 1,
         .max = 1000},
        {"good", NULL, "only photos of the quality that a login asks for", FIT_OPTION_INTO(options, good)},
        FIT_FACE_MODEL_OPTION(FIT_OPTION_INTO(options, face_model)),
        {"plot", "OUT.svg", "draw the curves (ROC)", FIT_OPTION_INTO(options, plot)},
        {"json", NULL, "print JSON", FIT_OPTION_INTO(options, json)},
        {0}}};

enum { PHOTOS, AVERAGES, PLANS };

/* Everything measured. results: one a group and plan. */
typedef struct evaluation {
    fit_face_set set;
    fit_trial_plan plans[PLANS];
    int n_plans;
    fit_trial_result *results;
} evaluation;

static fit_trial_result *result_of(const evaluation *e, size_t group, int plan)
{
    return &e->results[group * (size_t)e->n_plans + (size_t)plan];
}

static size_t count_photos(const fit_face_set *set, size_t group, int fate)
{
    size_t n = 0;
    for (size_t i = 0; i < set->n_photos; i++)
        n += set->group_of[set->photos[i].person] == group && (fate < 0 || set->photos[i].fate == (fit_photo_fate)fate);
    return n;
}

static const char *const FATE_NAMES[FIT_PHOTO_FATE_COUNT] = {"used", "no_face", "several_faces", "refused",
                                                             "unreadable"};

/* The largest difference of balanced accuracy between groups, in percentage points; NAN: not all of them have one. */
static double gap_points(const evaluation *e, int plan)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t g = 0; g < e->set.n_groups; g++) {
        const double value = result_of(e, g, plan)->balanced.value;
        if (isnan(value))
            return NAN;
        low = fmin(low, value);
        high = fmax(high, value);
    }
    return 100.0 * (high - low);
}

/* Why a share could not be measured. */
static const char *missing(const fit_trial_result *r)
{
    if (r->pairs.genuine == 0.0)
        return r->pairs.impostor == 0.0 ? "no pairs" : "no pairs of one person";
    return r->pairs.impostor == 0.0 ? "no pairs of different people"
                                    : "too few people to leave pairs of both kinds in each half";
}

static void print_share(const fit_trial_result *r, const char *name, const fit_trial_share *share, double threshold)
{
    if (isnan(share->value)) {
        printf("    %-34s not measured: %s\n", name, missing(r));
        return;
    }
    printf("    %-34s %7.2f %%  (%.2f-%.2f)", name, 100.0 * share->value, 100.0 * share->interval.low,
           100.0 * share->interval.high);
    if (!isnan(threshold))
        printf("  at %.3f", threshold);
    putchar('\n');
}

static void print_search(const fit_trial_search *s, double far)
{
    printf("    among %zu people, stated %g %%: strangers accepted %.2f %% (with margin %.2f), wrong member %.2f %% "
           "(%.2f), "
           "members refused %.2f %% (%.2f)\n",
           s->gallery, 100.0 * far, 100.0 * s->stranger_accepted, 100.0 * s->stranger_accepted_by_margin,
           100.0 * s->wrong_member, 100.0 * s->wrong_member_by_margin, 100.0 * s->member_refused,
           100.0 * s->member_refused_by_margin);
}

static void print_result(const fit_trial_result *r, const fit_trial_plan *plan)
{
    const fit_face_evidence evidence = fit_trial_evidence(plan);
    printf("  %u photo%s against %u: %zu people, %.0f pairs of one person, %.0f of different people", plan->enrol,
           plan->enrol == 1 ? "" : "s averaged", plan->login, r->people, r->pairs.genuine, r->pairs.impostor);
    if (r->refused)
        printf(", %zu averages refused", r->refused);
    putchar('\n');
    print_share(r, "balanced accuracy (other half)", &r->balanced, (double)r->threshold);
    print_share(r, "equal error rate", &r->equal_error, NAN);
    for (int k = 0; k < FIT_TRIAL_FARS; k++) {
        char name[64];
        snprintf(name, sizeof name, "TAR at FAR %g %%", 100.0 * FIT_TRIAL_FAR[k]);
        print_share(r, name, &r->tar[k], (double)r->tar_threshold[k]);
    }
    if (r->pairs.genuine > 0.0 && r->pairs.impostor > 0.0)
        printf("    atanh(similarity): one person %.3f +- %.3f, different people %.3f +- %.3f\n", r->same.mean,
               r->same.deviation, r->different.mean, r->different.deviation);
    for (int k = 0; k < FIT_TRIAL_STATED; k++) {
        char name[64];
        const bool extrapolated = FIT_TRIAL_STATED_FAR[k] < fit_face_measured_rate(evidence);
        snprintf(name, sizeof name, "FAR stated %g %%%s, measured", 100.0 * FIT_TRIAL_STATED_FAR[k],
                 extrapolated ? "*" : "");
        print_share(r, name, &r->stated_far[k], (double)r->stated_threshold[k]);
        print_share(r, "  TAR there", &r->stated_tar[k], NAN);
    }
    for (int k = 0; k < FIT_TRIAL_STATED && r->search[k].logins > 0.0; k++)
        print_search(&r->search[k], FIT_TRIAL_STATED_FAR[k]);
}

static void print_words(const evaluation *e)
{
    for (size_t g = 0; g < e->set.n_groups; g++) {
        printf("%s%s%zu photos:", e->set.groups[g], *e->set.groups[g] ? ": " : "", count_photos(&e->set, g, -1));
        for (int fate = 0; fate < FIT_PHOTO_FATE_COUNT; fate++)
            printf(" %s %zu", FATE_NAMES[fate], count_photos(&e->set, g, fate));
        putchar('\n');
        for (int plan = 0; plan < e->n_plans; plan++)
            print_result(result_of(e, g, plan), &e->plans[plan]);
    }
    for (int plan = 0; plan < e->n_plans && e->set.n_groups > 1; plan++) {
        const double points = gap_points(e, plan);
        printf("gap between groups, %u against %u: ", e->plans[plan].enrol, e->plans[plan].login);
        if (isnan(points))
            puts("not measured in all of them");
        else
            printf("%.2f points of balanced accuracy\n", points);
    }
    puts("(in brackets: 95 % intervals; *: fewer than ten errors were to be expected, the threshold is extrapolated)");
}

static void write_number(fit_json_writer *json, const char *key, double value)
{
    fit_json_key(json, key);
    fit_json_fixed(json, value, 6);
}

static void write_share(fit_json_writer *json, const char *key, const fit_trial_share *share)
{
    fit_json_key(json, key);
    fit_json_object_open(json);
    const bool measured = !isnan(share->value); /* else an interval would be one of nothing */
    write_number(json, "value", share->value);
    write_number(json, "low", measured ? share->interval.low : NAN);
    write_number(json, "high", measured ? share->interval.high : NAN);
    fit_json_object_close(json);
}

static void write_curve(fit_json_writer *json, const fit_trial_result *r)
{
    fit_json_key(json, "roc");
    fit_json_array_open(json);
    for (int k = 0; k < FIT_TRIAL_FARS; k++) {
        fit_json_object_open(json);
        write_number(json, "far", FIT_TRIAL_FAR[k]);
        write_number(json, "threshold", (double)r->tar_threshold[k]);
        write_share(json, "tar", &r->tar[k]);
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void write_stated(fit_json_writer *json, const fit_trial_result *r, fit_face_evidence evidence)
{
    fit_json_key(json, "stated");
    fit_json_array_open(json);
    for (int k = 0; k < FIT_TRIAL_STATED; k++) {
        const fit_trial_search *s = &r->search[k];
        fit_json_object_open(json);
        write_number(json, "far", FIT_TRIAL_STATED_FAR[k]);
        fit_json_key(json, "extrapolated");
        fit_json_bool(json, FIT_TRIAL_STATED_FAR[k] < fit_face_measured_rate(evidence));
        write_number(json, "threshold", (double)r->stated_threshold[k]);
        write_share(json, "measured_far", &r->stated_far[k]);
        write_share(json, "tar", &r->stated_tar[k]);
        if (s->logins > 0.0) {
            fit_json_key(json, "gallery");
            fit_json_int(json, (int64_t)s->gallery);
            write_number(json, "stranger_accepted", s->stranger_accepted);
            write_number(json, "wrong_member", s->wrong_member);
            write_number(json, "member_refused", s->member_refused);
            write_number(json, "stranger_accepted_by_margin", s->stranger_accepted_by_margin);
            write_number(json, "wrong_member_by_margin", s->wrong_member_by_margin);
            write_number(json, "member_refused_by_margin", s->member_refused_by_margin);
        }
        fit_json_object_close(json);
    }
    fit_json_array_close(json);
}

static void write_result(fit_json_writer *json, const fit_trial_result *r, const fit_trial_plan *plan)
{
    fit_json_object_open(json);
    fit_json_key(json, "enrol");
    fit_json_int(json, plan->enrol);
    fit_json_key(json, "login");
    fit_json_int(json, plan->login);
    fit_json_key(json, "people");
    fit_json_int(json, (int64_t)r->people);
    fit_json_key(json, "genuine_pairs");
    fit_json_int(json, (int64_t)r->pairs.genuine);
    fit_json_key(json, "impostor_pairs");
    fit_json_int(json, (int64_t)r->pairs.impostor);
    fit_json_key(json, "averages_refused");
    fit_json_int(json, (int64_t)r->refused);
    write_share(json, "balanced_accuracy", &r->balanced);
    write_number(json, "threshold", (double)r->threshold);
    write_share(json, "equal_error_rate", &r->equal_error);
    write_curve(json, r);
    write_number(json, "genuine_mean", r->same.mean);
    write_number(json, "genuine_deviation", r->same.deviation);
    write_number(json, "impostor_mean", r->different.mean);
    write_number(json, "impostor_deviation", r->different.deviation);
    write_stated(json, r, fit_trial_evidence(plan));
    fit_json_object_close(json);
}

static void write_group(fit_json_writer *json, const evaluation *e, size_t group)
{
    fit_json_object_open(json);
    fit_json_key(json, "group");
    fit_json_string(json, e->set.groups[group]);
    fit_json_key(json, "photos");
    fit_json_object_open(json);
    for (int fate = 0; fate < FIT_PHOTO_FATE_COUNT; fate++) {
        fit_json_key(json, FATE_NAMES[fate]);
        fit_json_int(json, (int64_t)count_photos(&e->set, group, fate));
    }
    fit_json_object_close(json);
    fit_json_key(json, "trials");
    fit_json_array_open(json);
    for (int plan = 0; plan < e->n_plans; plan++)
        write_result(json, result_of(e, group, plan), &e->plans[plan]);
    fit_json_array_close(json);
    fit_json_object_close(json);
}

static fit_exit print_json(const evaluation *e)
{
    enum { MAX_BYTES = 16 << 20 };
    fit_json_writer json;
    fit_buffer text;
    fit_buffer_init(&text, MAX_BYTES);
    fit_json_begin(&json, &text);
    fit_json_object_open(&json);
    fit_json_key(&json, "groups");
    fit_json_array_open(&json);
    for (size_t g = 0; g < e->set.n_groups; g++)
        write_group(&json, e, g);
    fit_json_array_close(&json);
    fit_json_key(&json, "gap_points");
    fit_json_array_open(&json);
    for (int plan = 0; plan < e->n_plans; plan++)
        fit_json_fixed(&json, gap_points(e, plan), 4);
    fit_json_array_close(&json);
    fit_json_object_close(&json);
    const fit_status status = json.status;
    if (status == FIT_OK)
        puts(text.data);
    fit_buffer_deinit(&text);
    return status == FIT_OK ? FIT_EXIT_OK : fit_cli_fail("no memory for the result");
}

static fit_exit draw(const evaluation *e, fit_output *plot)
{
    enum { MAX_BYTES = 64 << 20, LABEL = 128 };
    const size_t n = e->set.n_groups * (size_t)e->n_plans;
    fit_buffer svg;
    fit_buffer_init(&svg, MAX_BYTES);
    fit_plot_curve *curves = calloc(n, sizeof *curves);
    char(*labels)[LABEL] = calloc(n, sizeof *labels);
    fit_exit result = FIT_EXIT_FAILURE;
    fit_status status = curves && labels ? FIT_OK : FIT_ERR_MEMORY;
    for (size_t i = 0; i < n && status == FIT_OK; i++) {
        const size_t group = i / (size_t)e->n_plans;
        const fit_trial_plan *plan = &e->plans[i % (size_t)e->n_plans];
        snprintf(labels[i], LABEL, "%.80s%s%u against %u", e->set.groups[group], *e->set.groups[group] ? ", " : "",
                 plan->enrol, plan->login);
        curves[i] = (fit_plot_curve){.label = labels[i],
                                     .result = &e->results[i],
                                     .dashed = i % (size_t)e->n_plans == PHOTOS && e->n_plans > 1,
                                     .colour = (unsigned)group};
    }
    if (status == FIT_OK)
        status = fit_plot_roc(&svg, curves, n);
    result = status == FIT_OK ? fit_deliver_bytes(plot, &svg) : fit_cli_fail("no memory for the plot");
    free(curves);
    free(labels);
    fit_buffer_deinit(&svg);
    return result == FIT_EXIT_OK ? fit_deliver_commit(&plot, 1) : result;
}

static fit_exit evaluate(evaluation *e, const options *given, fit_output *plot)
{
    fit_error error;
    const char *source = given->folders ? given->folders : given->pairs;
    const fit_status status =
        given->folders ? fit_face_set_list(&e->set, source, &error) : fit_face_set_read(&e->set, source, &error);
    if (status != FIT_OK)
        return given->folders ? fit_cli_fail("%s", error.text) : fit_cli_fail_file(source, &error);
    fit_exit result = fit_face_set_embed(&e->set, given->face_model, given->good ? &fit_face_limits_login : NULL);
    if (result != FIT_EXIT_OK)
        return result;
    e->results = calloc(e->set.n_groups * (size_t)e->n_plans, sizeof *e->results);
    if (!e->results)
        return fit_cli_fail("no memory");
    for (size_t g = 0; g < e->set.n_groups; g++)
        for (int plan = 0; plan < e->n_plans; plan++)
            if (fit_trial_run(&e->set, g, &e->plans[plan], result_of(e, g, plan), &error) != FIT_OK)
                return fit_cli_fail("%s", error.text);
    if (given->plot)
        result = draw(e, plot);
    if (result == FIT_EXIT_OK && given->json)
        return print_json(e);
    if (result == FIT_EXIT_OK)
        print_words(e);
    return result;
}

fit_exit fit_cli_face_evaluate(int argc, char **argv)
{
    options given = {0};
    fit_exit result;
    int first;
    if (!fit_command_parse(&command, argc, argv, &given, &first, &result))
        return result;
    if (!given.folders == !given.pairs)
        return fit_cli_fail_usage("face evaluate", "say either --folders or --pairs");
    const bool averages = given.enrol || given.login || given.rounds;
    if (averages && given.pairs)
        return fit_cli_fail_usage("face evaluate", "averages need --folders");
    evaluation e = {.plans[PHOTOS] = {1, 1, 1}, .n_plans = 1};
    if (averages) {
        e.plans[AVERAGES] = (fit_trial_plan){given.enrol ? given.enrol : 5, given.login ? given.login : 3,
                                             given.rounds ? given.rounds : 20};
        e.n_plans = PLANS;
    }
    fit_output plot = {0};
    result = fit_deliver_open(&plot, given.plot, given.pairs);
    if (result == FIT_EXIT_OK)
        result = evaluate(&e, &given, &plot);
    fit_output_discard(&plot);
    for (size_t i = 0; e.results && i < e.set.n_groups * (size_t)e.n_plans; i++)
        fit_trial_deinit(&e.results[i]);
    free(e.results);
    fit_face_set_close(&e.set);
    return result;
}
