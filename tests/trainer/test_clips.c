/* Every exercise file's own skeleton clips come out as the file says. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clip.h"

typedef struct played {
    int files, clips, runs, failures;
} played;

static uint32_t fault_bits(const fit_exercise *exercise, const clip_words *words)
{
    uint32_t bits = 0;
    for (int i = 0; i < words->count; i++) {
        size_t k = 0;
        while (k < fit_exercise_fault_count(exercise) &&
               strcmp(fit_exercise_fault_id(exercise, k), words->word[i]) != 0)
            k++;
        if (k == fit_exercise_fault_count(exercise))
            fail_msg("a clip expects the unknown fault %s", words->word[i]);
        bits |= 1U << k;
    }
    return bits;
}

static uint32_t name_bits(const clip_words *words, const char *(*name)(unsigned), unsigned count)
{
    uint32_t bits = 0;
    for (int i = 0; i < words->count; i++) {
        unsigned k = 0;
        while (k < count && strcmp(name(k), words->word[i]) != 0)
            k++;
        if (k == count)
            fail_msg("a clip expects the unknown word %s", words->word[i]);
        bits |= 1U << k;
    }
    return bits;
}

static const char *side_name(unsigned side)
{
    return fit_side_name((fit_side)side);
}

static const char *reason_name(unsigned reason)
{
    return fit_reject_reason_name((fit_reject_reason)reason);
}

static void play(const char *file, const fit_exercise *exercise, const clip *c, played *total)
{
    uint32_t sides = name_bits(&c->sides, side_name, 3);
    uint32_t faults = fault_bits(exercise, &c->faults);
    uint32_t rejected = name_bits(&c->rejected, reason_name, FIT_REJECT_NOT_THE_EXERCISE + 1);
    for (int i = 0; i < c->rate_count; i++) {
        clip_result result = clip_play(exercise, c, c->rates[i]);
        total->runs++;
        bool right = (int)result.reps == c->reps && (c->sides.count == 0 || result.sides == sides) &&
                     result.faults == faults && result.rejected == rejected;
        if (right)
            continue;
        total->failures++;
        print_error("%s, \"%s\" at %d fps: %u reps (%d), sides %x (%x), faults %x (%x), rejected %x (%x)\n", file,
                    c->name, c->rates[i], result.reps, c->reps, result.sides, sides, result.faults, faults,
                    result.rejected, rejected);
    }
    total->clips++;
}

static void play_file(const char *file, played *total)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", AIFIT_EXERCISES, file);
    size_t len_bytes;
    char *json = read_whole_file(path, &len_bytes);
    fit_error error;
    fit_exercise *exercise;
    if (fit_exercise_create(&exercise, json, len_bytes, &error) != FIT_OK)
        fail_msg("%s:%u:%u: %s", file, error.line, error.column, error.text);
    fit_json_reader reader;
    assert_int_equal(fit_json_reader_init(&reader, json, len_bytes, &error), FIT_OK);
    int clips = -1, before = total->clips;
    for (int key = fit_json_first(&reader, 0); key >= 0; key = fit_json_next(&reader, key)) {
        const char *name;
        assert_true(fit_json_read_string(&reader, key, "a key", 64, &name));
        clips = strcmp(name, "clips") == 0 ? key + 1 : clips;
    }
    if (clips < 0)
        fail_msg("%s carries no clips", file);
    for (int at = fit_json_first(&reader, clips); at >= 0; at = fit_json_next(&reader, at)) {
        clip c;
        if (!clip_read(&reader, at, &c))
            fail_msg("%s:%u:%u: %s", file, error.line, error.column, error.text);
        play(file, exercise, &c, total);
    }
    assert_true(total->clips > before);
    fit_json_reader_deinit(&reader);
    fit_exercise_destroy(exercise);
    free(json);
    total->files++;
}

static void every_clip_comes_out_as_its_file_says(void **state)
{
    (void)state;
    played total = {0};
    DIR *folder = opendir(AIFIT_EXERCISES);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot && strcmp(dot, ".json") == 0)
            play_file(entry->d_name, &total);
    }
    closedir(folder);
    print_message("%d files, %d clips, %d runs\n", total.files, total.clips, total.runs);
    assert_true(total.files >= 2);
    assert_int_equal(total.failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_clip_comes_out_as_its_file_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
