/* Exercise files: what is accepted, and what is refused where and why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aifit/trainer.h"
#include "clip.h"

/* One member a line, so that a refusal's line names the member that a test has replaced. */
static const char *const members[][2] = {
    {"format", "1"},
    {"id", "\"bend\""},
    {"name", "{\"ko\": \"\\uad7d\\ud788\\uae30\", \"en\": \"Bend \\ud83d\\udcaa\"}"},
    {"joints", "[\"elbow\", \"nose\"]"},
    {"views", "[\"front\", \"side\"]"},
    {"lengths", "{\"trunk\": [\"mid_hip\", \"mid_shoulder\"]}"},
    {"signals", "{\"bend\": {\"angle\": [\"shoulder\", \"elbow\", \"wrist\"]}, \"speed\": {\"velocity\": \"bend\"}, "
                "\"worst\": {\"max\": [\"left:bend\", \"right:bend\", \"speed\"]}, "
                "\"up\": {\"height\": [\"wrist\", \"hip\"], \"by\": \"trunk\"}}"},
    {"phases",
     "[{\"id\": \"rest\", \"below\": 0.2}, {\"id\": \"out\", \"above\": 0.3}, {\"id\": \"back\", \"below\": 0.25}]"},
    {"cycle",
     "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [120, 180], "
     "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [200, 9000], \"count_at\": \"out\"}"},
    {"rejects", "[{\"when\": [{\"signal\": \"up\", \"above\": 1.5}], \"at\": \"start\"}]"},
    {"faults", "[{\"id\": \"half\", \"cue\": {\"ko\": \"\\ub354\", \"en\": \"More.\"}, \"when\": \"short_range\"}, "
               "{\"id\": \"fast\", \"cue\": {\"ko\": \"\\ucc9c\\ucc9c\\ud788\", \"en\": \"Slower.\"}, "
               "\"when\": [{\"signal\": \"speed\", \"below\": -300, \"change\": false}], \"phases\": [\"out\"], "
               "\"for_ms\": 100, \"views\": [\"side\"]}]"},
};
enum { MEMBERS = sizeof members / sizeof members[0] };

static char text[16384];

/* The whole document with one member's value replaced, or left out when value is NULL; extra comes last. */
static size_t document(const char *key, const char *value, const char *extra)
{
    size_t used = (size_t)snprintf(text, sizeof text, "{");
    for (int i = 0; i < MEMBERS; i++) {
        bool replaced = key && strcmp(members[i][0], key) == 0;
        if (replaced && !value)
            continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s\n\"%s\": %s", used > 1 ? "," : "", members[i][0],
                                 replaced ? value : members[i][1]);
    }
    used += (size_t)snprintf(text + used, sizeof text - used, "%s\n}\n", extra ? extra : "");
    assert_true(used < sizeof text);
    return used;
}

static int line_of(const char *key)
{
    for (int i = 0; i < MEMBERS; i++)
        if (strcmp(members[i][0], key) == 0)
            return i + 2;
    return 0;
}

static void refused(size_t len_bytes, unsigned line, const char *reason)
{
    fit_exercise *exercise = (fit_exercise *)text;
    fit_error error = {0};
    fit_status status = fit_exercise_create(&exercise, text, len_bytes, &error);
    if (status != FIT_ERR_FORMAT || error.line != line || !strstr(error.text, reason))
        fail_msg("expected line %u, \"%s\"; got status %d at %u:%u, \"%s\" for\n%s", line, reason, status, error.line,
                 error.column, error.text, text);
    assert_ptr_equal(exercise, text); /* outputs are untouched on failure */
    assert_true(error.column > 0);
}

static void a_full_document_is_read(void **state)
{
    (void)state;
    size_t len_bytes = document(NULL, NULL, ",\n\"clips\": []");
    fit_exercise *exercise;
    fit_error error;
    if (fit_exercise_create(&exercise, text, len_bytes, &error) != FIT_OK)
        fail_msg("%u:%u: %s", error.line, error.column, error.text);
    memset(text, 'x', sizeof text); /* nothing of it is referenced afterwards */
    assert_string_equal(fit_exercise_id(exercise), "bend");
    assert_string_equal(fit_exercise_name(exercise, FIT_LANGUAGE_KO), "굽히기");
    assert_string_equal(fit_exercise_name(exercise, FIT_LANGUAGE_EN), "Bend 💪");
    assert_int_equal(fit_exercise_fault_count(exercise), 2);
    assert_string_equal(fit_exercise_fault_id(exercise, 1), "fast");
    assert_string_equal(fit_exercise_fault_text(exercise, 1, FIT_LANGUAGE_KO), "천천히");
    assert_int_equal(fit_exercise_phase_count(exercise), 3);
    assert_string_equal(fit_exercise_phase_id(exercise, 2), "back");
    fit_exercise_destroy(exercise);
    fit_exercise_destroy(NULL);
}

