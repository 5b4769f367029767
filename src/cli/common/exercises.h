/* The exercises that came with the program: one JSON file each, named after its id. */
#ifndef FIT_CLI_EXERCISES_H
#define FIT_CLI_EXERCISES_H

#include "aifit/trainer.h"
#include "cli/common/report.h"

/* Reads one exercise file. *out: freed with fit_exercise_destroy. */
FIT_NODISCARD fit_status fit_exercises_read(fit_exercise **out, const char *path, fit_error *error);

/* Finds the exercise called id. On failure one line is printed and NULL returned; an unknown id's line lists the
 * known ones. */
fit_exercise *fit_exercises_load(const char *id);

/* Ids of all exercises, sorted; NULL-terminated; freed with fit_exercises_free_ids. NULL after printing one line. */
char **fit_exercises_ids(void);
void fit_exercises_free_ids(char **ids);

#endif
