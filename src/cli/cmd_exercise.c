#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common/exercises.h"

static const char help[] = "usage: aifit exercise list\n"
                           "       aifit exercise check FILE...\n"
                           "\n"
                           "list   print id, Korean and English name of every exercise, parted by tabs\n"
                           "check  tell whether each FILE is a valid exercise, else where it is wrong and why\n";

static fit_exit list(void)
{
    char **ids = fit_exercises_ids();
    if (!ids)
        return FIT_EXIT_FAILURE;
    fit_exit result = FIT_EXIT_OK;
    for (char **id = ids; *id; id++) {
        fit_exercise *exercise = fit_exercises_load(*id);
        if (!exercise) {
            result = FIT_EXIT_FAILURE;
            continue;
        }
        printf("%s\t%s\t%s\n", fit_exercise_id(exercise), fit_exercise_name(exercise, FIT_LANGUAGE_KO),
               fit_exercise_name(exercise, FIT_LANGUAGE_EN));
        fit_exercise_destroy(exercise);
    }
    fit_exercises_free_ids(ids);
    return result;
}

static fit_exit check(const char *path)
{
    fit_exercise *exercise;
    fit_error error;
    if (fit_exercises_read(&exercise, path, &error) != FIT_OK)
        return fit_cli_fail_file(path, &error);
    printf("%s: valid: %s, %zu phases, %zu faults\n", path, fit_exercise_id(exercise),
           fit_exercise_phase_count(exercise), fit_exercise_fault_count(exercise));
    fit_exercise_destroy(exercise);
    return FIT_EXIT_OK;
}

fit_exit fit_cli_exercise(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "--help") == 0 || strcmp(verb, "-h") == 0) {
        fputs(help, stdout);
        return FIT_EXIT_OK;
    }
    if (strcmp(verb, "list") == 0 && argc == 2)
        return list();
    if (strcmp(verb, "check") != 0 || argc < 3)
        return fit_cli_fail_usage("exercise", "say 'list', or 'check' and a file");
    fit_exit result = FIT_EXIT_OK;
    for (int i = 2; i < argc; i++)
        if (check(argv[i]) != FIT_EXIT_OK)
            result = FIT_EXIT_FAILURE;
    return result;
}