static void wrong_values_are_refused_at_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value, *reason;
    } cases[] = {
        {"format", "2", "between 1 and 1"},
        {"format", "\"1\"", "must be a number"},
        {"format", "1.5", "between 1 and 1"},
        {"format", "01", "is no JSON value"},
        {"format", "nul", "is no JSON value"},
        {"id", "\"Bend\"", "a-z"},
        {"id", "\"\"", "1 to 64 bytes"},
        {"id", "7", "must be a string"},
        {"name", "{\"ko\": \"x\"}", "\"en\" is missing"},
        {"name", "{\"ko\": \"x\", \"en\": \"y\", \"de\": \"z\"}", "unknown key \"de\""},
        {"name", "{\"ko\": \"x\", \"ko\": \"y\", \"en\": \"z\"}", "stands twice"},
        {"name", "{\"ko\": \"\\ud83d\", \"en\": \"z\"}", "surrogate"},
        {"name", "{\"ko\": \"a\\nb\", \"en\": \"z\"}", "control character"},
        {"joints", "[\"tail\"]", "unknown joint \"tail\""},
        {"joints", "[\"left_nose\"]", "unknown joint"},
        {"joints", "[]", "1 to 16"},
        {"views", "[\"above\"]", "a view cannot be \"above\""},
        {"lengths", "{\"trunk\": [\"mid_hip\"]}", "2 to 2"},
        {"signals", "{\"bend\": {\"angle\": [\"hip\", \"knee\"]}}", "3 to 3"},
        {"signals", "{\"bend\": {\"bearing\": []}}", "unknown key \"bearing\""},
        {"signals", "{\"bend\": {\"tilt\": [\"hip\", \"knee\"], \"min\": []}}", "exactly one of"},
        {"signals", "{\"bend\": {\"height\": [\"hip\", \"knee\"]}}", "\"by\" is missing"},
        {"signals", "{\"bend\": {\"tilt\": [\"hip\", \"knee\"], \"by\": \"trunk\"}}", "only distance and height"},
        {"signals", "{\"bend\": {\"height\": [\"hip\", \"knee\"], \"by\": \"leg\"}}", "undefined length \"leg\""},
        {"signals", "{\"bend\": {\"min\": [\"left:bond\", \"bend\"]}}", "undefined signal \"bond\""},
        {"signals", "{\"bend\": {\"velocity\": \"bend\"}}", "depend on themselves"},
        {"signals", "{\"a\": {\"velocity\": \"b\"}, \"b\": {\"max\": [\"a\", \"a\"]}}", "depend on themselves"},
        {"phases", "[{\"id\": \"rest\", \"below\": 0.2}]", "2 to 8"},
        {"phases", "[{\"id\": \"rest\", \"above\": 0.2}, {\"id\": \"out\", \"above\": 0.3}]", "first phase is at rest"},
        {"phases", "[{\"id\": \"rest\", \"below\": 0.2}, {\"id\": \"out\", \"below\": 0.3}]", "leads away from rest"},
        {"phases", "[{\"id\": \"rest\", \"below\": 0.2}, {\"id\": \"out\", \"above\": 0.22}]", "0.05 beyond"},
        {"phases", "[{\"id\": \"rest\", \"below\": 0.2}, {\"id\": \"rest\", \"above\": 0.3}]", "stands twice"},
        {"phases", "[{\"id\": \"rest\", \"below\": 0.2}, {\"id\": \"out\", \"above\": 0.3, \"below\": 0.4}]", "either"},
        {"cycle", "{\"signal\": \"bond\"}", "is missing"},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"both\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [120, 180], "
         "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [200, 9000], \"count_at\": \"out\"}",
         "\"sides\" cannot be \"both\""},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [90, 180], "
         "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [200, 9000], \"count_at\": \"out\"}",
         "overlap"},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 60, \"turn\": 60, \"bounds\": {\"rest\": [50, 70], "
         "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [200, 9000], \"count_at\": \"out\"}",
         "the same"},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [120, 180], "
         "\"turn\": [30, 100]}, \"good\": 0.4, \"duration_ms\": [200, 9000], \"count_at\": \"out\"}",
         "\"good\" must lie between"},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [120, 180], "
         "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [9000, 200], \"count_at\": \"out\"}",
         "\"duration_ms\" must lie"},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [120, 180], "
         "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [200, 9000], \"count_at\": \"top\"}",
         "undefined phase \"top\""},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [120, 180], "
         "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [200, 9000], \"count_at\": \"out\", \"attempt\": []}",
         "\"attempt\" holds 0 entries"},
        {"cycle",
         "{\"signal\": \"bend\", \"sides\": \"each\", \"rest\": 160, \"turn\": 60, \"bounds\": {\"rest\": [120, 180], "
         "\"turn\": [30, 100]}, \"good\": 0.8, \"duration_ms\": [200, 9000], \"count_at\": \"out\", \"attempt\": "
         "[{\"signal\": \"down\", \"below\": 0}]}",
         "undefined signal \"down\""},
        {"rejects", "[{\"when\": [{\"signal\": \"up\", \"above\": 1}], \"at\": \"noon\"}]", "\"at\" cannot be"},
        {"rejects", "[{\"when\": [{\"signal\": \"up\", \"above\": 1}]}]", "either \"phases\""},
        {"rejects", "[{\"when\": [{\"signal\": \"up\", \"above\": 1}], \"at\": \"turn\", \"for_ms\": 1}]", "has no"},
        {"rejects", "[{\"when\": [{\"signal\": \"up\"}], \"at\": \"turn\"}]", "either \"above\" or \"below\""},
        {"rejects", "[{\"when\": [{\"signal\": \"up\", \"above\": 1, \"change\": 1}], \"at\": \"turn\"}]",
         "true or false"},
        {"faults", "[{\"id\": \"x\", \"cue\": {\"ko\": \"a\", \"en\": \"b\"}, \"when\": \"tired\"}]",
         "\"when\" cannot be \"tired\""},
        {"faults", "[{\"id\": \"x\", \"when\": \"short_range\"}]", "\"cue\" is missing"},
        {"faults", "{}", "must be an array"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t len_bytes = document(cases[i].key, cases[i].value, NULL);
        refused(len_bytes, (unsigned)line_of(cases[i].key), cases[i].reason);
    }
}

