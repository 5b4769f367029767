/* Labelled photos, to measure recognition with. */
#ifndef FIT_CLI_FACE_SET_H
#define FIT_CLI_FACE_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/common/report.h"
#include "face/quality.h"

/* What became of a photo. */
typedef enum fit_photo_fate {
    FIT_PHOTO_USED,
    FIT_PHOTO_NO_FACE,
    FIT_PHOTO_SEVERAL, /* faces, and it is not plain which is meant */
    FIT_PHOTO_REFUSED, /* by the quality asked for */
    FIT_PHOTO_UNREADABLE,
    FIT_PHOTO_FATE_COUNT
} fit_photo_fate;

typedef struct fit_set_photo {
    char *path;
    uint32_t person;
    fit_photo_fate fate;
    fit_face_embedding embedding; /* of a photo that is used */
} fit_set_photo;

/* Two photos to be compared, and what the list says of them. */
typedef struct fit_set_pair {
    uint32_t a, b; /* photos */
    bool same;
    unsigned line;
} fit_set_pair;

/* Photos of one person lie together when the set comes from folders. All zero is valid and empty. */
typedef struct fit_face_set {
    fit_set_photo *photos;
    size_t n_photos;
    uint32_t *group_of; /* one a person */
    size_t n_people;
    char **groups; /* names; one without a name when there are no groups */
    size_t n_groups;
    fit_set_pair *pairs; /* NULL: every pair within a group */
    size_t n_pairs;
} fit_face_set;

/* Lists DIR/PERSON/PHOTO.jpg or, when those folders hold folders, DIR/GROUP/PERSON/PHOTO.jpg, by name; hidden files and
 * whatever does not end in .jpg or .jpeg are passed over. *set: zeroed; to be closed even on failure.
 * FIT_ERR_NOT_FOUND (no such folder; no photos), FIT_ERR_IO, FIT_ERR_MEMORY, FIT_ERR_LIMIT. */
FIT_NODISCARD fit_status fit_face_set_list(fit_face_set *set, const char *dir, fit_error *error);

/* Reads lines "A.jpg,B.jpg,same" or "...,different", paths from the folder of the file; empty lines are passed over.
 * People are those whom "same" ties together. FIT_ERR_FORMAT: with its line, also for a pair that other lines
 * contradict; errors of fit_file_read and as above. */
FIT_NODISCARD fit_status fit_face_set_read(fit_face_set *set, const char *file, fit_error *error);

/* Finds the face of every photo and embeds it. face_model: as fit_faces_open has it. limits: photos that they refuse
 * are left out; NULL: none are. Prints the paths of photos left out to standard error. A photo that cannot be used is
 * no failure; missing weights are. */
fit_exit fit_face_set_embed(fit_face_set *set, const char *face_model, const fit_face_limits *limits);

void fit_face_set_close(fit_face_set *set);

#endif
