#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common/exercises.h"
#include "cli/common/options.h"

static const fit_command command = {
    .name = "exercise",
    .operands = "list | check FILE...",
    .max_operands = INT_MAX,
    .about = "list   print id, Korean and English name of every exercise, parted by tabs\n"
             "check  tell whether each FILE is a valid exercise, else where it is wrong and why\n",
};

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
    fit_exit result;
    int first;
    if (!fit_command_parse(&command, argc, argv, NULL, &first, &result))
        return result;
    const char *verb = first < argc ? argv[first] : "";
    const int files = argc - first - 1;
    if (strcmp(verb, "list") == 0 && files == 0)
        return list();
    if (strcmp(verb, "check") != 0 || files < 1)
        return fit_cli_fail_usage("exercise", "say 'list', or 'check' and a file");
    for (int i = first + 1; i < argc; i++)
        if (check(argv[i]) != FIT_EXIT_OK)
            result = FIT_EXIT_FAILURE;
    return result;
}