static void missing_and_unknown_members_are_refused(void **state)
{
    (void)state;
    for (int i = 0; i < MEMBERS; i++) {
        bool optional = strcmp(members[i][0], "lengths") == 0 || strcmp(members[i][0], "rejects") == 0;
        if (!optional)
            refused(document(members[i][0], NULL, NULL), 1, "is missing in an exercise");
    }
    refused(document(NULL, NULL, ",\n\"tempo\": 3"), MEMBERS + 2, "unknown key \"tempo\"");
}

static void refused_text(const char *json, unsigned line, unsigned column, const char *reason)
{
    fit_exercise *exercise;
    fit_error error = {0};
    assert_int_equal(fit_exercise_create(&exercise, json, strlen(json), &error), FIT_ERR_FORMAT);
    if (error.line != line || error.column != column || !strstr(error.text, reason))
        fail_msg("expected %u:%u \"%s\", got %u:%u \"%s\" for %s", line, column, reason, error.line, error.column,
                 error.text, json);
}

static void broken_json_is_refused_where_it_breaks(void **state)
{
    (void)state;
    refused_text("", 1, 1, "empty");
    refused_text("[]", 1, 1, "must be an object");
    refused_text("{\"format\": 1", 1, 12, "too early");
    refused_text("{\"format\" 1}", 1, 11, "");
    refused_text("{\"format\": 1 \"id\": 2}", 1, 2, "comma may be missing");
    refused_text("{\"format\": 1,, \"id\": 2}", 1, 14, "unexpected ','");
    refused_text("{\"format\": 1,}", 1, 13, "unexpected ','");
    refused_text("{\"format\": [1 2]}", 1, 15, "','");
    refused_text("{\"가\": 1, \"id\": tru}", 1, 16, "no JSON value");
    refused_text("{\n  \"id\": \"a\xff\"}", 2, 11, "UTF-8");
    refused_text("{} {}", 1, 4, "unexpected");
    refused_text("{\"a\": \"\x01\"}", 1, 2, "unknown key");
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    static char deep[40001];
    memset(deep, '[', 20000);
    memset(deep + 20000, ']', 20000);
    refused_text(deep, 1, 17, "nested deeper than 16");
}

static void too_large_a_file_is_refused(void **state)
{
    (void)state;
    char *large = calloc(1, FIT_EXERCISE_MAX_BYTES + 1);
    assert_non_null(large);
    fit_exercise *exercise;
    assert_int_equal(fit_exercise_create(&exercise, large, FIT_EXERCISE_MAX_BYTES + 1, NULL), FIT_ERR_LIMIT);
    free(large);
    assert_int_equal(fit_exercise_create(NULL, "{}", 2, NULL), FIT_ERR_ARG);
    assert_int_equal(fit_exercise_create(&exercise, NULL, 0, NULL), FIT_ERR_ARG);
}

/* Every prefix of a good document is refused, and none reads beyond its end (run under AddressSanitizer). */
static void every_prefix_is_refused(void **state)
{
    (void)state;
    size_t len_bytes = document(NULL, NULL, NULL);
    for (size_t n = 0; n + 2 < len_bytes; n++) {
        char *copy = malloc(n ? n : 1);
        assert_non_null(copy);
        memcpy(copy, text, n);
        fit_exercise *exercise;
        assert_int_equal(fit_exercise_create(&exercise, copy, n, NULL), FIT_ERR_FORMAT);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_document_is_read),
        cmocka_unit_test(wrong_values_are_refused_at_their_line),
        cmocka_unit_test(missing_and_unknown_members_are_refused),
        cmocka_unit_test(broken_json_is_refused_where_it_breaks),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(too_large_a_file_is_refused),
        cmocka_unit_test(every_prefix_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
