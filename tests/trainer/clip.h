/* Skeleton clips as exercise files carry them (docs/exercise-format.md, "Clips"), played frame by frame. */
#ifndef TESTS_TRAINER_CLIP_H
#define TESTS_TRAINER_CLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aifit/trainer.h"
#include "skeleton.h"
#include "trainer/json_reader.h"

enum { CLIP_MAX_KEYS = 64, CLIP_MAX_RATES = 8, CLIP_MAX_SPANS = 8, CLIP_MAX_WORDS = 8 };

typedef struct clip_key {
    int t_ms;
    stick_pose pose;
} clip_key;

/* From when until when joints (or, with none named, the whole person) cannot be seen. */
typedef struct clip_span {
    int from_ms, to_ms;
    uint64_t landmarks;
} clip_span;

typedef struct clip_words {
    int count;
    const char *word[CLIP_MAX_WORDS];
} clip_words;

typedef struct clip {
    const char *name;
    int rates[CLIP_MAX_RATES], rate_count;
    double view_deg, noise_mm;
    int from_ms;    /* the clip begins here */
    int drop_every; /* so many frames, one is missing */
    int repeat;
    int key_count;
    clip_key keys[CLIP_MAX_KEYS];
    int span_count;
    clip_span spans[CLIP_MAX_SPANS];
    int reps;
    clip_words sides, faults, rejected; /* the sets that must come out */
} clip;

/* Reads one clip; false after the reader's error has been filled. */
bool clip_read(fit_json_reader *reader, int token, clip *out);

int64_t clip_length_ms(const clip *c);
/* The frame at t_ms from the clip's beginning; false when it was dropped. frame: its number. */
bool clip_frame(const clip *c, int frame, int64_t t_ms, unsigned *seed, fit_pose *out);

/* What a trainer made of a clip. */
typedef struct clip_result {
    uint32_t reps, sides, rejected; /* bits: fit_side, fit_reject_reason */
    uint32_t faults;                /* bits: fault of the exercise, in any repetition */
    size_t events;
    uint64_t hash; /* of all events, for determinism */
} clip_result;

clip_result clip_play(const fit_exercise *exercise, const clip *c, int fps);

/* The bytes of a file, NUL-terminated, to be freed; fails the test when it cannot be read. */
char *read_whole_file(const char *path, size_t *len_bytes);

#endif
