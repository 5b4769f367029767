/* The parts of an exercise file; each returns false after its refusal went into the reader's error. */
#ifndef FIT_TRAINER_EXERCISE_PARSE_H
#define FIT_TRAINER_EXERCISE_PARSE_H

#include "trainer/exercise.h"
#include "trainer/json_reader.h"

enum { FIT_MAX_NAME_BYTES = 64, FIT_MAX_TEXT_BYTES = 400 };

/* An identifier: lower-case letters, digits, underscores, a letter first. */
bool fit_parse_id(fit_json_reader *reader, int token, const char *what, const char **out);
/* {"ko": text, "en": text} */
bool fit_parse_texts(fit_json_reader *reader, int token, const char *what, const char *texts[2]);
bool fit_parse_joint(fit_json_reader *reader, int token, fit_joint *out);
/* A list of views as a set of bits. */
bool fit_parse_views(fit_json_reader *reader, int token, uint32_t *out);

bool fit_parse_lengths(fit_json_reader *reader, int token, fit_exercise *exercise);
bool fit_parse_signals(fit_json_reader *reader, int token, fit_exercise *exercise);
/* After the signals. */
bool fit_parse_phases(fit_json_reader *reader, int token, fit_exercise *exercise);
bool fit_parse_cycle(fit_json_reader *reader, int token, fit_exercise *exercise);
bool fit_parse_rejects(fit_json_reader *reader, int token, fit_exercise *exercise);
bool fit_parse_faults(fit_json_reader *reader, int token, fit_exercise *exercise);

/* The index of a declared signal or phase. */
bool fit_parse_signal_name(fit_json_reader *reader, int token, const fit_exercise *exercise, uint8_t *out);
bool fit_parse_phase_name(fit_json_reader *reader, int token, const fit_exercise *exercise, uint8_t *out);

#endif
